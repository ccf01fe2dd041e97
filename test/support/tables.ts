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

/** Compares row by row, all columns, every table that both have; returns how many rows were compared. */
export const expectSameTables = (actual: Tables, expected: Tables): number => {
  let count = 0;
  for (const [name, table] of all) {
    if (!(name in actual) || !(name in expected)) continue;
    const columns = Object.keys(getTableColumns(table));
    const lines = (rows: any[]) => rows.map((row) => text(row, columns));
    const [ours, theirs] = [lines(actual[name]!), lines(expected[name]!)];
    const only = (of: string[], other: string[]) => {
      const known = new Set(other);
      return of.filter((line) => !known.has(line)).slice(0, 3);
    };
    // A few lines: a difference of whole tables takes minutes to print.
    expect({
      table: getTableName(table),
      extra: only(ours, theirs),
      missing: only(theirs, ours),
    }).toEqual({
      table: getTableName(table),
      extra: [],
      missing: [],
    });
    expect(ours.length, getTableName(table)).toBe(theirs.length);
    count += actual[name]!.length;
  }
  return count;
};
