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
  2_592_000,
];

/** The round lengths of time, in seconds, that hold all between two. */
export const lengthSpan = (least: number, most: number): readonly [number, number] => [
  lengths.findLast((length) => length <= least) ?? 1,
  lengths.find((length) => length >= most && length > least) ?? most + 1,
];

/** Round lengths of time of an axis that grows by factors, at least `room` pixels from each other. */
export function lengthTicks(low: number, high: number, y: Scale, room = 24): readonly number[] {
  const kept: number[] = [];
  for (const length of lengths.filter((length) => length >= low && length <= high))
    if (kept.every((other) => Math.abs(y(length) - y(other)) >= room)) kept.push(length);
  return kept;
}

/** A line through two points that grows by factors; what is below the least stays there. */
export function logarithmic(
  [low, high]: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const place = linear([Math.log(low), Math.log(high)], range);
  return (value) => place(Math.log(Math.max(low, value)));
}

/** How many decimals the ticks of an axis need. */
export function tickDecimals(max: number, count: number): number {
  const step = max <= 0 ? 1 : tickStep(0, max, count);
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

/** The text of a tick: 1e−18, 0.05, 12, 3k, 1.2M, 20B. */
export function tickLabel(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-4) return value.toExponential(0).replaceAll("-", "−");
  if (size >= 1e9) return `${trim((value / 1e9).toFixed(2))}B`;
  if (size >= 1e6) return `${trim((value / 1e6).toFixed(2))}M`;
  if (size >= 1e3) return `${trim((value / 1e3).toFixed(1))}k`;
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
  [864_000, everyDays(10)],
  [1_728_000, everyDays(20)],
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
