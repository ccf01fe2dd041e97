import { max, min } from "d3-array";
import axis from "../axis.module.css";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear, niceTicks, tickLabel } from "../scale.ts";
import styles from "./scatter.module.css";

export type Point = Readonly<{
  key: string;
  name: string;
  x: number;
  y: number;
  /** What its area stands for. */
  size: number;
  lines: readonly string[];
  open(): void;
}>;

const HEIGHT = 320;
const GREATEST = 22;

/** One figure against another, with a third as the area. Read from left to right by keyboard. */
export function ScatterPicture({
  points,
  xTitle,
  yTitle,
  label,
}: {
  points: readonly Point[];
  xTitle: string;
  yTitle: string;
  label: string;
}) {
  const [frame, width] = useWidth();
  const [left, right, top, bottom] = [isNarrow(width) ? 40 : 56, width - 24, 24, HEIGHT - 44];
  const [lowX, highX] = spread(
    points.map(({ x }) => x),
    0,
    100,
  );
  const [lowY, highY] = spread(points.map(({ y }) => y));
  const x = linear([lowX, highX], [left + GREATEST, right - GREATEST]);
  const y = linear([lowY, highY], [bottom - 8, top + 8]);
  const most = max(points, ({ size }) => size) || 1;
  const radius = (size: number) => Math.max(3, GREATEST * Math.sqrt(size / most));
  const ordered = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const marks: Mark[] = ordered.map((point) => ({
    x: x(point.x),
    y: y(point.y),
    lines: point.lines,
    open: point.open,
  }));
  const circles = ordered.map((point) => ({
    point,
    cx: x(point.x),
    cy: y(point.y),
    r: radius(point.size),
  }));
  const named = placeNames(circles, right);
  return (
    <Picture frame={frame} width={width} height={HEIGHT} label={label} marks={marks}>
      {(active) => (
        <>
          {niceTicks(highY, 5, lowY).map((value) => (
            <g key={value}>
              <line
                x1={left}
                x2={right}
                y1={y(value)}
                y2={y(value)}
                className={value === 0 ? axis.zero : axis.grid}
              />
              <text x={left - 6} y={y(value) + 4} textAnchor="end" className={axis.tick}>
                {tickLabel(value, 0)}
              </text>
            </g>
          ))}
          {niceTicks(highX, isNarrow(width) ? 4 : 8, lowX).map((value) => (
            <text
              key={value}
              x={x(value)}
              y={bottom + 18}
              textAnchor="middle"
              className={axis.tick}
            >
              {tickLabel(value, 0)}
            </text>
          ))}
          <text x={left} y={12} className={styles.title}>
            {yTitle}
          </text>
          <text x={right} y={bottom + 36} textAnchor="end" className={styles.title}>
            {xTitle}
          </text>
          {[...ordered]
            .sort((a, b) => b.size - a.size)
            .map((point) => (
              <circle
                key={point.key}
                cx={x(point.x)}
                cy={y(point.y)}
                r={radius(point.size)}
                className={styles.point}
              />
            ))}
          {!isNarrow(width) &&
            named.map(({ point, at }) => (
              <text key={point.key} x={at} y={y(point.y) + 4} className={styles.name}>
                {point.name}
              </text>
            ))}
          {active && <circle cx={active.x} cy={active.y} r={8} className={axis.active} />}
        </>
      )}
    </Picture>
  );
}

type Circle = Readonly<{ point: Point; cx: number; cy: number; r: number }>;

/** As wide as the digits of an address. */
const LETTER = 7;
const LINE = 14;

/** Names to the right or left of their circle, where neither a circle nor another name is; the others are only in the tooltip. */
function placeNames(circles: readonly Circle[], right: number) {
  const placed: { point: Point; at: number; width: number; cy: number }[] = [];
  for (const { point, cx, cy, r } of [...circles].sort((a, b) => b.r - a.r)) {
    const width = point.name.length * LETTER;
    const isFree = (at: number) =>
      at > 0 &&
      at + width < right + GREATEST &&
      circles.every((other) => other.point === point || isApart(at, width, cy, other)) &&
      placed.every(
        (other) =>
          Math.abs(other.cy - cy) > LINE ||
          other.at > at + width + 4 ||
          at > other.at + other.width + 4,
      );
    const at = [cx + r + 4, cx - r - 4 - width].find(isFree);
    if (at !== undefined) placed.push({ point, at, width, cy });
  }
  return placed;
}

const isApart = (at: number, width: number, y: number, { cx, cy, r }: Circle): boolean =>
  Math.abs(cy - y) > r + LINE / 2 || cx + r < at || cx - r > at + width;

/** From the least to the greatest with some room, within bounds if there are any. */
function spread(
  values: readonly number[],
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
) {
  const [low, high] = [min(values) ?? 0, max(values) ?? 1];
  const room = (high - low || 1) * 0.05;
  return [Math.max(least, low - room), Math.min(most, high + room)] as const;
}
