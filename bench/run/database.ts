/** The PostgreSQL that all contestants share, each with a database of its own. */
import pg from "pg";
import { startPostgres } from "../../test/support/postgres.ts";
import { cpuSecondsOf, memoryMbOf, parentOf } from "./processes.ts";

/** A running server. Whoever starts it stops it. */
export type Database = {
  /** Makes an empty database and returns its address. */
  create: (name: string) => Promise<string>;
  /** The address of a database that is there already; null when it is not. */
  find: (name: string) => Promise<string | null>;
  drop: (name: string) => Promise<void>;
  /** Gives a database that nobody uses another name. */
  rename: (name: string, to: string) => Promise<void>;
  /** [s] Processor time of the server and all its backends so far. */
  cpuSeconds: () => number;
  /** [MB] Memory of the server and all its backends now. */
  memoryMb: () => number;
  version: string;
  stop: () => Promise<void>;
};

/** Rows of a query. */
export async function query<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Starts a PostgreSQL with default settings but without durability (`fsync` and the like off), on 127.0.0.1. Its files are
 * kept in a folder, or removed at the end.
 */
export async function startDatabase(keptIn: string | null): Promise<Database> {
  const postgres = await startPostgres({ keptIn });
  const url = postgres.url("postgres");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number; version: string }>(
    "SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version",
  );
  // Asked while the backend lives: its parent is the server.
  const server = parentOf(rows[0]!.pid);
  await client.end();
  return {
    create: (name) => postgres.createDatabase(name),
    async find(name) {
      const found = await query(url, "SELECT FROM pg_database WHERE datname = $1", [name]);
      return found.length > 0 ? postgres.url(name) : null;
    },
    async drop(name) {
      await query(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
    async rename(name, to) {
      await query(url, `ALTER DATABASE "${name}" RENAME TO "${to}"`);
    },
    cpuSeconds: () => (server === 0 ? Number.NaN : cpuSecondsOf(server)),
    memoryMb: () => (server === 0 ? Number.NaN : memoryMbOf(server)),
    version: rows[0]!.version,
    stop: postgres.stop,
  };
}

/** What a database holds, in megabytes: all of it, and Ponder's copy of the chain in it. */
export async function sizesOf(url: string): Promise<{ allMb: number; cacheMb: number }> {
  const [row] = await query<{ all: string; cache: string }>(
    url,
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS "all",
            coalesce(sum(pg_total_relation_size(c.oid)) FILTER (WHERE n.nspname = 'ponder_sync'), 0) AS cache
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  return { allMb: Number(row!.all) / 1e6, cacheMb: Number(row!.cache) / 1e6 };
}
