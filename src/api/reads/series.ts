/** The market per bucket of time, gaps filled. */
import type { SQL } from "drizzle-orm";
import type { Db } from "../db.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { type Buckets, isEpoch, type NumberedBucket, type Unit } from "./buckets.ts";
import {
  FLOWS,
  type Flows,
  flowsOfHours,
  flowsOfRequests,
  missedDeadlines,
  missedDeadlinesOfHours,
} from "./flows.ts";
import { type Level, type Levels, levelsOfChanges, levelsOfHours } from "./levels.ts";

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
 * With `parts`, the names of what is asked of a point, the rest is neither read nor there. `among` narrows the requests:
 * then there are no levels.
 */
export async function marketSeries(
  db: Db,
  { unit, buckets, at }: Buckets,
  parts?: ReadonlySet<keyof Point>,
  among: SQL | null = null,
): Promise<Series> {
  if (buckets.length === 0) return { unit, at, points: [], levels: NO_LEVELS };
  const asks = (...names: readonly (keyof Point)[]) =>
    parts === undefined || names.some((name) => parts.has(name));
  const asksMisses = asks("deadlinesMissed", "success");
  const names = FLOWS.filter((name) => asks(name) || (name === "fulfilled" && asksMisses));
  const fromRequests = isEpoch(unit) || among !== null;
  const levelsOf = isEpoch(unit) ? levelsOfChanges : levelsOfHours;
  const [flows, levels, missed] = await Promise.all([
    fromRequests ? flowsOfRequests(db, buckets, among) : flowsOfHours(db, buckets, names),
    asks("level") && among === null ? levelsOf(db, buckets) : NO_LEVELS,
    asksMisses &&
      (fromRequests
        ? missedDeadlines(db, buckets, at, among)
        : missedDeadlinesOfHours(db, buckets, at)),
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
