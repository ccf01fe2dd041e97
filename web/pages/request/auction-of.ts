import type { RequestPageQuery } from "../../data/generated/types.ts";
import type { Auction, AuctionBid, Settlement } from "../../pictures/auction/auction.ts";

export type Timeline = NonNullable<RequestPageQuery["requestTimeline"]>;
type Changes = RequestPageQuery["bidding"]["items"];
type Step = Timeline["steps"]["items"][number];

const wei = (amount: string | null): bigint | null => (amount === null ? null : BigInt(amount));

/** A parameter as it was: what the first change after that time replaced. Changes are given newest first. */
export function valueAt(changes: Changes, at: number, today: number): number {
  const next = changes.findLast(({ change }) => change.timestamp > at);
  return next?.change.oldValue == null ? today : Number(next.change.oldValue);
}

/** An answer of the API as an auction to draw. */
export function auctionOf(
  timeline: Timeline,
  page: Pick<RequestPageQuery, "bidding" | "reveal">,
  now: number,
): Auction {
  const { request, steps } = timeline;
  const { createdAt, clock } = request;
  const settledAt = request.fulfilledAt ?? request.refundedAt;
  // The API's clock uses today's durations; a settled auction had those of its time.
  const asOf = settledAt ?? Number.POSITIVE_INFINITY;
  const bidding = valueAt(page.bidding.items, asOf, clock.biddingEndsAt - createdAt);
  const reveal = valueAt(page.reveal.items, asOf, clock.revealEndsAt - clock.biddingEndsAt);
  const names = new Map(
    request.bids?.items.map(({ prover, proverAccount }) => [prover, proverAccount?.name ?? ""]),
  );
  return {
    createdAt,
    biddingEndsAt: createdAt + bidding,
    revealEndsAt: createdAt + bidding + reveal,
    deadline: Number(request.deadline),
    maxFee: BigInt(request.maxFee),
    bids: bidsOf(steps.items, names),
    steps: steps.items
      .filter(({ activity }) => activity.kind === "REVEALED" && activity.prover !== null)
      .map(({ activity, winnerFee, secondFee, changesWinner }) => ({
        id: activity.id,
        prover: activity.prover!,
        name: names.get(activity.prover!) ?? "",
        at: activity.timestamp,
        fee: BigInt(activity.amount ?? 0),
        winnerFee: wei(winnerFee),
        secondFee: wei(secondFee),
        changesWinner,
        transaction: activity.transaction,
      })),
    winner: request.winner,
    second: request.second,
    winnerFee: wei(request.winnerFee),
    price: wei(request.price ?? request.secondFee ?? request.winnerFee),
    provenAt: request.fulfilledAt,
    now: settledAt === null ? now : null,
    settlement: settlementOf(timeline),
  };
}

function bidsOf(steps: readonly Step[], names: ReadonlyMap<string, string>): readonly AuctionBid[] {
  const times = Map.groupBy(
    steps.filter(({ activity }) => activity.kind === "BID" && activity.prover !== null),
    ({ activity }) => activity.prover!,
  );
  return [...times].map(([prover, bids]) => ({
    prover,
    name: names.get(prover) ?? "",
    at: bids.map(({ activity }) => activity.timestamp),
  }));
}

/** Where the fee went; for an open request, what the market would return and pay if it ended now. */
function settlementOf({ request, waterfall }: Timeline): Settlement {
  const { toStakers, commission, protocolFee, excess, refunded } = waterfall;
  const paid = {
    toStakers: BigInt(toStakers),
    commission: BigInt(commission),
    protocolFee: BigInt(protocolFee),
  };
  if (request.fulfilledAt !== null) return { kind: "paid", ...paid, returned: BigInt(excess) };
  if (request.refundedAt !== null) return { kind: "refunded", ...paid, returned: BigInt(refunded) };
  const maxFee = BigInt(request.maxFee);
  if (request.clock.phase === "REFUNDABLE")
    return { kind: "refundable", ...paid, returned: maxFee };
  const price = wei(request.secondFee ?? request.winnerFee) ?? 0n;
  // How the price would be split is only known when it is paid.
  return {
    kind: "open",
    toStakers: price,
    commission: 0n,
    protocolFee: 0n,
    returned: maxFee - price,
  };
}
