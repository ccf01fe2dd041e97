import { toFloat } from "../../data/numbers.ts";
import axis from "../axis.module.css";
import styles from "./auction.module.css";
import { type Auction, endOfLines, type Layout, MANY, stepPath } from "./auction.ts";

/** The room a sealed bid wants in its lane; with less, it is a stroke. */
const DIAMOND = 9;

/** Sealed bids in their lane, what each revealed, and the lowest and second lowest so far. */
export function Bids({ auction, layout }: { auction: Auction; layout: Layout }) {
  const { bids, steps } = auction;
  const { x, y } = layout;
  const end = endOfLines(auction);
  const roleOf = (prover: string) =>
    prover === auction.winner ? "winner" : prover === auction.second ? "second" : "other";
  const isThin = bids.length > MANY;
  const place = (fee: bigint) => Math.max(layout.top, y(toFloat(fee)));
  return (
    <g data-many={isThin}>
      <clipPath id="plot">
        <rect
          x={layout.left - 8}
          y={layout.top - 8}
          width={layout.right - layout.left + 16}
          height={layout.bottom - layout.top + 60}
        />
      </clipPath>
      <g clipPath="url(#plot)">
        {steps.map(({ id, prover, at, fee }) => {
          const sealed = bids
            .find((bid) => bid.prover === prover)
            ?.at.findLast((time) => time <= at);
          return sealed === undefined ? null : (
            <line
              key={id}
              x1={x(sealed)}
              y1={layout.laneY}
              x2={x(at)}
              y2={place(fee)}
              className={styles.thread}
              data-role={roleOf(prover)}
            />
          );
        })}
        <path
          d={stepPath(
            steps.map(({ at, secondFee }) => [at, secondFee] as const),
            end,
            layout,
          )}
          className={styles.second}
        />
        <path
          d={stepPath(
            steps.map(({ at, winnerFee }) => [at, winnerFee] as const),
            end,
            layout,
          )}
          className={styles.lowest}
        />
      </g>
      <Lane auction={auction} layout={layout} roleOf={roleOf} />
      {steps.map(({ id, prover, at, fee }) => (
        <circle
          key={id}
          cx={x(at)}
          cy={place(fee)}
          r={isThin && roleOf(prover) === "other" ? 3.5 : 5}
          className={styles.reveal}
          data-role={roleOf(prover)}
        />
      ))}
    </g>
  );
}

type LaneProps = Readonly<{ auction: Auction; layout: Layout; roleOf(prover: string): string }>;

function Lane({ auction, layout, roleOf }: LaneProps) {
  const { x, laneY } = layout;
  const revealed = new Set(auction.steps.map(({ prover }) => prover));
  const isOver = auction.now === null || auction.now >= auction.revealEndsAt;
  const room = x(auction.biddingEndsAt) - layout.left;
  const isTicks = auction.bids.length * DIAMOND > room;
  return (
    <g>
      <line x1={layout.left} x2={layout.right} y1={laneY} y2={laneY} className={axis.grid} />
      {auction.bids.map(({ prover, at }) => {
        const isLost = isOver && !revealed.has(prover);
        return (
          <g key={prover} data-role={isLost ? "lost" : roleOf(prover)}>
            {at.length > 1 && (
              <line
                x1={x(at[0]!)}
                x2={x(at.at(-1)!)}
                y1={laneY}
                y2={laneY}
                className={styles.again}
              />
            )}
            {at.map((time) => {
              const [cx, cy] = [x(time), laneY];
              if (isTicks)
                return (
                  <line
                    key={time}
                    x1={cx}
                    x2={cx}
                    y1={cy - 5}
                    y2={cy + 5}
                    className={styles.sealed}
                  />
                );
              return (
                <path key={time} d={`M${cx} ${cy - 6}l6 6l-6 6l-6 -6z`} className={styles.sealed} />
              );
            })}
            {isLost && !isTicks && (
              <path
                d={`M${x(at.at(-1)!) - 2.5} ${laneY - 2.5}l5 5m0 -5l-5 5`}
                className={styles.cross}
              />
            )}
          </g>
        );
      })}
    </g>
  );
}
