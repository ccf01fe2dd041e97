import pg from "pg";
import { expect } from "vitest";

/** All that is in a schema, as sorted text: the rows of every table, indexes, triggers. */
export type Dump = Record<string, string[]>;

/** Runs a query in a database. */
export const query = async <Row extends object = Record<string, string>>(
  url: string,
  text: string,
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
};

/**
 * Dumps a schema: the handlers' tables, their histories (`_reorg__…`) and Ponder's checkpoint. The numbers of a
 * history's operations are left out: they depend on which table is written first.
 */
export const dumpOf = async (url: string, schema: string): Promise<Dump> => {
  const dump: Dump = {};
  const lines = async (name: string, text: string) => {
    dump[name] = (await query<{ line: string }>(url, text)).map(({ line }) => line).sort();
  };
  const tables = await query<{ name: string }>(
    url,
    `select table_name as name from information_schema.tables
     where table_schema = '${schema}' and table_type = 'BASE TABLE' and table_name <> '_ponder_meta' order by 1`,
  );
  for (const { name } of tables)
    await lines(
      name,
      `select (to_jsonb(t) - 'operation_id')::text as line from "${schema}"."${name}" t`,
    );
  await lines("indexes", `select indexdef as line from pg_indexes where schemaname = '${schema}'`);
  await lines(
    "triggers",
    `select concat_ws(' ', event_object_table, trigger_name, event_manipulation, action_statement) as line
     from information_schema.triggers where trigger_schema = '${schema}'`,
  );
  return dump;
};

/** Compares everything, and returns how many rows were the same. */
export const expectSameDump = (actual: Dump, expected: Dump): number => {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  let count = 0;
  for (const [name, lines] of Object.entries(expected)) {
    const ours = new Set(actual[name]);
    const theirs = new Set(lines);
    // A few lines: a difference of whole tables takes minutes to print.
    expect({
      name,
      extra: [...ours.difference(theirs)].slice(0, 3),
      missing: [...theirs.difference(ours)].slice(0, 3),
      rows: actual[name]!.length,
    }).toEqual({ name, extra: [], missing: [], rows: lines.length });
    count += lines.length;
  }
  return count;
};
