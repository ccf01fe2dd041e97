import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { inject } from "vitest";
import { getCopyHelper, getCopyText, getSql } from "./ponder-internals.ts";
import { ask, createEmptyDatabase, databaseUrl } from "./postgres.ts";

const TEMPLATE = "provernet_tables";
/** Of the advisory lock under which one of a run's workers makes the template. */
const LOCK = 8_453_018;

const projectSchema = () =>
  import(/* @vite-ignore */ fileURLToPath(new URL("../../ponder.schema.ts", import.meta.url)));

/** What creates the tables, views and indexes that Ponder would create. */
const creationSql = (tables: Record<string, unknown>) => {
  const { enums, tables: creates, views, indexes } = getSql(tables);
  const ours = creates.sql.filter((statement) => !statement.includes('"_reorg__'));
  return [...enums.sql, ...ours, ...views.sql, ...indexes.sql].join("\n");
};

const uniqueName = () => `test_${randomBytes(8).toString("hex")}`;

/** An empty database in the PostgreSQL of this test run; its address. */
export const createUrl = () => createEmptyDatabase(inject("postgresUrl"), uniqueName());

/** The project's tables, made once in a run; databases are copied from it. */
const ensureTemplate = async () => {
  const server = inject("postgresUrl");
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [
      TEMPLATE,
    ]);
    if (rowCount === 1) return;
    const making = uniqueName();
    await createEmptyDatabase(server, making);
    await ask(databaseUrl(server, making), creationSql(await projectSchema()));
    await client.query(`ALTER DATABASE "${making}" RENAME TO "${TEMPLATE}"`);
  } finally {
    await client.end();
  }
};

let template: Promise<void> | undefined;
const onceTemplate = () => {
  template ??= ensureTemplate();
  return template;
};

/**
 * An empty database with the tables, views and indexes that Ponder would create, in the PostgreSQL of this test run.
 * `db` is what `ponder:api` gives to the API. Whoever opens it closes it.
 */
export const createDatabase = async (schema?: Record<string, unknown>) => {
  const server = inject("postgresUrl");
  const name = uniqueName();
  if (schema === undefined) await onceTemplate();
  const url = await createEmptyDatabase(server, name, schema ? undefined : TEMPLATE);
  const client = new pg.Pool({ connectionString: url });
  // Dropping the database below ends a connection that has not quite gone yet.
  client.on("connect", (one) => one.on("error", () => {}));
  if (schema !== undefined) await client.query(creationSql(schema));
  const db = drizzle(client, {
    schema: schema ?? (await projectSchema()),
    casing: "snake_case",
  });
  const close = async () => {
    await client.end();
    await ask(server, `DROP DATABASE "${name}" WITH (FORCE)`);
  };
  return { db, client, url, close };
};

/** Copies the rows of all tables into a database, as Ponder does. */
export const fill = async ({
  db,
  tables,
  rows,
}: {
  db: any;
  tables: any[];
  rows: (table: any) => any[];
}) => {
  const $client: pg.PoolClient = await db.$client.connect();
  const copy = getCopyHelper({ $dialect: "postgres", $client });
  for (const table of tables) {
    const all = rows(table);
    for (let start = 0; start < all.length; start += 5_000)
      await copy(table, getCopyText(table, all.slice(start, start + 5_000)));
  }
  await $client.query("ANALYZE");
  $client.release();
};
