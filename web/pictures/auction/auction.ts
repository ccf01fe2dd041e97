import { toFloat } from "../../data/numbers.ts";
import { piecewise, type Scale } from "../scale.ts";

/** An auction as it is drawn: times in unix seconds, amounts in wei. */
export type Auction = Readonly<{
  createdAt: number;
  biddingEndsAt: number;
  revealEndsAt: number;
  deadline: number;
  maxFee: bigint;
  bids: readonly AuctionBid[];
  steps: readonly AuctionStep[];
  winner: string | null;
  second: string | null;
  winnerFee: bigint | null;
  price: bigint | null;
  provenAt: number | null;
  /** The chain's time while the request is open; null once it is settled. */
  now: number | null;
  settlement: Settlement;
}>;

export type AuctionBid = Readonly<{ prover: string; name: string; at: readonly number[] }>;

/** A reveal, and what the auction stood at after it. */
export type AuctionStep = Readonly<{
  id: string;
  prover: string;
  name: string;
  at: number;
  fee: bigint;
  winnerFee: bigint | null;
  secondFee: bigint | null;
  changesWinner: boolean;
  transaction: string;
}>;

/** Where the held fee went, or would go. */
export type Settlement = Readonly<{
  /** Refundable: nothing but a refund can end it. */
  kind: "paid" | "refunded" | "refundable" | "open";
  toStakers: bigint;
  commission: bigint;
  protocolFee: bigint;
  returned: bigint;
}>;

/** Above this many bidders, all but winner and second are drawn thin. */
export const MANY = 12;

const SHARES = { bidding: 0.34, reveal: 0.36 };
/** If the proof comes in the first tenth of the time for it, that time is drawn in two parts. */
const EARLY = 0.1;

export type Phase = Readonly<{
  name: "bidding" | "reveal" | "proving";
  from: number;
  to: number;
  x0: number;
  x1: number;
}>;

export type Layout = Readonly<{
  x: Scale;
  y: Scale;
  left: number;
  right: number;
  top: number;
  bottom: number;
  laneY: number;
  height: number;
  column: Readonly<{ x: number; width: number }>;
  phases: readonly Phase[];
  /** Where the axis of time is broken; null where it is not. */
  breakAt: number | null;
  top$: number;
}>;

/** Where everything of an auction is drawn. `zoom` fits the bids instead of the maximum fee. */
export function layOut(auction: Auction, width: number, zoom: boolean): Layout {
  const isSmall = width < 480;
  const columnWidth = isSmall ? 22 : 28;
  const left = isSmall ? 48 : 56;
  const right = width - (isSmall ? columnWidth + 10 : 168 + columnWidth + 16);
  const height = isSmall ? 320 : 360;
  const top = 32;
  const bottom = height - 62;
  const span = right - left;
  const biddingX = left + SHARES.bidding * span;
  const revealX = biddingX + SHARES.reveal * span;
  const { createdAt, biddingEndsAt, revealEndsAt, provenAt } = auction;
  // A deadline before the end of the reveals leaves no time to prove; it is drawn after it all the same.
  const deadline = Math.max(auction.deadline, revealEndsAt + 1);
  const early = revealEndsAt + EARLY * (deadline - revealEndsAt);
  const isSplit = provenAt !== null && provenAt > revealEndsAt && provenAt < early;
  const middle = (revealX + right) / 2;
  const knots: (readonly [number, number])[] = [
    [createdAt, left],
    [biddingEndsAt, biddingX],
    [revealEndsAt, revealX],
    ...(isSplit ? [[provenAt, middle] as const] : []),
    [deadline, right],
  ];
  const top$ = topOf(auction, zoom);
  return {
    x: piecewise(knots),
    y: (value) => bottom - (value / top$) * (bottom - top),
    left,
    right,
    top,
    bottom,
    laneY: bottom + 20,
    height,
    column: { x: right + 8, width: columnWidth },
    phases: [
      { name: "bidding", from: createdAt, to: biddingEndsAt, x0: left, x1: biddingX },
      { name: "reveal", from: biddingEndsAt, to: revealEndsAt, x0: biddingX, x1: revealX },
      { name: "proving", from: revealEndsAt, to: auction.deadline, x0: revealX, x1: right },
    ],
    breakAt: isSplit ? (middle + right) / 2 : null,
    top$,
  };
}

function topOf({ maxFee, steps }: Auction, zoom: boolean): number {
  const highest = Math.max(0, ...steps.map(({ fee }) => toFloat(fee)));
  return 1.06 * (zoom && highest > 0 ? highest : toFloat(maxFee) || 1);
}

/** Whether the bids are so far below the maximum fee that they deserve a scale of their own. */
export function isWorthZooming({ maxFee, steps }: Auction): boolean {
  return steps.length > 0 && steps.every(({ fee }) => maxFee > 5n * fee);
}

/** Points of a line of steps: from each reveal to the next, to the end. Null values leave a gap. */
export function stepPath(
  points: readonly (readonly [at: number, value: bigint | null])[],
  end: number,
  { x, y }: Pick<Layout, "x" | "y">,
): string {
  let path = "";
  points.forEach(([at, value], index) => {
    if (value === null) return;
    const height = y(toFloat(value));
    const next = points[index + 1]?.[0] ?? end;
    path += path === "" ? `M${x(at)} ${height}` : `V${height}`;
    path += `H${x(next)}`;
  });
  return path;
}

/** When the lines end: at the proof, else at the moment the auction is over, else now. */
export function endOfLines({ provenAt, now, revealEndsAt, deadline }: Auction): number {
  if (provenAt !== null) return provenAt;
  return now === null ? deadline : Math.min(Math.max(now, revealEndsAt), deadline);
}

/** Whether the winner is paid, or may be. */
export const isPriced = ({ kind }: Settlement): boolean => kind === "paid" || kind === "open";

/** The finding, in a sentence. */
export function finding(auction: Auction, brev: (wei: bigint) => string): string {
  const { bids, steps, maxFee, price, settlement } = auction;
  const revealers = new Set(steps.map(({ prover }) => prover)).size;
  const crowd = `${bids.length} ${bids.length === 1 ? "bidder" : "bidders"}, ${revealers} revealed.`;
  if (!isPriced(settlement))
    return `${crowd} Maximum fee ${brev(maxFee)} BREV, ${settlement.kind}.`;
  if (price === null) return `${crowd} Maximum fee ${brev(maxFee)} BREV.`;
  const verb = settlement.kind === "open" ? "If it ended now, the price would be" : "Price";
  return `${crowd} ${verb} ${brev(price)} of at most ${brev(maxFee)} BREV.`;
}
