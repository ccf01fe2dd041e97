import axis from "../axis.module.css";
import styles from "./load.module.css";
import { LANE, LEAST, type Load, type LoadLayout } from "./load.ts";

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
  const { x, wonTop, left, right, lanes, rest } = layout;
  if (isSmall) {
    const missed = load.won.filter(({ outcome }) => outcome === "MISSED").length;
    return (
      <text x={left} y={wonTop + 14} className={axis.tick}>
        won {load.won.length}, missed {missed}
      </text>
    );
  }
  return (
    <g>
      <text x={left - 6} y={wonTop + 12} textAnchor="end" className={axis.tick}>
        won
      </text>
      {lanes.map(([{ id, from, to, outcome }, lane]) => {
        const [x0, x1] = [Math.max(left, x(from)), to === null ? right : Math.min(right, x(to))];
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
