import { getTableColumns, getTableName, isTable } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { expect } from "vitest";
import * as schema from "../../ponder.schema.ts";

/** Every row of every table, by the table's name in `ponder.schema.ts`. */
export type Tables = Record<string, any[]>;

const all = Object.entries(schema).filter(([, table]) => isTable(table)) as [string, any][];

/** All rows of an index in PostgreSQL. */
export const tablesOfPostgres = async (url: string, databaseSchema: string): Promise<Tables> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query("select set_config('search_path', $1, true)", [`"${databaseSchema}"`]);
    const db = drizzle(client, { casing: "snake_case" });
    const tables: Tables = {};
    for (const [name, table] of all) tables[name] = await db.select().from(table);
    return tables;
  } finally {
    await client.end();
  }
};

/** All rows of the in-memory indexer. */
export const tablesOfIndexer = ({ rows }: { rows: (table: any) => any[] }): Tables =>
  Object.fromEntries(all.map(([name, table]) => [name, rows(table)]));

const text = (row: any, columns: string[]) =>
  JSON.stringify(
    columns.map((column) => row[column] ?? null),
    (_, value) => (typeof value === "bigint" ? String(value) : value),
  );

/** A table in which two indexes differ: its rows that only one of them has. */
type Difference = { table: string; extra: string[]; missing: string[] };

/** Compares row by row, all columns, every table that both have; tells how many rows were compared. */
export const compareTables = (actual: Tables, expected: Tables) => {
  const differences: Difference[] = [];
  let compared = 0;
  for (const [name, table] of all) {
    if (!(name in actual) || !(name in expected)) continue;
    const columns = Object.keys(getTableColumns(table));
    const lines = (rows: any[]) => rows.map((row) => text(row, columns));
    const [ours, theirs] = [lines(actual[name]!), lines(expected[name]!)];
    const only = (of: string[], other: string[]) => {
      const known = new Set(other);
      return of.filter((line) => !known.has(line));
    };
    const [extra, missing] = [only(ours, theirs), only(theirs, ours)];
    if (extra.length + missing.length > 0 || ours.length !== theirs.length)
      differences.push({ table: getTableName(table), extra, missing });
    compared += ours.length;
  }
  return { differences, compared };
};

/** Expects every table that both have to be the same; returns how many rows were compared. */
export const expectSameTables = (actual: Tables, expected: Tables): number => {
  const { differences, compared } = compareTables(actual, expected);
  // A few lines: a difference of whole tables takes minutes to print.
  const few = differences.map(({ table, extra, missing }) => ({
    table,
    extra: extra.slice(0, 3),
    missing: missing.slice(0, 3),
  }));
  expect(few).toEqual([]);
  return compared;
};
