import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureBackfilled } from "../../backfill/ensure.ts";
import { defaultMarket } from "../../bench/market.ts";
import { startMarket } from "../../bench/run/workload.ts";
import { ensurePrefetched, startTask } from "../../prefetch/ensure.ts";
import { lastNumber, readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { noSettings } from "../../settings/environment.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { readSettings } from "../../settings.ts";
import { dumpOf, expectSameDump, query } from "../support/dump.ts";
import { type Ponder, startPonder } from "../support/ponder.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { selectionOf } from "../support/selection.ts";

const SCHEMA = "provernet";
const FINALITY = 30;
/** Blocks that are live: more than are not final, so that some of them become final. */
const LIVE = 100;

let postgres: Postgres;
let databases = 0;
const running = new Set<Ponder>();

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());
afterEach(async () => {
  await Promise.all([...running].map((ponder) => ponder.stop()));
  running.clear();
});

const createDatabase = () => postgres.createDatabase(`chain_${++databases}`);

type Env = Record<string, string>;
/** The settings of a process, over nothing of what surrounds the tests. */
const settingsOf = (env: Env) => ({ ...(noSettings as Env), ...env });
const backfill = (env: Env) => ensureBackfilled(readSettings(env), settingsOf(env));

const follow = async (env: Env) => {
  const ponder = await startPonder({ env, schema: SCHEMA });
  running.add(ponder);
  return ponder;
};
const stop = async (ponder: Ponder) => {
  await ponder.stop();
  running.delete(ponder);
};
const reach = async (ponder: Ponder, block: number) => {
  for (let tries = 0; ; tries++) {
    const response = await fetch(`${ponder.url}/status`).catch(() => null);
    const status = (await response?.json().catch(() => null)) as {
      provernet?: { block: { number: number } };
    } | null;
    // A busy machine's database does not always answer in time.
    const at = status?.provernet?.block.number;
    if (at === block) return;
    if (tries > 4_000) throw new Error(`at ${at}, not ${block}:\n${ponder.output().slice(-3_000)}`);
    await sleep(50);
  }
};
/** Waits until it is so. */
const until = async (isSo: () => Promise<boolean>) => {
  for (let tries = 0; !(await isSo()); tries++) {
    if (tries > 4_000) throw new Error(`never: ${isSo}`);
    await sleep(10);
  }
};

const startChain = async (recording: string, head?: number): Promise<Replay> =>
  startReplay({
    recording: await readRecording(recordingDirectory(recording)),
    ...(head === undefined ? {} : { head }),
  });
const envOf = (recording: string, replay: Replay, url: string, more: Env = {}): Env => ({
  NETWORK: "recording",
  RECORDING: recording,
  RPC_URL: replay.url,
  POLLING_INTERVAL_MS: "100",
  DATABASE_URL: url,
  ...more,
});

/** Two of them, unless all are asked for. */
const chains = selectionOf(
  [
    ["quirks", "all"],
    ["quirks", "sampled"],
    ["month", "all"],
    ["month", "sampled"],
  ] as const,
  2,
);
describe.each(chains)("the recorded %s, transfers %s", (recording, TOKEN_TRANSFERS) => {
  let replay: Replay;
  beforeEach(async () => {
    const last = lastNumber(await readRecording(recordingDirectory(recording)));
    replay = await startChain(recording, last - LIVE);
  });
  afterEach(() => replay?.stop());

  test("is indexed to Ponder's own rows, at the handover, through a fork at its edge, and after it", async () => {
    const more = { TOKEN_TRANSFERS, VAULT_SAMPLE_BLOCKS: "97" };
    const own = envOf(recording, replay, await createDatabase(), more);
    const bulk = envOf(recording, replay, await createDatabase(), more);
    expect(await ensurePrefetched(readSettings(own), settingsOf(own))).toBe("done");
    const ponders = [await follow(own)];
    expect(await backfill(bulk)).toBe("done");
    expect(await backfill(bulk)).toBe("off");
    const [checkpoint] = await query(
      bulk.DATABASE_URL!,
      `select substr(latest_checkpoint, 27, 16)::int as block from ${SCHEMA}._ponder_checkpoint`,
    );
    expect(checkpoint).toEqual({ block: replay.head() - FINALITY });
    ponders.push(await follow(bulk));
    expect(ponders[1]!.output()).toContain("Detected crash recovery");

    const compare = async (block: number) => {
      await Promise.all(ponders.map((ponder) => reach(ponder, block)));
      return expectSameDump(
        await dumpOf(bulk.DATABASE_URL!, SCHEMA),
        await dumpOf(own.DATABASE_URL!, SCHEMA),
      );
    };
    expect(await compare(replay.head())).toBeGreaterThan(3_000);
    // All that is not final.
    replay.fork({ depth: FINALITY - 1, variant: "late" });
    await compare(replay.advance(1));
    await compare(replay.unfork(1));
    await compare(replay.advance(LIVE - 10));
  });
});

test("a synthetic market is indexed to Ponder's own rows, from the node and again from the cache", async () => {
  const events = process.env.E2E === "all" ? 100_000 : 8_000;
  const market = await startMarket({ ...defaultMarket, events });
  try {
    const own = { ...market.env, DATABASE_URL: await createDatabase() };
    const bulk = { ...market.env, DATABASE_URL: await createDatabase() };
    const again = { ...bulk, DATABASE_SCHEMA: "again" };
    expect(await backfill(bulk)).toBe("done");
    expect(await backfill(again)).toBe("done");
    // The indexes are there, and PostgreSQL knows already about how many rows and what values there are, and plans by it.
    const indexes = await indexesOf(again.DATABASE_URL, "again");
    expect(indexes.map(({ name }) => name)).toContain("bid_first_bid_id_index");
    const [bids] = await query<{ rows: number }>(
      again.DATABASE_URL!,
      "select count(*)::int as rows from again.bid",
    );
    const [plan] = await query<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
      again.DATABASE_URL!,
      "explain (format json) select from again.bid",
    );
    const planned = plan!["QUERY PLAN"][0].Plan["Plan Rows"];
    const values = await query(
      again.DATABASE_URL!,
      "select from pg_stats where schemaname = 'again' and tablename = 'bid'",
    );
    expect(values.length).toBeGreaterThan(0);
    expect(bids!.rows).toBeGreaterThan(1_000);
    expect(planned).toBeGreaterThan(bids!.rows / 2);
    expect(planned).toBeLessThan(bids!.rows * 2);
    expect(await ensurePrefetched(readSettings(own), settingsOf(own))).toBe("done");
    for (const env of [own, bulk]) {
      const ponder = await follow(env);
      await reach(ponder, market.head);
      await stop(ponder);
    }
    const ponder = await startPonder({ env: again, schema: "again" });
    running.add(ponder);
    await reach(ponder, market.head);
    // Ponder has made none of them anew.
    expect(await indexesOf(again.DATABASE_URL, "again")).toEqual(indexes);
    const expected = await dumpOf(own.DATABASE_URL, SCHEMA);
    expect(expectSameDump(await dumpOf(bulk.DATABASE_URL, SCHEMA), expected)).toBeGreaterThan(
      8_000,
    );
    const handlersTables = (dump: typeof expected) =>
      Object.fromEntries(
        Object.entries(dump).filter(([name]) => !/^_|^(indexes|triggers)$/.test(name)),
      );
    expectSameDump(
      handlersTables(await dumpOf(again.DATABASE_URL, "again")),
      handlersTables(expected),
    );
  } finally {
    await market.stop();
  }
});

/** The indexes of handlers' tables; one that is made anew has another number. */
const indexesOf = (url: string, schema: string) =>
  query<{ name: string; number: number }>(
    url,
    `select relname as name, oid::int as number from pg_class
     where relkind = 'i' and relnamespace = '${schema}'::regnamespace and relname ~ '_index$' and relname !~ 'checkpoint'
     order by 1`,
  );

describe("a process that is killed", () => {
  let replay: Replay;
  let env: Env;
  let url: string;
  beforeAll(async () => {
    replay = await startChain("quirks");
    url = await createDatabase();
    env = envOf("quirks", replay, url);
  });
  afterAll(() => replay?.stop());

  const rowsOf = async () =>
    Object.entries(await dumpOf(url, SCHEMA)).flatMap(([name, lines]) =>
      ["indexes", "triggers"].includes(name) ? [] : lines,
    );
  const isWaiting = async () => {
    const found = await query(
      url,
      "select from pg_stat_activity where application_name = 'provernet backfill' and wait_event_type = 'Lock' and datname = current_database()",
    );
    return found.length > 0;
  };
  /** Kills a backfill when it comes to write to a table. */
  const killAt = async (table: string) => {
    const pg = (await import("pg")).default;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("begin");
    await client.query(`lock table ${SCHEMA}.${table} in share mode`);
    const { child, exited } = startTask(join("backfill", "main.ts"), { env: settingsOf(env) });
    child.send("fetched");
    await until(isWaiting);
    child.kill("SIGKILL");
    await exited;
    await client.query("rollback");
    await client.end();
  };
  /** Ponder takes a lock for left behind 25 seconds after the last sign of life. */
  const letTimePass = () =>
    query(url, `update ${SCHEMA}._ponder_meta set value = jsonb_set(value, '{heartbeat_at}', '0')`);

  test("leaves nothing behind, and the next start begins anew; after the handover it goes on", async () => {
    // As soon as there are tables.
    expect(await ensurePrefetched(readSettings(env), settingsOf(env))).toBe("done");
    const { child, exited } = startTask(join("backfill", "main.ts"), { env: settingsOf(env) });
    child.send("fetched");
    await until(async () => {
      const [found] = await query<{ t: string | null }>(
        url,
        `select to_regclass('${SCHEMA}._ponder_meta') as t`,
      );
      return found!.t !== null;
    });
    child.kill("SIGKILL");
    await exited;
    await until(async () => {
      const left = await query(
        url,
        "select from pg_stat_activity where application_name = 'provernet backfill' and datname = current_database()",
      );
      return left.length === 0;
    });
    expect(await rowsOf()).toEqual([]);
    await letTimePass();

    for (const table of ["activity", "request", "_ponder_checkpoint"]) {
      await killAt(table);
      expect(await rowsOf()).toEqual([]);
      await letTimePass();
    }

    expect(await backfill(env)).toBe("done");
    const first = await startPonder({ env, schema: SCHEMA, until: "spawned" });
    await until(async () => first.output().includes("Detected crash recovery"));
    first.process.kill("SIGKILL");
    await first.stop();
    await letTimePass();
    const second = await follow(env);
    await reach(second, replay.head());

    const own = envOf("quirks", replay, await createDatabase());
    expect(await ensurePrefetched(readSettings(own), settingsOf(own))).toBe("done");
    await reach(await follow(own), replay.head());
    expect(
      expectSameDump(await dumpOf(url, SCHEMA), await dumpOf(own.DATABASE_URL!, SCHEMA)),
    ).toBeGreaterThan(3_000);
  });
});

test("what is not to be backfilled is left to Ponder", async () => {
  const replay = await startChain("quirks");
  try {
    const env = envOf("quirks", replay, await createDatabase());
    expect(await backfill({ ...env, PREFETCH: "off" })).toBe("left");
    expect(await backfill({ ...env, BACKFILL: "ponder", PREFETCH: "off" })).toBe("off");
    // Another version of the code has been there.
    expect(await backfill(env)).toBe("done");
    await query(
      env.DATABASE_URL!,
      `update ${SCHEMA}._ponder_meta set value = jsonb_set(value, '{build_id}', '"other"');
       delete from ${SCHEMA}._ponder_checkpoint`,
    );
    expect(await backfill(env)).toBe("left");
  } finally {
    await replay.stop();
  }
});
