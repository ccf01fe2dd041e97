/** Question 24: the subsidy: reward epochs, what was set and paid, and its part in what provers earn. */
import { asc, inArray, sql } from "drizzle-orm";
import type { Address } from "viem";
import { proverDay, rewardAllocation, rewardEpoch } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { toSeconds } from "../rules/phases.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { epochAt, epochInfo } from "../rules/reward-epochs.ts";
import { rowsOf } from "./history.ts";
import { rewardSchedule } from "./series.ts";

export type RewardEpoch = {
  epoch: bigint;
  /** [unix s] */
  startAt: number;
  /** [unix s] Exclusive. */
  endAt: number;
  /** Whether it is over. */
  complete: boolean;
  /** [wei] The most that may be set. */
  budget: bigint;
  /** [wei] Rewards set; null until then, and the rest with it. */
  set: bigint | null;
  distributed: bigint | null;
  /** [wei] Set and not distributed. */
  left: bigint | null;
  provers: number | null;
  proversPaid: number | null;
  /** [unix s] */
  setAt: number | null;
};

/** Reward epochs begun by `at` [unix s], the latest first, with those for which nothing was set; below the number `before` if one is given. */
export async function rewardEpochs(
  db: Db,
  { at, first, before }: { at: number; first: number; before: bigint | null },
): Promise<RewardEpoch[]> {
  const schedule = await rewardSchedule(db);
  const current = epochAt(schedule, BigInt(at));
  if (current === null) return [];
  const last = before !== null && before <= current ? before - 1n : current;
  const infos = Array.from({ length: first }, (_, back) => epochInfo(schedule, last - BigInt(back)))
    .filter((info) => info !== null)
    .filter(({ startAt }) => startAt <= BigInt(at));
  if (infos.length === 0) return [];
  const rows = await db
    .select()
    .from(rewardEpoch)
    .where(
      inArray(
        rewardEpoch.epoch,
        infos.map(({ epoch }) => epoch),
      ),
    );
  const found = new Map(rows.map((row) => [row.epoch, row]));
  return infos.map(({ epoch, startAt, endAt, maxEpochReward }) => {
    const row = found.get(epoch);
    return {
      epoch,
      startAt: toSeconds(startAt),
      endAt: toSeconds(endAt),
      complete: endAt <= BigInt(at),
      budget: maxEpochReward,
      set: row?.total ?? null,
      distributed: row?.distributed ?? null,
      left: row ? row.total - row.distributed : null,
      provers: row?.provers ?? null,
      proversPaid: row?.proversPaid ?? null,
      setAt: row?.setAt ?? null,
    };
  });
}

export type Allocation = typeof rewardAllocation.$inferSelect;

/** What was set for each prover in some epochs, by epoch; the largest first. */
export async function allocationsOf(
  db: Db,
  epochs: readonly bigint[],
): Promise<Map<bigint, Allocation[]>> {
  if (epochs.length === 0) return new Map();
  const rows = await db
    .select()
    .from(rewardAllocation)
    .where(inArray(rewardAllocation.epoch, [...epochs]))
    .orderBy(sql`${rewardAllocation.amount} desc`, asc(rewardAllocation.prover));
  return Map.groupBy(rows, ({ epoch }) => epoch);
}

/** The schedule, and all epochs in sum. */
export async function rewardTotals(db: Db, at: number) {
  const [schedule, [row]] = await Promise.all([
    rewardSchedule(db),
    rowsOf<Record<"set" | "distributed", string> & Record<"epochs", number>>(
      db,
      sql`select count(*)::int as epochs, coalesce(sum(total), 0) as set,
        coalesce(sum(distributed), 0) as distributed from ${rewardEpoch}`,
    ),
  ]);
  const current = epochAt(schedule, BigInt(at));
  const info = current === null ? null : epochInfo(schedule, current);
  const [set, distributed] = [BigInt(row!.set), BigInt(row!.distributed)];
  return {
    at,
    schedule: schedule.map((config) => ({
      fromEpoch: config.fromEpoch,
      fromTime: toSeconds(config.fromTime),
      epochLength: config.epochLength,
      maxEpochReward: config.maxEpochReward,
    })),
    currentEpoch: current,
    currentStartAt: info && toSeconds(info.startAt),
    currentEndAt: info && toSeconds(info.endAt),
    currentBudget: info?.maxEpochReward ?? null,
    epochsSet: row!.epochs,
    set,
    distributed,
    left: set - distributed,
  };
}

/** What a prover and its stakers earned, commission included, by who paid. All in wei. */
export type Income = {
  marketRewards: bigint;
  epochRewards: bigint;
  otherRewards: bigint;
  /** Epoch rewards over all three. */
  subsidy: Ratio;
};

/** Income of the network and of each prover in the UTC days that [from, to) [unix s] touches; the most subsidised first, at most `first`. */
export async function subsidyShare(
  db: Db,
  { from, to, first }: { from: number; to: number; first: number },
): Promise<Income & { from: number; to: number; byProver: (Income & { prover: Address })[] }> {
  const [firstDay, endDay] = [Math.floor(from / 86_400), Math.ceil(to / 86_400)];
  const rows = await rowsOf<{
    prover: Address | null;
    market: string;
    epoch: string;
    other: string;
  }>(
    db,
    sql`select prover, coalesce(sum(market_rewards), 0) as market,
        coalesce(sum(epoch_rewards), 0) as epoch, coalesce(sum(other_rewards), 0) as other
      from ${proverDay} where day >= ${firstDay} and day < ${endDay}
      group by grouping sets ((prover), ()) order by 3 desc, 1`,
  );
  const incomes = rows.map(({ prover, market, epoch, other }) => {
    const [marketRewards, epochRewards, otherRewards] = [market, epoch, other].map(BigInt) as [
      bigint,
      bigint,
      bigint,
    ];
    const subsidy = ratio(epochRewards, marketRewards + epochRewards + otherRewards);
    return { prover, marketRewards, epochRewards, otherRewards, subsidy };
  });
  const { prover: _, ...all } = incomes.find(({ prover }) => prover === null)!;
  const byProver = incomes.filter((income) => income.prover !== null).slice(0, first);
  return {
    ...all,
    from: firstDay * 86_400,
    to: endDay * 86_400,
    byProver: byProver as (Income & { prover: Address })[],
  };
}
