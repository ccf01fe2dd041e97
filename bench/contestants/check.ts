import { query } from "../run/database.ts";
import type { Round } from "./contestant.ts";

/**
 * Makes sure that a raw contestant has every event once. Returns a number that is the same for equal rows, whatever the
 * type of their columns: raw contestants can be compared by it.
 * @throws Error when there are too few or too many
 */
export async function checkRows(round: Round, table: string): Promise<string> {
  const [row] = await query<{ count: string; digest: string }>(
    round.databaseUrl,
    `SELECT count(*)::text AS count, coalesce(sum(part), 0)::text AS digest FROM (
       SELECT ('x' || substr(md5(concat_ws(' ', id, block, timestamp, transaction, address, name, args)), 1, 15))::bit(60)::int8::numeric AS part
       FROM ${table}
     ) AS parts`,
  );
  const { events } = round.workload;
  if (Number(row!.count) !== events)
    throw new Error(`${table} has ${row!.count} rows for ${events} events`);
  return row!.digest;
}

/**
 * Makes sure that the derived state is what the market came to.
 * @throws Error that names every figure that differs
 */
export async function checkState({ databaseUrl, workload }: Round, schema: string): Promise<null> {
  const [row] = await query<Record<string, unknown>>(
    databaseUrl,
    `SELECT * FROM "${schema}".network`,
  );
  const { events: _, lastBlock: __, blocks: ___, ...expected } = workload.summary;
  const wrong = Object.entries(expected).flatMap(([name, value]) => {
    const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const found = String(row?.[column]);
    return found === String(value) ? [] : [`${name} is ${found}, not ${value}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join("; "));
  return null;
}
