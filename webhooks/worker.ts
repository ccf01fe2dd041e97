/** Follows the index and delivers, until it is told to stop. */
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { withoutSecrets } from "../settings/reader.ts";
import type { Webhook } from "./config.ts";
import { deliver, type Reach } from "./deliver.ts";
import { tell } from "./follow.ts";
import type { Queue, Taken } from "./queue.ts";
import type { Index } from "./read-index.ts";
import { say } from "./say.ts";

export type Parts = Readonly<{
  webhooks: readonly Webhook[];
  index: Index;
  queue: Queue;
  /** Schema of the queue. */
  schema: string;
  reach: Reach;
  stop: AbortSignal;
}>;

/** [ms] Between two looks at the index, unless it says that there is something new. */
const LOOK_MS = 1_000;
/** [ms] Between two looks at the queue while nothing comes: what is tried again becomes due without a word. */
const IDLE_MS = 2_000;
/** Deliveries to one webhook at a time; one while it does not take them. */
const AT_A_TIME = 8;
/** [ms] Longest pause before a webhook that takes nothing is tried with another delivery. */
const LONGEST_PAUSE_MS = 60_000;
/** [ms] A database that is away for longer ends the worker. */
const AWAY_MS = 60_000;
/** Of the advisory lock of the worker that follows. */
const LOCK = 8_453_077;

/**
 * Runs until `stop`. Several may run: one follows, all deliver.
 * @throws Error when the database is away for too long
 */
export async function work(parts: Parts): Promise<void> {
  const wakes = new Map(parts.webhooks.map(({ name }) => [name, createWake(parts.stop)]));
  const wakeAll = () => {
    for (const wake of wakes.values()) wake.up();
  };
  await Promise.all([
    lastingly(parts.stop, () => follow(parts, wakeAll)),
    ...parts.webhooks.map((webhook) =>
      lastingly(parts.stop, () => deliverTo(webhook, wakes.get(webhook.name)!, parts)),
    ),
  ]);
}

/** Does something again when it fails, unless it fails for too long. */
async function lastingly(stop: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (let began = Date.now(); !stop.aborted; await pause(LOOK_MS, stop)) {
    const start = Date.now();
    try {
      return await work();
    } catch (error) {
      if (Date.now() - start > AWAY_MS) began = Date.now();
      if (stop.aborted) return;
      if (Date.now() - began > AWAY_MS) throw error;
      say(`Again in a moment: ${(error as Error).message}`);
    }
  }
}

/** Queues what there is to tell, as long as no other worker does. */
async function follow({ webhooks, index, queue, schema, stop }: Parts, added: () => void) {
  const client = await queue.pool.connect();
  let broken: Error | undefined;
  client.on("error", (error) => {
    broken = error;
  });
  let stopListening: (() => Promise<void>) | undefined;
  try {
    while (!(await isLeader(client, schema))) {
      await pause(LOOK_MS, stop);
      if (stop.aborted) return;
    }
    const news = createWake(stop);
    stopListening = index.listen(news.up);
    let seen: string | undefined;
    while (!stop.aborted) {
      if (broken !== undefined) throw broken;
      const version = await index.version();
      if (version !== seen) {
        seen = version;
        for (const webhook of webhooks)
          for (let outcome = "more"; outcome === "more" && !stop.aborted; ) {
            outcome = await tellIn(client, webhook, { index, queue, schema });
            // The index may catch up without another block.
            if (outcome === "behind") seen = undefined;
            else added();
          }
      }
      await news.wait(LOOK_MS);
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    await stopListening?.();
    // The lock goes with the connection.
    client.release(broken ?? true);
  }
}

async function isLeader(client: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await client.query("select pg_try_advisory_lock($1, hashtext($2)) as ours", [
    LOCK,
    schema,
  ]);
  return rows[0].ours;
}

/** One step of a webhook, whole or not at all. */
async function tellIn(
  client: pg.ClientBase,
  webhook: Webhook,
  { index, queue, schema }: Pick<Parts, "index" | "queue" | "schema">,
) {
  await client.query("begin");
  try {
    const outcome = await index.read((db) => tell(db, webhook, { client, queue, schema }));
    await client.query("commit");
    return outcome;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Delivers what is due to one webhook. */
async function deliverTo(webhook: Webhook, wake: Wake, { queue, reach, stop }: Parts) {
  const { name, url } = webhook;
  let failures = 0;
  while (!stop.aborted) {
    const taken = await queue.take(name, failures > 0 ? 1 : AT_A_TIME);
    const reasons = await Promise.all(taken.map((one) => attempt(one, webhook, { queue, reach })));
    const reason = reasons.find((found) => found !== null);
    if (reason && failures === 0)
      say(`${name}: a delivery to ${withoutSecrets(url)} failed and is tried again: ${reason}`);
    if (taken.length === 0) await wake.wait(IDLE_MS);
    else if (reasons.includes(null)) {
      if (failures > 0) say(`${name}: takes deliveries again`);
      failures = 0;
    } else await pause(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures++), stop);
  }
}

/** Tries a delivery; why it failed, or null. */
async function attempt(
  taken: Taken,
  webhook: Webhook,
  { queue, reach }: Pick<Parts, "queue" | "reach">,
): Promise<string | null> {
  const reason = await deliver(webhook, taken.message, reach).then(
    () => null,
    (error: Error) => error.message || String(error),
  );
  if (reason === null) await queue.complete(taken);
  else if ((await queue.fail(taken, reason)) === "dead")
    say(`${webhook.name}: gave up ${taken.message.id}: ${reason} See: npm run webhooks -- dead`);
  return reason;
}

type Wake = { up(): void; wait(ms: number): Promise<void> };

/** Lets one wait until it is woken, and not sleep through it. */
function createWake(stop: AbortSignal): Wake {
  let isUp = false;
  let waiting: AbortController | undefined;
  return {
    up() {
      isUp = true;
      waiting?.abort();
    },
    async wait(ms) {
      if (!isUp) {
        waiting = new AbortController();
        await pause(ms, AbortSignal.any([stop, waiting.signal]));
        waiting = undefined;
      }
      isUp = false;
    },
  };
}

const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal: stop }).catch(() => {});
