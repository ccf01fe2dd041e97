/**
 * Clients of the API in a process of their own: some that listen and hear nothing, some that hear every event, some that ask
 * every second. Tells over IPC when each of them had a block, by the machine's clock.
 */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type Crowd = { url: string; idle: number; busy: number; polling: number; everyMs: number };
export type Had = { block: number; at: number; by: "subscription" | "polling" };
export type Told =
  | { kind: "ready" }
  | { kind: "had"; had: Had[] }
  | { kind: "failed"; why: string };

const NOBODY = `0x${"00".repeat(32)}`;
const FIELDS = "items { id block kind prover amount }";
const LISTEN = (filter: string) => `subscription { activity${filter} { ${FIELDS} cursor } }`;
const POLL = `query ($after: String) {
  feed(orderDirection: "asc", after: $after, limit: 1000) { ${FIELDS} pageInfo { endCursor } } }`;
const NEWEST = "{ feed(limit: 1) { pageInfo { startCursor } } }";

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const now = () => performance.timeOrigin + performance.now();
const tell = (told: Told) => process.send?.(told);
let had: Had[] = [];

process.once("message", (crowd: Crowd) => {
  run(crowd).catch((error) => tell({ kind: "failed", why: String(error) }));
});
process.once("disconnect", () => process.exit(0));

async function run({ url, idle, busy, polling, everyMs }: Crowd) {
  setInterval(() => {
    if (had.length > 0) tell({ kind: "had", had });
    had = [];
  }, 200);
  const waiting: Promise<void>[] = [];
  for (let each = 0; each < idle + busy; each++) {
    const isIdle = each < idle;
    waiting.push(listen(url, isIdle ? LISTEN(`(requestId: "${NOBODY}")`) : LISTEN("")));
    if (each % 50 === 49) await Promise.all(waiting);
  }
  await Promise.all(waiting);
  for (let each = 0; each < polling; each++) void poll(url, everyMs);
  await sleep(2 * everyMs);
  tell({ kind: "ready" });
}

const note = (blocks: Iterable<number>, by: Had["by"]) => {
  const at = now();
  for (const block of new Set(blocks)) had.push({ block, at, by });
};

/** Subscribes; ready once the stream is open. */
function listen(url: string, query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/graphql`,
      {
        method: "POST",
        headers: { accept: "text/event-stream", "content-type": "application/json" },
        agent: new Agent(),
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          resolve();
          text += part;
          const end = text.lastIndexOf("\n\n");
          if (end < 0) return;
          const whole = text.slice(0, end);
          text = text.slice(end + 2);
          for (const [, data] of whole.matchAll(/^data: (\{.*)$/gm)) heard(data!);
        });
        response.on("end", () => tell({ kind: "failed", why: "A stream ended." }));
      },
    );
    asked.on("error", reject);
    asked.end(JSON.stringify({ query }));
  });
}

function heard(data: string): void {
  const answer = JSON.parse(data);
  if (answer.errors) tell({ kind: "failed", why: JSON.stringify(answer.errors).slice(0, 300) });
  else
    note(
      answer.data.activity.items.map(({ block }: { block: number }) => block),
      "subscription",
    );
}

async function poll(url: string, everyMs: number): Promise<never> {
  let after = (await ask(url, NEWEST, {})).feed.pageInfo.startCursor;
  await sleep(Math.random() * everyMs);
  for (;;) {
    const begun = performance.now();
    const { feed } = await ask(url, POLL, { after });
    note(
      feed.items.map(({ block }: { block: number }) => block),
      "polling",
    );
    after = feed.pageInfo.endCursor;
    await sleep(Math.max(0, everyMs - (performance.now() - begun)));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape its question asked for.
function ask(url: string, query: string, variables: object): Promise<any> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/graphql`,
      { method: "POST", headers: { "content-type": "application/json" }, agent },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve(JSON.parse(text).data));
      },
    );
    asked.on("error", reject);
    asked.end(JSON.stringify({ query, variables }));
  });
}
