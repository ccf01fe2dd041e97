import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensurePrefetched } from "../../prefetch/ensure.ts";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { noSettings } from "../../settings/environment.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { readSettings } from "../../settings.ts";
import { createIndexer } from "../support/indexer.ts";
import { copyProject, type Ponder, startPonder } from "../support/ponder.ts";
import { ask, createEmptyDatabase, type Postgres, startPostgres } from "../support/postgres.ts";
import { loadRecording } from "../support/recording.ts";
import { expectSameTables, tablesOfIndexer, tablesOfPostgres } from "../support/tables.ts";

const RECORDING = "quirks";
/** Blocks that come live in the second test. */
const LIVE = 60;
const SCHEMA = "provernet";
/** Ponder's, for what may succeed at another time. */
const TRY_AGAIN = 75;

let postgres: Postgres;
let replay: Replay;
let root: string;
let url: string;
let databases = 0;
/** A database in which the chain is cached: fetching has no part in this. */
const CACHED = "cached";
let ponder: Ponder | undefined;

beforeAll(async () => {
  postgres = await startPostgres();
  // What a commit does not wait for is written so late that it is lost for certain.
  await ask(postgres.url("postgres"), "alter system set wal_writer_delay = '10s'");
  await ask(postgres.url("postgres"), "select pg_reload_conf()");
  replay = await startReplay({ recording: await readRecording(recordingDirectory(RECORDING)) });
  replay.setHead(replay.head() - LIVE);
  const env = { ...noSettings, ...settings(await postgres.createDatabase(CACHED)) };
  expect(await ensurePrefetched(readSettings(env), env)).toBe("done");
  root = await copyProject();
});
beforeEach(async () => {
  const server = postgres.url("postgres");
  url = await createEmptyDatabase(server, `durable_${++databases}`, CACHED);
});
afterAll(async () => {
  await ponder?.stop();
  await replay?.stop();
  await postgres?.stop();
});

const settings = (databaseUrl: string) => ({
  NETWORK: "recording",
  RECORDING,
  RPC_URL: replay.url,
  POLLING_INTERVAL_MS: "100",
  DATABASE_URL: databaseUrl,
});

const start = (until: "spawned" | "ready") =>
  startPonder({ root, schema: SCHEMA, until, env: settings(url) });

/**
 * Kills a backend of the indexer as the system does when memory is short, as soon as a commit moved the checkpoint; the
 * server then ends all others and puts its data right.
 */
async function killAfterCommit(after = ""): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  const read = async () => {
    try {
      const { rows } = await client.query(
        `select latest_checkpoint as at from ${SCHEMA}._ponder_checkpoint`,
      );
      return rows[0]?.at ?? "";
    } catch {
      return "";
    }
  };
  // The first one is written before anything is indexed.
  const first = after || (await until(read, (at) => at !== ""));
  const committed = await until(read, (at) => at > first);
  const { rows } = await client.query(
    "select pid from pg_stat_activity where datname = current_database() and application_name like '%_user' and pid <> pg_backend_pid()",
  );
  expect(rows.length).toBeGreaterThan(0);
  process.kill(rows[0].pid, "SIGKILL");
  await client.end().catch(() => {});
  return committed;
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await sleep(2);
  }
}

/** Lets it go on to a block, and starts it again whenever it ends and says that it is to be. */
async function reach(block: number): Promise<number> {
  for (let starts = 0; ; ) {
    const outcome = await Promise.race([
      ponder!.exited,
      until(indexedBlock, (at) => at >= block).then(() => "there" as const),
    ]);
    if (outcome === "there") return starts;
    expect({ outcome, said: ponder!.output().includes("start it again") }).toEqual({
      outcome: TRY_AGAIN,
      said: true,
    });
    starts++;
    ponder = await start("ready");
  }
}

const indexedBlock = async () => {
  await sleep(50);
  const rows = await ask(
    url,
    `select latest_checkpoint as at from ${SCHEMA}._ponder_checkpoint where exists
       (select from ${SCHEMA}._ponder_meta where value ->> 'is_ready' = '1')`,
  ).catch(() => []);
  return Number((rows[0]?.at ?? "").slice(26, 42));
};

async function expectWhole(block: number): Promise<void> {
  const straight = await createIndexer();
  await straight.replay(loadRecording(RECORDING), { until: block });
  const compared = expectSameTables(await tablesOfPostgres(url, SCHEMA), tablesOfIndexer(straight));
  expect(compared).toBeGreaterThan(10_000);
}

test("no row is lost when a backend is killed right after a commit of the backfill", async () => {
  const head = replay.advance(LIVE);
  ponder = await start("spawned");
  await killAfterCommit();
  await reach(head);
  await ponder.stop();
  ponder = undefined;
  await expectWhole(head);
});

test("no row is lost when backends are killed right after live commits", async () => {
  const head = replay.head();
  replay.setHead(head - LIVE);
  ponder = await start("ready");
  for (let at = head - LIVE; at < head; at += 15) {
    const before = await ask(
      url,
      `select latest_checkpoint as at from ${SCHEMA}._ponder_checkpoint`,
    );
    const killed = killAfterCommit(before[0]!.at);
    for (let block = 0; block < 15; block++) {
      replay.advance(1);
      await sleep(20);
    }
    // It may be ending still from the last kill.
    await Promise.all([killed, reach(at + 15)]);
    await reach(at + 15);
  }
  await ponder.stop();
  ponder = undefined;
  await expectWhole(head);
});
