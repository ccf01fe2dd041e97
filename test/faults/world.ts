import { setTimeout as sleep } from "node:timers/promises";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { contractVariables, readChain } from "../../settings/chain.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { createReader } from "../../settings/reader.ts";
import { createIndexer } from "../support/indexer.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { ask, type Postgres } from "../support/postgres.ts";
import { loadRecording } from "../support/recording.ts";
import { pathOf, startScript } from "../support/scripts.ts";
import { freePort } from "../support/server.ts";
import {
  compareTables,
  type Tables,
  tablesOfIndexer,
  tablesOfPostgres,
} from "../support/tables.ts";

/** The recorded chain. */
export const NAME = "quirks";
/** The chain's head when an indexer starts, and when a case is over. */
export const HEAD = 215;
export const END = 280;
/** [ms] Until rows are right again. */
const LONGEST_MS = 120_000;

const recording = readRecording(recordingDirectory(NAME));

/** The rows of an undisturbed run at the end. */
let undisturbed: Promise<Tables> | undefined;
const straight = async (): Promise<Tables> => {
  const indexer = await createIndexer();
  await indexer.replay(loadRecording(NAME), { until: END });
  return tablesOfIndexer(indexer);
};

/** An indexer, whichever process it is at the moment. */
type Running = Pick<Ponder, "url" | "output">;

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A recorded chain as a node, a database, and indexers on them. */
export const createWorld = async (postgres: Postgres, database: string) => {
  const replay: Replay = await startReplay({ recording: await recording, head: HEAD });
  const databaseUrl = await postgres.createDatabase(database);
  const running = new Set<Ponder>();
  const faults: Record<string, number> = {};
  /** [ms] */
  const waits: number[] = [];
  const closers: (() => Promise<void>)[] = [];
  let output = "";

  const environment = (rpcUrls: readonly string[], env: Record<string, string> = {}) => ({
    NETWORK: "recording",
    RECORDING: NAME,
    RPC_URL: rpcUrls.join(","),
    POLLING_INTERVAL_MS: "100",
    DATABASE_URL: databaseUrl,
    ...env,
  });

  /** Runs an indexer, by default until its history is indexed. */
  const index = async (
    rpcUrls: readonly string[] = [replay.url],
    given: Parameters<typeof startPonder>[0] = {},
  ): Promise<Ponder> => {
    const ponder = await startPonder({ ...given, env: environment(rpcUrls, given.env) });
    running.add(ponder);
    void ponder.exited.then(() => {
      output += ponder.output();
      running.delete(ponder);
    });
    return ponder;
  };

  /** The block of an indexer's rows; null when it does not say. */
  const blockOf = (url: string): Promise<number | null> =>
    fetch(`${url}/status`)
      .then((response) => response.json() as any)
      .then((status) => status.provernet?.block?.number ?? null)
      .catch(() => null);

  /** Waits until an indexer's rows are those of a block, by default of the head. */
  const reach = async (running: Running, block = replay.head()): Promise<void> => {
    const began = performance.now();
    for (let at = await blockOf(running.url); at !== block; at = await blockOf(running.url)) {
      if (performance.now() - began > LONGEST_MS)
        throw new Error(`at ${at}, not ${block}:\n${running.output().slice(-6_000)}`);
      await sleep(50);
    }
    waits.push(performance.now() - began);
  };

  /** Runs `npm start` on the chain, as on one that is not recorded. Whoever starts it ends it. */
  const start = async () => {
    const { chainId, addresses, startBlocks } = readChain(
      createReader(environment([replay.url])),
      "recording",
      {},
    );
    const contracts = contractVariables.flatMap(({ key, variable, start: first }) => [
      [variable, addresses[key]],
      ...(first === null ? [] : [[first, String(startBlocks[key])]]),
    ]);
    const port = await freePort();
    const run = startScript([pathOf("run.ts"), "start"], {
      ...Object.fromEntries(contracts),
      NETWORK: "custom",
      CHAIN_ID: String(chainId),
      RPC_URL: replay.url,
      DATABASE_URL: databaseUrl,
      DATABASE_SCHEMA: "provernet",
      LISTEN_HOST: "127.0.0.1",
      PORT: String(port),
    });
    return { ...run, output: run.text, url: `http://127.0.0.1:${port}` };
  };

  /** Runs an indexer as a supervisor does: one that ends is started again, for what may pass. */
  const keep = async (env: Record<string, string> = {}) => {
    let ponder = await index(undefined, { env, until: "spawned" });
    let isOver = false;
    const keeping = (async () => {
      while (!isOver) {
        const code = await ponder.exited;
        if (isOver) return;
        if (code === 0)
          throw new Error(`It ended well, unasked:\n${ponder.output().slice(-3_000)}`);
        await sleep(500);
        ponder = await index(undefined, { env, until: "spawned" });
      }
    })();
    return {
      get url() {
        return ponder.url;
      },
      output: () => ponder.output(),
      async stop() {
        isOver = true;
        await ponder.stop();
        await keeping;
      },
    };
  };

  return {
    replay,
    databaseUrl,
    environment,
    index,
    reach,
    start,
    keep,
    /** Counts faults of a kind. */
    note(kind: string, count = 1) {
      faults[kind] = (faults[kind] ?? 0) + count;
    },
    /** What was counted, and how long indexers took until they were right again [ms]. */
    told: () => ({ faults, waits }),
    /** Waits until killed processes have left the database, and lets them be forgotten: Ponder takes 25 s for that. */
    async forget() {
      const left = () =>
        ask(
          databaseUrl,
          "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
        );
      while ((await left()).length > 0) await sleep(50);
      await ask(
        databaseUrl,
        "update provernet._ponder_meta set value = jsonb_set(value, '{heartbeat_at}', '0')",
      ).catch(() => {});
    },
    /** Lets an indexer index all there is, and ends it. */
    async finish(running: Running & { stop: () => Promise<unknown> }) {
      replay.setHead(END);
      await reach(running);
      await running.stop();
    },
    /** Everything indexers printed that have ended or run. */
    output: () => [output, ...[...running].map((ponder) => ponder.output())].join(""),
    /** Compares every row of every table with those of an undisturbed run at the end. */
    async compare() {
      undisturbed ??= straight();
      return compareTables(await tablesOfPostgres(databaseUrl, "provernet"), await undisturbed);
    },
    /** Has something done when all is over. */
    atEnd: (what: () => Promise<void>) => void closers.push(what),
    async close() {
      for (const ponder of running) await ponder.stop();
      for (const close of closers) await close();
      await replay.stop();
    },
  };
};
