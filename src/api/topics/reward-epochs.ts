/** Question 24: the subsidy: reward epochs, what was set and what was paid. */
import { asc, inArray, sql } from "drizzle-orm";
import { rewardAllocation, rewardEpoch } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { timeArg } from "../declare/arguments.ts";
import { big, bigOrNull, bool, int, intOrNull, later, list, question } from "../declare/fields.ts";
import { pagedList, pages } from "../declare/pages.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { once } from "../once.ts";
import { rewardSchedule } from "../reads/buckets.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import { LATEST, toSeconds } from "../rules/phases.ts";
import { epochAt, epochInfo } from "../rules/reward-epochs.ts";
import type { Topic } from "../topic.ts";

const RewardEpochEntry = object(
  "RewardEpochEntry",
  "A reward epoch. What was set and paid is as of the indexed head.",
  {
    epoch: big("Its number."),
    startAt: int("[unix s] First second."),
    endAt: int("[unix s] End, exclusive."),
    complete: bool("Whether it is over: rewards are set afterwards."),
    budget: big("[wei] The most that may be set."),
    set: bigOrNull("[wei] Rewards set; null until then."),
    distributed: bigOrNull("[wei] Rewards of the epoch paid out; null until set."),
    left: bigOrNull("[wei] Set and not paid out yet; null until set."),
    provers: intOrNull("Provers with rewards set; null until set."),
    proversPaid: intOrNull("Provers that were paid; null until set."),
    setAt: intOrNull("[unix s] When rewards were set last; null until then."),
    allocations: later(
      list(stored("rewardAllocation"), "What was set for each prover, the largest first.", {
        rows: 50,
      }),
    ),
  },
);

const RewardEpochList = pages(RewardEpochEntry, {
  name: "RewardEpochList",
  text: "Reward epochs, the latest first.",
  key: { epoch: rewardEpoch.epoch },
  place: ({ epoch }) => ({ epoch }),
});

const RewardScheduleEntry = object(
  "RewardScheduleEntry",
  "An entry of the schedule: holds until the next one.",
  {
    fromEpoch: big("First epoch it holds for."),
    fromTime: int("[unix s] When that begins."),
    epochLength: big("[s] Length of an epoch."),
    maxEpochReward: big("[wei] The most that may be set for one epoch."),
  },
);

const RewardOverview = object(
  "RewardOverview",
  "The schedule of reward epochs, and all of them in sum.",
  {
    at: int("[unix s] The time asked about."),
    schedule: list(RewardScheduleEntry, "Entries of the schedule in force."),
    currentEpoch: bigOrNull("Number of the epoch at that time; null before the first."),
    currentStartAt: intOrNull("[unix s] Its first second; null before the first."),
    currentEndAt: intOrNull("[unix s] Its end, exclusive; null before the first."),
    currentBudget: bigOrNull("[wei] The most that may be set for it; null before the first."),
    epochsSet: int("Epochs for which rewards were set so far."),
    set: big("[wei] Rewards set so far."),
    distributed: big("[wei] Rewards paid out so far."),
    left: big("[wei] Set and not paid out yet."),
  },
);

type RewardEpoch = Omit<ValueOf<typeof RewardEpochEntry>, "allocations">;

/**
 * Reward epochs begun by `at` [unix s] with a number below `before`, if given; the latest first, those without rewards too.
 */
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
  const numbers = infos.map(({ epoch }) => epoch);
  const rows = await db.select().from(rewardEpoch).where(inArray(rewardEpoch.epoch, numbers));
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

/** What was set for each prover in some epochs, by epoch; the largest first. */
async function allocationsOf(
  db: Db,
  epochs: readonly bigint[],
): Promise<Map<bigint, (typeof rewardAllocation.$inferSelect)[]>> {
  if (epochs.length === 0) return new Map();
  const rows = await db
    .select()
    .from(rewardAllocation)
    .where(inArray(rewardAllocation.epoch, [...epochs]))
    .orderBy(sql`${rewardAllocation.amount} desc`, asc(rewardAllocation.prover));
  return Map.groupBy(rows, ({ epoch }) => epoch);
}

/** The schedule, and all epochs in sum. */
export async function rewardTotals(db: Db, at: number): Promise<ValueOf<typeof RewardOverview>> {
  const [schedule, [row]] = await Promise.all([
    rewardSchedule(db),
    db
      .select({
        epochsSet: countSql(),
        set: sumSql(rewardEpoch.total),
        distributed: sumSql(rewardEpoch.distributed),
      })
      .from(rewardEpoch),
  ]);
  const current = epochAt(schedule, BigInt(at));
  const info = current === null ? null : epochInfo(schedule, current);
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
    ...row!,
    left: row!.set - row!.distributed,
  };
}

export const rewardEpochTopic: Topic = {
  queries: {
    rewardEpochList: pagedList(RewardEpochList, {
      text: "Reward epochs that have begun, the latest first, those without rewards included.",
      args: {
        at: timeArg(
          "[unix s] Epochs begun by then, in the schedule in force. Default: the indexed head's time.",
        ),
      },
      ask: async ({ at, first, after }, { db }) => {
        const epochs = await rewardEpochs(db, {
          at: Math.min(at, LATEST),
          first: first + 1,
          before: after?.epoch ?? null,
        });
        const shown = epochs.slice(0, first).map(({ epoch }) => epoch);
        const allocations = once(() => allocationsOf(db, shown));
        const rows = epochs.map((row) => ({
          ...row,
          allocations: async () => (await allocations()).get(row.epoch) ?? [],
        }));
        return { rows };
      },
    }),
    rewardOverview: question(RewardOverview, {
      text: "The schedule of reward epochs, and all of them in sum.",
      args: {
        at: timeArg(
          "[unix s] The time whose epoch is the current one. Default: the indexed head's.",
        ),
      },
      cost: { base: 20 },
      ask: ({ at }, { db }) => rewardTotals(db, at),
    }),
  },
};
