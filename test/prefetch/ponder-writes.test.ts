import { numberToHex } from "viem";
import { expect, test } from "vitest";
import { copyIntoCache } from "../../prefetch/ponderWrites.ts";
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

/** What Ponder's cache holds after Ponder has written to it, and with which statements it did. */
const write = async ({ byCopy }: { byCopy: boolean }) => {
  const url = await createUrl();
  const cache = await openPonderCache(url);
  try {
    Object.assign(globalThis, { PONDER_DATABASE: cache.database });
    // A second time nothing changes.
    for (let times = 0; byCopy && times < 2; times++) copyIntoCache();
    const statements = await cache.write(async (store) => {
      const put = ({ blocks, transactions, logs }: typeof chain) =>
        Promise.all([
          store.insertBlocks({ blocks, chainId }),
          store.insertTransactions({ transactions, chainId }),
          store.insertLogs({ logs, chainId }),
        ]);
      await put({ ...chain, blocks: chain.blocks.slice(0, 9), logs: chain.logs.slice(0, 50) });
      await store.insertAnotherBlock({ block: chain.blocks[9], chainId });
      // Of these some are there.
      await put(chain);
    });
    const rows: Record<string, string[]> = {};
    for (const table of ["blocks", "transactions", "logs"])
      rows[table] = (
        await ask(url, `select t::text as row from ponder_sync.${table} t order by 1`)
      ).map(({ row }) => row);
    return { rows, statements: statements.join("\n") };
  } finally {
    Object.assign(globalThis, { PONDER_DATABASE: undefined });
    await cache.close();
  }
};

test("what Ponder caches is copied, and the same as by its own statements", async () => {
  const [copied, inserted] = [await write({ byCopy: true }), await write({ byCopy: false })];
  expect(inserted.rows.logs!.length).toBeGreaterThan(300);
  expect(copied.rows).toEqual(inserted.rows);
  const own = /insert into "ponder_sync"/;
  expect(inserted.statements).toMatch(own);
  expect(copied.statements).not.toMatch(own);
  expect(copied.statements).toMatch(/^copy /m);
});
