import { query } from "../run/database.ts";
import type { Round } from "./contestant.ts";

/**
 * Makes sure that a raw contestant has every event once.
 * @throws Error when it has not
 */
export async function checkRows(round: Round, table: string): Promise<void> {
  const [row] = await query<{ count: string }>(
    round.databaseUrl,
    `SELECT count(*) AS count FROM ${table}`,
  );
  const { events } = round.workload;
  if (Number(row!.count) !== events)
    throw new Error(`${table} has ${row!.count} rows for ${events} events`);
}

/** A number that is the same for equal rows: of id, address, name and arguments of each. */
export async function digestOf(url: string, columns: string, table: string): Promise<string> {
  const [row] = await query<{ digest: string }>(
    url,
    `SELECT coalesce(sum(('x' || substr(md5(concat_ws(' ', ${columns})), 1, 15))::bit(60)::int8::numeric), 0)::text AS digest FROM ${table}`,
  );
  return row!.digest;
}

/**
 * Makes sure that the derived state is what the market came to.
 * @throws Error that names every figure that differs
 */
export async function checkState(
  { databaseUrl, workload }: Round,
  schema: string,
): Promise<void> {
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
}
