/** Figures and tables. */

/** The middle one of some figures; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The figure that this part (0 to 1) of all does not exceed; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** How much `y` grows with `x`, by the line that fits best; NaN of fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (place: 0 | 1) =>
    points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const by = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return by / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** A figure with as many digits as it is worth, whole numbers in full; "–" when there is none. */
export function show(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en-US", {
    minimumFractionDigits: Math.min(places, 3),
    maximumFractionDigits: Math.min(places, 3),
  });
}

/** The median, and the least and greatest beside it. */
export const spread = (values: readonly number[], digits = 3): string =>
  values.length < 2
    ? show(median(values), digits)
    : `${show(median(values), digits)} (${show(Math.min(...values), digits)}–${show(Math.max(...values), digits)})`;

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}
