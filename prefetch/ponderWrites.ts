/**
 * What becomes final while Ponder runs goes into its cache at once, thousands of logs. Ponder has statements built with a
 * parameter for each value, which takes its process seconds, and the next block waits for it: here the same rows go by `COPY`.
 */
import { getTableName, type Table } from "drizzle-orm";
import type pg from "pg";
import { createCacheWriter } from "./cacheTables.ts";
import { isKnownPonder } from "./ponder.ts";

/** Of Drizzle's transaction, as Ponder extends it. */
type Transaction = {
  $client: pg.ClientBase;
  insert: (table: Table) => object;
};
type SyncDatabase = {
  transaction: (
    run: (transaction: Transaction) => Promise<unknown>,
    ...more: unknown[]
  ) => Promise<unknown>;
};

/** By name: Vite loads Ponder's modules once more for the project, with tables of their own. */
const COPIED = new Set(["blocks", "transactions", "logs"]);

/** Ponder's own surroundings, in its process. */
const shared = globalThis as { PONDER_DATABASE?: { syncQB: SyncDatabase } };
const replaced = new WeakSet<SyncDatabase>();

/** Has the transactions that fill Ponder's cache write by `COPY`, once there is a database. Of another Ponder: nothing. */
export function copyIntoCache(): void {
  const database = shared.PONDER_DATABASE?.syncQB;
  if (database === undefined || replaced.has(database) || !isKnownPonder()) return;
  replaced.add(database);
  const { transaction } = database;
  database.transaction = (run, ...more) =>
    transaction(
      (tx) => {
        writeByCopy(tx);
        return run(tx);
      },
      ...more,
    );
}

function writeByCopy(tx: Transaction): void {
  const writer = createCacheWriter(tx.$client);
  const insert = tx.insert.bind(tx);
  tx.insert = (table) =>
    COPIED.has(getTableName(table))
      ? {
          values: (rows: object[]) => ({
            onConflictDoNothing: () => writer.addMissing(table, rows),
          }),
        }
      : insert(table);
}
