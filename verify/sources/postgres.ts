import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Row, readRows, type Table, tableOf } from "../rows.ts";
import { type Head, type Index, NOTHING_INDEXED, type Source, Unreadable } from "./snapshot.ts";

/** A database, and the schema in it. */
export type Place = { connectionString: string; databaseSchema: string };

/** An index in PostgreSQL. */
export const sourceOfPostgres = (place: Place): Source => ({
  head: () => within(place, (client) => readHead(client, place.databaseSchema)),
  read: () => readFromPostgres(place),
});

/** Reads the index from PostgreSQL in one transaction: however fast the indexer advances, the rows are of one block. */
export const readFromPostgres = (place: Place): Promise<Index> =>
  within(place, async (client) => {
    const { ready: _, ...head } = await readHead(client, place.databaseSchema);
    const db = drizzle(client, { casing: "snake_case" });
    const rows = await readRows(
      async <Name extends Table>(table: Name) =>
        (await db.select().from(tableOf(table))) as Row<Name>[],
    );
    return { rows, ...head };
  });

/** Asks in one transaction that sees one state of the schema. Throws `Unreadable`. */
export async function within<Result>(
  { connectionString, databaseSchema }: Place,
  ask: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString });
  // The query reports that the connection broke.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("begin isolation level repeatable read read only");
    await client.query("select set_config('search_path', $1, true)", [`"${databaseSchema}"`]);
    return await ask(client);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const { code, message } = error as { code?: string; message?: string };
    const { host, port, database } = client;
    throw new Unreadable(
      `PostgreSQL cannot be read (database ${database} at ${host}:${port}): ${message || code}. DATABASE_URL names it.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL's code of a table that is not there. */
const UNDEFINED_TABLE = "42P01";

/** The block that the rows are of: Ponder's checkpoint is timestamp (10 digits), chain (16), block (16), and more. */
export async function readHead(client: pg.Client, databaseSchema: string): Promise<Head> {
  const { rows } = await client
    .query<{ checkpoint: string | null; ready: string | null }>(
      `select latest_checkpoint as checkpoint, (select max(value ->> 'is_ready') from _ponder_meta) as ready
       from _ponder_checkpoint`,
    )
    .catch((cause) => {
      if ((cause as { code?: string }).code !== UNDEFINED_TABLE) throw cause;
      throw new Unreadable(
        `The schema "${databaseSchema}" holds no index. DATABASE_SCHEMA names the one it is in.`,
        { cause },
      );
    });
  const [row] = rows;
  const timestamp = Number(row?.checkpoint?.slice(0, 10) ?? 0);
  if (timestamp === 0) throw new Unreadable(NOTHING_INDEXED);
  const block = Number(row!.checkpoint!.slice(26, 42));
  return { timestamp, block, ready: row!.ready === "1" };
}
