/** What a cheap question takes while fifty clients ask the dearest ones that are allowed. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openConnection, postOf } from "./api/http.ts";
import { contestants, type Server, startServer } from "./api/servers.ts";
import { fillMarket, type MarketData } from "./api.ts";
import type { CrowdOrder, CrowdResult } from "./attack/crowd.ts";
import type { Database } from "./run/database.ts";
import { percentile, show, table } from "./run/figures.ts";

const CLIENTS = 50;
/** [ms] Between two cheap questions. */
const PACE = 10;

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
      "{ requests(limit: 1000, offset: $N) { items { id bids(limit: 7) { items { fee prover } } } } }",
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

/** Measures and returns the table, in Markdown. */
export async function measureAttack(
  data: MarketData,
  { seconds, database, say }: { seconds: number; database: Database; say: (text: string) => void },
): Promise<string> {
  return fillMarket(data, { database, say }, async ({ workload, databaseUrl, keys }) => {
    const ours = contestants.find(({ api }) => api === "ours")!;
    // Fifty clients are fifty addresses.
    const env = { ...ours.env, API_TRUST_PROXY: "on" };
    const server = await startServer({ ...ours, env }, { workload, databaseUrl });
    try {
      const id = keys.requests[0]!;
      const rows: string[][] = [];
      for (const { name, question } of dear) {
        say(name);
        const { latencies, crowd } = await beside({ server, question, id, seconds });
        rows.push([
          name,
          show(percentile(latencies, 0.5)),
          show(percentile(latencies, 0.99)),
          show(Math.max(...latencies)),
          Object.entries(crowd)
            .map(([code, count]) => `${code} ${(count / seconds).toFixed(1)}`)
            .join(", "),
        ]);
      }
      const head = [
        `beside ${CLIENTS} clients of`,
        "median ms",
        "p99 ms",
        "longest ms",
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
  const latencies = await askCheaply(new URL(url), { id, seconds });
  if (child === null) return { latencies, crowd: {} };
  child.send("stop");
  const [crowd] = (await once(child, "message")) as [CrowdResult];
  return { latencies, crowd };
}

/** Asks at a pace, whether or not the last question is answered: who waits is counted with all it waited. */
async function askCheaply(
  url: URL,
  { id, seconds }: { id: string; seconds: number },
): Promise<number[]> {
  const body = JSON.stringify({ query: `{ request(id: "${id}") { status maxFee winner } }` });
  const request = postOf(url, body);
  const idle: ReturnType<typeof openConnection>[] = [];
  const latencies: number[] = [];
  const ask = async () => {
    const connection = idle.pop() ?? openConnection(url);
    const asked = performance.now();
    const reply = await connection.ask(request);
    if (!reply.body.startsWith('{"data"')) throw new Error(reply.body.slice(0, 500));
    latencies.push(performance.now() - asked);
    idle.push(connection);
  };
  const asking: Promise<void>[] = [];
  const end = performance.now() + seconds * 1000;
  for (; performance.now() < end; await sleep(PACE)) asking.push(ask());
  await Promise.all(asking);
  for (const connection of idle) connection.close();
  return latencies;
}
