/** A PostgreSQL of our own, for as long as this process lives. */
import { spawn } from "node:child_process";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Refusal } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import { readKeeper } from "./files.ts";
import type { Durability } from "./server.ts";

export type OwnPostgres = Readonly<{
  url: string;
  /** Settles when it has ended, by `stop` or on its own. */
  ended: Promise<void>;
  /** Ends it once its clients have left. */
  stop: () => Promise<void>;
}>;

/** A supervisor that is stopping waits for Ponder first. */
const STOPPING_MS = 20_000;

/**
 * Brings up PostgreSQL on a folder, with its data made the first time. It ends with this process, even a killed one.
 * @throws Refusal when another run uses the folder, or PostgreSQL does not start
 */
export async function startOwnPostgres(
  folder: string,
  durability: Durability,
): Promise<OwnPostgres> {
  mkdirSync(folder, { recursive: true });
  const directory = realpathSync(folder);
  await requireUnused(directory);
  const child = spawn(
    process.execPath,
    [join(projectRoot, "postgres", "supervisor.ts"), directory, durability],
    // In a session of its own: a terminal's Ctrl-C must end Ponder first.
    { cwd: projectRoot, detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const answer = await Promise.race([
    new Promise<{ url?: string; refusal?: string }>((resolve) => child.once("message", resolve)),
    ended.then(() => ({ refusal: `PostgreSQL's supervisor ended at once (${directory}).` })),
  ]);
  if (!("url" in answer) || answer.url === undefined)
    throw new Refusal(answer.refusal ?? "PostgreSQL does not start.");
  return {
    url: answer.url,
    ended,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

async function requireUnused(directory: string): Promise<void> {
  for (let waited = 0; ; waited += 100) {
    const keeper = readKeeper(directory);
    if (keeper === null) return;
    if (!keeper.isStopping || waited > STOPPING_MS)
      throw new Refusal(
        `The PostgreSQL in ${directory} is used by another run of the indexer (process ${keeper.parent}). ` +
          `Stop that one, or give this one a database of its own: DATABASE_URL=postgres://…`,
      );
    await wait(100);
  }
}
