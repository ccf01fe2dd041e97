/** The indexer itself, started as `npm start` starts it. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";
import { freePort } from "../../test/support/server.ts";
import { finish, start } from "../run/processes.ts";
import { type Copy, copyProject } from "../run/project.ts";
import { checkState } from "./check.ts";
import type { Contestant, Round } from "./contestant.ts";
import { BUDGETS, follow, type Ponder, SCHEMA, settingsOf, startPrefetch } from "./ponder.ts";

/** Who indexes what is final, and where from. */
type Way = {
  by: "us" | "ponder";
  /** The node; the node, asked by Ponder alone; or the cache, which is full: a re-index. */
  from: "node" | "cold" | "cache";
};

const names: Record<Way["from"], [name: string, what: string]> = {
  node: ["ours", "all derived tables; fetched and indexed as `npm start` does"],
  cold: ["ours, cold", "all derived tables; Ponder fetches by itself"],
  cache: ["re-index", "all derived tables again, the chain being in the cache"],
};

const HERE = join("bench", "ours");

/** A copy of the project that `startOurs` can start. */
export async function copyOurs(): Promise<Copy> {
  const copy = await copyProject("ours");
  await cp(join(projectRoot, HERE), join(copy.root, HERE), { recursive: true });
  return copy;
}

/** Starts the indexer and its API, in a copy of the project, as `npm start` does. */
export async function startOurs(
  { root }: Copy,
  round: Round,
  env: Record<string, string>,
): Promise<Ponder> {
  const port = await freePort();
  const started = start([join(root, HERE, "start.ts")], {
    cwd: root,
    env: {
      ...settingsOf(round),
      DATABASE_SCHEMA: SCHEMA,
      LISTEN_HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: "warn",
      RPC_PARALLELISM: String(BUDGETS),
      ...env,
    },
  });
  return follow(started, port);
}

/** The indexer with all derived tables. `env` is added to the environment of its processes. */
export function oursContestant({ by, from }: Way, env: Record<string, string> = {}): Contestant {
  const [name, what] = names[from];
  const isPonders = by === "ponder";
  return {
    name: isPonders ? `${name}, BACKFILL=ponder` : name,
    what: isPonders ? `${what}; indexed by Ponder` : what,
    async prepare(round) {
      const copy = await copyOurs();
      if (from === "cache") await finish(startPrefetch(copy.root, round));
      let ponder: Ponder | null = null;
      return {
        async run(watch) {
          ponder = await startOurs(copy, round, {
            ...(isPonders ? { BACKFILL: "ponder" } : {}),
            ...(from === "cold" ? { PREFETCH: "off" } : {}),
            ...env,
          });
          watch(ponder.pid);
          await ponder.ready();
          // What is not final is indexed after that.
          await ponder.reached(round.workload.lastBlock);
        },
        fetchSeconds: () => null,
        check: () => checkState(round, SCHEMA),
        async stop() {
          await ponder?.stop();
          await copy.remove();
        },
      };
    },
  };
}
