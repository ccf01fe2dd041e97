import { and, type Column, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../db.ts";

/** Above every id. */
export const NO_ID = 2n ** 63n - 1n;

/**
 * The key that parts rows by time: those at or after the time have this key or a greater one, those before it a smaller
 * one. Null when no row is at or after the time. Keys and times must grow together, as ids of events do. Found by
 * halving, so that an index of the key is enough and no row between is read.
 * `among` narrows the rows; it should be served by the same index as the key.
 */
export async function firstKeyAt(
  db: Db,
  given: { table: PgTable; key: Column; time: Column; at: number; among?: SQL | undefined },
): Promise<bigint | null> {
  const { table, key, time, at, among } = given;
  const rows = sql`${table}${among === undefined ? sql`` : sql` where ${among}`}`;
  const probe = sql`select ${key} as found, ${time} as at from ${table}
    where ${and(among, sql`${key} >= half.middle`)} order by ${key} limit 1`;
  const { rows: answer } = await db.execute(sql`
    with recursive search(low, high) as (
      (select min(${key}), max(${key}) + 1 from ${rows})
      union all
      select
        case when probe.at < ${at} then probe.found + 1 else half.low end,
        case when probe.at < ${at} then half.high else half.middle end
      from (select low, high, (low + high) / 2 as middle from search where low < high) half
      cross join lateral (${probe}) probe
    )
    select low from search, (select max(${key}) as last from ${rows}) whole
    where low >= high and low <= whole.last`);
  const [found] = answer as { low: string | number | bigint }[];
  return found === undefined ? null : BigInt(found.low);
}
