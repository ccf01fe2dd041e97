import { setTimeout as sleep } from "node:timers/promises";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { createIndexer } from "../support/indexer.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import type { Postgres } from "../support/postgres.ts";
import { loadRecording } from "../support/recording.ts";
import {
  expectSameTables,
  type Tables,
  tablesOfIndexer,
  tablesOfPostgres,
} from "../support/tables.ts";

const NAME = "quirks";
/** The chain's head when an indexer starts, and when a case is over. */
export const HEAD = 215;
export const END = 280;

const recording = readRecording(recordingDirectory(NAME));

/** The rows of an undisturbed run at the end. */
let undisturbed: Promise<Tables> | undefined;
const straight = async (): Promise<Tables> => {
  const indexer = await createIndexer();
  await indexer.replay(loadRecording(NAME), { until: END });
  return tablesOfIndexer(indexer);
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A recorded chain as a node, a database, and indexers on them. */
export const createWorld = async (postgres: Postgres, database: string) => {
  const replay: Replay = await startReplay({ recording: await recording, head: HEAD });
  const databaseUrl = await postgres.createDatabase(database);
  const running = new Set<Ponder>();
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

  /** Waits until an indexer's rows are those of a block. */
  const reach = async (ponder: Ponder, block: number): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const status: any = await fetch(`${ponder.url}/status`)
        .then((response) => response.json())
        .catch(() => null);
      const at = status?.provernet?.block?.number;
      if (at === block) return;
      if (tries > 1_800)
        throw new Error(`at ${at}, not ${block}:\n${ponder.output().slice(-6_000)}`);
      await sleep(50);
    }
  };

  return {
    replay,
    databaseUrl,
    environment,
    index,
    reach,
    /** Everything indexers printed that have ended or run. */
    output: () => [output, ...[...running].map((ponder) => ponder.output())].join(""),
    /** Compares every row of every table with those of an undisturbed run at the end. */
    async expectUndisturbed(schema = "provernet") {
      undisturbed ??= straight();
      const count = expectSameTables(
        await tablesOfPostgres(databaseUrl, schema),
        await undisturbed,
      );
      if (count < 300) throw new Error(`only ${count} rows`);
    },
    async close() {
      for (const ponder of running) await ponder.stop();
      await replay.stop();
    },
  };
};
