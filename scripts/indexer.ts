import { ensureBackfilled } from "../backfill/ensure.ts";
import { GRACE_MS, type PonderOptions, type PonderProcess, startPonder } from "./ponder-process.ts";

/**
 * Has what is final indexed in bulk where that is worth it, and Ponder started on it: Ponder gets ready while the last of it
 * is indexed, and waits with its first look at the tables. Null when it was stopped before Ponder could begin.
 * @param options `settings` with the address of the database
 * @param stop ends all of it; Ponder is waited for so long
 */
export async function startIndexer(
  options: PonderOptions,
  stop: AbortSignal,
  graceMs = GRACE_MS,
): Promise<PonderProcess | null> {
  const { command, settings, env } = options;
  let ponder: PonderProcess | undefined;
  if (command === "start") {
    const getReady = () => {
      ponder ??= startPonder({ ...options, env: { ...env, AWAITS_HISTORY: "1" } });
    };
    await ensureBackfilled(settings, env, stop, getReady);
  }
  if (stop.aborted) {
    // It has not yet looked at the tables.
    ponder?.child.kill("SIGKILL");
    await ponder?.exited;
    return null;
  }
  const running = ponder ?? startPonder(options);
  if (running.child.connected) running.child.send("history is indexed", () => {});
  stop.addEventListener("abort", () => running.stop(graceMs));
  return running;
}
