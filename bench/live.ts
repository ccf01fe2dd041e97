/** How long after a node has a block its rows can be queried. */
import { setTimeout as sleep } from "node:timers/promises";
import { QUICK_CACHE } from "../scripts/ponder-process.ts";
import { startPonder } from "./contestants/ponder.ts";
import { defaultMarket } from "./market.ts";
import type { Database } from "./run/database.ts";
import { median, percentile, show, table } from "./run/figures.ts";
import { copyProject } from "./run/project.ts";
import { startMarket, type Workload } from "./run/workload.ts";

/** A size of blocks, how many of them are measured, and how long after one the next comes at the earliest. */
type LiveSize = { eventsPerBlock: number; blocks: number; everyMs: number };

/** Base's. */
const BLOCK_TIME_MS = 2_000;

export const liveSizes: readonly LiveSize[] = [
  { eventsPerBlock: 1, blocks: 100, everyMs: 0 },
  { eventsPerBlock: 10, blocks: 100, everyMs: 0 },
  { eventsPerBlock: 100, blocks: 50, everyMs: 0 },
  // What becomes final with one of them takes as long as a block.
  { eventsPerBlock: 1000, blocks: 60, everyMs: BLOCK_TIME_MS },
];

/** [ms] Ponder asks its node so often for a new block; half of it is in every latency, on average. */
const POLLING_MS = 100;
/** Blocks before the measured ones. */
const HISTORY_BLOCKS = 120;
/** From a block's rows to the next block, at least. */
const REST_MS = 120;

/** Measures the indexer and the raw contestant; returns the table in Markdown. */
export async function measureLive(
  sizes: readonly LiveSize[],
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<string> {
  const rows: string[][] = [];
  for (const size of sizes) {
    const { workload, blocks } = await prepare(size);
    for (const kind of ["ours", "raw"] as const) {
      const latencies = await measureOne({ kind, size, workload, blocks, database });
      const events = blocks.reduce((sum, block) => sum + block.events, 0);
      const row = [
        kind === "ours" ? "ours" : "ponder-raw",
        show(events / blocks.length),
        String(latencies.length),
        show(median(latencies)),
        show(percentile(latencies, 0.99)),
        show(Math.max(...latencies)),
      ];
      say(row.join(", "));
      rows.push(row);
    }
    await workload.stop();
  }
  return [
    `Milliseconds from the moment the node has a block until the indexer's \`/status\`, which is written in the block's own transaction, tells it. One block at a time, those of a thousand events ${BLOCK_TIME_MS / 1000} s apart, as on Base; the node is asked every ${POLLING_MS} ms, so that ${POLLING_MS / 2} ms on average are waiting for the question.`,
    table(["contestant", "events a block", "blocks", "median ms", "p99 ms", "longest ms"], rows),
  ].join("\n\n");
}

type Block = { number: number; events: number };

/** A market whose head stands before the blocks that will be measured. */
async function prepare({ eventsPerBlock, blocks: wanted }: LiveSize) {
  const workload = await startMarket({
    ...defaultMarket,
    eventsPerBlock,
    events: eventsPerBlock * (HISTORY_BLOCKS + 3 * wanted),
    // Enough requests must be in every phase even where few blocks hold many events.
    phase: eventsPerBlock > 100 ? 3 : defaultMarket.phase,
  });
  const from = workload.firstBlock + HISTORY_BLOCKS;
  const counts = await countLogs(workload, from + 1, workload.lastBlock);
  const blocks = [...counts]
    .map(([number, events]) => ({ number, events }))
    .sort((a, b) => a.number - b.number)
    .slice(0, wanted);
  return { workload, blocks };
}

async function countLogs({ url }: Workload, from: number, to: number) {
  const hex = (value: number) => `0x${value.toString(16)}`;
  const response = await fetch(url, {
    method: "POST",
    body: JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "eth_getLogs" },
      params: [{ fromBlock: hex(from), toBlock: hex(to) }],
    }),
  });
  const { result } = (await response.json()) as { result: { blockNumber: string }[] };
  const counts = new Map<number, number>();
  for (const { blockNumber } of result)
    counts.set(Number(blockNumber), (counts.get(Number(blockNumber)) ?? 0) + 1);
  return counts;
}

async function measureOne({
  kind,
  size,
  workload,
  blocks,
  database,
}: {
  kind: "ours" | "raw";
  size: LiveSize;
  workload: Workload;
  blocks: readonly Block[];
  database: Database;
}): Promise<number[]> {
  const name = `bench_live_${Date.now()}`;
  const before = workload.firstBlock + HISTORY_BLOCKS;
  await workload.order({ head: before });
  const copy = await copyProject(kind);
  const env = {
    ...workload.env,
    DATABASE_URL: await database.create(name),
    POLLING_INTERVAL_MS: String(POLLING_MS),
  };
  const nodeArgs = kind === "ours" ? QUICK_CACHE : [];
  const ponder = await startPonder(copy.root, { env, nodeArgs });
  try {
    await ponder.ready();
    await ponder.reached(before);
    const latencies: number[] = [];
    let head = before;
    let due = 0;
    for (const { number } of blocks) {
      // Empty blocks come one by one, too.
      for (; head + 1 < number; head++) {
        await workload.order({ head: head + 1 });
        await sleep(POLLING_MS);
      }
      const wait = Math.max(REST_MS, due - performance.now());
      await sleep(wait + Math.random() * POLLING_MS);
      await workload.order({ head: number });
      const begun = performance.now();
      await ponder.reached(number);
      latencies.push(performance.now() - begun);
      due = begun + size.everyMs;
      head = number;
    }
    return latencies;
  } finally {
    await ponder.stop();
    await copy.remove();
    await database.drop(name);
  }
}
