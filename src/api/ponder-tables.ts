/** What the API reads of the tables that Ponder keeps for itself. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type SQL, sql } from "drizzle-orm";
import type { Head, Progress } from "./context.ts";
import type { Db } from "./db.ts";
import { statement } from "./statements.ts";

/** The version of Ponder whose tables this file knows. */
export const PONDER_VERSION = "0.17.7";

const ponderDirectory = findPonder(dirname(fileURLToPath(import.meta.url)));
assertVersion(
  JSON.parse(readFileSync(join(ponderDirectory, "package.json"), "utf8")).version as string,
);

/** @throws Error that says what to do, unless Ponder is the version this file was written for */
export function assertVersion(installed: string): void {
  if (installed === PONDER_VERSION) return;
  throw new Error(
    `Ponder ${installed} is installed, and src/api/ponder-tables.ts was written for ${PONDER_VERSION}. ` +
      `Install ponder@${PONDER_VERSION}, or check what that file uses, change PONDER_VERSION in it, and run the tests of test/api.`,
  );
}

const progress = statement(
  "progress",
  (db: Db) =>
    db
      .select({
        chain: sql<string>`chain_name`,
        chainId: sql<string | number>`chain_id`,
        checkpoint: sql<string | null>`latest_checkpoint`,
        finalized: sql<string | null>`finalized_checkpoint`,
        isReady: sql<string | null>`(select max(value ->> 'is_ready') from _ponder_meta)`,
      })
      .from(sql`_ponder_checkpoint`)
      .orderBy(sql`chain_id`)
      .limit(1),
  () => true,
);

/** PostgreSQL's codes of a table and of a column that are not there. */
const UNDEFINED_TABLE = "42P01";
const UNDEFINED_COLUMN = "42703";

const codeOf = (error: unknown): string | undefined => {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code;
};

/**
 * How far the indexing is, from Ponder's own tables. They change in one transaction with the rows. Before there are any
 * tables it has not begun.
 */
export async function readProgress(db: Db): Promise<Progress> {
  const [row] = await progress(db, null)
    .execute()
    .catch((error) => {
      if (codeOf(error) !== UNDEFINED_TABLE) throw error;
      return [];
    });
  return {
    chain: row?.chain ?? "",
    chainId: Number(row?.chainId ?? 0),
    head: blockOf(row?.checkpoint),
    finalized: blockOf(row?.finalized),
    ready: row?.isReady === "1",
  };
}

/** The block of a checkpoint. Its digits: time 10, chain 16, block 16, … */
function blockOf(checkpoint: string | null | undefined): Head | null {
  const timestamp = Number(checkpoint?.slice(0, 10) ?? 0);
  return timestamp === 0 ? null : { block: Number(checkpoint!.slice(26, 42)), timestamp };
}

/**
 * The version of the rows: another one after every block. A block's transaction writes Ponder's checkpoint too, and its
 * number is that row's `xmin`, which tells two blocks of the same height and time apart; what a reorganisation took back
 * counts with the block after it. Behind `--views-schema` the checkpoint is a view without `xmin`: then the version is
 * what is visible of the whole database, and changes with any write to it.
 */
export async function readVersion(db: Db): Promise<string> {
  const select = async (version: SQL) => {
    const { rows } = await db.execute(sql`select ${version} as version`);
    return String((rows as { version: unknown }[])[0]!.version);
  };
  try {
    return await select(
      sql`(select string_agg(xmin::text, ',' order by chain_id) from _ponder_checkpoint)`,
    );
  } catch (error) {
    if (codeOf(error) !== UNDEFINED_COLUMN) throw error;
    return select(sql`pg_current_snapshot()`);
  }
}

function findPonder(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, "node_modules", "ponder");
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (directory === dirname(directory))
      throw new Error(`Ponder is not installed (looked from ${from} upwards). Run npm install.`);
  }
}
