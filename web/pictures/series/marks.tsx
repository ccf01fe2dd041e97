import styles from "./series.module.css";
import { type Bucket, bandPath, barsOf, linePath, type PanelLayout, stepsPath } from "./series.ts";

type Edges = readonly (readonly [number, number])[];

/** What a panel draws. */
export function Marks({
  layout,
  edges,
  buckets,
}: {
  layout: PanelLayout;
  edges: Edges;
  buckets: readonly Bucket[];
}) {
  const { panel, y } = layout;
  const middles = edges.map(([x0, x1]) => (x0 + x1) / 2);
  if (panel.kind === "bars") return <Bars layout={layout} edges={edges} buckets={buckets} />;
  return (
    <g>
      {panel.kind === "band" && (
        <path
          d={bandPath(panel, middles, y)}
          className={styles.band}
          data-tone={panel.lines[0]?.tone}
        />
      )}
      {panel.lines.map((line) => (
        <g key={line.name}>
          <path
            d={panel.kind === "steps" ? stepsPath(line, edges, y) : linePath(line, middles, y)}
            className={styles.line}
            data-tone={line.tone}
          />
          {panel.kind !== "steps" && (
            <Lonely values={line.values} xs={middles} y={y} tone={line.tone} />
          )}
        </g>
      ))}
    </g>
  );
}

/** A value whose neighbours have none is a point: a line through it alone would not be seen. */
function Lonely({
  values,
  xs,
  y,
  tone,
}: {
  values: readonly (number | null)[];
  xs: readonly number[];
  y(value: number): number;
  tone: string | number;
}) {
  return values.map((value, index) =>
    value !== null && values[index - 1] == null && values[index + 1] == null ? (
      <circle
        key={xs[index]}
        cx={xs[index]}
        cy={y(value)}
        r="2.5"
        className={styles.key}
        data-tone={tone}
      />
    ) : null,
  );
}

function Bars({
  layout,
  edges,
  buckets,
}: {
  layout: PanelLayout;
  edges: Edges;
  buckets: readonly Bucket[];
}) {
  return (
    <g>
      {barsOf(layout).map(({ tone, index, y0, y1 }) => {
        const [x0, x1] = edges[index]!;
        const gap = x1 - x0 > 4 ? 1 : 0;
        const box = {
          x: x0 + gap / 2,
          y: y0,
          width: Math.max(0.5, x1 - x0 - gap),
          height: y1 - y0,
        };
        return (
          <g key={`${tone} ${index} ${y0}`}>
            <rect {...box} className={styles.key} data-tone={tone} />
            {tone === "missed" && <rect {...box} className={styles.crossed} />}
            {!buckets[index]!.complete && <rect {...box} className={styles.unfinished} />}
          </g>
        );
      })}
    </g>
  );
}
