import { useMemo, useState } from "react";
import { shortAddress } from "../../data/names.ts";
import { exactBrev, formatBrev, formatSeconds, toFloat } from "../../data/numbers.ts";
import { utc } from "../../data/times.ts";
import axis from "../axis.module.css";
import { Legend } from "../legend.tsx";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import { niceTicks, tickDecimals, tickLabel } from "../scale.ts";
import styles from "./auction.module.css";
import { type Auction, finding, isWorthZooming, type Layout, layOut } from "./auction.ts";
import { Bids } from "./bids.tsx";
import { Column, keysOf, Labels } from "./column.tsx";
import { Clock, Phases } from "./phases.tsx";

/** The auction of a request, from the first sealed bid to where the fee went. */
export function AuctionPicture({ auction }: { auction: Auction }) {
  const [frame, width] = useWidth();
  const [zoom, setZoom] = useState(false);
  const layout = useMemo(() => layOut(auction, width, zoom), [auction, width, zoom]);
  const marks = useMemo(() => marksOf(auction, layout), [auction, layout]);
  return (
    <>
      {isWorthZooming(auction) && (
        <label className={styles.zoom}>
          <input type="checkbox" checked={zoom} onChange={() => setZoom(!zoom)} /> Only the bids
        </label>
      )}
      <Picture
        frame={frame}
        width={width}
        height={layout.height}
        label={finding(auction, formatBrev)}
        marks={marks}
        keys={<Legend keys={keysOf(auction, isNarrow(width))} />}
      >
        {(active) => (
          <>
            <Phases auction={auction} layout={layout} />
            <FeeAxis layout={layout} />
            <Column auction={auction} layout={layout} />
            <Bids auction={auction} layout={layout} />
            <Clock auction={auction} layout={layout} isSmall={isNarrow(width)} />
            <Labels auction={auction} layout={layout} isSmall={isNarrow(width)} />
            {active && <circle cx={active.x} cy={active.y} r="9" className={axis.active} />}
          </>
        )}
      </Picture>
    </>
  );
}

function FeeAxis({ layout }: { layout: Layout }) {
  const { left, right, y, laneY, top$ } = layout;
  const values = niceTicks(top$, 5);
  const decimals = tickDecimals(top$, 5);
  return (
    <g>
      {values.map((value) => (
        <g key={value}>
          <line x1={left} x2={right} y1={y(value)} y2={y(value)} className={axis.grid} />
          <text x={left - 6} y={y(value) + 4} textAnchor="end" className={axis.tick}>
            {tickLabel(value, decimals)}
          </text>
        </g>
      ))}
      <text x={left - 6} y={laneY + 4} textAnchor="end" className={axis.tick}>
        sealed
      </text>
    </g>
  );
}

const brev = (wei: bigint) => `${exactBrev(wei)} BREV`;

/** Everything that happened, in order, as it can be walked through. */
function marksOf(auction: Auction, layout: Layout): readonly Mark[] {
  const { x, y, laneY } = layout;
  const who = (prover: string, name: string) =>
    name === "" ? shortAddress(prover) : `${name} ${shortAddress(prover)}`;
  const marks = [
    ...auction.bids.flatMap(({ prover, name, at }) =>
      at.map((time, index) => ({
        time,
        x: x(time),
        y: laneY,
        lines: [
          who(prover, name),
          index === 0 ? "sealed bid" : "another sealed bid, which replaces the one before",
          utc(time),
        ],
      })),
    ),
    ...auction.steps.map(
      ({ prover, name, at, fee, winnerFee, secondFee, changesWinner, transaction }) => ({
        time: at,
        x: x(at),
        y: Math.max(layout.top, y(toFloat(fee))),
        lines: [
          `${who(prover, name)} revealed ${brev(fee)}`,
          `${changesWinner ? "took the lead; " : ""}price now ${brev(secondFee ?? winnerFee ?? fee)}`,
          utc(at),
          `transaction ${transaction.slice(0, 10)}…`,
        ],
      }),
    ),
    ...(auction.provenAt === null
      ? []
      : [
          {
            time: auction.provenAt,
            x: x(auction.provenAt),
            y: laneY,
            lines: [
              "proof accepted",
              `${formatSeconds(auction.provenAt - auction.revealEndsAt)} after the reveals`,
              utc(auction.provenAt),
            ],
          },
        ]),
  ];
  return marks.sort((a, b) => a.time - b.time);
}
