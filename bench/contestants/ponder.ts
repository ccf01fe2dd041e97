/** Ponder contestants: the indexer itself, and the raw one. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_ARGS } from "../../scripts/ponder-process.ts";
import { freePort } from "../../test/support/server.ts";
import { finish, type Started, start } from "../run/processes.ts";
import { type Copy, copyProject } from "../run/project.ts";
import { checkRows } from "./check.ts";
import type { Contestant, Round } from "./contestant.ts";

/** The schema that Ponder contestants write into. */
export const SCHEMA = "provernet";

/** Request budgets of a cold start: Ponder begins at 20 requests a second for each. */
export const BUDGETS = 100;
const READY_MS = 25;
const REACHED_MS = 4;
const LONGEST_MS = 3_600_000;

/** A running Ponder. */
export type Ponder = Started & {
  url: string;
  /** Waits until all history is indexed. @throws Error with its output when it ends before */
  ready: () => Promise<void>;
  /** Waits until a block's rows can be queried. @throws Error with its output when it ends before */
  reached: (block: number) => Promise<void>;
  /** The last block whose rows can be queried; 0 when nobody answers. */
  block: () => Promise<number>;
};

/** Starts Ponder in a copy of the project, under Node as the project runs it. `nodeArgs` are added to Node's. */
export async function startPonder(
  root: string,
  given: { env: Record<string, string>; port?: number; nodeArgs?: readonly string[] },
): Promise<Ponder> {
  const { env, port, nodeArgs = [] } = given;
  const listen = port ?? (await freePort());
  const started = start(
    [
      ...NODE_ARGS,
      ...nodeArgs,
      join(root, "node_modules", "ponder", "dist", "esm", "bin", "ponder.js"),
      ...["start", "--root", root, "--schema", SCHEMA],
      ...["--hostname", "127.0.0.1", "--port", String(listen), "--log-level", "warn"],
    ],
    {
      cwd: root,
      env: { PONDER_TELEMETRY_DISABLED: "true", RPC_PARALLELISM: String(BUDGETS), ...env },
    },
  );
  return follow(started, listen);
}

/** Ponder, however it was started, as it is seen over its port. */
export function follow(started: Started, port: number): Ponder {
  const url = `http://127.0.0.1:${port}`;
  let isOver = false;
  started.exited.then(() => {
    isOver = true;
  });
  const ask = <T>(path: string, read: (response: Response) => Promise<T>, failed: T) =>
    fetch(url + path).then(read, () => failed);
  const waitFor = async (what: string, isThere: () => Promise<boolean>, everyMs: number) => {
    const deadline = performance.now() + LONGEST_MS;
    while (!(await isThere())) {
      if (isOver || performance.now() > deadline)
        throw new Error(`Ponder is not ${what}:\n${started.output()}`);
      await sleep(everyMs);
    }
  };
  const isReady = () =>
    ask(
      "/ready",
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      false,
    );
  const blockReached = () =>
    ask(
      "/status",
      async (response) => {
        const [chain] = Object.values((await response.json()) as Status);
        return chain?.block.number ?? 0;
      },
      0,
    );
  return {
    ...started,
    url,
    block: blockReached,
    ready: () => waitFor("ready", isReady, READY_MS),
    reached: (block) =>
      waitFor(`at block ${block}`, async () => (await blockReached()) >= block, REACHED_MS),
  };
}

/** What `/status` says of each chain. */
type Status = Record<string, { block: { number: number } }>;

/** The settings of a round, for the indexer and its prefetching. */
export const settingsOf = ({ workload, databaseUrl }: Round): Record<string, string> => ({
  ...workload.env,
  DATABASE_URL: databaseUrl,
});

/** Fills Ponder's cache in bulk. Run in a copy of the indexer, whose sources the raw contestant has too. */
export const startPrefetch = (root: string, round: Round): Started =>
  start([join(root, "prefetch", "main.ts")], { cwd: root, env: settingsOf(round) });

/** Ponder with one insert for each event; prefetched or from an empty cache. */
export function rawContestant({ prefetched }: { prefetched: boolean }): Contestant {
  return {
    name: `ponder-raw, ${prefetched ? "prefetch" : "cold"}`,
    what: `Ponder, one insert for each event; ${
      prefetched ? "fetched in bulk, then `ponder start`" : "`ponder start` on an empty database"
    }`,
    async prepare(round) {
      const copies: Copy[] = [await copyProject("raw")];
      if (prefetched) copies.push(await copyProject("ours"));
      let ponder: Ponder | null = null;
      let fetched: number | null = null;
      return {
        async run(watch) {
          const begun = performance.now();
          if (prefetched) {
            const fetching = startPrefetch(copies.at(-1)!.root, round);
            watch(fetching.pid);
            await finish(fetching);
            fetched = (performance.now() - begun) / 1000;
          }
          ponder = await startPonder(copies[0]!.root, { env: settingsOf(round) });
          watch(ponder.pid);
          await ponder.ready();
          // What is not final is indexed after that.
          await ponder.reached(round.workload.lastBlock);
        },
        fetchSeconds: () => fetched,
        check: () => checkRows(round, `${SCHEMA}.raw_event`),
        async stop() {
          await ponder?.stop();
          for (const copy of copies) await copy.remove();
        },
      };
    },
  };
}
