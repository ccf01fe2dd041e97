import styles from "./load.module.css";
import { LANE, type Load, type LoadLayout, lanesOf } from "./load.ts";

const LEAST = 4;

/** A bar for each request won, from the moment it was won to its end. */
export function Lanes({
  load,
  layout,
  isSmall,
}: {
  load: Load;
  layout: LoadLayout;
  isSmall: boolean;
}) {
  const { x, wonTop, left, right } = layout;
  const [start, end] = [load.buckets[0]?.start ?? 0, load.buckets.at(-1)?.end ?? 1];
  if (isSmall) {
    const missed = load.won.filter(({ outcome }) => outcome === "MISSED").length;
    return (
      <text x={left} y={wonTop + 14} className={styles.tick}>
        won {load.won.length}, missed {missed}
      </text>
    );
  }
  const gap = ((end - start) / (right - left || 1)) * (LEAST + 1);
  const { lanes, left: rest } = lanesOf(load.won, end, gap);
  return (
    <g>
      <text x={left - 6} y={wonTop + 12} textAnchor="end" className={styles.tick}>
        won
      </text>
      {lanes.map(([{ id, from, to, outcome }, lane]) => {
        const [x0, x1] = [Math.max(left, x(from)), Math.min(right, x(to ?? end))];
        const y = wonTop + lane * LANE;
        const wide = Math.max(LEAST, x1 - x0);
        return (
          <g key={id}>
            <rect
              x={x0}
              y={y}
              width={wide}
              height={LANE - 3}
              rx="1"
              className={styles.bar}
              data-outcome={outcome}
            />
            {outcome === "MISSED" && (
              <path d={`M${x0 + wide - 3} ${y + 1}l6 6m0 -6l-6 6`} className={styles.cross} />
            )}
          </g>
        );
      })}
      {rest.length > 0 && (
        <text x={right + 8} y={wonTop + 12} className={styles.name}>
          +{rest.length} at the same time
        </text>
      )}
    </g>
  );
}
