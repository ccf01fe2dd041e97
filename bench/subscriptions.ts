/** How long after a node has a block its events are with clients: by subscription, and by asking every second. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPonder } from "../test/support/ponder.ts";
import { defaultMarket } from "./market.ts";
import type { Database } from "./run/database.ts";
import { percentile, show, table } from "./run/figures.ts";
import { startMarket } from "./run/workload.ts";
import type { Crowd, Had, Told } from "./subscriptions/listeners.ts";

type Listeners = Pick<Crowd, "idle" | "busy" | "polling"> & { blocks: number };

/** As Base: a block in two seconds. */
const BLOCK_MS = 2_000;
const NODE_POLLING_MS = 100;
const CLIENT_POLLING_MS = 1_000;
const HISTORY_BLOCKS = 120;
const EVENTS_PER_BLOCK = 10;
/** [ms] What comes later than this after the last block does not count. */
const GRACE_MS = 5_000;

/** Measures clients of the indexer on a market whose blocks come as Base's; returns the table in Markdown. */
export async function measureSubscriptions(
  { idle, busy, polling, blocks }: Listeners,
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<string> {
  const workload = await startMarket({
    ...defaultMarket,
    eventsPerBlock: EVENTS_PER_BLOCK,
    events: EVENTS_PER_BLOCK * (HISTORY_BLOCKS + 3 * blocks),
  });
  const before = workload.firstBlock + HISTORY_BLOCKS;
  await workload.order({ head: before });
  const name = `bench_subscriptions_${Date.now()}`;
  const ponder = await startPonder({
    until: "health",
    env: {
      ...workload.env,
      DATABASE_URL: await database.create(name),
      POLLING_INTERVAL_MS: String(NODE_POLLING_MS),
      API_BUDGET_PER_MINUTE: "0",
      API_SUBSCRIPTIONS: String(idle + busy),
      API_SUBSCRIPTIONS_PER_CLIENT: String(idle + busy),
    },
  });
  const clients = fork(join(import.meta.dirname, "subscriptions", "listeners.ts"));
  try {
    await reached(ponder.url, before);
    const alone = await memoryOf(ponder.url);
    const had: Had[] = [];
    const failures: string[] = [];
    const ready = new Promise<void>((resolve) => {
      clients.on("message", (told: Told) => {
        if (told.kind === "ready") resolve();
        else if (told.kind === "had") had.push(...told.had);
        else failures.push(told.why);
      });
    });
    const crowd: Crowd = { url: ponder.url, idle, busy, polling, everyMs: CLIENT_POLLING_MS };
    clients.send(crowd);
    await ready;
    say(`${idle + busy} subscriptions are open`);
    const shown = new Map<number, number>();
    for (let block = before + 1; block <= before + blocks; block++) {
      await workload.order({ head: block });
      shown.set(block, performance.timeOrigin + performance.now());
      await sleep(BLOCK_MS);
    }
    await sleep(GRACE_MS);
    if (failures.length > 0) throw new Error(`${failures.length} failures: ${failures[0]}`);
    const rows = (["subscription", "polling"] as const).map((by) => {
      const latencies = had.flatMap(({ block, at, by: how }) =>
        how === by && shown.has(block) ? [at - shown.get(block)!] : [],
      );
      const of = by === "subscription" ? busy : polling;
      return [
        by === "subscription"
          ? `${busy} listening, beside ${idle} that hear nothing`
          : `${polling} asking every ${CLIENT_POLLING_MS} ms`,
        `${latencies.length} of ${of * new Set(had.map(({ block }) => block)).size}`,
        ...[0.5, 0.99, 1].map((part) => show(percentile(latencies, part))),
      ];
    });
    return [
      `Milliseconds from the moment the node has a block of about ${EVENTS_PER_BLOCK} events until a client has parsed them; a block every ${BLOCK_MS / 1000} s, all clients in one process. The node is asked every ${NODE_POLLING_MS} ms. The API's process takes ${show((await memoryOf(ponder.url)) - alone)} MiB more with all of them than before.`,
      table(["clients", "blocks had", "p50 ms", "p99 ms", "longest ms"], rows),
    ].join("\n\n");
  } finally {
    clients.disconnect();
    await ponder.stop();
    await database.drop(name);
    await workload.stop();
  }
}

/** Waits until a block's rows can be queried. @throws Error that says where it stands instead */
async function reached(url: string, block: number): Promise<void> {
  let said = "";
  for (let tries = 0; tries < 600; tries++) {
    said = await fetch(`${url}/status`).then((response) => response.text(), String);
    if (Number(/"number":(\d+)/.exec(said)?.[1] ?? 0) >= block) return;
    await sleep(200);
  }
  const ready = await fetch(`${url}/ready`).then((response) => response.text(), String);
  throw new Error(`Block ${block} is not indexed: ${said} ${ready}`);
}

/** [MiB] What the API's process takes. */
async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^provernet_api_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? 0) / 2 ** 20;
}
