/** The market's own lifetime statistics beside plain sums. */
import { asc, eq } from "drizzle-orm";
import type { Address } from "viem";
import { proverStatsEpoch, statsEpoch } from "../../../ponder.schema.ts";
import { noGlobalStats, noProverStats } from "../../domain/statsEpochs.ts";
import type { Db } from "../db.ts";
import { addressArg } from "../declare/arguments.ts";
import { big, list, question, text } from "../declare/fields.ts";
import { enumeration, object, orNull, type ValueOf } from "../declare/types.ts";
import { networkOf } from "../reads/network.ts";
import { proverOf } from "../reads/prover-rows.ts";
import {
  reasonsOfGlobal,
  reasonsOfProver,
  type StatsDifference,
  totalGlobal,
  totalStats,
} from "../rules/contract-stats.ts";
import type { Topic } from "../topic.ts";

const StatisticPair = object("StatisticPair", "One figure of the market's statistics.", {
  name: text("The contract's name of it."),
  contract: big("What the contract shows. Fees in wei, after the protocol fee."),
  index: big("What happened, counted plainly."),
});

const StatisticsReason = enumeration(
  "StatisticsReason",
  "Why the market's lifetime statistics differ from plain sums. The market carries its totals into a new statistics epoch only from the epoch just before.",
  {
    SAME: "They do not differ.",
    RESTARTED_AFTER_IDLE_EPOCH:
      "An epoch, maybe a short one, lies between in which the prover (of the network: anybody) did nothing: the contract's totals began again from zero after it.",
    IDLE_SINCE_BEFORE_LAST_EPOCH:
      "The prover (of the network: anybody) did nothing in this epoch or the one before: the contract shows zero until that changes.",
    MISS_ALONE_HIDDEN:
      "A miss was booked in an epoch in which the prover did nothing else: the contract hides and does not carry forward such an epoch.",
    PROOF_BEFORE_REQUEST_HIDDEN:
      "In this epoch, proofs came and no request yet: the contract shows the epoch before.",
    UNEXPLAINED: "None of these explains it: please report it.",
  },
);

const ContractStatistics = object(
  "ContractStatistics",
  "The market's own lifetime statistics beside plain sums.",
  {
    figures: list(StatisticPair, "The figures, by the contract's names.", { rows: 5 }),
    reasons: list(StatisticsReason, "Why they differ: SAME alone when they do not."),
  },
);

type StatisticPair = ValueOf<typeof StatisticPair>;
type ContractStatistics = ValueOf<typeof ContractStatistics>;

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
    figure("totalRequests", total.totalRequests, network.requests),
    figure("totalFulfilled", total.totalFulfilled, network.fulfilled),
    figure("totalFees", total.totalFees, network.rewards),
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

export const contractStatisticsTopic: Topic = {
  queries: {
    contractStatistics: question(orNull(ContractStatistics), {
      text: "The market's own lifetime statistics beside plain sums, and why they differ. Null for an address that never was a prover, or before anything is indexed.",
      args: {
        prover: addressArg(
          "This prover's (`getProverStatsTotal`); the network's (`getGlobalStatsTotal`) if left out.",
        ),
      },
      cost: { base: 20 },
      ask: ({ prover }, { db }) => contractStatistics(db, prover),
    }),
  },
};
