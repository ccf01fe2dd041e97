/** Question 28: the market's own lifetime statistics beside plain sums, and why they differ. */
import { asc, eq } from "drizzle-orm";
import type { Address } from "viem";
import { proverStatsEpoch, statsEpoch } from "../../../ponder.schema.ts";
import { noGlobalStats, noProverStats } from "../../domain/statsEpochs.ts";
import type { Db } from "../db.ts";
import {
  reasonsOfGlobal,
  reasonsOfProver,
  type StatsDifference,
  totalGlobal,
  totalStats,
} from "../rules/contract-stats.ts";
import { networkOf } from "./network.ts";
import { proverOf } from "./prover-rows.ts";

/** One figure, as the contract shows it and as the index counts it. Fees in wei after the protocol fee. */
export type StatisticPair = { name: string; contract: bigint; index: bigint };
export type ContractStatistics = { figures: StatisticPair[]; reasons: StatsDifference[] };

/**
 * A prover's statistics (`getProverStatsTotal`), or the network's for a null prover (`getGlobalStatsTotal`).
 * Null for an address that never was a prover, or before anything is indexed.
 */
export async function contractStatistics(
  db: Db,
  prover: Address | null,
): Promise<ContractStatistics | null> {
  return prover === null ? ofNetwork(db) : ofProver(db, prover);
}

async function ofNetwork(db: Db): Promise<ContractStatistics | null> {
  const [network, epochs] = await Promise.all([
    networkOf(db),
    db
      .select()
      .from(statsEpoch)
      .where(eq(statsEpoch.scheduled, true))
      .orderBy(asc(statsEpoch.epoch)),
  ]);
  if (network === null) return null;
  const current = network.statsEpochId;
  const stored = (epoch: number) => epochs[epoch] ?? noGlobalStats;
  const total = totalGlobal(current, { current: stored(current), previous: stored(current - 1) });
  const figures = [
    figure("requests", total.totalRequests, network.requests),
    figure("fulfilled", total.totalFulfilled, network.fulfilled),
    figure("fees", total.totalFees, network.rewards),
  ];
  return { figures, reasons: reasonsFor(figures, () => reasonsOfGlobal(current, stored)) };
}

async function ofProver(db: Db, address: Address): Promise<ContractStatistics | null> {
  const [network, prover, rows] = await Promise.all([
    networkOf(db),
    proverOf(db, address),
    db.select().from(proverStatsEpoch).where(eq(proverStatsEpoch.prover, address)),
  ]);
  if (network === null || prover === null) return null;
  const epoch = network.statsEpochId;
  const byEpoch = new Map(rows.map((row) => [row.epoch, row]));
  const stored = (number: number) => byEpoch.get(number) ?? noProverStats;
  const total = totalStats(epoch, { current: stored(epoch), previous: stored(epoch - 1) });
  const figures = [
    figure("bids", total.bids, prover.bids),
    figure("reveals", total.reveals, prover.reveals),
    figure("requestsFulfilled", total.requestsFulfilled, prover.fulfilled),
    figure("requestsRefunded", total.requestsRefunded, prover.missed),
    figure("feeReceived", total.feeReceived, prover.rewards),
  ];
  return { figures, reasons: reasonsFor(figures, () => reasonsOfProver(epoch, stored)) };
}

const figure = (
  name: string,
  contract: number | bigint,
  index: number | bigint,
): StatisticPair => ({
  name,
  contract: BigInt(contract),
  index: BigInt(index),
});

function reasonsFor(
  figures: readonly StatisticPair[],
  why: () => StatsDifference[],
): StatsDifference[] {
  if (figures.every(({ contract, index }) => contract === index)) return ["SAME"];
  const reasons = why();
  return reasons.length === 0 ? ["UNEXPLAINED"] : reasons;
}
