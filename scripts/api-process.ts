import type { ChildProcess } from "node:child_process";
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startTask } from "../prefetch/ensure.ts";
import { readEnvironment } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import type { Env } from "../settings/reader.ts";
import { INDEXER_URL, readApiSettings } from "../src/api/settings.ts";

/** [ms] Before it is started again; twice as long each further time. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;
/** [ms] An API that lived so long is well: the next pause is the first one again. */
const WELL = 60_000;
/** [ms] Beyond its drain, it takes up to three seconds for the answers under way. */
const GRACE = 5_000;
/** [ms] An editor writes a file in several steps. */
const SAVING = 200;
/** What the API is made of. */
const SOURCES = ["src/api", "src/domain", "settings", "queries", "ponder.schema.ts"];

type ApiProcess = Readonly<{
  /** Ends it for good, and settles when it has ended. */
  stop: () => Promise<void>;
}>;

/**
 * Starts the API in a process of its own. However it ends, out of memory or killed, it is started again, and nobody else
 * hears of it. It ends when this process ends, even when this process is killed.
 */
export function startApi(options: {
  /** Variables over those of this process. */
  env: Env;
  /** Where on this machine the indexer's own server listens; left out: nobody knows. */
  indexerPort?: number;
  /** Whether it is started again when its code changes. */
  reloads?: boolean;
}): ApiProcess {
  const { indexerPort, reloads = false } = options;
  const env = {
    // Libraries check themselves otherwise, with every answer.
    NODE_ENV: "production",
    ...options.env,
    ...(indexerPort !== undefined && { [INDEXER_URL]: `http://127.0.0.1:${indexerPort}` }),
  };
  const { heapMegabytes, drainMs } = readApiSettings({ ...readEnvironment(), ...env });
  const nodeArgs = [`--max-old-space-size=${heapMegabytes}`];
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  /** Ends a pause early; aborted while the process is ended on purpose. */
  let asked = new AbortController();

  const end = () => {
    asked.abort();
    child?.kill("SIGINT");
  };
  const keepRunning = async () => {
    for (let pause = FIRST_PAUSE; !stopping.signal.aborted; ) {
      asked = new AbortController();
      const { signal } = asked;
      const began = performance.now();
      const task = startTask(join("src", "api", "main.ts"), { env, nodeArgs });
      child = task.child;
      const code = await task.exited;
      if (signal.aborted) continue;
      if (performance.now() - began >= WELL) pause = FIRST_PAUSE;
      process.stderr.write(
        `The API ended (${child.signalCode ?? `exit code ${code}`}) and is started again in ${pause / 1000} s.\n`,
      );
      await wait(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  };
  const running = keepRunning();
  const unwatch = reloads ? onChange(end) : () => {};
  return {
    stop() {
      unwatch();
      stopping.abort();
      end();
      const killing = setTimeout(() => child?.kill("SIGKILL"), drainMs + GRACE);
      return running.finally(() => clearTimeout(killing));
    },
  };
}

/** Calls `tell` when the API's code has changed, until the function it gives is called. */
function onChange(tell: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = SOURCES.map((path) =>
    watch(join(projectRoot, path), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(tell, SAVING);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
