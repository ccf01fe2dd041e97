/**
 * The market's statistics as its views show them. They read two epochs' rows as stored and show a difference or the one
 * that is not hidden;
 * after an idle epoch both restart from zero. Mirrors `BrevisMarket._diffStats`, `_diffGlobalStats` and the views around
 * them.
 */
import type { Address } from "viem";
import {
  type GlobalStats,
  noGlobalStats,
  noProverStats,
  type ProverStats,
} from "../../src/domain/statsEpochs.ts";
import { PANIC_INDEX, Reverted } from "../outcome.ts";
import type { ChainState } from "../state.ts";

/** `ProverStats` of an epoch as stored. */
export const storedProverStats = (
  { proverStats }: ChainState,
  prover: Address,
  epoch: number,
): ProverStats => proverStats.get(`${prover}:${epoch}`) ?? noProverStats;

/** `GlobalStats` of an epoch as stored. */
export const storedGlobalStats = ({ statsEpochs }: ChainState, epoch: number): GlobalStats =>
  statsEpochs[epoch] ?? noGlobalStats;

/** `getProverStatsTotal`: the epoch before, unless the prover was active in this one. A miss alone does not count. */
export function totalProverStats(state: ChainState, prover: Address): ProverStats {
  const epoch = state.network.statsEpochId;
  const current = storedProverStats(state, prover, epoch);
  const isHidden = epoch > 0 && current.lastActiveAt === 0;
  return isHidden ? storedProverStats(state, prover, epoch - 1) : current;
}

/** `getGlobalStatsTotal`: the epoch before, unless a request was made in this one. A proof alone does not count. */
export function totalGlobalStats(state: ChainState): GlobalStats {
  const epoch = state.network.statsEpochId;
  const current = storedGlobalStats(state, epoch);
  const isHidden = epoch > 0 && current.totalRequests === 0;
  return isHidden ? storedGlobalStats(state, epoch - 1) : current;
}

/** What a prover did in an epoch: its row less that of the epoch before, and nothing below zero. */
export function proverStatsOf(state: ChainState, prover: Address, epoch: number): ProverStats {
  const current = storedProverStats(state, prover, epoch);
  const before = storedProverStats(state, prover, epoch - 1);
  const stats = {
    bids: Math.max(current.bids - before.bids, 0),
    reveals: Math.max(current.reveals - before.reveals, 0),
    requestsFulfilled: Math.max(current.requestsFulfilled - before.requestsFulfilled, 0),
    requestsRefunded: Math.max(current.requestsRefunded - before.requestsRefunded, 0),
    feeReceived: less(current.feeReceived, before.feeReceived),
  };
  const isActive = Object.values(stats).some((value) => BigInt(value) !== 0n);
  return { ...stats, lastActiveAt: isActive ? current.lastActiveAt : 0 };
}

/** What happened in an epoch: its row less that of the epoch before, and nothing below zero. */
export function globalStatsOf(state: ChainState, epoch: number): GlobalStats {
  const current = storedGlobalStats(state, epoch);
  const before = storedGlobalStats(state, epoch - 1);
  return {
    totalRequests: Math.max(current.totalRequests - before.totalRequests, 0),
    totalFulfilled: Math.max(current.totalFulfilled - before.totalFulfilled, 0),
    totalFees: less(current.totalFees, before.totalFees),
  };
}

/** [unix s] Start and end of an epoch in the list; an end of 0 is none. */
export function boundsOf({ statsEpochs }: ChainState, epoch: number): [bigint, bigint] {
  const entry = statsEpochs[epoch];
  if (entry === undefined) throw new Reverted(PANIC_INDEX);
  return [entry.startAt, entry.endAt ?? 0n];
}

/** As the ABI's struct. */
export const asProverStats = (stats: ProverStats) => ({
  bids: BigInt(stats.bids),
  reveals: BigInt(stats.reveals),
  requestsFulfilled: BigInt(stats.requestsFulfilled),
  requestsRefunded: BigInt(stats.requestsRefunded),
  lastActiveAt: BigInt(stats.lastActiveAt),
  feeReceived: stats.feeReceived,
});

/** As the ABI's struct. */
export const asGlobalStats = ({ totalRequests, totalFulfilled, totalFees }: GlobalStats) => ({
  totalRequests: BigInt(totalRequests),
  totalFulfilled: BigInt(totalFulfilled),
  totalFees,
});

const less = (a: bigint, b: bigint) => (a > b ? a - b : 0n);
