/** How fast the API answers, beside three others on the same database. */
import { type Ask, type AskContext, dig, type Question } from "./api/ask.ts";
import { loadMarket, multiply, planData } from "./api/data.ts";
import { forgetUse, measureDisk } from "./api/disk.ts";
import { readExamples } from "./api/examples.ts";
import { drawKeys, type Keys } from "./api/keys.ts";
import { cellsOf, MEASURED_COLUMNS, measure } from "./api/measure.ts";
import { cursorAsks, questions } from "./api/questions.ts";
import { contestants, type Server, startServer } from "./api/servers.ts";
import { isInstalled } from "./contestants/peer.ts";
import type { Database } from "./run/database.ts";
import { show, table } from "./run/figures.ts";
import { copyProject } from "./run/project.ts";
import { startMarket, type Workload } from "./run/workload.ts";

type ApiOptions = {
  requests: number;
  /** Events that the indexer itself indexes at most; the rest of the rows are copies. */
  mostEvents: number;
  /** Each question is asked so long with each number of connections. */
  seconds: number;
  connections: readonly number[];
  /** Names of questions; null for all. */
  only: readonly string[] | null;
  /** The filled database is there already, or stays for the next run. */
  keepData: boolean;
};

const KEYS_ASKED = 200;
const KEYS_COMPARED = 20;

/** How large the database is, and whether it stays. */
export type MarketData = Pick<ApiOptions, "requests" | "mostEvents" | "keepData">;

/** A filled database: where it is, what is in it, and the market it was filled from. */
type Filled = { workload: Workload; databaseUrl: string; keys: Keys; copies: number };

/** Fills a database with a market, or finds it filled, and has it used. */
export async function fillMarket(
  { requests, mostEvents, keepData }: MarketData,
  { database, say }: { database: Database; say: (text: string) => void },
  use: (filled: Filled) => Promise<string>,
): Promise<string> {
  const plan = planData(requests, mostEvents);
  const workload = await startMarket(plan.market);
  // A database has its name when it is full.
  const name = `bench_api_${workload.events}_${plan.copies}`;
  const filling = `${name}_filling`;
  try {
    if ((await database.find(name)) === null) {
      say(`filling the database: ${workload.events} events, ${plan.copies} times …`);
      await database.drop(filling);
      const url = await database.create(filling);
      const copy = await copyProject("ours");
      await loadMarket(workload, { databaseUrl: url, copy });
      await copy.remove();
      say("copying …");
      await multiply(url, plan);
      await database.rename(filling, name);
    }
    const databaseUrl = (await database.find(name))!;
    const keys = await drawKeys(databaseUrl);
    await forgetUse(databaseUrl);
    say(`${keys.rows.requests} requests, ${keys.rows.megabytes} MB`);
    return await use({ workload, databaseUrl, keys, copies: plan.copies });
  } finally {
    if (!keepData) await database.drop(name);
    await workload.stop();
  }
}

/** Measures and returns the tables, in Markdown. */
export async function measureApi(
  options: ApiOptions,
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<string> {
  return fillMarket(options, { database, say }, (filled) =>
    measureServers(filled, options, { database, say }),
  );
}

async function measureServers(
  { workload, databaseUrl, keys, copies }: Filled,
  options: ApiOptions,
  { database, say }: { database: Database; say: (text: string) => void },
): Promise<string> {
  const servers: Server[] = [];
  try {
    for (const contestant of contestants)
      if (contestant.api !== "postgraphile" || isInstalled("postgraphile"))
        servers.push(await startServer(contestant, { workload, databaseUrl }));
    const context = { keys, cursors: await readCursors(servers, keys) };
    const wanted = questions.filter((question) => options.only?.includes(question.name) ?? true);
    const parts: string[] = [];
    for (const question of wanted) {
      say(question.name);
      const { sentence, answering } = await compare(question, { servers, context });
      const rows = await measureQuestion(question, {
        servers: answering,
        context,
        options,
        database,
      });
      parts.push(`### ${question.name}: ${question.what}\n\n${sentence}\n\n${rows}`);
    }
    if (options.only?.includes("examples") ?? true) {
      say("examples");
      const ours = servers.find(({ api }) => api === "ours")!;
      const rows = await measureExamples(ours, { keys, seconds: options.seconds, database });
      parts.push(
        `### examples: the project's example queries (\`queries/\`), ours alone, one connection\n\n${rows}`,
      );
    }
    const { rows } = keys;
    parts.push(`### disk\n\n${await measureDisk(databaseUrl, rows.requests)}`);
    return [
      `${show(rows.requests)} requests, ${show(rows.bids)} bids, ${show(rows.activities)} events in the feed, ${show(rows.megabytes)} MB: ${show(workload.events)} events indexed by the indexer itself, their rows put ${copies} times one after the other in time. ${options.seconds} s for each figure, keys drawn at random, ${servers.length} servers on the same database, one asked at a time. CPU is that of the server's process and of PostgreSQL for one question.`,
      ...parts,
    ].join("\n\n");
  } finally {
    for (const server of servers) await server.stop();
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

/**
 * Asks every server the same and compares: a sentence about it, and who answers. One that fails is left out, and named.
 * @throws Error when answers differ
 */
async function compare(
  question: Question,
  { servers, context }: Scene,
): Promise<{ sentence: string; answering: Server[] }> {
  const compared = new Set<string>();
  const failures = new Map<Server, string>();
  for (let index = 0; index < KEYS_COMPARED; index++) {
    const key = question.key(context.keys, index);
    const seen = new Map<string, string>();
    for (const server of servers) {
      const asks = question.asks[server.api]?.(key, context);
      if (!asks || failures.has(server)) continue;
      try {
        const answers: unknown[] = [];
        for (const ask of asks) answers.push(await post(server, ask));
        const same = question.same(server.api, answers);
        if (same !== null) seen.set(server.name, JSON.stringify(same));
      } catch (error) {
        failures.set(server, String(error).slice(0, 200));
      }
    }
    if (new Set(seen.values()).size > 1)
      throw new Error(
        `${question.name} of ${key} differs:\n${[...seen].map(([name, text]) => `${name}: ${text.slice(0, 500)}`).join("\n")}`,
      );
    for (const name of seen.keys()) compared.add(name);
  }
  const names = [...compared].join(", ");
  const failed = [...failures].map(([{ name }, why]) => ` ${name} failed: ${why}`);
  return {
    sentence: `Answers compared for ${KEYS_COMPARED} keys and equal: ${names}.${failed.join("")}`,
    answering: servers.filter((server) => question.asks[server.api] && !failures.has(server)),
  };
}

/** Everyone who answers a question, at every number of connections. */
async function measureQuestion(
  question: Question,
  { servers, context, options, database }: Scene & { options: ApiOptions; database: Database },
): Promise<string> {
  const rows: string[][] = [];
  for (const connections of options.connections)
    for (const server of servers) {
      const asks = question.asks[server.api]!;
      const measured = await measure(server, {
        questions: Array.from({ length: KEYS_ASKED }, (_, index) =>
          asks(question.key(context.keys, index), context),
        ),
        connections,
        seconds: options.seconds,
        database,
      });
      rows.push([server.name, String(connections), ...cellsOf(measured)]);
    }
  return table(["API", "connections", ...MEASURED_COLUMNS], rows);
}

/** The project's example queries, one at a time. */
async function measureExamples(
  ours: Server,
  { keys, seconds, database }: { keys: Keys; seconds: number; database: Database },
): Promise<string> {
  const rows: string[][] = [];
  for (const { name, ask } of readExamples()) {
    const questions = Array.from({ length: KEYS_ASKED }, (_, index) => [ask(keys, index)]);
    const measured = await measure(ours, { questions, connections: 1, seconds, database });
    rows.push([name, ...cellsOf(measured)]);
  }
  return table(["query", ...MEASURED_COLUMNS], rows);
}
