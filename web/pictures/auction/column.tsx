import { formatBrev, toFloat } from "../../data/numbers.ts";
import type { Key } from "../legend.tsx";
import { pushApart } from "../scale.ts";
import styles from "./auction.module.css";
import type { Auction, Layout } from "./auction.ts";
import { labelsOf, partsOf, surplusOf } from "./labels.ts";

/** Where the fee went, on the same scale as the bids. */
export function Column({ auction, layout }: { auction: Auction; layout: Layout }) {
  const { column, top, bottom } = layout;
  const place = (wei: bigint) => Math.max(top, layout.y(toFloat(wei)));
  return (
    <g data-open={auction.settlement.kind === "open"}>
      {partsOf(auction).map(({ name, wei, from, tone }) => {
        const [y0, y1] = [place(from + wei), place(from)];
        return (
          <rect
            key={name}
            x={column.x}
            width={column.width}
            y={y0}
            height={Math.max(0, y1 - y0)}
            className={styles.part}
            data-tone={tone}
          />
        );
      })}
      <rect
        x={column.x}
        width={column.width}
        y={place(auction.maxFee)}
        height={bottom - place(auction.maxFee)}
        className={styles.columnFrame}
      />
      {(["price", "winnerFee"] as const).map((name) => {
        const fee = auction[name];
        return fee === null ? null : (
          <line
            key={name}
            x1={layout.right}
            x2={column.x + column.width}
            y1={place(fee)}
            y2={place(fee)}
            className={styles.leader}
          />
        );
      })}
      {surplusOf(auction) !== null && (
        <path
          d={`M${column.x + column.width + 2} ${place(auction.price!)}h4V${place(auction.winnerFee!)}h-4`}
          className={styles.bracket}
        />
      )}
    </g>
  );
}

/** The height of a label. */
const LABEL = 14;

/** The dashed line of the maximum fee, and the figures to the right. */
export function Labels({
  auction,
  layout,
  isSmall,
}: {
  auction: Auction;
  layout: Layout;
  isSmall: boolean;
}) {
  const { left, right, top, bottom, column } = layout;
  const place = (wei: bigint) => Math.max(top, layout.y(toFloat(wei)));
  const labels = labelsOf(auction);
  const price = labels.find(({ key }) => key === "price");
  const isMaxShown = layout.y(toFloat(auction.maxFee)) >= top;
  const x = column.x + column.width + 14;
  // Over its line, unless the maximum fee is written there.
  const isUnderMax =
    isMaxShown && price !== undefined && Math.abs(place(price.at) - place(auction.maxFee)) < LABEL;
  const places = pushApart(
    labels.map(({ at }) => place(at)),
    LABEL,
    top,
    bottom,
  );
  return (
    <g>
      {isMaxShown && (
        <line
          x1={left}
          x2={right}
          y1={place(auction.maxFee)}
          y2={place(auction.maxFee)}
          className={styles.maxFee}
        />
      )}
      {!isSmall &&
        labels.map(({ key, text, isStrong, at }, index) => (
          <g key={key}>
            {Math.abs(places[index]! - place(at)) > 3 && (
              <line
                x1={column.x + column.width}
                y1={place(at)}
                x2={x - 2}
                y2={places[index]!}
                className={styles.leader}
              />
            )}
            <text x={x} y={places[index]! + 4} className={isStrong ? styles.strong : styles.label}>
              {text}
            </text>
          </g>
        ))}
      {isSmall && price !== undefined && (
        <text
          x={right - 4}
          y={place(price.at) + (isUnderMax ? LABEL : -6)}
          textAnchor="end"
          className={styles.strong}
        >
          {price.text}
        </text>
      )}
      {isSmall && isMaxShown && (
        <text x={left + 4} y={place(auction.maxFee) - 4} className={styles.label}>
          max fee {formatBrev(auction.maxFee)}
        </text>
      )}
    </g>
  );
}

/** What its signs and lines are; and the figures, where there is no room for them beside the picture. */
export const keysOf = (auction: Auction, isSmall: boolean): readonly Key[] => [
  { name: "sealed bid", tone: "bid", sign: "◇" },
  { name: "revealed", tone: "bid", sign: "●" },
  ...(isSmall
    ? labelsOf(auction).map(({ text, tone = "max", isStrong }) => ({ name: text, tone, isStrong }))
    : [
        { name: "lowest so far", tone: "winner" },
        ...(auction.steps.some(({ secondFee }) => secondFee !== null)
          ? [{ name: "second lowest so far: the price", tone: "second" }]
          : []),
      ]),
];
