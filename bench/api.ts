/** How fast the API answers, beside three others on the same database. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Load, Order } from "./api/client.ts";
import { loadMarket, multiply, planData } from "./api/data.ts";
import { drawKeys, type Keys } from "./api/keys.ts";
import {
  type Api,
  type Ask,
  type AskContext,
  cursorAsks,
  dig,
  type Question,
  questions,
} from "./api/questions.ts";
import { type Server, startServer } from "./api/servers.ts";
import { isInstalled } from "./contestants/peer.ts";
import type { Database } from "./run/database.ts";
import { percentile, show, table } from "./run/figures.ts";
import { cpuSecondsOf } from "./run/processes.ts";
import { copyProject } from "./run/project.ts";
import { startMarket } from "./run/workload.ts";

export type ApiOptions = {
  requests: number;
  /** Events that the indexer itself indexes at most; the rest of the rows are copies. */
  mostEvents: number;
  /** Each question is asked so long with each number of connections. */
  seconds: number;
  connections: readonly number[];
  /** Names of questions; null for all. */
  only: readonly string[] | null;
};

const ORDER: readonly Api[] = ["floor", "ours", "stock", "postgraphile"];
const NAMES: Record<Api, string> = {
  floor: "floor: Hono, prepared statement",
  ours: "ours",
  stock: "Ponder's GraphQL",
  postgraphile: "PostGraphile 5",
};
const KEYS_ASKED = 200;
const KEYS_COMPARED = 20;
const MOST_QUESTIONS = 50_000;
const WARM_SECONDS = 0.5;

/** Measures and returns the tables, in Markdown. */
export async function measureApi(
  options: ApiOptions,
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<string> {
  const plan = planData(options.requests, options.mostEvents);
  const workload = await startMarket(plan.market);
  const name = `bench_api_${Date.now()}`;
  const databaseUrl = await database.create(name);
  const servers: Server[] = [];
  try {
    const copy = await copyProject("ours");
    say(`filling the database: ${workload.events} events, ${plan.copies} times …`);
    await loadMarket(workload, { databaseUrl, copy });
    await copy.remove();
    await multiply(databaseUrl, plan);
    const keys = await drawKeys(databaseUrl);
    say(`${keys.rows.requests} requests, ${keys.rows.megabytes} MB`);
    const apis = ORDER.filter((api) => api !== "postgraphile" || isInstalled("postgraphile"));
    for (const api of apis) servers.push(await startServer(api, { workload, databaseUrl }));
    const context = { keys, cursors: await readCursors(servers, keys) };
    const wanted = questions.filter((question) => options.only?.includes(question.name) ?? true);
    const parts: string[] = [];
    for (const question of wanted) {
      say(question.name);
      const equality = await compare(question, { servers, context });
      const rows = await measureQuestion(question, { servers, context, options, database });
      parts.push(`### ${question.name}: ${question.what}\n\n${equality}\n\n${tableOf(rows)}`);
    }
    const { rows } = keys;
    return [
      `${show(rows.requests)} requests, ${show(rows.bids)} bids, ${show(rows.activities)} events in the feed, ${show(rows.megabytes)} MB: ${show(workload.events)} events indexed by the indexer itself, their rows put ${plan.copies} times one after the other in time. ${options.seconds} s for each figure, keys drawn at random, ${apis.length} servers on the same database, one asked at a time. CPU is that of the server's process and of PostgreSQL for one question.`,
      ...parts,
    ].join("\n\n");
  } finally {
    for (const server of servers) await server.stop();
    await database.drop(name);
    await workload.stop();
  }
}

async function post({ url }: Server, { path, body }: Ask): Promise<unknown> {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { errors?: { message: string }[] };
  if (answer.errors) throw new Error(`${path}: ${JSON.stringify(answer.errors).slice(0, 1000)}`);
  return answer;
}

async function readCursors(servers: readonly Server[], keys: Keys): Promise<AskContext["cursors"]> {
  const cursors: AskContext["cursors"] = {};
  for (const server of servers) {
    if (server.api === "floor") continue;
    const { ask, path } = cursorAsks[server.api];
    cursors[server.api] = String(dig(await post(server, ask(keys)), ...path));
  }
  return cursors;
}

type Scene = { servers: readonly Server[]; context: AskContext };

/** Asks every server the same and compares: a sentence about it. @throws Error when answers differ */
async function compare(question: Question, { servers, context }: Scene): Promise<string> {
  const compared = new Set<Api>();
  for (let index = 0; index < KEYS_COMPARED; index++) {
    const key = question.key(context.keys, index);
    const seen = new Map<Api, string>();
    for (const server of servers) {
      const asks = question.asks[server.api]?.(key, context);
      if (!asks) continue;
      const answers: unknown[] = [];
      for (const ask of asks) answers.push(await post(server, ask));
      const same = question.same(server.api, answers);
      if (same !== null) seen.set(server.api, JSON.stringify(same));
    }
    if (new Set(seen.values()).size > 1)
      throw new Error(
        `${question.name} of ${key} differs:\n${[...seen].map(([api, text]) => `${api}: ${text.slice(0, 500)}`).join("\n")}`,
      );
    for (const api of seen.keys()) compared.add(api);
  }
  const names = [...compared].map((api) => NAMES[api]).join(", ");
  return `Answers compared for ${KEYS_COMPARED} keys and equal: ${names}.`;
}

type Figure = {
  api: Api;
  connections: number;
  load: Load;
  serverCpu: number;
  databaseCpu: number;
};

async function measureQuestion(
  question: Question,
  { servers, context, options, database }: Scene & { options: ApiOptions; database: Database },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const connections of options.connections)
    for (const server of servers) {
      const asks = question.asks[server.api];
      if (!asks) continue;
      const order: Order = {
        url: server.url,
        questions: Array.from({ length: KEYS_ASKED }, (_, index) =>
          asks(question.key(context.keys, index), context),
        ),
        connections,
        seconds: options.seconds,
        mostQuestions: MOST_QUESTIONS,
      };
      await load({ ...order, seconds: Math.min(WARM_SECONDS, options.seconds) });
      const [serverBefore, databaseBefore] = [cpuSecondsOf(server.pid), database.cpuSeconds()];
      const result = await load(order);
      figures.push({
        api: server.api,
        connections,
        load: result,
        serverCpu: cpuSecondsOf(server.pid) - serverBefore,
        databaseCpu: database.cpuSeconds() - databaseBefore,
      });
    }
  return figures;
}

async function load(order: Order): Promise<Load> {
  const client = fork(join(import.meta.dirname, "api", "client.ts"));
  const answered = once(client, "message") as Promise<[Load]>;
  client.send(order);
  const [result] = await answered;
  if (result.failure !== null) throw new Error(`${order.url}: ${result.failure}`);
  return result;
}

const tableOf = (figures: readonly Figure[]): string =>
  table(
    [
      "API",
      "connections",
      "questions/s",
      "median ms",
      "p99 ms",
      "server CPU, ms",
      "PostgreSQL CPU, ms",
    ],
    figures.map(
      ({ api, connections, load: { count, seconds, latencies }, serverCpu, databaseCpu }) => [
        NAMES[api],
        String(connections),
        show(count / seconds),
        show(percentile(latencies, 0.5)),
        show(percentile(latencies, 0.99)),
        show((1000 * serverCpu) / count),
        show((1000 * databaseCpu) / count),
      ],
    ),
  );
