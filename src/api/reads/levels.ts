/** What there was at the end of each bucket of time, and the time-weighted mean of utilization within it. */
import { sql } from "drizzle-orm";
import {
  assignment,
  marketHour,
  prover,
  proverStateChange,
  request,
  vaultChange,
} from "../../../ponder.schema.ts";
import { hourOf, hourStart } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import type { Bucket } from "../rules/buckets.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { boundariesOf, bucketSql, inBuckets, refundedWithin } from "./flows.ts";
import { arrayOf, idsWithin, rowsOf } from "./history.ts";

/** The network at an end of time: counts, and amounts in wei. */
export type Level = {
  openRequests: number;
  escrow: bigint;
  stake: bigint;
  assignedStake: bigint;
  provers: number;
  activeProvers: number;
  /** Null where a bucket does not end with an hour: no row tells then. */
  distinctStakers: number | null;
};

/** The level before the first bucket, and at the end of each. Null before anything happened. */
export type Levels = { before: Level | null; ends: (Level | null)[] };

type LevelRow = { bucket: number; distinctStakers?: number } & Record<
  Exclude<keyof Level, "distinctStakers">,
  string | number
>;

const toLevel = (row: LevelRow): Level => ({
  openRequests: Number(row.openRequests),
  escrow: BigInt(row.escrow),
  stake: BigInt(row.stake),
  assignedStake: BigInt(row.assignedStake),
  provers: Number(row.provers),
  activeProvers: Number(row.activeProvers),
  distinctStakers: row.distinctStakers ?? null,
});

/**
 * Levels from the hours' rollup: for each boundary the last hour before it, looked up by key. Every boundary of the
 * buckets must be a full hour.
 */
export async function levelsOfHours(db: Db, buckets: readonly Bucket[]): Promise<Levels> {
  const hours = boundariesOf(buckets).map(hourOf);
  const rows = await rowsOf<LevelRow | { bucket: number; provers: null }>(
    db,
    sql`select bucket::int, level.* from unnest(${arrayOf(hours, "int")}) with ordinality as ends(until, bucket)
      left join lateral (
        select open_requests as "openRequests", escrow, assets as stake, assigned_stake as "assignedStake",
          provers, active_provers as "activeProvers", distinct_stakers as "distinctStakers"
        from ${marketHour} where hour < until order by hour desc limit 1
      ) level on true order by bucket`,
  );
  const [before = null, ...ends] = rows.map((row) => (row.provers === null ? null : toLevel(row)));
  return { before, ends };
}

/** Levels at any boundaries: the last full hour's, and every change since. */
export async function levelsOfChanges(db: Db, buckets: readonly Bucket[]): Promise<Levels> {
  const from = buckets[0]!.start;
  const hour = hourStart(hourOf(from));
  const [{ before }, moves] = await Promise.all([
    levelsOfHours(db, [{ start: hour, end: hour + 3600 }]),
    // The span between the full hour and the first bucket counts as a bucket of its own.
    movesWithin(db, from === hour ? buckets : [{ start: hour, end: from }, ...buckets]),
  ]);
  const base = before && { ...before, distinctStakers: null };
  let level: Level | null = base;
  const ends = moves.map((move) => {
    if (move !== null) level = add(level, move);
    return level;
  });
  return from === hour ? { before: base, ends } : { before: ends[0] ?? null, ends: ends.slice(1) };
}

/**
 * Assigned stake / vault assets of each bucket, each averaged over its seconds up to `at` [unix s]: exact, from every
 * change. Numerator and denominator are in wei · s. Null bps when no assets were there; null when the bucket has not begun.
 */
export async function meanUtilization(
  db: Db,
  { buckets, levels, at }: { buckets: readonly Bucket[]; levels: Levels; at: number },
): Promise<(Ratio | null)[]> {
  const moves = await movesWithin(db, buckets);
  return buckets.map(({ start, end }, index) => {
    const until = Math.min(end, at);
    if (until <= start) return null;
    const level = index === 0 ? levels.before : levels.ends[index - 1];
    const move = moves[index];
    const integral = (held: bigint, change: bigint, changeTime: bigint) =>
      held * BigInt(until - start) + change * BigInt(until) - changeTime;
    return ratio(
      integral(
        level?.assignedStake ?? 0n,
        BigInt(move?.assignedStake ?? 0),
        BigInt(move?.assignedTime ?? 0),
      ),
      integral(level?.stake ?? 0n, BigInt(move?.stake ?? 0), BigInt(move?.stakeTime ?? 0)),
    );
  });
}

/** Sums of the changes of a level within a bucket, and Σ change · time of the stakes. */
type Moves = LevelRow & { assignedTime: string; stakeTime: string };

/**
 * All changes of the levels by bucket; null where there are none. The winner of a request changes, the stake assigned
 * to it does not: it comes with the first assignment and goes with the settlement.
 */
async function movesWithin(db: Db, buckets: readonly Bucket[]): Promise<(Moves | null)[]> {
  const boundaries = boundariesOf(buckets);
  const within = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  const { low, high } = within;
  const rows = await rowsOf<Moves>(
    db,
    sql`select ${bucketSql(sql`time`, buckets)} as bucket,
        sum(requests) as "openRequests", sum(escrow) as escrow, sum(assigned) as "assignedStake",
        sum(stake) as stake, sum(provers) as provers, sum(active) as "activeProvers",
        sum(assigned * time) as "assignedTime", sum(stake * time) as "stakeTime"
      from (
        select created_at as time, 1 as requests, max_fee as escrow, 0::numeric as assigned,
          0::numeric as stake, 0 as provers, 0 as active
        from ${request} where created_id >= ${low} and created_id < ${high}
        union all
        select coalesce(fulfilled_at, refunded_at), -1, -max_fee,
          case when winner is null then 0 else -min_stake end, 0, 0, 0
        from ${request} where (status = 'FULFILLED' and settled_id >= ${low} and settled_id < ${high})
          or ${refundedWithin(within)}
        union all
        select started_at, 0, 0, min_stake, 0, 0, 0 from ${assignment} a
        where id >= ${low} and id < ${high} and not exists (
          select from ${assignment} e where e.request_id = a.request_id and e.id < a.id)
        union all
        select c.timestamp, 0, 0, 0,
          case when c.kind = 'RETIREMENT' then c.assets - c.assets_after else c.assets end, 0, 0
        from ${vaultChange} c join ${prover} p on p.address = c.prover
        where c.id >= ${low} and c.id < ${high}
          and (p.retired_at is null or c.timestamp <= p.retired_at)
        union all
        select timestamp, 0, 0, 0, 0,
          case when old_state is null then 1 when new_state = 'RETIRED' then -1 else 0 end,
          (new_state = 'ACTIVE')::int - coalesce((old_state = 'ACTIVE')::int, 0)
        from ${proverStateChange} where id >= ${low} and id < ${high}
      ) change group by 1`,
  );
  return inBuckets(buckets, rows).map((row) => row ?? null);
}

function add(level: Level | null, row: LevelRow): Level {
  const move = toLevel(row);
  if (level === null) return move;
  return {
    openRequests: level.openRequests + move.openRequests,
    escrow: level.escrow + move.escrow,
    stake: level.stake + move.stake,
    assignedStake: level.assignedStake + move.assignedStake,
    provers: level.provers + move.provers,
    activeProvers: level.activeProvers + move.activeProvers,
    distinctStakers: null,
  };
}
