import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { cp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensurePrefetched } from "../../prefetch/ensure.ts";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { noSettings, WRONG_CHAIN } from "../../settings/environment.ts";
import { projectRoot, recordingDirectory } from "../../settings/networks.ts";
import { readSettings } from "../../settings.ts";
import { startLiar } from "../faults/liar.ts";
import { withHead } from "../faults/lies.ts";
import { createUrl as createDatabase } from "../support/database.ts";
import { copyProject, startPonder } from "../support/ponder.ts";
import { freePort } from "../support/server.ts";

const RECORDING = "quirks";
const FINALITY = 30;
const file = join(recordingDirectory(RECORDING), "chain.ndjson.gz");

let replay: Replay;
let directory = "";
/** Of the chain as the first test's prefetch, without any fault, put it into the cache. */
let cleanCache: Record<string, string[]>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "provernet-prefetch-"));
  replay = await startReplay({ recording: await readRecording(recordingDirectory(RECORDING)) });
  const url = await createDatabase();
  expect(await prefetch({ url })).toMatchObject({ code: 0 });
  cleanCache = await cacheOf(url);
});
afterAll(async () => {
  await replay?.stop();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  replay.heal();
  replay.resetCounts();
});

/** The whole environment of a process that works on the recorded chain. */
const environment = (url: string | null, given: Record<string, string> = {}) => ({
  PATH: `${join(projectRoot, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
  HOME: directory,
  ...(noSettings as Record<string, string>),
  NETWORK: "recording",
  RECORDING,
  RPC_URL: replay.url,
  ...(url === null ? {} : { DATABASE_URL: url }),
  ...given,
});

type Run = {
  url?: string;
  args?: string[];
  env?: Record<string, string>;
  root?: string;
  /** Called with all it has printed, whenever that is more. */
  on?: (output: string, kill: () => void) => void;
};
const prefetch = ({ url, args = [], env = {}, root = projectRoot, on = () => {} }: Run) => {
  const node = join(projectRoot, "node_modules", ".bin", "node");
  const child = spawn(node, [join(root, "prefetch", "main.ts"), ...args], {
    cwd: root,
    env: environment(url ?? null, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      on(output, () => child.kill("SIGINT"));
    });
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  );
};

const query = async (url: string, text: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, string>[];
  } finally {
    await client.end();
  }
};

const rowsOf = async (url: string, table: string, columns = "t::text") =>
  (await query(url, `select ${columns} as row from ${table} t order by 1`)).map(({ row }) => row!);

/** What a database has cached, without ids that depend on the order of writing. */
const cacheOf = async (url: string): Promise<Record<string, string[]>> => ({
  blocks: await rowsOf(url, "ponder_sync.blocks"),
  transactions: await rowsOf(url, "ponder_sync.transactions"),
  logs: await rowsOf(url, "ponder_sync.logs"),
  intervals: await rowsOf(url, "ponder_sync.intervals"),
  children: await rowsOf(
    url,
    "ponder_sync.factory_addresses",
    "concat(t.chain_id, ' ', t.block_number, ' ', t.address)",
  ),
});

/** Every row of the tables the handlers write. */
const tablesOf = async (url: string, schema: string): Promise<Record<string, string[]>> => {
  const tables = await query(
    url,
    `select table_name as name from information_schema.tables
     where table_schema = '${schema}' and table_type = 'BASE TABLE' and table_name !~ '^_' order by 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) found[name!] = await rowsOf(url, `"${schema}"."${name}"`);
  return found;
};

/** Runs the indexer until it is at the chain's head. */
const index = async (url: string) => {
  const begun = performance.now();
  const root = await copyProject();
  // What is asked of the node is counted below: the newest block once a second, however long a busy machine takes.
  const settings = environment(url, { POLLING_INTERVAL_MS: "1000" });
  // An empty variable means something to Ponder: it reads PORT itself.
  const env = Object.entries(settings).filter(([, value]) => value !== "");
  const ponder = await startPonder({ root, env: Object.fromEntries(env) });
  try {
    for (;;) {
      const status = (await (await fetch(`${ponder.url}/status`)).json()) as {
        provernet?: { block: { number: number } };
      };
      // A busy machine's database does not always answer in time.
      const number = status.provernet?.block.number ?? 0;
      if (number >= replay.head()) break;
      if (performance.now() - begun > 400_000)
        throw new Error(`Ponder is at block ${number}:\n${ponder.output().slice(-3_000)}`);
      await sleep(50);
    }
  } finally {
    await ponder.stop();
    await rm(root, { recursive: true, force: true });
  }
};

describe("a prefetched chain", () => {
  let cold: string;
  let warm: string;
  let asked: Record<string, number>;

  beforeAll(async () => {
    cold = await createDatabase();
    await index(cold);
    warm = await createDatabase();
    const { code } = await prefetch({ url: warm });
    expect(code).toBe(0);
    replay.resetCounts();
    await index(warm);
    asked = replay.counts();
  }, 900_000);

  test("is indexed to the very rows that Ponder's own fetching leads to", async () => {
    const [byPonder, byPrefetch] = [
      await tablesOf(cold, "provernet"),
      await tablesOf(warm, "provernet"),
    ];
    expect(Object.keys(byPonder).length).toBeGreaterThan(20);
    expect(Object.values(byPonder).flat().length).toBeGreaterThan(3_000);
    for (const [table, rows] of Object.entries(byPonder))
      expect({ [table]: byPrefetch[table] }).toEqual({ [table]: rows });
    expect(Object.keys(byPrefetch)).toEqual(Object.keys(byPonder));
  });

  test("lies in the cache as Ponder itself would have put it there", async () => {
    const [byPonder, byPrefetch] = [await cacheOf(cold), await cacheOf(warm)];
    for (const table of ["transactions", "logs", "intervals", "children"])
      expect({ [table]: byPrefetch[table] }).toEqual({ [table]: byPonder[table] });
    // Ponder keeps blocks, too, of which it fetched a log without needing it.
    expect(new Set(byPonder.blocks).isSupersetOf(new Set(byPrefetch.blocks))).toBe(true);
  });

  test("leaves Ponder nothing to fetch but what is not final yet", () => {
    expect(asked.eth_getLogs ?? 0).toBeLessThanOrEqual(FINALITY);
    // Of 2,473 blocks; the newest is asked for once a second.
    expect(asked.eth_getBlockByNumber).toBeLessThan(1_000);
    expect(asked.eth_getBlockByHash ?? 0).toBeLessThanOrEqual(FINALITY);
  });
});

describe("a prefetch", () => {
  test("comes to the same when nodes fail, refuse and hang up", async () => {
    // Of the calls in a post one is enough to lose them all.
    replay.failing(0.002, { as: "http-429" });
    replay.failing(0.002, { as: "drop", seed: 2 });
    replay.failing(0.02, { as: "rpc-error", seed: 3, method: "eth_getTransactionByHash" });
    replay.failNext(3, { method: "eth_getLogs", as: "http-500" });
    replay.failNext(2, { method: "eth_chainId", as: "http-500" });
    const url = await createDatabase();
    const env = { RPC_URL: `${replay.url},${replay.url}/second` };
    const run = await prefetch({ url, env });
    expect(run).toEqual({ code: 0, output: expect.stringContaining("6,112 logs") });
    expect(await cacheOf(url)).toEqual(cleanCache);
  });

  test("believes no node that is alone far ahead", async () => {
    const liar = await startLiar(replay.url);
    liar.tell(withHead((head) => head + 1_000_000));
    const url = await createDatabase();
    const run = await prefetch({ url, env: { RPC_URL: `${liar.url},${replay.url}` } });
    await liar.stop();
    expect(run).toMatchObject({ code: 0 });
    expect(run.output).toMatch(/gave a wrong answer \(its newest block is 1002/);
    expect(await cacheOf(url)).toEqual(cleanCache);
  });

  test("goes on where it was stopped", async () => {
    const url = await createDatabase();
    const first = await prefetch({ url, args: ["--until", "1000"] });
    expect(first).toMatchObject({ code: 0 });
    const [{ last }] = (await query(
      url,
      "select max(upper(blocks)) as last from ponder_sync.intervals",
    )) as [{ last: string }];
    expect(Number(last)).toBe(1_001);

    replay.resetCounts();
    // It hangs as soon as it has begun, and is then interrupted.
    let isBegun = false;
    const stopped = await prefetch({
      url,
      on: (output, kill) => {
        if (isBegun || !output.includes("Prefetching")) return;
        isBegun = true;
        replay.stall();
        setTimeout(kill, 500);
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.output).toContain("Stopped. What was fetched is kept");

    replay.resume();
    const resumed = await prefetch({ url });
    expect(resumed.output).toContain("Prefetching 1473 of the blocks 1 to 2473");
    expect(await cacheOf(url)).toEqual(cleanCache);
    expect((await prefetch({ url })).output).toContain("Nothing to prefetch");
  });

  test("adds what other settings need to what is there", async () => {
    const url = await createDatabase();
    const sampled = await prefetch({ url, env: { TOKEN_TRANSFERS: "sampled" } });
    expect(sampled).toMatchObject({ code: 0 });
    const before = await cacheOf(url);
    expect(before.logs!.length).toBeLessThan(cleanCache.logs!.length);
    expect(await prefetch({ url })).toMatchObject({ code: 0 });
    const after = await cacheOf(url);
    expect(after.logs).toEqual(cleanCache.logs);
    expect(after.transactions).toEqual(cleanCache.transactions);
    expect(after.children).toEqual(cleanCache.children);
  });

  test("compares with the receipts when asked to", async () => {
    const url = await createDatabase();
    const args = ["--check-receipts", "--until", "800"];
    expect(await prefetch({ url, args })).toMatchObject({ code: 0 });
    expect(replay.counts().eth_getBlockReceipts).toBeGreaterThan(500);
  });

  test("refuses a database that holds another chain with the same id", async () => {
    const url = await createDatabase();
    expect(await prefetch({ url, args: ["--until", "60"] })).toMatchObject({ code: 0 });
    const month = await prefetch({ url, env: { RECORDING: "month", RPC_URL: "" } });
    expect(month).toMatchObject({ code: WRONG_CHAIN });
    expect(month.output).toContain("holds another chain with the same chain id");
  });

  test("refuses a node of another chain", async () => {
    const other = { NETWORK: "base", START_BLOCK: "1", RPC_URL: replay.url };
    const { code, output } = await prefetch({ url: await createDatabase(), env: other });
    expect(code).toBe(WRONG_CHAIN);
    expect(output).toContain("serves chain 31337, but the settings mean chain 8453");
  });

  test("refuses another version of Ponder", async () => {
    const root = join(directory, "other-ponder");
    const packages = join(root, "node_modules");
    mkdirSync(join(packages, "ponder"), { recursive: true });
    for (const name of readdirSync(projectRoot))
      if (name !== "node_modules") symlinkSync(join(projectRoot, name), join(root, name));
    const real = join(projectRoot, "node_modules");
    for (const name of readdirSync(real).filter((each) => each !== "ponder"))
      symlinkSync(join(real, name), join(packages, name));
    const manifest = JSON.parse(readFileSync(join(real, "ponder", "package.json"), "utf8"));
    await writeFile(
      join(packages, "ponder", "package.json"),
      JSON.stringify({ ...manifest, version: "0.18.0" }),
    );
    // Modules are looked up where their file really is: this one must be there itself.
    for (const name of ["prefetch", "scripts", "settings", "settings.ts", "replay"]) {
      rmSync(join(root, name));
      await cp(join(projectRoot, name), join(root, name), {
        recursive: true,
      });
    }
    const { code, output } = await prefetch({ url: await createDatabase(), root });
    expect(code).toBe(1);
    expect(output).toContain("The installed Ponder is 0.18.0");
  });
});

describe("a file", () => {
  test("with a recorded chain fills the cache as a node does, without one", async () => {
    const url = await createDatabase();
    const run = await prefetch({ url, args: ["--from", file], env: { RPC_URL: "" } });
    expect(run).toMatchObject({ code: 0 });
    expect(replay.counts()).toEqual({});
    const cache = await cacheOf(url);
    for (const table of ["blocks", "logs", "intervals", "children"])
      expect({ [table]: cache[table] }).toEqual({ [table]: cleanCache[table] });
    // A recording leaves out signatures and access lists.
    expect(cache.transactions).toHaveLength(cleanCache.transactions!.length);
  });

  test("made by one operator fills the next one's cache", async () => {
    const path = join(directory, "handed-on.ndjson.gz");
    expect(await prefetch({ args: ["--to", path] })).toMatchObject({ code: 0 });
    replay.resetCounts();
    const url = await createDatabase();
    const run = await prefetch({ url, args: ["--from", path], env: { RPC_URL: "" } });
    expect(run).toMatchObject({ code: 0 });
    expect(replay.counts()).toEqual({});
    expect(await cacheOf(url)).toEqual(cleanCache);
  });

  test("that is cut off leaves the cache as it was", async () => {
    const path = join(directory, "cut.gz");
    await writeFile(path, readFileSync(file).subarray(0, 200_000));
    const url = await createDatabase();
    const { code, output } = await prefetch({ url, args: ["--from", path] });
    expect(code).toBe(1);
    expect(output).toContain("its end is missing");
    expect(await query(url, "select to_regclass('ponder_sync.logs') as t")).toEqual([{ t: null }]);
  });
});

test("before Ponder starts, a chain is prefetched once, unless that is switched off", async () => {
  const url = await createDatabase();
  const env = environment(url);
  const settings = readSettings(env);
  expect(await ensurePrefetched({ ...settings, prefetch: "off" }, env)).toBe("off");
  expect(await ensurePrefetched(settings, env)).toBe("done");
  expect(await cacheOf(url)).toEqual(cleanCache);
  expect(await ensurePrefetched(settings, env)).toBe("present");
  const RPC_URL = `http://127.0.0.1:${await freePort()}`;
  const nobody = environment(await createDatabase(), { RPC_URL });
  expect(await ensurePrefetched(readSettings(nobody), nobody)).toBe("failed");
});
