/** Places in the chain's history: where a time lies among the ids of events. */
import { min, type SQL, sql } from "drizzle-orm";
import { activity, network, parameterChange } from "../../../ponder.schema.ts";
import { firstIdOf } from "../../domain/ids.ts";
import type { Durations } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { firstKeyAt, NO_ID } from "./keys.ts";

/** The rows of a statement. Integers of 64 bits and numerics are strings: `BigInt` reads them. */
export async function rowsOf<Row>(db: Db, statement: SQL): Promise<Row[]> {
  return (await db.execute(statement)).rows as Row[];
}

/** Parts of a statement as a list. */
export const comma = (parts: readonly SQL[]): SQL => sql.join([...parts], sql`, `);

/** Whole numbers as an array of a statement: one literal, as building and planning one part for each takes long. */
export const arrayOf = (
  values: readonly (number | bigint)[],
  type: "int" | "bigint" | "numeric",
): SQL => sql.raw(`'{${values.join()}}'::${type}[]`);

/**
 * For each time [unix s] the id that parts what happened before it from what happened since, in every table: a block's
 * first. `NO_ID` when nothing has happened since. The feed is searched, and not every row of a block has its log's row
 * there.
 */
export async function firstIdsAt(db: Db, times: readonly number[]): Promise<bigint[]> {
  const feed = { table: activity, key: activity.id, time: activity.timestamp };
  const [[first], ...found] = await Promise.all([
    db.select({ id: min(activity.id) }).from(activity),
    ...times.map((at) => firstKeyAt(db, { ...feed, at })),
  ]);
  const block = firstIdOf(1n);
  return found.map((id) => {
    if (id === null) return NO_ID;
    // Nothing was before; or it is one more than the last event before, and the next block begins what is since.
    return id === BigInt(first?.id ?? 0) ? 0n : (id / block + 1n) * block;
  });
}

/** Ids of the events in [from, to) [unix s]: `low` inclusive, `high` exclusive. */
export async function idsWithin(db: Db, from: number, to: number) {
  const [low, high] = (await firstIdsAt(db, [from, to])) as [bigint, bigint];
  return { low, high, from, to };
}

/** [s] The longest bidding phase there ever was: no bid came later after its request. 0 before anything is indexed. */
export async function longestBidding(db: Db): Promise<number> {
  const [row] = await rowsOf<{ longest: string | null }>(
    db,
    sql`select greatest(max(${network.biddingPhaseDuration}), (select max(new_value::numeric) from ${parameterChange}
      where name = 'biddingPhaseDuration')) as longest from ${network}`,
  );
  return Number(row?.longest ?? 0);
}

/**
 * [s] Phase durations that were in force at the end of a second. The ones now when their history does not reach so far back;
 * null before anything is indexed.
 */
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
