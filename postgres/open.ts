/** The database of a run: the one that is given, or one of our own. */
import { relative } from "node:path";
import type { DatabaseSettings } from "../settings.ts";
import { requireDatabase } from "./check.ts";
import { startOwnPostgres } from "./own.ts";
import type { Durability } from "./server.ts";

export type OpenDatabase = Readonly<{
  url: string;
  /** Settles when a PostgreSQL of our own has ended. */
  ended: Promise<void>;
  /** Gives it back: one of our own ends, and waits for its clients. */
  close: () => Promise<void>;
}>;

/**
 * Makes sure of the database, or brings one up.
 * @throws Refusal that says what to do
 */
export async function openDatabase(
  database: DatabaseSettings,
  durability: Durability = "durable",
): Promise<OpenDatabase> {
  if (database.kind === "own") {
    const { url, ended, stop } = await startOwnPostgres(database.directory, durability);
    process.stderr.write(`PostgreSQL runs in ${relative("", database.directory)}\n`);
    return { url, ended, close: stop };
  }
  await requireDatabase(database.connectionString);
  return {
    url: database.connectionString,
    ended: new Promise(() => {}),
    close: async () => {},
  };
}
