/**
 * When a request may be bid on, revealed, proven, refunded, slashed.
 * Mirrors `BrevisMarket.bid`, `reveal`, `submitProof`, `refund`, `slash`: they read the durations at every call,
 * so a change moves the boundaries of requests already open. All times in unix seconds, all boundaries inclusive.
 */

/** Durations in force, in seconds. */
export type Durations = { biddingPhaseDuration: bigint; revealPhaseDuration: bigint };

/** Last second at which a bid is accepted. */
export const biddingEnd = (
  createdAt: number | bigint,
  { biddingPhaseDuration }: Durations,
): bigint => BigInt(createdAt) + biddingPhaseDuration;

/** Last second at which a reveal is accepted; the first is the one after the bidding end. */
export const revealEnd = (createdAt: number | bigint, durations: Durations): bigint =>
  biddingEnd(createdAt, durations) + durations.revealPhaseDuration;
