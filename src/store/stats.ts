/** The market's own statistics, per statistics epoch, as the contract stores them. */

import type { Context } from "ponder:registry";
import { proverStatsEpoch, statsEpoch } from "ponder:schema";
import type { Address } from "viem";
import {
  carryGlobalStats,
  carryProverStats,
  type GlobalStats,
  noGlobalStats,
  noProverStats,
  type ProverStats,
} from "../domain/statsEpochs.ts";
import { type Delta, increase } from "../domain/sums.ts";

/** Books in a prover's statistics of an epoch. `activeAt` [unix s] is null for a miss, which does not touch it. */
export async function bookProverStats(
  { db }: Context,
  {
    prover,
    epoch,
    activeAt,
    ...delta
  }: { prover: Address; epoch: number; activeAt: number | null } & Delta<
    Omit<ProverStats, "lastActiveAt">
  >,
): Promise<void> {
  const current = await db.find(proverStatsEpoch, { prover, epoch });
  const previous =
    current === null || current.lastActiveAt === 0
      ? await db.find(proverStatsEpoch, { prover, epoch: epoch - 1 })
      : null;
  const carried = carryProverStats(current ?? noProverStats, previous ?? noProverStats);
  const stats = {
    bids: carried.bids,
    reveals: carried.reveals,
    requestsFulfilled: carried.requestsFulfilled,
    requestsRefunded: carried.requestsRefunded,
    feeReceived: carried.feeReceived,
  };
  const next = {
    ...stats,
    ...increase(stats, delta),
    lastActiveAt: activeAt ?? carried.lastActiveAt,
  };
  await db
    .insert(proverStatsEpoch)
    .values({ prover, epoch, ...next })
    .onConflictDoUpdate(next);
}

/** Books a request or a proof in the network's statistics of an epoch. The epoch's row must exist: the contract created it before it began. */
export async function bookGlobalStats(
  { db }: Context,
  {
    epoch,
    requests = 0,
    fulfilled = 0,
    fees = 0n,
  }: { epoch: number; requests?: number; fulfilled?: number; fees?: bigint },
): Promise<void> {
  const previous: GlobalStats = (await db.find(statsEpoch, { epoch: epoch - 1 })) ?? noGlobalStats;
  await db.update(statsEpoch, { epoch }).set((now) => {
    const carried = carryGlobalStats(now, previous);
    return {
      totalRequests: carried.totalRequests + requests,
      totalFulfilled: carried.totalFulfilled + fulfilled,
      totalFees: carried.totalFees + fees,
      ...increase(now, { requests, fulfilled, fees }),
    };
  });
}
