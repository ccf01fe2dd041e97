import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { NODE_ARGS, PRELOADED } from "../scripts/ponder-process.ts";
import { Refusal, readEnvironment, WRONG_CHAIN } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import type { Env } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { newestCachedBlock } from "./newestCached.ts";

/**
 * What came of it: switched off; not needed; done; failed (which was reported; Ponder will fetch on its own);
 * ended by a signal.
 */
export type Outcome = "off" | "present" | "done" | "failed" | "stopped";

/** So far behind, fetching in bulk is worth its start. */
const BLOCKS_WORTH_IT = 10_000;
const PATIENCE_MS = 10_000;

/**
 * Prefetches before Ponder starts if nothing of the chain is cached yet, or the cache is far behind it (a prefetch
 * that was stopped, a long pause). PREFETCH=off switches it off. It runs in a process of its own,
 * which ends with this one.
 * @param env variables over those of this process, as Ponder gets them
 * @param stop ends it early; what is fetched by then stays
 * @param args of the prefetch's command line
 * @param onWritten called when more of the chain is in the cache
 * @throws Refusal when the nodes or the database hold another chain
 */
export async function ensurePrefetched(
  settings: Settings,
  env: Env = {},
  stop?: AbortSignal,
  args: readonly string[] = [],
  onWritten: () => void = () => {},
): Promise<Outcome> {
  if (settings.prefetch === "off" || settings.database.kind !== "postgres") return "off";

  const { connectionString } = settings.database;
  // A database that cannot be reached is for Ponder to report: it waits for one that is starting.
  const cached = await newestCachedBlock(connectionString, settings.chainId).catch(() => undefined);
  if (cached === undefined) return "failed";
  if (cached !== null) {
    const [url] = ({ ...readEnvironment(), ...env }.RPC_URL ?? "").split(",");
    const newest = await askNewest(url!.trim());
    if (newest === null || newest - cached < BLOCKS_WORTH_IT) return "present";
  }
  const code = stop?.aborted ? 130 : await run({ env, args, stop }, onWritten);
  if (code === 0) return "done";
  if (code === 130) return "stopped";
  if (code === WRONG_CHAIN) throw new Refusal("Not started, for what is said above.");
  process.stderr.write(
    "Prefetching failed: Ponder fetches the chain itself, which takes longer.\n",
  );
  return "failed";
}

function run(task: Task, onWritten: () => void): Promise<number> {
  const { child, exited } = startTask(join("prefetch", "main.ts"), task);
  child.on("message", onWritten);
  return exited;
}

/** The newest block's number; null when the node does not tell. Ponder will find out what is wrong with it. */
async function askNewest(url: string): Promise<number | null> {
  if (!url.startsWith("http")) return null;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 0, method: "eth_blockNumber", params: [] }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { result } = (await response.json()) as { result?: string };
    return result === undefined ? null : Number(result);
  } catch {
    return null;
  }
}

type Task = {
  /** Variables over those of this process. */
  env: Env;
  args?: readonly string[];
  /** Node's own. */
  nodeArgs?: readonly string[];
  /** Interrupts it. */
  stop?: AbortSignal | undefined;
};

/**
 * A program of the project in a process of its own, which ends with this one; with its exit code, 130 when a signal ended
 * it.
 */
export function startTask(
  file: string,
  task: Task,
): { child: ChildProcess; exited: Promise<number> } {
  const { env, args = [], nodeArgs = NODE_ARGS, stop } = task;
  const child = spawn(
    process.execPath,
    [...nodeArgs, ...PRELOADED, join(projectRoot, file), ...args],
    {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  const interrupt = () => child.kill("SIGINT");
  stop?.addEventListener("abort", interrupt);
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
  return { child, exited };
}
