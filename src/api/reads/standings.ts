/** How provers stand now: success, stake and commission. */
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { type Address, zeroAddress } from "viem";
import {
  commissionRate,
  prover,
  proverStatsEpoch,
  request,
  stake,
} from "../../../ponder.schema.ts";
import { noProverStats } from "../../domain/statsEpochs.ts";
import { toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { totalStats } from "../rules/contract-stats.ts";
import { ratio } from "../rules/ratios.ts";
import { networkOf } from "./network.ts";
import type { Prover } from "./prover-rows.ts";

/**
 * How the provers named stand as of the indexed head, with the clock at `at` [unix s]. The success rates mirror
 * `MarketViewer.getProverStatsComposite`, whose statistics restart after an idle epoch.
 */
export async function standingsOf(
  db: Db,
  { addresses, at }: { addresses: readonly Address[]; at: number },
) {
  const network = await networkOf(db);
  if (network === null || addresses.length === 0) return new Map<Address, never>();
  const among = [...addresses];
  const epoch = network.statsEpochId;
  const [provers, stakes, rates, stats, overdue] = await Promise.all([
    db.select().from(prover).where(inArray(prover.address, among)),
    db
      .select({ prover: stake.prover, shares: stake.shares })
      .from(stake)
      .where(and(inArray(stake.prover, among), eq(stake.staker, stake.prover))),
    db.select().from(commissionRate).where(inArray(commissionRate.prover, among)),
    db
      .select()
      .from(proverStatsEpoch)
      .where(
        and(
          inArray(proverStatsEpoch.prover, among),
          inArray(proverStatsEpoch.epoch, [epoch, epoch - 1]),
        ),
      ),
    db
      .select({ prover: request.winner, count: sql<number>`count(*)::int` })
      .from(request)
      .where(
        and(
          eq(request.status, "PENDING"),
          lt(request.deadline, BigInt(at)),
          inArray(request.winner, among),
        ),
      )
      .groupBy(request.winner),
  ]);
  const rateOf = (of: Prover, source: Address | null): number | null =>
    of.state === "RETIRED"
      ? null
      : Number(
          rates.find((rate) => rate.prover === of.address && rate.source === source)?.rate ??
            of.defaultCommissionRate,
        );
  return new Map(
    provers.map((of) => {
      const late = overdue.find((row) => row.prover === of.address)?.count ?? 0;
      const statsOf = (id: number) =>
        stats.find((row) => row.prover === of.address && row.epoch === id) ?? noProverStats;
      const contract = totalStats(epoch, { current: statsOf(epoch), previous: statsOf(epoch - 1) });
      const shares = stakes.find((row) => row.prover === of.address)?.shares ?? 0n;
      const ownStake = toAssets(shares, of);
      const { requestsFulfilled, requestsRefunded } = contract;
      return [
        of.address,
        {
          prover: of,
          overdue: late,
          success: ratio(of.fulfilled, of.fulfilled + of.missed + late),
          contractSuccess: ratio(requestsFulfilled, requestsFulfilled + requestsRefunded + late),
          ownStake,
          ownStakeShare: ratio(ownStake, of.assets),
          marketCommissionBps: rateOf(of, network.market),
          epochCommissionBps: rateOf(of, network.epochRewardsContract),
          defaultCommissionBps: rateOf(of, zeroAddress),
        },
      ];
    }),
  );
}
