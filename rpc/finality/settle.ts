import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Refusal } from "../../settings/environment.ts";
import type { Settings } from "../../settings.ts";
import { emptyViews } from "../../views/switch.ts";
import { openLastingPool } from "../nodes.ts";
import { lastCommon } from "./compare.ts";
import { cachedBlock, createMarks, forgetAbove, type Index, isInUse, markOf } from "./marks.ts";

const PATIENCE_MS = 30_000;

/**
 * Before an indexer starts: makes sure that what it built upon is still part of the chain. After a fork deeper than
 * what Ponder takes for final, its tables and whatever is cached of the abandoned branch are removed: it starts over.
 * PostgreSQL only; where the database or the nodes cannot be asked, that is left to Ponder to tell.
 * @throws Refusal when another indexer works on the tables that are to be removed
 */
export async function settleDeepFork(
  settings: Settings,
  say: (message: string) => void,
): Promise<void> {
  const { database, databaseSchema: schema, chainId } = settings;
  if (database.kind !== "postgres") return;
  const client = new pg.Client({ connectionString: database.connectionString });
  client.on("error", () => {});
  try {
    await client.connect();
    await createMarks(client);
  } catch {
    // It is starting, or away, or may not be written to.
    await client.end().catch(() => {});
    return;
  }
  try {
    await settle({ client, index: { schema, chainId }, settings, say });
  } finally {
    await client.end();
  }
}

async function settle(given: {
  client: pg.Client;
  index: Index;
  settings: Settings;
  say: (message: string) => void;
}): Promise<void> {
  const { client, index, settings, say } = given;
  if ((await markOf(client, index, 0)) === null && !(await cachedBlock(client, index.chainId, 0)))
    return;
  const pool = openLastingPool(settings, say);
  const find = async () => {
    const commons = await Promise.all([
      lastCommon(pool, (place) => markOf(client, index, place)),
      lastCommon(pool, (place) => cachedBlock(client, index.chainId, place)),
    ]);
    const found = commons.filter((each) => each !== null);
    return found.length === 0 ? null : Math.min(...found);
  };
  const common = await Promise.race([find(), sleep(PATIENCE_MS, null, { ref: false })]);
  pool.stop(new Error("done"));
  if (common === null) return;
  say(
    `The chain was reorganised deeper than what was taken for final: the last block in common is ${common} or a little later. The tables in ${index.schema} were built on the abandoned branch. They are removed and built anew.`,
  );
  await waitUntilFree(client, index);
  // Removed with the tables, the views would take with them what others built upon them.
  const { viewsSchema } = settings;
  if (viewsSchema !== null) await emptyViews(client, { viewsSchema, schema: index.schema, say });
  await forgetAbove(client, index, common);
}

/** An indexer that was killed a moment ago still looks alive. */
async function waitUntilFree(client: pg.Client, index: Index): Promise<void> {
  for (let waited = 0; await isInUse(client, index); waited += 1_000) {
    if (waited >= PATIENCE_MS)
      throw new Refusal(
        `Another indexer works on the schema ${index.schema} (DATABASE_SCHEMA), which is about to be rebuilt. Stop it, and start again.`,
      );
    await sleep(1_000);
  }
}
