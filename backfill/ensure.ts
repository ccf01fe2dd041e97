import { join } from "node:path";
import pg from "pg";
import { ensurePrefetched, startTask } from "../prefetch/ensure.ts";
import type { Env } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { exitCodes } from "./exitCodes.ts";

/**
 * What came of it: not wanted, or not needed, because the schema is indexed already; done; left to Ponder (which was
 * told); ended by a signal.
 */
export type Outcome = "off" | "done" | "left" | "stopped";

/**
 * Prefetches the chain where that is worth it and, meanwhile, indexes an empty schema in bulk; PostgreSQL only.
 * BACKFILL=ponder leaves the indexing to Ponder. Both run in processes of their own, which end with this one.
 * @param env variables over those of this process, as Ponder gets them
 * @param stop ends both early; what is fetched by then stays
 * @param onNearEnd called, perhaps more than once, some seconds before all is indexed
 */
export async function ensureBackfilled(
  settings: Settings,
  env: Env = {},
  stop?: AbortSignal,
  onNearEnd: () => void = () => {},
): Promise<Outcome> {
  if (settings.backfill === "ponder" || !(await isEmpty(settings)))
    return (await ensurePrefetched(settings, env, stop)) === "stopped" ? "stopped" : "off";
  if (stop?.aborted) return "stopped";

  const { child, exited } = startTask(join("backfill", "main.ts"), { env, stop });
  child.on("message", onNearEnd);
  const tell = (news: "written" | "fetched") => child.connected && child.send(news, () => {});
  const fetching = ensurePrefetched(settings, env, stop, ["--quiet"], () =>
    tell("written"),
  ).finally(() => tell("fetched"));
  const [fetched, code] = await Promise.all([fetching, exited]);
  if (fetched === "stopped" || code === exitCodes.stopped) return "stopped";
  if (code === exitCodes.done) return "done";
  // It told why if it could.
  if (code !== exitCodes.leftToPonder)
    process.stderr.write("Backfilling failed: Ponder indexes the history itself.\n");
  return "left";
}

/** Whether Ponder would begin at the beginning. False too when that cannot be told: Ponder reports what is wrong. */
async function isEmpty({ database, databaseSchema }: Settings): Promise<boolean> {
  if (database.kind !== "postgres") return false;
  const client = new pg.Client({ connectionString: database.connectionString });
  try {
    await client.connect();
    const schema = client.escapeIdentifier(databaseSchema);
    const { rows: tables } = await client.query("select to_regclass($1) as t", [
      `${schema}._ponder_checkpoint`,
    ]);
    if (tables[0].t === null) return true;
    // What `npm run dev` left behind is dropped at a start.
    const { rows } = await client.query(
      `select not exists (select from ${schema}._ponder_checkpoint) or
              exists (select from ${schema}._ponder_meta where value->>'is_dev' = '1') as empty`,
    );
    return rows[0].empty;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
