/** Places in the chain's history: where a time lies among the ids of events. */
import { type SQL, sql } from "drizzle-orm";
import { activity, network, parameterChange } from "../../../ponder.schema.ts";
import type { Durations } from "../../domain/phases.ts";
import type { Db } from "../db.ts";

/** The rows of a statement. Integers of 64 bits and numerics are strings: `BigInt` reads them. */
export async function rowsOf<Row>(db: Db, statement: SQL): Promise<Row[]> {
  return (await db.execute(statement)).rows as Row[];
}

/** Whole numbers as an array of a statement. */
export const arrayOf = (values: readonly (number | bigint)[], type: "int" | "numeric"): SQL =>
  sql`array[${sql.join(
    values.map((value) => sql.raw(String(value))),
    sql`, `,
  )}]::${sql.raw(type)}[]`;

/**
 * For each time [unix s] the smallest id that an event at or after it can have: events before the time have smaller ids.
 * Time has no index, ids have, and both grow together: found by bisection, in one statement.
 */
export async function firstIdsAt(db: Db, times: readonly number[]): Promise<bigint[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`with recursive search(nth, at, low, high) as (
      select nth, at, 0::bigint, (select coalesce(max(id), -1) + 1 from ${activity})
      from unnest(${arrayOf(times, "int")}) with ordinality as asked(at, nth)
      union all
      select nth, at,
        case when probe.timestamp < at then probe.id + 1 else low end,
        case when probe.timestamp < at then high else (low + high) / 2 end
      from search left join lateral (
        select id, timestamp from ${activity} where id >= (low + high) / 2 order by id limit 1
      ) probe on true
      where low < high
    )
    select case when low = 0 then 0 else ((low - 1) / 1000000 + 1) * 1000000 end as id
    from search where low >= high order by nth`,
  );
  return rows.map(({ id }) => BigInt(id));
}

/** [s] Phase durations that were in force at the end of a second. The ones now when their history does not reach so far back; null before anything is indexed. */
export async function durationsAt(db: Db, at: number): Promise<Durations | null> {
  const valueAt = (name: keyof Durations, now: SQL) =>
    sql`coalesce((select new_value::numeric from ${parameterChange}
      where name = ${name} and timestamp <= ${at} order by id desc limit 1), ${now})`;
  const [row] = await rowsOf<{ bidding: string; reveal: string }>(
    db,
    sql`select
      ${valueAt("biddingPhaseDuration", sql`${network.biddingPhaseDuration}`)} as bidding,
      ${valueAt("revealPhaseDuration", sql`${network.revealPhaseDuration}`)} as reveal
      from ${network} limit 1`,
  );
  return row === undefined
    ? null
    : { biddingPhaseDuration: BigInt(row.bidding), revealPhaseDuration: BigInt(row.reveal) };
}
