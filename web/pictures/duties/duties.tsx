import { shortId } from "../../data/names.ts";
import { counted, formatSeconds } from "../../data/numbers.ts";
import { utc } from "../../data/times.ts";
import { words } from "../../parts/chip.tsx";
import axis from "../axis.module.css";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear } from "../scale.ts";
import { TimeAxis } from "../time-axis.tsx";
import styles from "./duties.module.css";

/** What a prover has to do about a request, and from when to when the market accepts it, in unix seconds. */
export type Duty = Readonly<{
  kind: "PROVE" | "REVEAL";
  requestId: string;
  opensAt: number;
  closesAt: number;
  obstacles: readonly string[];
}>;

const ROW = 28;
const BAR = 14;
/** The most that are drawn; the table has them all. */
const MOST = 20;

/** When each duty can be done, on one axis: a bar from its first second to its last, and a line where time is now. */
export function DutiesPicture({
  duties,
  from,
  to,
  now,
  open,
}: {
  duties: readonly Duty[];
  from: number;
  to: number;
  now: number;
  open(requestId: string): void;
}) {
  const [frame, width] = useWidth();
  const isSmall = isNarrow(width);
  const [left, right] = [isSmall ? 96 : 184, width - (isSmall ? 72 : 104)];
  const x = linear([from, to], [left, right]);
  const rows = [...duties].sort((a, b) => a.closesAt - b.closesAt).slice(0, MOST);
  const bottom = rows.length * ROW;
  const leftUntil = (at: number) => (at <= now ? "over" : formatSeconds(at - now));
  const marks = rows.map(
    ({ kind, requestId, opensAt, closesAt, obstacles }, row): Mark => ({
      x: x(Math.min(closesAt, to)),
      y: row * ROW + ROW / 2,
      lines: [
        `${words(kind)} ${shortId(requestId)}`,
        opensAt > now ? `opens in ${formatSeconds(opensAt - now)}` : "open now",
        `closes ${utc(closesAt)}`,
        ...obstacles.map((obstacle) => `obstacle: ${words(obstacle)}`),
      ],
      open: () => open(requestId),
    }),
  );
  return (
    <Picture
      frame={frame}
      width={width}
      height={bottom + 28}
      label={`${counted(duties.length, "duty", "duties")}${rows[0] ? `; the first closes in ${leftUntil(rows[0].closesAt)}` : ""}.`}
      marks={marks}
    >
      {(active) => (
        <>
          {rows.map(({ kind, requestId, opensAt, closesAt, obstacles }, row) => {
            const [x0, x1] = [x(Math.max(from, opensAt)), x(Math.min(to, closesAt))];
            const [top, middle] = [row * ROW + (ROW - BAR) / 2, row * ROW + ROW / 2];
            const box = { x: x0, y: top, width: Math.max(2, x1 - x0), height: BAR, rx: 2 };
            return (
              <g key={`${kind} ${requestId}`} data-kind={kind} data-later={opensAt > now}>
                <text x={left - 8} y={middle + 4} textAnchor="end" className={styles.name}>
                  {words(kind)} {isSmall ? requestId.slice(0, 6) : shortId(requestId)}
                </text>
                <rect {...box} className={styles.bar} />
                {obstacles.length > 0 && <rect {...box} className={styles.hindered} />}
                {closesAt <= to && (
                  <line x1={x1} x2={x1} y1={top - 4} y2={top + BAR + 4} className={styles.end} />
                )}
                <text x={right + 8} y={middle + 4} className={styles.time}>
                  {leftUntil(closesAt)}
                  {closesAt > to && " ›"}
                </text>
              </g>
            );
          })}
          <line x1={x(now)} x2={x(now)} y1={0} y2={bottom} className={styles.now} />
          <TimeAxis from={from} to={to} left={left} right={right} bottom={bottom} />
          {active && <circle cx={active.x} cy={active.y} r="9" className={axis.active} />}
        </>
      )}
    </Picture>
  );
}
