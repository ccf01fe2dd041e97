import { shortId } from "../../data/names.ts";
import { counted, exactBrev, formatBrev, toFloat } from "../../data/numbers.ts";
import { utc } from "../../data/times.ts";
import axis from "../axis.module.css";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { linear, tickLabel } from "../scale.ts";
import { TimeAxis } from "../time-axis.tsx";
import styles from "./ladder.module.css";
import { logTicks, type Rung, spanOf } from "./ladder.ts";

const HEIGHT = 300;

/** Percentiles of the price, in wei. */
export type Prices = Readonly<Record<"p10" | "p25" | "p50" | "p75" | "p90", bigint | null>>;

/** A stem for each request, from what it offered at most to what it paid; the amounts grow by factors. */
export function LadderPicture({
  rungs,
  prices,
  open,
}: {
  rungs: readonly Rung[];
  prices: Prices;
  open(id: string): void;
}) {
  const [frame, width] = useWidth();
  const [left, right, top, bottom] = [
    isNarrow(width) ? 40 : 56,
    width - (isNarrow(width) ? 40 : 128),
    8,
    HEIGHT - 28,
  ];
  const ordered = [...rungs].sort((a, b) => a.at - b.at);
  const [from, to] = [ordered[0]?.at ?? 0, (ordered.at(-1)?.at ?? 1) + 1];
  const [low, high] = spanOf(ordered);
  const x = linear([from, to], [left + 4, right - 4]);
  const height = linear([Math.log(low), Math.log(high)], [bottom, top]);
  // A price of nothing stands on the ground.
  const y = (wei: bigint) =>
    wei <= 0n ? bottom : Math.min(bottom, height(Math.log(toFloat(wei))));
  const marks: Mark[] = ordered.map(({ id, at, maxFee, price, revealers, isMissed }) => ({
    x: x(at),
    y: y(price ?? maxFee),
    lines: [
      shortId(id),
      `at most ${exactBrev(maxFee)} BREV`,
      price === null
        ? isMissed
          ? "deadline missed"
          : "no price"
        : `price ${exactBrev(price)} BREV`,
      `${revealers} ${revealers === 1 ? "revealer" : "revealers"}`,
      utc(at),
    ],
    open: () => open(id),
  }));
  return (
    <Picture
      frame={frame}
      width={width}
      height={HEIGHT}
      label={`Prices of ${counted(rungs.length, "request")}${prices.p50 === null ? "" : `, the middle one ${formatBrev(prices.p50)} BREV`}.`}
      marks={marks}
    >
      {(active) => (
        <>
          {logTicks(low, high).map((value) => (
            <g key={value}>
              <line
                x1={left}
                x2={right}
                y1={height(Math.log(value))}
                y2={height(Math.log(value))}
                className={axis.grid}
              />
              <text
                x={left - 6}
                y={height(Math.log(value)) + 4}
                textAnchor="end"
                className={axis.tick}
              >
                {tickLabel(value, Math.max(0, -Math.floor(Math.log10(value) + 1e-9)))}
              </text>
            </g>
          ))}
          {ordered.map(({ id, at, maxFee, price, revealers, isMissed }) => (
            <g key={id}>
              <line
                x1={x(at)}
                x2={x(at)}
                y1={y(maxFee)}
                y2={price === null ? y(maxFee) : y(price)}
                className={styles.stem}
              />
              <line
                x1={x(at) - 3}
                x2={x(at) + 3}
                y1={y(maxFee)}
                y2={y(maxFee)}
                className={styles.cap}
              />
              {price !== null && (
                <circle
                  cx={x(at)}
                  cy={y(price)}
                  r="3"
                  className={revealers > 1 ? styles.price : styles.alone}
                />
              )}
              {isMissed && (
                <path
                  d={`M${x(at) - 3} ${y(maxFee) - 3}l6 6m0 -6l-6 6`}
                  className={styles.missed}
                />
              )}
            </g>
          ))}
          <Percentiles prices={prices} x={right + 12} y={y} isSmall={isNarrow(width)} />
          <TimeAxis from={from} to={to} left={left} right={right} bottom={bottom} />
          {active && <circle cx={active.x} cy={active.y} r="7" className={axis.active} />}
        </>
      )}
    </Picture>
  );
}

/** The price's percentiles as a bar: a thin one from p10 to p90, a thick one from p25 to p75, a line at the middle. */
function Percentiles({
  prices,
  x,
  y,
  isSmall,
}: {
  prices: Prices;
  x: number;
  y(wei: bigint): number;
  isSmall: boolean;
}) {
  const { p10, p25, p50, p75, p90 } = prices;
  if (p10 === null || p25 === null || p50 === null || p75 === null || p90 === null) return null;
  return (
    <g>
      <line x1={x + 6} x2={x + 6} y1={y(p90)} y2={y(p10)} className={styles.range} />
      <rect
        x={x}
        width="12"
        y={y(p75)}
        height={Math.max(1, y(p25) - y(p75))}
        className={styles.box}
      />
      <line x1={x - 3} x2={x + 15} y1={y(p50)} y2={y(p50)} className={styles.middle} />
      {!isSmall && (
        <text x={x + 20} y={y(p50) + 4} className={styles.name}>
          median {formatBrev(p50)}
        </text>
      )}
    </g>
  );
}
