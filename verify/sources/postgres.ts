import { drizzle } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import * as schema from "../../ponder.schema.ts";
import { type Row, readRows, type Table } from "../rows.ts";
import type { Index } from "./snapshot.ts";

/**
 * Reads the index from PostgreSQL in one transaction: however fast the indexer goes on, the rows are of one block.
 * Throws when the schema holds no index, or nothing was indexed yet.
 */
export async function readFromPostgres({
  connectionString,
  databaseSchema,
}: {
  connectionString: string;
  databaseSchema: string;
}): Promise<Index> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query("select set_config('search_path', $1, true)", [`"${databaseSchema}"`]);
    const head = await readCheckpoint(client, databaseSchema);
    const db = drizzle(client, { casing: "snake_case" });
    const rows = await readRows(
      async <Name extends Table>(table: Name) =>
        (await db.select().from(schema[table] as PgTable)) as Row<Name>[],
    );
    return { rows, ...head };
  } finally {
    await client.end();
  }
}

/** The block that the rows are of: Ponder's checkpoint is timestamp (10 digits), chain (16), block (16), and more. */
async function readCheckpoint(client: pg.Client, databaseSchema: string) {
  const { rows } = await client
    .query<{ latest_checkpoint: string }>("select latest_checkpoint from _ponder_checkpoint")
    .catch((cause) => {
      throw new Error(`The schema "${databaseSchema}" holds no index. DATABASE_SCHEMA names it.`, {
        cause,
      });
    });
  const checkpoint = rows[0]?.latest_checkpoint;
  if (checkpoint === undefined) throw new Error("Nothing is indexed yet.");
  return { timestamp: Number(checkpoint.slice(0, 10)), block: Number(checkpoint.slice(26, 42)) };
}
