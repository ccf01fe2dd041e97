import { formatBps, grouped } from "../data/numbers.ts";
import styles from "./values.module.css";
import { Missing } from "./values.tsx";

type Figure = bigint | number | string | null | undefined;

type Compared = Readonly<{
  now: Figure;
  before: Figure;
  /** What it is compared with, in words. */
  than?: string;
  /** What is good news; more, unless it is said. */
  better?: "more" | "less" | "neither";
}>;

/** A change against an earlier amount, in percent: sign, arrow and colour, by what is good news. */
export function Change({ now, before, ...rest }: Compared) {
  return (
    <Difference now={now} before={before} {...rest}>
      {changeText}
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

/** As roughly as it is read: tenths of a percent, and in times what grew tenfold. */
function changeText(change: bigint, earlier: bigint): string {
  if (earlier === 0n) return "from 0";
  if (change >= 9n * earlier) return `×${grouped((earlier + change) / earlier)}`;
  return formatBps((change * 10_000n) / earlier).replace(/\d %$/, " %");
}

function Difference({
  now,
  before,
  than = "the day before",
  better = "more",
  children,
}: Compared & { children(change: bigint, earlier: bigint): string }) {
  if (now == null || before == null) return <Missing reason={`nothing to set against ${than}`} />;
  const [current, earlier] = [BigInt(now), BigInt(before)];
  if (current === earlier)
    return (
      <span className={styles.same}>
        unchanged<span className="hidden"> since {than}</span>
      </span>
    );
  const isUp = current > earlier;
  const tone = better === "neither" ? "same" : isUp === (better === "more") ? "better" : "worse";
  return (
    <span className={styles[tone]}>
      {isUp ? "▲" : "▼"} {children(isUp ? current - earlier : earlier - current, earlier)}
      <span className="hidden">
        {isUp ? " more" : " less"} than {than}
      </span>
    </span>
  );
}
