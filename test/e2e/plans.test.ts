import type pg from "pg";
import { zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, multiplyTables } from "../../bench/api/data.ts";
import type { Db } from "../../src/api/db.ts";
import { exampleQueries } from "../api/examples.ts";
import { serve } from "../api/server.ts";
import { createDatabase } from "../support/database.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";

/** The recorded month, so often one after the other: about 700,000 rows. */
const MONTHS = 40;
const DAYS = 30;
/** A table is large from so many rows on, and a step of a plan reads no more of them. */
const MOST_ROWS = 10_000;

const SPAN = "percentiles and shares of a span read the rows of the span, here all time";
const LOAD =
  "what else the winner of a miss had assigned is sought among all assignments before it";
const HOURS = "adds up whole hours or days, here all there are: as many however many requests";
/** Questions that read more by their nature, and why. */
const LONG: Readonly<Record<string, string>> = {
  "00e-network.graphql": "at 800 open requests, hashing winners is cheaper than looking each up",
  "04b-eligible-provers.graphql": "goes once through the program's proofs, for all provers",
  "07-prover-record.graphql": LOAD,
  "09b-open-requests-in-trouble.graphql":
    "the last 100 proofs of each winner of the page are sought among all newer requests",
  "09c-open-requests-ending.graphql":
    "the last 100 proofs of each winner of the page are sought among all newer requests",
  "10-network.graphql": "at 800 open requests, hashing winners is cheaper than looking each up",
  "11-series.graphql": HOURS,
  "15-auction-quality.graphql": SPAN,
  "17-misses.graphql": LOAD,
  "17b-miss-summary.graphql": SPAN,
  "19-fee-flow.graphql": HOURS,
  "20-concentration.graphql": SPAN,
  "24b-subsidy.graphql": HOURS,
  "26-prover-set.graphql": HOURS,
  "27-as-of.graphql": "adds up all hours before, and hashes the events of the hour begun",
  "28-invariants.graphql": "adds up whole tables; its cost says so",
};

type Step = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Step[];
};
type Statement = { text: string; values: unknown[] };

let database: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Pool;
let ask: (query: string, variables: object) => Promise<Statement[]>;
let large: ReadonlySet<string>;

beforeAll(async () => {
  database = await createDatabase();
  client = database.client;
  const recording = loadRecording("month");
  const indexer = await createIndexer();
  indexer.context.contracts.SampledToken ??= { address: zeroAddress, abi: [], startBlock: 0 };
  await indexer.replay(recording);
  await indexer.fill(database.db);
  await multiplyTables(client as unknown as Client, {
    schema: "public",
    copies: MONTHS,
    // Later, not earlier: there is no time before the first block.
    days: -DAYS,
    blocks: -DAYS * 43_200,
  });
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > $1",
    [MOST_ROWS],
  );
  large = new Set(rows.map(({ name }) => name));
  const head = Number(recording.block(recording.head).timestamp) + (MONTHS - 1) * DAYS * 86_400;
  const api = serve({ db: database.db as unknown as Db, head });
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  let asked: Statement[] = [];
  client.query = ((config: string | { text: string }, values: unknown[] = []) => {
    const text = typeof config === "string" ? config : config.text;
    if (/^\s*(select|with|\()/i.test(text)) asked.push({ text, values });
    return send(config, values);
  }) as typeof client.query;
  ask = async (query, variables) => {
    asked = [];
    await api.data(query, variables);
    return asked.splice(0);
  };
}, 600_000);
afterAll(async () => {
  await database?.close();
});

/** The steps of a statement that read more of a large table than an answer needs. */
async function longSteps({ text, values }: Statement): Promise<string[]> {
  const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Step }] }>(
    `EXPLAIN (ANALYZE, TIMING off, FORMAT json) ${text}`,
    values,
  );
  const below = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(below)];
  return below(rows[0]!["QUERY PLAN"][0].Plan).flatMap((step) => {
    const {
      "Actual Rows": actual,
      "Actual Loops": loops,
      "Rows Removed by Filter": removed,
    } = step;
    const table = step["Relation Name"];
    const read = loops * (actual + (removed ?? 0));
    const isLong = read > MOST_ROWS || (step["Node Type"] === "Seq Scan" && loops > 0);
    if (table === undefined || !large.has(table) || !isLong) return [];
    return `${step["Node Type"]} of ${table} ${step["Index Name"] ?? ""}: ${read} rows`;
  });
}

describe("on 40 months, no question goes through a large table", () => {
  test.each(exampleQueries.filter(({ name }) => LONG[name] === undefined))(
    "$name",
    async ({ text, variables }) => {
      const statements = await ask(text, variables);
      const steps: string[] = [];
      for (const statement of statements) steps.push(...(await longSteps(statement)));
      expect(steps).toEqual([]);
    },
  );

  test.each(exampleQueries.filter(({ name }) => LONG[name] !== undefined))(
    "$name, which reads more, is answered",
    async ({ text, variables }) => {
      expect((await ask(text, variables)).length).toBeGreaterThan(0);
    },
  );

  test("the tables are as large as is said", () => {
    expect([...large].sort()).toEqual(
      expect.arrayContaining(["activity", "bid", "request", "assignment", "market_hour"]),
    );
  });
});
