/** Questions 11 and 19: the market per bucket of time, gaps filled, and where the fees went. */
import { asc, eq, min, sql } from "drizzle-orm";
import {
  marketHour,
  network,
  request,
  rewardEpochConfig,
  statsEpoch,
  tokenBalance,
} from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import {
  type Bucket,
  type CalendarUnit,
  calendarBuckets,
  startBefore,
  touching,
} from "../rules/buckets.ts";
import {
  noPercentiles,
  type Percentiles,
  percentilesSql,
  readAmounts,
  readNumbers,
} from "../rules/percentiles.ts";
import { toSeconds } from "../rules/phases.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { type EpochConfig, epochAt, epochBuckets, epochInfo } from "../rules/reward-epochs.ts";
import {
  boundariesOf,
  FLOWS,
  type Flows,
  flowsOfHours,
  flowsOfRequests,
  missedDeadlines,
  missedDeadlinesOfHours,
} from "./flows.ts";
import { arrayOf, idsWithin, rowsOf } from "./history.ts";
import { type Level, type Levels, levelsOfChanges, levelsOfHours } from "./levels.ts";

export type Unit = CalendarUnit | "STATS_EPOCH" | "REWARD_EPOCH";

/** A bucket of a series; `number` is the epoch's, null for a unit of the calendar. */
export type NumberedBucket = Bucket & { number: number | null };

/** How many buckets a series has unless told where it begins. */
const DEFAULT_BUCKETS = 30;

const isEpoch = (unit: Unit): unit is "STATS_EPOCH" | "REWARD_EPOCH" => unit.endsWith("EPOCH");

/**
 * The whole buckets that [from, to) [unix s] touches, in order and without a gap; by default the last 30 up to `at`, but none before the first event.
 * At most `limit + 1`. An epoch that is scheduled and has not begun by `at` is left out; the last statistics epoch, which has no end, ends after `at`.
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
  const [row] = await db.select({ start: min(marketHour.start) }).from(marketHour);
  return Math.max(time, row?.start ?? time);
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

/** A bucket of the market: what happened in it, and what there was at its end. */
export type Point = NumberedBucket &
  Flows & {
    /** Whether it is over: nothing can be added. */
    complete: boolean;
    deadlinesMissed: number;
    success: Ratio<number>;
    /** At the end of the bucket, or at `at` while it lasts; null before anything happened. */
    level: Level | null;
    /** At the end of the bucket. */
    utilization: Ratio | null;
  };

export type Series = { unit: Unit; at: number; points: Point[]; levels: Levels };

const NO_LEVELS: Levels = { before: null, ends: [] };

/**
 * The market in each of the buckets, which must be without a gap. `at` [unix s]: known up to then.
 * With `parts`, the names of what is asked of a point, the rest is neither read nor there.
 */
export async function marketSeries(
  db: Db,
  { unit, buckets, at }: { unit: Unit; buckets: readonly NumberedBucket[]; at: number },
  parts?: ReadonlySet<keyof Point>,
): Promise<Series> {
  if (buckets.length === 0) return { unit, at, points: [], levels: NO_LEVELS };
  const asks = (...names: readonly (keyof Point)[]) =>
    parts === undefined || names.some((name) => parts.has(name));
  const asksMisses = asks("deadlinesMissed", "success");
  const names = FLOWS.filter((name) => asks(name) || (name === "fulfilled" && asksMisses));
  const cutsHours = isEpoch(unit);
  const levelsOf = cutsHours ? levelsOfChanges : levelsOfHours;
  const missedOf = cutsHours ? missedDeadlines : missedDeadlinesOfHours;
  const [flows, levels, missed] = await Promise.all([
    cutsHours ? flowsOfRequests(db, buckets) : flowsOfHours(db, buckets, names),
    asks("level") ? levelsOf(db, buckets) : NO_LEVELS,
    asksMisses ? missedOf(db, buckets, at) : null,
  ]);
  const points = buckets.map((bucket, index) => {
    const level = levels.ends[index] ?? null;
    return {
      ...bucket,
      ...flows[index]!,
      complete: bucket.end <= at,
      ...(missed && missesOf(flows[index]!, missed[index]!)),
      level,
      utilization: level && ratio(level.assignedStake, level.stake),
    } as Point;
  });
  return { unit, at, points, levels };
}

const missesOf = ({ fulfilled }: Flows, deadlinesMissed: number) => ({
  deadlinesMissed,
  success: ratio(fulfilled, fulfilled + deadlinesMissed),
});

/** Prices [wei] and times [s] of the requests proven in a bucket. */
export type BucketPercentiles = {
  price: Percentiles<bigint>;
  /** From the end of the reveal phase to the proof. */
  provingSeconds: Percentiles<number>;
  /** From the request to the proof. */
  secondsToProof: Percentiles<number>;
};

/** Percentiles of the requests proven in each of the buckets, exact, from the requests. */
export async function marketPercentiles(
  db: Db,
  buckets: readonly Bucket[],
): Promise<BucketPercentiles[]> {
  const boundaries = boundariesOf(buckets);
  const { low, high } = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  type Row = { bucket: number; price: string[]; proving: string[]; total: string[] };
  const rows = await rowsOf<Row>(
    db,
    sql`select width_bucket(fulfilled_at, ${arrayOf(boundaries, "int")}) as bucket,
        ${percentilesSql(sql`price`)} as price, ${percentilesSql(sql`proving_seconds`)} as proving,
        ${percentilesSql(sql`fulfilled_at - created_at`)} as total
      from ${request} where status = 'FULFILLED' and settled_id >= ${low} and settled_id < ${high}
      group by 1`,
  );
  const found = new Map(rows.map((row) => [row.bucket, row]));
  return buckets.map((_, index) => {
    const row = found.get(index + 1);
    if (row === undefined)
      return { price: noPercentiles, provingSeconds: noPercentiles, secondsToProof: noPercentiles };
    return {
      price: readAmounts(row.price),
      provingSeconds: readNumbers(row.proving),
      secondsToProof: readNumbers(row.total),
    };
  });
}

/** Where the fees of a bucket went. All in wei. */
export type FeePeriod = Point & {
  /** Escrow at the start and the end of the bucket. */
  escrowBefore: bigint;
  escrowAfter: bigint;
  /** escrowBefore + maxFees − fees − excess − refunds − escrowAfter: zero. */
  escrowBalance: bigint;
  /** fees − protocolFees − commission − toStakers: zero. */
  priceBalance: bigint;
};

/** What `feePeriods` needs of a point. */
export const FEE_PARTS: ReadonlySet<keyof Point> = new Set([
  "maxFees",
  "fees",
  "protocolFees",
  "commission",
  "toStakers",
  "excess",
  "refunds",
  "withdrawn",
  "level",
]);

/** The fees of each point of a series, with the two balances that must be zero. */
export const feePeriods = ({ points, levels }: Series): FeePeriod[] =>
  points.map((point, index) => {
    const before = index === 0 ? levels.before : levels.ends[index - 1];
    const [escrowBefore, escrowAfter] = [before?.escrow ?? 0n, point.level?.escrow ?? 0n];
    return {
      ...point,
      escrowBefore,
      escrowAfter,
      escrowBalance:
        escrowBefore + point.maxFees - point.fees - point.excess - point.refunds - escrowAfter,
      priceBalance: point.fees - point.protocolFees - point.commission - point.toStakers,
    };
  });

/** Where all fees went so far, in wei; null before anything is indexed. */
export async function feeTotal(db: Db) {
  const [row] = await db
    .select({
      escrowed: network.maxFees,
      fees: network.fees,
      protocolFees: network.protocolFees,
      rewards: network.rewards,
      commission: network.commission,
      toStakers: network.toStakers,
      excess: network.excess,
      refunds: network.refunds,
      escrow: network.escrow,
      withdrawn: network.protocolFeesWithdrawn,
      protocolFeeBalance: network.protocolFeeBalance,
      marketTokens: tokenBalance.balance,
    })
    .from(network)
    .leftJoin(tokenBalance, eq(tokenBalance.address, network.market))
    .limit(1);
  if (row === undefined) return null;
  const { escrowed, fees, excess, refunds, escrow, protocolFees, withdrawn } = row;
  const marketTokens = row.marketTokens ?? 0n;
  return {
    ...row,
    marketTokens,
    strayTokens: marketTokens - escrow - row.protocolFeeBalance,
    escrowBalance: escrowed - fees - excess - refunds - escrow,
    priceBalance: fees - protocolFees - row.commission - row.toStakers,
    protocolFeeDifference: protocolFees - withdrawn - row.protocolFeeBalance,
  };
}
