/** The process in which a backfill runs, started by `ensureBackfilled`. */

import { GRACE_MS } from "../scripts/ponder-process.ts";
import { fail, readEnvironment } from "../settings/environment.ts";
import { readSettings } from "../settings.ts";
import { backfill } from "./backfill.ts";
import { exitCodes } from "./exitCodes.ts";
import { createProgress } from "./progress.ts";

const stopping = new AbortController();
let isFetched = false;
let news = Promise.withResolvers<void>();

await main().catch(fail);

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(exitCodes.stopped);
      stopping.abort();
      // A node that does not answer is not waited for.
      setTimeout(() => process.exit(exitCodes.stopped), GRACE_MS).unref();
    });
  process.on("message", (message) => {
    isFetched ||= message === "fetched";
    news.resolve();
    news = Promise.withResolvers();
  });
  const env = readEnvironment();
  const settings = readSettings(env);
  // ponder.config.ts reads the environment itself.
  Object.assign(process.env, env);
  if (settings.database.kind !== "postgres") process.exit(exitCodes.leftToPonder);
  const { connectionString } = settings.database;
  try {
    await backfill({
      connectionString,
      databaseSchema: settings.databaseSchema,
      isFetched: () => isFetched,
      news: () => news.promise,
      startProgress: (blocks) =>
        createProgress({
          blocks,
          isTerminal: process.stderr.isTTY === true,
          now: () => performance.now(),
          write: (text) => process.stderr.write(text),
        }),
      onNearEnd: () => process.send?.("near the end"),
      stop: stopping.signal,
    });
  } catch (error) {
    if (stopping.signal.aborted) process.exit(exitCodes.stopped);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const isDetailed = settings.logLevel === "debug" || settings.logLevel === "trace";
    if (isDetailed) process.stderr.write(`${stack}\n`);
    const [why] = message.split("\n");
    process.stderr.write(`Not backfilled: ${why}. Ponder indexes the history itself.\n`);
    process.exit(exitCodes.leftToPonder);
  }
  process.exit(exitCodes.done);
}
