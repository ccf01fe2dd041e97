/**
 * Sealed-bid, second-price reverse auction: the lowest fee wins and is paid the second-lowest.
 * Mirrors `BrevisMarket._updateBidders`, `submitProof`, `refund` and `slash`.
 */
import type { Address } from "viem";

/** A revealed bid. `fee` in wei. */
export type Bidder = { prover: Address; fee: bigint };
/** The two lowest revealed bids so far; null where there is none. */
export type Ranking = { winner: Bidder | null; second: Bidder | null };

/**
 * Places a revealed bid. A tie never displaces the earlier bidder, for either place.
 * The same prover may reveal again and so become its own second: the contract does not forbid it.
 */
export function rank({ winner, second }: Ranking, bidder: Bidder): Ranking {
  if (winner === null || bidder.fee < winner.fee) return { winner: bidder, second: winner };
  if (second === null || bidder.fee < second.fee) return { winner, second: bidder };
  return { winner, second };
}

/** [wei] What the winner is paid, protocol fee included: the second-lowest fee, even of zero, or its own when alone. */
export function clearingFee({ winner, second }: Ranking): bigint {
  if (winner === null) throw new Error("clearingFee: no bid was revealed");
  return (second ?? winner).fee;
}

/** By how much a bid raises `bidCount`: the contract takes a stored hash of zero for no bid, so that a bid of hash zero counts again. */
export function countedBid(storedHash: `0x${string}` | undefined): 0 | 1 {
  return storedHash === undefined || BigInt(storedHash) === 0n ? 1 : 0;
}

/** Why `refund` went through. With a winner it does so only after the deadline: a miss. Otherwise `bidCount`, not the bids, decides. */
export function refundReason({
  winner,
  bidCount,
}: {
  winner: Address | null;
  bidCount: number;
}): "NO_BIDS" | "NO_REVEALS" | "DEADLINE_MISSED" {
  if (winner !== null) return "DEADLINE_MISSED";
  return bidCount === 0 ? "NO_BIDS" : "NO_REVEALS";
}
