/** When an index is ready: its tables say what they mean, and the views show it. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Refusal } from "../settings/environment.ts";
import type { Database } from "./catalogue.ts";
import { writeComments } from "./comments.ts";
import { indexIn } from "./indexes.ts";
import { shownSchema, switchesOf, switchViews } from "./switch.ts";

const PAUSE_MS = 1_000;

type Publication = Readonly<{
  connectionString: string;
  schema: string;
  /** Null: there are no views. */
  viewsSchema: string | null;
  say: (message: string) => void;
}>;

/**
 * Waits until an index is ready and not behind what the views show, then writes what its tables mean and switches the
 * views. An index that was shown before and was replaced does not come back on its own. Never throws: the
 * indexer goes on, and what kept the views is reported.
 */
export async function publishWhenReady(given: Publication, signal: AbortSignal): Promise<void> {
  const { connectionString, schema, viewsSchema, say } = given;
  /** The block that was shown when we looked last. */
  let shown = Number.POSITIVE_INFINITY;
  for (; !signal.aborted; await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})) {
    const client = new pg.Client({ connectionString, application_name: `${schema}_views` });
    client.on("error", () => {});
    try {
      await client.connect();
      const index = await indexIn(client, schema);
      const before = shown;
      shown = viewsSchema === null ? 0 : await shownBlock(client, viewsSchema);
      if (!index?.isReady || index.block < before) continue;
      await client.query("set lock_timeout = '1s'");
      await writeComments(client, schema);
      if (viewsSchema !== null) await showIn(client, { ...given, viewsSchema }, signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      // Away, or busy: it is tried again. What somebody must fix is reported once.
      if (error instanceof Refusal || !isPassing(error)) return say((error as Error).message);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function showIn(
  client: pg.Client,
  { schema, viewsSchema, say }: Publication & { viewsSchema: string },
  signal: AbortSignal,
): Promise<void> {
  const switches = await switchesOf(client, viewsSchema);
  const last = switches[0]?.schema;
  if (last !== schema && switches.some((each) => each.schema === schema)) {
    say(
      `The views in ${viewsSchema} show ${last}, which replaced this index. To go back to it: npm run views -- switch ${schema}`,
    );
    return;
  }
  await switchViews(client, { viewsSchema, schema, say, signal });
  await writeComments(client, viewsSchema);
  say(
    last === undefined || last === schema
      ? `The views in ${viewsSchema} show ${schema}.`
      : `The views in ${viewsSchema} show ${schema} now, and no longer ${last}. To go back: npm run views -- switch ${last}`,
  );
}

/** The block that the views show; 0 when they show none, or an index that nobody continues. */
async function shownBlock(database: Database, viewsSchema: string): Promise<number> {
  const schema = await shownSchema(database, viewsSchema);
  const index = schema === null ? null : await indexIn(database, schema);
  return index?.isInUse ? index.block : 0;
}

/**
 * Errors that pass: PostgreSQL's of connections, locks, resources and shutdowns, the system's, and a connection that broke.
 */
const isPassing = (error: unknown): boolean => {
  const { code = "", message } = error as { code?: string; message: string };
  return /^(08|40|53|55|57|E[A-Z]+$)/.test(code) || message.startsWith("Connection terminated");
};
