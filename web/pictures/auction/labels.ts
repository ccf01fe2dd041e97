import { formatBrev } from "../../data/numbers.ts";
import { type Auction, isPriced } from "./auction.ts";

type Part = Readonly<{ name: string; wei: bigint; from: bigint; tone: string }>;

const backNames = {
  open: "returned",
  paid: "returned",
  refunded: "refunded",
  refundable: "to refund",
} as const;

/** The parts of the fee from zero up: to stakers, commission, protocol fee, and what was returned. */
export function partsOf({ settlement }: Auction): readonly Part[] {
  const { toStakers, commission, protocolFee, returned, kind } = settlement;
  const names = [
    ["stakers", toStakers, "stakers"],
    ["commission", commission, "commission"],
    ["protocol", protocolFee, "protocol"],
    [backNames[kind], returned, "returned"],
  ] as const;
  let from = 0n;
  return names.flatMap(([name, wei, tone]) => {
    const part = { name, wei, from, tone };
    from += wei;
    return wei > 0n ? [part] : [];
  });
}

/** What the second price gave the winner above its own bid; null for nothing. */
export function surplusOf({ price, winnerFee, settlement }: Auction): bigint | null {
  if (price === null || winnerFee === null || !isPriced(settlement)) return null;
  return price <= winnerFee ? null : price - winnerFee;
}

export type Label = Readonly<{
  key: string;
  text: string;
  at: bigint;
  isStrong?: boolean;
  /** The colour it names, of the column or of a line. */
  tone?: string;
}>;

/** The figures of an auction in words, with the height each belongs to. */
export function labelsOf(auction: Auction): readonly Label[] {
  const { maxFee, price, winnerFee, settlement } = auction;
  const surplus = surplusOf(auction);
  const priceName = !isPriced(settlement)
    ? "no price; would be"
    : settlement.kind === "open"
      ? "price now"
      : "price";
  const parts = partsOf(auction).map(
    ({ name, wei, from, tone }): Label => ({
      key: name,
      tone,
      text: `${name} ${formatBrev(wei)}`,
      at: from + wei / 2n,
    }),
  );
  return [
    { key: "max", text: `max fee ${formatBrev(maxFee)}`, at: maxFee },
    ...(price === null
      ? []
      : [
          {
            key: "price",
            text: `${priceName} ${formatBrev(price)}`,
            at: price,
            isStrong: true,
            tone: "second",
          },
        ]),
    ...(winnerFee === null || winnerFee === price
      ? []
      : [
          {
            key: "own",
            text: `winner's own bid ${formatBrev(winnerFee)}`,
            at: winnerFee,
            tone: "winner",
          },
        ]),
    ...(surplus === null
      ? []
      : [
          { key: "surplus", text: `surplus ${formatBrev(surplus)}`, at: winnerFee! + surplus / 2n },
        ]),
    ...parts,
  ];
}
