/** What happened in the market per bucket of time: from the hours' rollup or, where a bucket cuts an hour, the requests. */
import { type SQL, sql } from "drizzle-orm";
import {
  marketDay,
  marketHour,
  missHour,
  network,
  protocolFeeWithdrawal,
  request,
} from "../../../ponder.schema.ts";
import { dayOf, dayStart, hourOf } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import type { Bucket } from "../rules/buckets.ts";
import { isMissedWithin } from "./auctions.ts";
import { snake } from "./columns.ts";
import { arrayOf, comma, idsWithin, rowsOf } from "./history.ts";

const COUNTS = [
  "requests",
  "fulfilled",
  "refunded",
  "missed",
  "refundedNoBids",
  "refundedNoReveals",
  "slashed",
] as const;
const AMOUNTS = [
  "maxFees",
  "fees",
  "protocolFees",
  "rewards",
  "commission",
  "toStakers",
  "excess",
  "refunds",
  "surplus",
  "slashAsked",
  "slashTaken",
  "withdrawn",
] as const;

/** Counts and sums [wei] of a bucket, named as the columns of `marketHour`. `withdrawn`: protocol fees withdrawn. */
export type Flows = Record<(typeof COUNTS)[number], number> &
  Record<(typeof AMOUNTS)[number], bigint>;

/** Names of all that is counted and summed. */
export const FLOWS: readonly (keyof Flows)[] = [...COUNTS, ...AMOUNTS];

type FlowRow = { bucket: number } & Record<string, string | number | null>;

/** A name as the database has it. */
export const column = (name: string): SQL => sql.raw(snake(name));

/** Buckets one after the other, without a gap, by where they begin, and where the last ends. */
export const boundariesOf = (buckets: readonly Bucket[]): number[] => [
  ...buckets.map(({ start }) => start),
  ...buckets.slice(-1).map(({ end }) => end),
];

/** Which of the buckets a time lies in: 1 for the first. */
export const bucketSql = (
  time: SQL,
  buckets: readonly Bucket[],
  type: "int" | "numeric" = "int",
): SQL<number> => sql`width_bucket(${time}, ${arrayOf(boundariesOf(buckets), type)})`;

/** For each of the buckets the row that tells of it; undefined where there is none. */
export function inBuckets<Row extends { bucket: number }>(
  buckets: readonly Bucket[],
  rows: readonly Row[],
): (Row | undefined)[] {
  const found = new Map(rows.map((row) => [row.bucket, row]));
  return buckets.map((_, index) => found.get(index + 1));
}

/**
 * Sums of the hours' rollup, and where buckets are whole days of the days', of the names asked for: each costs its part
 * of the time. Every boundary of the buckets must be a full hour.
 */
export async function flowsOfHours<Name extends keyof Flows = keyof Flows>(
  db: Db,
  buckets: readonly Bucket[],
  names: readonly Name[] = FLOWS as readonly Name[],
): Promise<Pick<Flows, Name>[]> {
  const boundaries = boundariesOf(buckets);
  const summed: readonly string[] = names.filter((name) => name !== "withdrawn");
  const sums = summed.map((name) => sql`sum(${column(name)}) as "${sql.raw(name)}"`);
  const results = await Promise.all([
    summed.length === 0
      ? []
      : rowsOf<FlowRow>(
          db,
          sql`select ${bucketSql(sql`start`, buckets)} as bucket, ${comma(sums)}
            from (${rollup(boundaries, summed)}) rollup group by 1`,
        ),
    summed.length === names.length ? [] : withdrawals(db, buckets),
  ]);
  return byBucket(buckets, names, results);
}

/** Hours between the first boundary and the last; if all are whole days, the days that are over and the hours since. */
function rollup(boundaries: readonly number[], names: readonly string[]): SQL {
  const [from, to] = [boundaries[0]!, boundaries.at(-1)!];
  const columns = comma(names.map(column));
  const hours = sql`select start, ${columns} from ${marketHour}
    where hour >= ${hourOf(from)} and hour < ${hourOf(to)}`;
  if (boundaries.some((boundary) => boundary !== dayStart(dayOf(boundary)))) return hours;
  return sql`select start, ${columns} from ${marketDay} where day >= ${dayOf(from)} and day < ${dayOf(to)}
    union all ${hours} and hour >= (select current_day * 24 from ${network})`;
}

/** The same from the requests, for any boundaries; `among` narrows the requests, and then nothing is withdrawn. */
export async function flowsOfRequests(
  db: Db,
  buckets: readonly Bucket[],
  among: SQL | null = null,
): Promise<Flows[]> {
  const boundaries = boundariesOf(buckets);
  const [from, to] = [boundaries[0]!, boundaries.at(-1)!];
  const within = await idsWithin(db, from, to);
  const { low, high } = within;
  const meant = among === null ? sql`` : sql` and ${among}`;
  const bucketOf = (time: SQL) => bucketSql(time, buckets);
  const sums = (names: readonly string[], of: Record<string, string>) =>
    comma(names.map((name) => sql`sum(${column(of[name] ?? name)}) as "${sql.raw(name)}"`));
  const proven = ["fees", "protocolFees", "rewards", "commission", "toStakers", "excess"];
  const rows = await Promise.all([
    rowsOf<FlowRow>(
      db,
      sql`select ${bucketOf(sql`created_at`)} as bucket, count(*) as requests, sum(max_fee) as "maxFees"
        from ${request} where created_id >= ${low} and created_id < ${high}${meant} group by 1`,
    ),
    rowsOf<FlowRow>(
      db,
      sql`select ${bucketOf(sql`fulfilled_at`)} as bucket, count(*) as fulfilled,
        sum(price - winner_fee) as surplus,
        ${sums(proven, { fees: "price", protocolFees: "protocolFee", rewards: "reward" })}
        from ${request} where status = 'FULFILLED' and settled_id >= ${low} and settled_id < ${high}${meant}
        group by 1`,
    ),
    rowsOf<FlowRow>(
      db,
      sql`select ${bucketOf(sql`refunded_at`)} as bucket, count(*) as refunded,
        count(*) filter (where refund_reason = 'DEADLINE_MISSED') as missed,
        count(*) filter (where refund_reason = 'NO_BIDS') as "refundedNoBids",
        count(*) filter (where refund_reason = 'NO_REVEALS') as "refundedNoReveals",
        sum(refund_amount) as refunds
        from ${request} where ${refundedWithin(within)}${meant} group by 1`,
    ),
    rowsOf<FlowRow>(
      db,
      sql`select ${bucketOf(sql`slashed_at`)} as bucket, count(*) as slashed,
        ${sums(["slashAsked", "slashTaken"], {})}
        from ${request} where status = 'SLASHED' and settled_id >= ${low} and settled_id < ${high}${meant}
        group by 1`,
    ),
    among === null ? withdrawals(db, buckets) : [],
  ]);
  return byBucket(buckets, FLOWS, rows);
}

/** Rows of `request` refunded in [from, to): a slash that followed has moved `settledId` on. */
export const refundedWithin = ({
  low,
  high,
  from,
  to,
}: {
  low: bigint;
  high: bigint;
  from: number;
  to: number;
}): SQL =>
  sql`((status = 'REFUNDED' and settled_id >= ${low} and settled_id < ${high})
    or (status = 'SLASHED' and settled_id >= ${low} and refunded_at >= ${from} and refunded_at < ${to}))`;

/**
 * Deadlines that winners missed, by bucket: a miss is dated by the first second after the deadline, whether the refund
 * has come or not, so that each request counts once, as a proof or as a miss. `at` [unix s]: known up to then.
 */
export async function missedDeadlines(
  db: Db,
  buckets: readonly Bucket[],
  at: number,
  among: SQL | null = null,
): Promise<number[]> {
  return countedBy(db, buckets, missesOf(buckets, at, among ?? sql`true`));
}

/**
 * The same up to the indexed head, from the hours' rollup: only of those whose refund has not come are the requests read.
 * Every boundary of the buckets must be a full hour.
 */
export async function missedDeadlinesOfHours(
  db: Db,
  buckets: readonly Bucket[],
  head: number,
): Promise<number[]> {
  const boundaries = boundariesOf(buckets);
  return countedBy(
    db,
    buckets,
    sql`select ${bucketSql(sql`start`, buckets)} as bucket, missed as count
      from ${missHour}
      where hour >= ${hourOf(boundaries[0]!)} and hour < ${hourOf(boundaries.at(-1)!)}
      union all ${missesOf(buckets, head, sql`status = 'PENDING'`)}`,
  );
}

/** Requests whose winner missed the deadline, each with its bucket; `among` narrows them. */
function missesOf(buckets: readonly Bucket[], at: number, among: SQL): SQL {
  const [from, to] = [buckets[0]!.start, buckets.at(-1)!.end];
  return sql`select ${bucketSql(sql`deadline + 1`, buckets, "numeric")} as bucket, 1 as count
    from ${request} where ${isMissedWithin({ from, to, at })} and ${among}`;
}

async function countedBy(db: Db, buckets: readonly Bucket[], counts: SQL): Promise<number[]> {
  const rows = await rowsOf<{ bucket: number; count: number }>(
    db,
    sql`select bucket, sum(count)::int as count from (${counts}) counts group by 1`,
  );
  return inBuckets(buckets, rows).map((row) => row?.count ?? 0);
}

async function withdrawals(db: Db, buckets: readonly Bucket[]): Promise<FlowRow[]> {
  const boundaries = boundariesOf(buckets);
  return rowsOf<FlowRow>(
    db,
    sql`select ${bucketSql(sql`timestamp`, buckets)} as bucket, sum(amount) as withdrawn
      from ${protocolFeeWithdrawal}
      where timestamp >= ${boundaries[0]} and timestamp < ${boundaries.at(-1)} group by 1`,
  );
}

function byBucket<Name extends keyof Flows>(
  buckets: readonly Bucket[],
  names: readonly Name[],
  results: readonly FlowRow[][],
): Pick<Flows, Name>[] {
  const found = new Map<number, FlowRow>();
  for (const row of results.flat())
    found.set(row.bucket, Object.assign(found.get(row.bucket) ?? {}, row));
  const isCount = new Set<string>(COUNTS);
  return buckets.map((_, index) => {
    const row = found.get(index + 1);
    const flows: Record<string, number | bigint> = {};
    for (const name of names) {
      const value = row?.[name] ?? 0;
      flows[name] = isCount.has(name) ? Number(value) : BigInt(value);
    }
    return flows as Pick<Flows, Name>;
  });
}
