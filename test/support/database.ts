import { fileURLToPath } from "node:url";
import { PGlite, types } from "@electric-sql/pglite";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { drizzle } from "drizzle-orm/pglite";
import pg from "pg";
import { getCopyHelper, getCopyText, getSql } from "./ponder-internals.ts";

const projectSchema = () =>
  import(/* @vite-ignore */ fileURLToPath(new URL("../../ponder.schema.ts", import.meta.url)));

/** What creates the tables, views and indexes that Ponder would create. */
const creationSql = (tables: Record<string, unknown>) => {
  const { enums, tables: creates, views, indexes } = getSql(tables);
  const ours = creates.sql.filter((statement) => !statement.includes('"_reorg__'));
  return [...enums.sql, ...ours, ...views.sql, ...indexes.sql].join("\n");
};

/** The same tables in an empty PostgreSQL database. Whoever opens it closes it. */
export const createPostgresDatabase = async (connectionString: string) => {
  const tables = await projectSchema();
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(creationSql(tables));
  const db = drizzlePostgres(client, { schema: tables, casing: "snake_case" });
  return { db, client, close: () => client.end() };
};

/**
 * An empty in-memory database with the tables, views and indexes that Ponder would create.
 * `db` is what `ponder:api` gives to the API; integers of 64 bits are strings, as from `pg`.
 */
export const createDatabase = async (schema?: Record<string, unknown>) => {
  const tables = schema ?? (await projectSchema());
  const client = new PGlite({ parsers: { [types.INT8]: (value: string) => value } });
  await client.exec(creationSql(tables));
  const db = drizzle(client, { schema: tables, casing: "snake_case" });
  return { db, client, close: () => client.close() };
};

/** Copies the rows of all tables into a database (PGlite or one `pg` client), as Ponder does. */
export const fill = async ({
  db,
  tables,
  rows,
}: {
  db: any;
  tables: any[];
  rows: (table: any) => any[];
}) => {
  const $client = db.$client;
  const copy = getCopyHelper({
    $dialect: $client instanceof PGlite ? "pglite" : "postgres",
    $client,
  });
  for (const table of tables) {
    const all = rows(table);
    for (let start = 0; start < all.length; start += 5_000)
      await copy(table, getCopyText(table, all.slice(start, start + 5_000)));
  }
  await $client.query("ANALYZE");
};
