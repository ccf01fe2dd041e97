import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import * as tables from "../ponder.schema.ts";
import { dataOf, runningUrl } from "../postgres/files.ts";
import { openDatabase } from "../postgres/open.ts";
import { misused, readCommandLine } from "../settings/commandLine.ts";
import { fail, Refusal, readEnvironment } from "../settings/environment.ts";
import { type DatabaseSettings, readSettings } from "../settings.ts";
import type { Db } from "../src/api/db.ts";
import { exportTables, MANIFEST } from "../src/api/exports/folder.ts";
import { buildSchema } from "../src/api/schema.ts";
import { topics } from "../src/api/topics.ts";
import { readHead, within } from "../verify/sources/postgres.ts";
import { Unreadable } from "../verify/sources/snapshot.ts";

const USAGE = `Writes all tables of the index as Parquet files, all of one block.

  npm run export                  into the folder "export"
  npm run export -- FOLDER        into another`;

await main().catch((error) =>
  fail(error instanceof Unreadable ? new Refusal(error.message) : error),
);

async function main(): Promise<void> {
  const folder = readFolder();
  const settings = readSettings(readEnvironment(), { rpcUrl: true, startBlocks: true });
  const { chainId, databaseSchema } = settings;
  const { url: connectionString, close } = await openIndex(settings.database);
  try {
    await within({ connectionString, databaseSchema }, async (client) => {
      const { block, timestamp, ready } = await readHead(client, databaseSchema);
      const db = drizzle(client, { schema: tables, casing: "snake_case" }) as unknown as Db;
      const head = { block, timestamp };
      const progress = { chain: "", chainId, head, finalized: null, ready };
      const source = { db, schema: buildSchema(topics), progress };
      console.log(`The index stands at block ${block}.`);
      const { rows } = await exportTables(source, folder, (table, count) =>
        console.log(`  ${table}: ${count}`),
      );
      const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
      console.log(`${all} rows of ${Object.keys(rows).length} tables are in ${folder}.`);
    });
  } finally {
    await close();
  }
}

/** The folder to write. What is no export of ours is not replaced. @throws Refusal */
function readFolder(): string {
  const [name = "export", ...others] = readCommandLine(USAGE, {
    allowPositionals: true,
  }).positionals;
  if (others.length > 0) throw misused(USAGE, "One folder is wanted, or none");
  const folder = resolve(name);
  const isOther =
    existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MANIFEST));
  if (isOther)
    throw new Refusal(
      `${folder} holds something else than an export, and is left as it is. Name another folder: npm run export -- FOLDER`,
    );
  return folder;
}

/**
 * The database of the index: one of our own that runs already, or is brought up for this.
 * @throws Refusal when there is none
 */
async function openIndex(database: DatabaseSettings) {
  if (database.kind === "own" && !existsSync(dataOf(database.directory)))
    throw new Refusal(
      `Nothing is indexed yet: there is no ${database.directory}. Run npm start first, or set DATABASE_URL.`,
    );
  const running = database.kind === "own" ? runningUrl(database.directory) : null;
  return running === null ? openDatabase(database) : { url: running, close: async () => {} };
}
