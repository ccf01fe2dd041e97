/** What a cheap question takes while fifty clients ask the dearest ones that are allowed. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openConnection, postOf } from "./api/http.ts";
import { contestants, type Server, startServer } from "./api/servers.ts";
import { fillMarket, type MarketData } from "./api.ts";
import { type CrowdResult, note } from "./attack/answers.ts";
import type { CrowdOrder } from "./attack/crowd.ts";
import type { Database } from "./run/database.ts";
import { percentile, show, table } from "./run/figures.ts";

const CLIENTS = 50;
/** [ms] Between two cheap questions: enough that they do not wait for each other, of which one client has four at a time. */
const PACE = 50;

const dear: readonly { name: string; question: string }[] = [
  { name: "nobody else", question: "" },
  {
    name: "auctionQuality over the whole history",
    question: "{ auctionQuality(from: $N) { groups { revealers auctions fulfilled missed } } }",
  },
  {
    name: "marketConcentration over the whole history",
    question: "{ marketConcentration(from: $N) { wins { holders total } } }",
  },
  {
    name: "1000 requests with 7 bids each",
    question:
      "{ a$N: requests(limit: 1000) { items { id bids(limit: 7) { items { fee prover } } } } }",
  },
  {
    name: "900 requests",
    question: "{ a$N: requests(limit: 900) { items { id maxFee winner deadline } } }",
  },
  {
    name: "a text in a column without an index",
    question: '{ requests(limit: 1, where: { imgUrl_contains: "nowhere $N" }) { items { id } } }',
  },
  {
    name: "a count of everything",
    question: "{ activities(where: { block_gt: $N }) { totalCount } }",
  },
  {
    name: "the schema",
    question:
      "{ a$N: __schema { types { name fields { name type { name } } inputFields { name type { name } } } } }",
  },
];

type Options = {
  /** Words of the questions that are asked; null: all. */
  only: readonly string[] | null;
  seconds: number;
  database: Database;
  say: (text: string) => void;
};

/** Measures and returns the table, in Markdown. */
export async function measureAttack(
  data: MarketData,
  { only, seconds, database, say }: Options,
): Promise<string> {
  return fillMarket(data, { database, say }, async ({ workload, databaseUrl, keys }) => {
    const ours = contestants.find(({ api }) => api === "ours")!;
    // Fifty clients are fifty addresses.
    const env = { ...ours.env, API_TRUST_PROXY: "on" };
    const server = await startServer({ ...ours, env }, { workload, databaseUrl });
    try {
      const id = keys.requests[0]!;
      const rows: string[][] = [];
      const isWanted = ({ name }: { name: string }) =>
        only?.some((word) => name.includes(word)) ?? true;
      for (const { name, question } of dear.filter(isWanted)) {
        say(name);
        const { latencies, refused, crowd } = await beside({ server, question, id, seconds });
        rows.push([
          name,
          show(percentile(latencies, 0.5)),
          show(percentile(latencies, 0.99)),
          show(Math.max(...latencies)),
          list(refused, String),
          list(crowd, (count) => (count / seconds).toFixed(1)),
        ]);
      }
      const head = [
        `beside ${CLIENTS} clients of`,
        "median ms",
        "p99 ms",
        "longest ms",
        "refused",
        "their answers/s",
      ];
      return `${show(keys.rows.requests)} requests, ${show(keys.rows.activities)} events in the feed. One client asks \`request(id)\` every ${PACE} ms, nothing kept.\n\n${table(head, rows)}`;
    } finally {
      await server.stop();
    }
  });
}

async function beside(given: { server: Server; question: string; id: string; seconds: number }) {
  const { server, question, id, seconds } = given;
  const url = `${server.url}/graphql`;
  const child = question === "" ? null : fork(join(import.meta.dirname, "attack", "crowd.ts"));
  child?.send({ url, question, clients: CLIENTS } satisfies CrowdOrder);
  await sleep(1000);
  const cheap = await askCheaply(new URL(url), { id, seconds });
  if (child === null) return { ...cheap, crowd: {} };
  child.send("stop");
  const [crowd] = (await once(child, "message")) as [CrowdResult];
  return { ...cheap, crowd };
}

/** Asks at a pace, whether or not the last question is answered: who waits is counted with all it waited. */
async function askCheaply(url: URL, { id, seconds }: { id: string; seconds: number }) {
  const body = JSON.stringify({ query: `{ request(id: "${id}") { status maxFee winner } }` });
  const request = postOf(url, body);
  const idle: ReturnType<typeof openConnection>[] = [];
  const latencies: number[] = [];
  const refused: CrowdResult = {};
  const ask = async () => {
    const connection = idle.pop() ?? openConnection(url);
    const asked = performance.now();
    const reply = await connection.ask(request);
    latencies.push(performance.now() - asked);
    note(refused, reply.body);
    idle.push(connection);
  };
  const asking: Promise<void>[] = [];
  const end = performance.now() + seconds * 1000;
  for (; performance.now() < end; await sleep(PACE)) asking.push(ask());
  await Promise.all(asking);
  for (const connection of idle) connection.close();
  const { answered: _, ...codes } = refused;
  return { latencies, refused: codes };
}

const list = (counts: CrowdResult, show: (count: number) => string) =>
  Object.entries(counts)
    .map(([code, count]) => `${code} ${show(count)}`)
    .join(", ");
