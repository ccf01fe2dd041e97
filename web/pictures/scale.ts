import { tickStep, ticks } from "d3-array";
import { type TimeInterval, utcDay, utcHour, utcMinute, utcMonday, utcMonth } from "d3-time";

/** A place for a number. */
export type Scale = (value: number) => number;

/** A straight line through two points; a domain of no width gives the start. */
export function linear(
  [d0, d1]: readonly [number, number],
  [r0, r1]: readonly [number, number],
): Scale {
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * slope;
}

/** Straight lines from knot to knot, held at both ends. Knots ascend. */
export function piecewise(knots: readonly (readonly [value: number, place: number])[]): Scale {
  return (value) => {
    const next = knots.findIndex(([end]) => value <= end);
    if (next === 0) return knots[0]![1];
    if (next === -1) return knots.at(-1)![1];
    const [[d0, r0], [d1, r1]] = [knots[next - 1]!, knots[next]!];
    return linear([d0, d1], [r0, r1])(value);
  };
}

/** Round values of an axis, at most `count` or so. */
export function niceTicks(max: number, count: number, min = 0): readonly number[] {
  return max <= min ? [min] : ticks(min, max, count);
}

const lengths = [
  1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];

/** Round lengths of time of an axis, in seconds; besides 0 at least one that fits. */
export function secondTicks(max: number, count: number): readonly number[] {
  const isNextTooLong = (index: number) => (lengths[index + 1] ?? 0) > max;
  const fits = (length: number, index: number) => max / length <= count || isNextTooLong(index);
  const step = lengths.find(fits) ?? lengths.at(-1)!;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
}

/** How many decimals the ticks of an axis need. */
export function tickDecimals(max: number, count: number): number {
  const step = max <= 0 ? 1 : tickStep(0, max, count);
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** The text of a tick: 0.05, 12, 3k, 1.2M. */
export function tickLabel(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trim((value / 1e6).toFixed(2))}M`;
  if (size >= 1e4) return `${trim((value / 1e3).toFixed(1))}k`;
  return value.toFixed(decimals).replace("-", "−");
}

const trim = (text: string) => text.replace(/\.?0+$/, "").replace("-", "−");

/** Every so many days since 1970: `every` would begin anew with each month. */
function everyDays(count: number): TimeInterval {
  return utcDay.filter((date) => Math.round(date.getTime() / 86_400_000) % count === 0);
}

const steps: readonly (readonly [seconds: number, interval: TimeInterval])[] = [
  [60, utcMinute],
  [300, utcMinute.every(5)!],
  [900, utcMinute.every(15)!],
  [3_600, utcHour],
  [10_800, utcHour.every(3)!],
  [21_600, utcHour.every(6)!],
  [43_200, utcHour.every(12)!],
  [86_400, utcDay],
  [172_800, everyDays(2)],
  [345_600, everyDays(4)],
  [604_800, utcMonday],
  [2_592_000, utcMonth],
];

/** Round times of an axis in UTC, with their step, at most one in `room` pixels. */
export function timeTicks(from: number, to: number, width: number, room = 64) {
  const most = Math.max(1, Math.floor(width / room));
  const [step, interval] =
    steps.find(([seconds]) => (to - from) / seconds <= most) ?? steps.at(-1)!;
  const dates = interval.range(new Date(from * 1_000), new Date(to * 1_000 + 1));
  const every = Math.max(1, Math.ceil(dates.length / most));
  const times = dates
    .filter((_, index) => index % every === 0)
    .map((date) => date.getTime() / 1_000);
  return { step, times };
}

/** Moves places apart so that neighbours are at least `gap` away from each other, within `min` and `max`. Keeps their order. */
export function pushApart(
  places: readonly number[],
  gap: number,
  min: number,
  max: number,
): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let last = min - gap;
  for (const entry of order) {
    entry.place = Math.max(entry.place, last + gap);
    last = entry.place;
  }
  let next = max + gap;
  for (const entry of order.toReversed()) {
    entry.place = Math.min(entry.place, next - gap);
    next = entry.place;
  }
  const moved = [...places];
  for (const { place, index } of order) moved[index] = place;
  return moved;
}
