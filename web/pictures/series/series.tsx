import { useMemo } from "react";
import type { Milestone } from "../../data/milestones.ts";
import { tickText, utc } from "../../data/times.ts";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear, niceTicks, secondTicks, timeTicks } from "../scale.ts";
import { Marks } from "./marks.tsx";
import styles from "./series.module.css";
import { type Bucket, layOutPanels, type Panel, type PanelLayout } from "./series.ts";

const AXIS = 28;

/** Figures over time, under each other on one axis of time, read with one crosshair. */
export function SeriesPicture({
  buckets,
  panels,
  label,
  milestones = [],
  onBrush,
  open,
}: {
  buckets: readonly Bucket[];
  panels: readonly Panel[];
  /** The finding, in a sentence. */
  label: string;
  milestones?: readonly Milestone[];
  onBrush?: (from: number, to: number) => void;
  open?: (bucket: Bucket) => void;
}) {
  const [frame, width] = useWidth();
  const left = isNarrow(width) ? 44 : 56;
  const right = width - 8;
  const layouts = useMemo(() => layOutPanels(panels, right - left), [panels, left, right]);
  const [from, to] = [buckets[0]?.start ?? 0, buckets.at(-1)?.end ?? 1];
  const x = linear([from, to], [left, right]);
  const edges = buckets.map(({ start, end }) => [x(start), x(end)] as const);
  const bottom = layouts.at(-1)?.bottom ?? 0;
  const marks = buckets.map(
    (bucket, index): Mark => ({
      x: (edges[index]![0] + edges[index]![1]) / 2,
      y: 40,
      lines: [
        ...linesOf(bucket, index, panels),
        ...milestones
          .filter(({ at }) => at >= bucket.start && at < bucket.end)
          .map(({ text }) => `▲ ${text}`),
      ],
      open: open && (() => open(bucket)),
    }),
  );
  const known = milestones.filter(({ at }) => at >= from && at < to);
  const time = (place: number) =>
    Math.round(from + ((place - left) / (right - left)) * (to - from));
  return (
    <Picture
      frame={frame}
      width={width}
      height={bottom + AXIS}
      label={label}
      marks={marks}
      by="moment"
      onBrush={onBrush && ((x0, x1) => onBrush(Math.max(from, time(x0)), Math.min(to, time(x1))))}
    >
      {(active) => (
        <>
          {layouts.map((layout) => (
            <g key={layout.panel.title}>
              <Frame layout={layout} left={left} right={right} />
              <Marks layout={layout} edges={edges} buckets={buckets} />
            </g>
          ))}
          <TimeAxis from={from} to={to} left={left} right={right} bottom={bottom} />
          {known.map(({ at, text }) => (
            <path
              key={`${at} ${text}`}
              d={`M${x(at) - 4} ${bottom + 8}l4 -8l4 8z`}
              className={styles.milestone}
            >
              <title>{text}</title>
            </path>
          ))}
          {active && (
            <line x1={active.x} x2={active.x} y1={16} y2={bottom} className={styles.crosshair} />
          )}
        </>
      )}
    </Picture>
  );
}

function linesOf(
  { start, end, complete }: Bucket,
  index: number,
  panels: readonly Panel[],
): readonly string[] {
  const span = end - start >= 86_400 ? utc(start).slice(0, 10) : utc(start).slice(0, 16);
  return [
    `${span} UTC${complete ? "" : ", not over yet"}`,
    ...panels.flatMap(({ lines }) => lines.map(({ name, say }) => `${name}: ${say(index)}`)),
  ];
}

/** The title, the names of the lines and the axis of values. */
function Frame({ layout, left, right }: { layout: PanelLayout; left: number; right: number }) {
  const { panel, top, bottom, y, low, high, keys } = layout;
  const count = Math.max(2, Math.floor(panel.height / 40));
  const ticks = panel.isTime ? secondTicks(high, count) : niceTicks(high, count, low);
  return (
    <g>
      <text x={left} y={top - (keys.isBelow ? 25 : 9)} className={styles.title}>
        {panel.title}
      </text>
      {keys.items.map(({ name, tone, x }) => (
        <g key={name}>
          {[styles.key, ...(tone === "missed" ? [styles.crossed] : [])].map((name) => (
            <rect
              key={name}
              x={left + x}
              y={top - 17}
              width="10"
              height="10"
              rx="2"
              className={name}
              data-tone={tone}
            />
          ))}
          <text x={left + x + 14} y={top - 8} className={styles.tick}>
            {name}
          </text>
        </g>
      ))}
      {ticks.map((value) => (
        <g key={value}>
          <line
            x1={left}
            x2={right}
            y1={y(value)}
            y2={y(value)}
            className={value === 0 ? styles.zero : styles.grid}
          />
          <text x={left - 6} y={y(value) + 4} textAnchor="end" className={styles.tick}>
            {panel.tick(value)}
          </text>
        </g>
      ))}
      <line x1={left} x2={right} y1={bottom} y2={bottom} className={styles.grid} />
    </g>
  );
}

export function TimeAxis({
  from,
  to,
  left,
  right,
  bottom,
}: {
  from: number;
  to: number;
  left: number;
  right: number;
  bottom: number;
}) {
  const { step, times } = timeTicks(from, to, right - left);
  const x = linear([from, to], [left, right]);
  return (
    <g>
      {times.map((at) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={bottom} y2={bottom + 4} className={styles.zero} />
          <text
            x={Math.min(Math.max(x(at), left + 16), right - 16)}
            y={bottom + 20}
            textAnchor="middle"
            className={styles.tick}
          >
            {tickText(at, step)}
          </text>
        </g>
      ))}
    </g>
  );
}
