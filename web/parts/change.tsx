import { formatBps } from "../data/numbers.ts";
import styles from "./values.module.css";
import { Missing } from "./values.tsx";

type Figure = bigint | number | string | null | undefined;

type Compared = Readonly<{
  now: Figure;
  before: Figure;
  /** What it is compared with, in words. */
  than?: string;
  lessIsBetter?: boolean;
}>;

/** A change against an earlier amount, in percent: sign, arrow and colour; reversed where less is better. */
export function Change({ now, before, ...rest }: Compared) {
  return (
    <Difference now={now} before={before} {...rest}>
      {(change, earlier) => (earlier === 0n ? "from 0" : formatBps((change * 10_000n) / earlier))}
    </Difference>
  );
}

/** A change of a share given in basis points, in points of a percent. */
export function ShareChange({ now, before, ...rest }: Compared) {
  return (
    <Difference now={now} before={before} {...rest}>
      {(change) => formatBps(change).replace("%", "points")}
    </Difference>
  );
}

function Difference({
  now,
  before,
  than = "the day before",
  lessIsBetter = false,
  children,
}: Compared & { children(change: bigint, earlier: bigint): string }) {
  if (now == null || before == null) return <Missing reason={`nothing to set against ${than}`} />;
  const [current, earlier] = [BigInt(now), BigInt(before)];
  if (current === earlier)
    return (
      <span className={styles.same}>
        = <span className="hidden">as</span> {than}
      </span>
    );
  const isUp = current > earlier;
  return (
    <span className={isUp === lessIsBetter ? styles.worse : styles.better}>
      {isUp ? "▲" : "▼"} {children(isUp ? current - earlier : earlier - current, earlier)}
      <span className="hidden">
        {isUp ? " more" : " less"} than {than}
      </span>
    </span>
  );
}
