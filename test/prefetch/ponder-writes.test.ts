import { numberToHex } from "viem";
import { expect, test } from "vitest";
import { quickenCache } from "../../prefetch/ponderWrites.ts";
import { readRecording } from "../../replay/recording.ts";
import { startReplay } from "../../replay/server.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { createUrl } from "../support/database.ts";
import { openPonderCache } from "../support/ponder-internals.ts";
import { ask } from "../support/postgres.ts";

const chainId = 31_337;
const BLOCKS = 300;

/** Blocks with their transactions, and their logs, as a node gives them. */
const readChain = async () => {
  const recording = await readRecording(recordingDirectory("quirks"));
  const replay = await startReplay({ recording });
  const answers = async <T>(questions: object[]) => {
    const body = JSON.stringify(questions.map((each, id) => ({ jsonrpc: "2.0", id, ...each })));
    const response = await fetch(replay.url, { method: "POST", body });
    return ((await response.json()) as { result: T }[]).map(({ result }) => result);
  };
  const blocks = await answers<{ transactions: object[] }>(
    Array.from({ length: BLOCKS }, (_, index) => ({
      method: "eth_getBlockByNumber",
      params: [numberToHex(index + 1), true],
    })),
  );
  const all = { fromBlock: "0x1", toBlock: numberToHex(BLOCKS) };
  const [logs = []] = await answers<object[]>([{ method: "eth_getLogs", params: [all] }]);
  await replay.stop();
  return { blocks, transactions: blocks.flatMap(({ transactions }) => transactions), logs };
};
const chain = await readChain();

/** An empty cache, as Ponder tells its process of it. */
const openCache = async (url: string, { quickly }: { quickly: boolean }) => {
  const cache = await openPonderCache(url);
  if (quickly) quickenCache();
  // A second time nothing changes.
  for (let times = 0; times < 2; times++)
    Object.assign(globalThis, { PONDER_DATABASE: cache.database });
  return {
    ...cache,
    async close() {
      Reflect.deleteProperty(globalThis, "PONDER_DATABASE");
      await cache.close();
    },
  };
};

/** What Ponder's cache holds after Ponder has written to it, and with which statements it did. */
const write = async ({ quickly }: { quickly: boolean }) => {
  const url = await createUrl();
  const cache = await openCache(url, { quickly });
  try {
    const statements = await cache.write(async (store) => {
      const put = ({ blocks, transactions, logs }: typeof chain) =>
        Promise.all([
          store.insertBlocks({ blocks, chainId }),
          store.insertTransactions({ transactions, chainId }),
          store.insertLogs({ logs, chainId }),
        ]);
      await put({ ...chain, blocks: chain.blocks.slice(0, 9), logs: chain.logs.slice(0, 50) });
      await store.insertAnotherBlock({ block: chain.blocks[9], chainId });
      // Of these some are there; and Ponder fetches several ranges at a time.
      await Promise.all([put(chain), put({ ...chain, logs: chain.logs.slice(20) })]);
    });
    const rows: Record<string, string[]> = {};
    for (const table of ["blocks", "transactions", "logs"])
      rows[table] = (
        await ask(url, `select t::text as row from ponder_sync.${table} t order by 1`)
      ).map(({ row }) => row);
    return { rows, statements: statements.join("\n") };
  } finally {
    await cache.close();
  }
};

test("what Ponder caches is written quickly, and the same as by its own statements", async () => {
  const [quick, own] = [await write({ quickly: true }), await write({ quickly: false })];
  expect(own.rows.logs!.length).toBeGreaterThan(300);
  expect(quick.rows).toEqual(own.rows);
  const values = /insert into "ponder_sync"."(blocks|transactions|logs)"/;
  expect(own.statements).toMatch(values);
  expect(quick.statements).not.toMatch(values);
  expect(quick.statements).toMatch(/json_populate_recordset/);
});

test("what becomes final waits for the block that is being indexed, one transaction at a time", async () => {
  const cache = await openCache(await createUrl(), { quickly: true });
  const [block, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const [one, another] = [chain.blocks.slice(0, 1), chain.blocks.slice(1, 2)];
  const done: string[] = [];
  try {
    const indexing = cache.database.userQB.transaction(() => block.promise);
    const waiting = cache.write(async (store) => {
      const inserting = store.insertBlocks({ blocks: one, chainId });
      asked.resolve();
      await inserting;
      done.push("one");
    });
    await asked.promise;
    await cache.write((store) => store.insertBlocks({ blocks: another, chainId }));
    done.push("another");
    block.resolve();
    await Promise.all([indexing, waiting]);
    expect(done).toEqual(["another", "one"]);
  } finally {
    await cache.close();
  }
});
