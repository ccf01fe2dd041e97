/**
 * The market's own statistics: cumulative per epoch, copied forward only from the epoch directly before and only when touched,
 * so that after an idle epoch they restart from zero. Mirrors `BrevisMarket._touchProverStats` and `_touchGlobalStats`.
 */

/** `ProverStats` of one epoch as stored. Times in unix seconds, fees in wei after the protocol fee. */
export type ProverStats = {
  bids: number;
  reveals: number;
  requestsFulfilled: number;
  requestsRefunded: number;
  lastActiveAt: number;
  feeReceived: bigint;
};

/** `GlobalStats` of one epoch as stored. */
export type GlobalStats = { totalRequests: number; totalFulfilled: number; totalFees: bigint };

export const noProverStats: ProverStats = {
  bids: 0,
  reveals: 0,
  requestsFulfilled: 0,
  requestsRefunded: 0,
  lastActiveAt: 0,
  feeReceived: 0n,
};

export const noGlobalStats: GlobalStats = { totalRequests: 0, totalFulfilled: 0, totalFees: 0n };

/** A prover's row as it stands when touched: copied from the epoch before if this one was not active yet and that one was. A miss alone leaves `lastActiveAt` zero, which hides the row. */
export const carryProverStats = (current: ProverStats, previous: ProverStats): ProverStats =>
  current.lastActiveAt === 0 && previous.lastActiveAt !== 0 ? previous : current;

/** The network's row as it stands when touched: copied from the epoch before if all of it is zero. */
export const carryGlobalStats = (current: GlobalStats, previous: GlobalStats): GlobalStats =>
  current.totalRequests === 0 && current.totalFulfilled === 0 && current.totalFees === 0n
    ? previous
    : current;
