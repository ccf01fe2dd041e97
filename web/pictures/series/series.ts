import { max, min } from "d3-array";
import { lengthSpan, linear, logarithmic, type Scale } from "../scale.ts";

/** A span of time; an unfinished one is hatched. */
export type Bucket = Readonly<{ start: number; end: number; complete: boolean }>;

export type Line = Readonly<{
  name: string;
  /** Which of the six colours, or the one for misses. */
  tone: 1 | 2 | 3 | 4 | 5 | 6 | "missed" | "grey";
  /** One value a bucket; null where there is none. */
  values: readonly (number | null)[];
  /** The exact value in words. */
  say(index: number): string;
}>;

/** One of several pictures under each other on the same axis of time. */
export type Panel = Readonly<{
  title: string;
  /** Stacked bars; lines; or a band between the first and the last line, with the middle ones inside. */
  kind: "bars" | "lines" | "steps" | "band";
  lines: readonly Line[];
  height: number;
  /** How a tick of its axis reads. */
  tick(value: number): string;
  /** Whether its values are lengths of time, in seconds: from a minute to days, so their axis grows by factors. */
  isTime?: boolean;
}>;

export type PanelLayout = Readonly<{
  panel: Panel;
  top: number;
  bottom: number;
  y: Scale;
  low: number;
  high: number;
  keys: Keys;
}>;

const TITLE = 24;
const KEYS = 16;
const GAP = 12;

/** Panels under each other, each with its own axis of values, which holds zero unless all values are far from it. */
export function layOutPanels(
  panels: readonly Panel[],
  width = Number.POSITIVE_INFINITY,
): readonly PanelLayout[] {
  let top = 0;
  return panels.map((panel) => {
    const [low, high] = extentOf(panel);
    const keys = layOutKeys(panel, width);
    const start = top + TITLE + keys.lines * KEYS;
    const bottom = start + panel.height;
    top = bottom + GAP;
    const y = (panel.isTime ? logarithmic : linear)([low, high], [bottom, start]);
    return { panel, top: start, bottom, y, low, high, keys };
  });
}

/** Where the names of a panel's lines are: beside its title, or on lines beneath it where that is too narrow; none for one line. */
export type Keys = Readonly<{
  /** How many lines beneath the title. */
  lines: number;
  items: readonly Readonly<{ name: string; tone: Line["tone"]; x: number; line: number }>[];
}>;

function layOutKeys({ title, kind, lines }: Panel, width: number): Keys {
  if (lines.length < 2) return { lines: 0, items: [] };
  const titleWidth = title.length * 6.8 + 16;
  // A band has one colour, so one key.
  const [first, last] = [lines[0]!, lines.at(-1)!];
  const named = kind === "band" ? [{ ...first, name: `${first.name} to ${last.name}` }] : lines;
  const widths = named.map(({ name }) => name.length * 6.4 + 26);
  const isBelow = titleWidth + sumOf(widths) > width;
  let [x, line] = isBelow ? [0, 1] : [titleWidth, 0];
  const items = named.map(({ name, tone }, index) => {
    if (isBelow && x > 0 && x + widths[index]! > width) [x, line] = [0, line + 1];
    const place = { name, tone, x, line };
    x += widths[index]!;
    return place;
  });
  return { lines: line, items };
}

function extentOf({ kind, lines, isTime }: Panel): readonly [number, number] {
  const columns =
    lines[0]?.values.map((_, index) => lines.map(({ values }) => values[index] ?? 0)) ?? [];
  if (kind === "bars") {
    const up = max(columns, (values) => sumOf(values.filter((value) => value > 0))) ?? 0;
    const down = min(columns, (values) => sumOf(values.filter((value) => value < 0))) ?? 0;
    return [down * 1.06, up * 1.06 || 1];
  }
  const values = lines.flatMap((one) => one.values.filter((value) => value !== null));
  const [least, most] = [min(values) ?? 0, max(values) ?? 1];
  if (isTime) return lengthSpan(least, most);
  // A price that moves by a hundredth would be a straight line above zero.
  const isFar = kind === "steps" && least > 0 && (most - least) * 4 < most;
  const room = (most - least || most || 1) * 0.06;
  return isFar ? [least - room, most + room] : [Math.min(0, least), most + room];
}

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** A rectangle of a stacked bar. */
export type Bar = Readonly<{ tone: Line["tone"]; index: number; y0: number; y1: number }>;

export function barsOf({ panel, y }: PanelLayout): readonly Bar[] {
  const ends = panel.lines[0]?.values.map(() => ({ up: 0, down: 0 })) ?? [];
  return panel.lines.flatMap(({ tone, values }) =>
    values.flatMap((value, index) => {
      const [end, side] = [ends[index]!, (value ?? 0) < 0 ? "down" : "up"] as const;
      const from = end[side];
      end[side] += value ?? 0;
      const [y0, y1] = [y(from), y(end[side])].sort((a, b) => a - b) as [number, number];
      return y1 - y0 > 0 ? [{ tone, index, y0, y1 }] : [];
    }),
  );
}

/** The path of a line through the middles of its buckets; broken where there is no value. */
export function linePath({ values }: Line, xs: readonly number[], y: Scale): string {
  let path = "";
  values.forEach((value, index) => {
    if (value !== null) path += `${values[index - 1] == null ? "M" : "L"}${xs[index]} ${y(value)}`;
  });
  return path;
}

/** Steps: each value holds from the start of its bucket to its end. */
export function stepsPath(
  { values }: Line,
  edges: readonly (readonly [number, number])[],
  y: Scale,
): string {
  let path = "";
  let isOpen = false;
  values.forEach((value, index) => {
    if (value === null) {
      isOpen = false;
      return;
    }
    const [x0, x1] = edges[index]!;
    path += `${isOpen ? "V" : `M${x0} `}${y(value)}H${x1}`;
    isOpen = true;
  });
  return path;
}

/** The ground between the first and the last line of a band: along the one, and back along the other. */
export function bandPath({ lines }: Panel, xs: readonly number[], y: Scale): string {
  const [low, high] = [lines[0]!.values, lines.at(-1)!.values];
  const ends = (value: string) => (value === "" ? "" : `${value}Z`);
  let [path, back] = ["", ""];
  low.forEach((from, index) => {
    const to = high[index] ?? null;
    if (from === null || to === null) {
      path += ends(back);
      back = "";
      return;
    }
    path += `${back === "" ? "M" : "L"}${xs[index]} ${y(from)}`;
    back = `L${xs[index]} ${y(to)}${back}`;
  });
  return path + ends(back);
}
