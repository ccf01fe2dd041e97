import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startOwnPostgres } from "../../postgres/own.ts";

export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/**
 * A real PostgreSQL of its own on 127.0.0.1, without durability. Whoever starts it stops it; it ends with this process, too.
 * Its files are removed then, unless a folder for them is given: the next start finds them there.
 */
export const startPostgres = async ({ keptIn = null }: { keptIn?: string | null } = {}) => {
  const directory = keptIn ?? (await mkdtemp(join(tmpdir(), "provernet-postgres-")));
  const server = await startOwnPostgres(directory, "fast");
  return {
    url: (database: string) => databaseUrl(server.url, database),
    createDatabase: (name: string) => createEmptyDatabase(server.url, name),
    /** Ends the server and, unless they are kept, removes its files. */
    async stop() {
      await server.stop();
      if (keptIn === null) await rm(directory, { recursive: true, force: true });
    },
  };
};

/** The address of another database of a server. */
export const databaseUrl = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/** Creates an empty database, or a copy of another, and returns its address. */
export const createEmptyDatabase = async (
  serverUrl: string,
  name: string,
  template = "template0",
): Promise<string> => {
  await ask(serverUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  return databaseUrl(serverUrl, name);
};

/** Rows of one question to a database. */
export const ask = async (url: string, question: string): Promise<Record<string, any>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
};
