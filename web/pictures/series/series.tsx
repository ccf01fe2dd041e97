import { useMemo } from "react";
import type { Milestone } from "../../data/milestones.ts";
import { minute, utc } from "../../data/times.ts";
import axis from "../axis.module.css";
import { Legend } from "../legend.tsx";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { lengthTicks, linear, niceTicks } from "../scale.ts";
import { TimeAxis } from "../time-axis.tsx";
import { Marks } from "./marks.tsx";
import styles from "./series.module.css";
import { type Bucket, layOutPanels, type Panel, type PanelLayout } from "./series.ts";

const AXIS = 28;

const signs = {
  rule: { sign: "▲", tone: "rule", name: "a rule changed" },
  slash: { sign: "▼", tone: "slash", name: "a prover was slashed" },
} as const;

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
          .map(({ kind, text }) => `${signs[kind].sign} ${text}`),
      ],
      open: open && (() => open(bucket)),
      choose: onBrush && (() => onBrush(bucket.start, bucket.end)),
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
      keys={
        known.length > 0 && (
          <Legend
            keys={(["rule", "slash"] as const)
              .filter((kind) => known.some((milestone) => milestone.kind === kind))
              .map((kind) => signs[kind])}
          />
        )
      }
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
          {buckets.length > 0 && (
            <TimeAxis from={from} to={to} left={left} right={right} bottom={bottom} />
          )}
          {known.map(({ at, kind, text }) => (
            <text
              key={`${at} ${text}`}
              x={x(at)}
              y={bottom + 9}
              textAnchor="middle"
              className={styles.milestone}
              data-kind={kind}
            >
              {signs[kind].sign}
              <title>{text}</title>
            </text>
          ))}
          {active && (
            <line x1={active.x} x2={active.x} y1={16} y2={bottom} className={axis.crosshair} />
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
  const span = end - start >= 86_400 ? utc(start).slice(0, 10) : minute(start);
  return [
    `${span} UTC${complete ? "" : ", not over yet"}`,
    ...panels.flatMap(({ lines }) => lines.map(({ name, say }) => `${name}: ${say(index)}`)),
  ];
}

/** The title, the names of the lines and the axis of values. */
function Frame({ layout, left, right }: { layout: PanelLayout; left: number; right: number }) {
  const { panel, top, bottom, y, low, high, keys } = layout;
  const count = Math.max(2, Math.floor(panel.height / 40));
  const ticks = panel.isTime ? lengthTicks(low, high, y) : niceTicks(high, count, low);
  return (
    <g>
      <text x={left} y={top - 9 - keys.lines * 16} className={axis.title}>
        {panel.title}
      </text>
      {keys.items.map(({ name, tone, x, line }) => (
        <g key={name}>
          {[styles.key, ...(tone === "missed" ? [styles.crossed] : [])].map((name) => (
            <rect
              key={name}
              x={left + x}
              y={top - 17 - (keys.lines - line) * 16}
              width="10"
              height="10"
              rx="2"
              className={name}
              data-tone={tone}
            />
          ))}
          <text x={left + x + 14} y={top - 8 - (keys.lines - line) * 16} className={axis.tick}>
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
            className={value === 0 ? axis.zero : axis.grid}
          />
          <text x={left - 6} y={y(value) + 4} textAnchor="end" className={axis.tick}>
            {panel.tick(value)}
          </text>
        </g>
      ))}
      <line x1={left} x2={right} y1={bottom} y2={bottom} className={axis.grid} />
    </g>
  );
}
