/** A span of time in buckets: units of the calendar, and epochs by their schedules. */
import { asc, eq, min } from "drizzle-orm";
import { marketHour, rewardEpochConfig, statsEpoch } from "../../../ponder.schema.ts";
import { hourStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { type Argument, type ArgumentGroup, enumArg, intArg } from "../declare/arguments.ts";
import { enumeration, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { timeRangeOf } from "../inputs.ts";
import { type Bucket, calendarBuckets, DAY, startBefore, touching } from "../rules/buckets.ts";
import { toSeconds } from "../rules/phases.ts";
import { type EpochConfig, epochAt, epochBuckets, epochInfo } from "../rules/reward-epochs.ts";

export const BucketUnit = enumeration(
  "BucketUnit",
  "Length of the buckets of a series. At most 1000 buckets are given at once.",
  {
    HOUR: "Hours.",
    DAY: "UTC days.",
    WEEK: "Weeks from Monday, UTC.",
    MONTH: "Months, UTC.",
    STATS_EPOCH:
      "Statistics epochs of BrevisMarket, by their schedule. The contract enters one lazily and books refunds by what it has entered, so its own figures (`statsEpoch`) may differ.",
    REWARD_EPOCH: "Reward epochs of EpochRewards, by the schedule in force.",
  },
);
export type Unit = ValueOf<typeof BucketUnit>;

export const unitArg = enumArg(BucketUnit, "Length of the buckets.");

/** A bucket of a series; `number` is the epoch's, null for a unit of the calendar. */
export type NumberedBucket = Bucket & { number: number | null };

/** How many buckets a series has unless told where it begins, and at most. */
const DEFAULT_BUCKETS = 30;
const MOST_BUCKETS = 1000;

/** Buckets in order and without a gap. `at` [unix s] is the indexed head's time: known up to then. */
export type Buckets = { unit: Unit; buckets: NumberedBucket[]; at: number };

/** The whole buckets that a span touches, none beyond the indexed head: by default the last 30. */
export const bucketArgs = (
  unit: Argument<Unit>,
  { max = MOST_BUCKETS }: { max?: number } = {},
): ArgumentGroup<Buckets> => ({
  args: {
    unit,
    from: intArg(
      "[unix s] The first bucket is the one this lies in. Default: 30 buckets, the last being the indexed head's, but none before the first event.",
    ),
    to: intArg(
      `[unix s] Exclusive: the last bucket begins before. Default and latest: the second after the indexed head.${max < MOST_BUCKETS ? ` At most ${max} buckets.` : ""}`,
    ),
  },
  readGroup: async (
    given: { unit: Unit; from: number | null; to: number | null },
    { db, head },
  ): Promise<Buckets> => {
    const { unit } = given;
    const { from, to } = timeRangeOf(given);
    const { timestamp: at } = await head();
    const end = Math.min(to ?? at + 1, at + 1);
    if (from !== null && from >= end) return { unit, buckets: [], at };
    const buckets = await bucketsOf(db, { unit, from, to: end, at }, max);
    if (buckets.length <= max) return { unit, buckets, at };
    throw new UserError({
      argument: "from",
      problem: `is ${from}: up to ${end} there are more than ${max} buckets of unit ${unit}.`,
      example: `unit: DAY, from: ${Math.max(0, end - DEFAULT_BUCKETS * DAY)}, to: ${end}`,
    });
  },
});

export const isEpoch = (unit: Unit): unit is "STATS_EPOCH" | "REWARD_EPOCH" =>
  unit.endsWith("EPOCH");

/**
 * The whole buckets that [from, to) [unix s] touches, in order and without a gap; by default the last 30 up to `at`, but
 * none before the first event.
 * At most `limit + 1`. An epoch that is scheduled and has not begun by `at` is left out; the last statistics epoch, which
 * has no end, ends after `at`.
 */
export async function bucketsOf(
  db: Db,
  { unit, from, to, at }: { unit: Unit; from: number | null; to: number | null; at: number },
  limit: number,
): Promise<NumberedBucket[]> {
  const end = to ?? at + 1;
  if (!isEpoch(unit)) {
    const start = from ?? (await firstStart(db, startBefore(unit, end - 1, DEFAULT_BUCKETS - 1)));
    return calendarBuckets(unit, { from: start, to: end }, limit).map((bucket) => ({
      ...bucket,
      number: null,
    }));
  }
  const until = Math.min(end, at + 1);
  if (unit === "STATS_EPOCH") {
    const buckets = touching(await statsEpochBuckets(db, at), { from: from ?? 0, to: until });
    return from === null ? buckets.slice(-DEFAULT_BUCKETS) : buckets.slice(0, limit + 1);
  }
  const schedule = await rewardSchedule(db);
  const last = epochAt(schedule, BigInt(Math.max(0, until - 1)));
  if (last === null) return [];
  const first = last - BigInt(DEFAULT_BUCKETS - 1);
  const start = from ?? toSeconds(epochInfo(schedule, first)?.startAt ?? 0n);
  return epochBuckets(schedule, { from: start, to: until }, limit);
}

/** A time, or the first hour with an event when that is later. */
async function firstStart(db: Db, time: number): Promise<number> {
  const [row] = await db.select({ hour: min(marketHour.hour) }).from(marketHour);
  return row?.hour == null ? time : Math.max(time, hourStart(row.hour));
}

/** The schedule of reward epochs in force, in order. */
export async function rewardSchedule(db: Db): Promise<EpochConfig[]> {
  return db
    .select()
    .from(rewardEpochConfig)
    .where(eq(rewardEpochConfig.scheduled, true))
    .orderBy(asc(rewardEpochConfig.number));
}

async function statsEpochBuckets(db: Db, at: number): Promise<NumberedBucket[]> {
  const rows = await db
    .select({ epoch: statsEpoch.epoch, startAt: statsEpoch.startAt, endAt: statsEpoch.endAt })
    .from(statsEpoch)
    .where(eq(statsEpoch.scheduled, true))
    .orderBy(asc(statsEpoch.epoch));
  return rows.map(({ epoch, startAt, endAt }) => ({
    number: epoch,
    start: toSeconds(startAt),
    end: endAt === null ? Math.max(at, toSeconds(startAt)) + 1 : toSeconds(endAt),
  }));
}
