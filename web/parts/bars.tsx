import type { CSSProperties, ReactNode } from "react";
import { formatBps } from "../data/numbers.ts";
import styles from "./bars.module.css";

type Row = Readonly<{ key: string; name: ReactNode; bps: number; value: ReactNode }>;

/** A ranked list with a bar behind each row, as long as its share. */
export function Bars({ rows }: { rows: readonly Row[] }) {
  const most = Math.max(...rows.map(({ bps }) => bps), 1);
  return (
    <ol className={styles.bars}>
      {rows.map(({ key, name, bps, value }) => (
        <li key={key}>
          <span className={styles.bar} style={{ width: `${(100 * bps) / most}%` }} />
          <span className={styles.name}>{name}</span>
          <span className={styles.value}>{value}</span>
          <span className={styles.share}>{formatBps(bps)}</span>
        </li>
      ))}
    </ol>
  );
}

/** A part of a whole as a bar; the figure beside it says how much. */
export const Meter = ({ bps }: { bps: number | null }) =>
  bps === null ? null : (
    <span className={styles.meter} style={{ "--part": `${bps / 100}%` } as CSSProperties} />
  );
