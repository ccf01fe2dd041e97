import { numberToHex, pad } from "viem";
import { expect, test } from "vitest";
import type { Log, Rows } from "../../prefetch/chain.ts";
import type { Plan } from "../../prefetch/ponderSync.ts";
import type { Call } from "../../prefetch/pool.ts";
import { createSpan } from "../../prefetch/ranges.ts";
import { readRules } from "../../prefetch/rules.ts";
import { fetchAll } from "../../prefetch/run.ts";
import type { Factory, LogFilter } from "../../prefetch/sources.ts";
import { createCompleteness } from "../../rpc/completeness.ts";
import {
  chainOf,
  createLiars,
  hashOf,
  type Lie,
  log,
  market,
  other,
  topic,
} from "../rpc/support.ts";

const vault = pad("0x33", { size: 20 });
const announced = hashOf(0xfac);
const factory: Factory & { childAddressLocation: string } = {
  id: "factory",
  address: market,
  eventSelector: announced,
  childAddressLocation: "topic1",
};
const created = { ...log(12, 1), topics: [announced, pad(vault, { size: 32 })] };
const unwanted = log(26, 1, other);
const logs = [
  ...[log(3, 0), log(3, 1), log(12, 0), created, log(12, 2, vault), log(25, 0, vault)],
  ...[log(26, 0), unwanted, log(47, 0, vault), log(47, 1)],
];
const wanted = logs.filter((each) => each !== unwanted);

const transactionOf = (number: number) => ({
  hash: hashOf(9_000 + number),
  blockHash: hashOf(number),
  blockNumber: numberToHex(number),
  transactionIndex: "0x0",
  from: market,
});
const chain = chainOf(logs, 60);
type Filter = { topics?: string[][]; fromBlock?: string };
const truth = (call: Call) => {
  const [what, isWhole] = call.params as [string & Filter, boolean];
  if (call.method === "eth_getTransactionByHash") return transactionOf(Number(what) - 9_000);
  const told = chain(call) as Log[] & { hash: string };
  if (
    call.method === "eth_getBlockByNumber" &&
    logs.some(({ blockHash }) => blockHash === told.hash)
  )
    return {
      ...told,
      transactions: [transactionOf(Number(what))].map((each) => (isWhole ? each : each.hash)),
    };
  if (call.method === "eth_getLogs" && what.topics !== undefined)
    return told.filter(({ topics }: Log) => what.topics![0]!.includes(topics[0]!));
  return told;
};

const filterOf = (address: LogFilter["address"], topic0: LogFilter["topic0"]): LogFilter => ({
  type: "log",
  address,
  topic0,
  topic1: null,
  topic2: null,
  topic3: null,
});
const plan: Plan = {
  missing: (within) => [within],
  need: (interval) => ({
    interval,
    filters: [filterOf(market, topic), filterOf(market, announced), filterOf(factory, topic)].map(
      (filter) => ({ filter, interval }),
    ),
    factories: [{ factory, interval }],
  }),
};

/** Fetches from a node in ranges of ten blocks. */
const fetch = async (lie: Lie | null = null) => {
  const { pool, posts } = createLiars(truth, { a: lie });
  const rows: Rows[] = [];
  await fetchAll({
    fetcher: {
      pool,
      span: createSpan(10),
      rules: await readRules(),
      checkReceipts: false,
      completeness: createCompleteness(pool, () => "blooms"),
    },
    plan,
    children: new Map(),
    range: [0, 49],
    sink: async (_need, fetched) => void rows.push(fetched),
    progress: { advance: () => {}, done: () => ({}) as never, end: () => {} },
  });
  const asked = posts.flatMap((post) => post.asked);
  return {
    logs: rows.flatMap((each) => each.logs),
    blocks: rows.flatMap((each) => each.blocks.map(({ number }) => Number(number))),
    transactions: rows.flatMap((each) => each.transactions.map(({ hash }) => hash)),
    children: rows.flatMap((each) => [...each.children.get("factory")!]),
    headers: asked
      .filter(({ method }) => method === "eth_getBlockByNumber")
      .map(({ params }) => Number(params[0])),
    byThemselves: asked.flatMap(({ method, params }) =>
      method === "eth_getLogs" ? ((params[0] as { blockHash?: string }).blockHash ?? []) : [],
    ),
  };
};
const whole = {
  logs: wanted,
  blocks: [3, 12, 25, 26, 47],
  transactions: [3, 12, 25, 26, 47].map((number) => hashOf(9_000 + number)),
  children: [[vault, 12]],
};

test("each block is looked at once, and by itself only where it holds what was not asked for", async () => {
  const { headers, byThemselves, ...found } = await fetch();
  expect(found).toEqual(whole);
  expect(headers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(byThemselves).toEqual([hashOf(26)]);
});

const isRange = ({ method, params }: Call) =>
  method === "eth_getLogs" && "fromBlock" in (params[0] as object);

test.each(logs.map((_, place) => place))("log %i that ranges leave out is found", async (place) => {
  const left = logs[place]!;
  const {
    headers: _,
    byThemselves,
    ...found
  } = await fetch((asked, told) =>
    isRange(asked)
      ? told.filter(
          (each: Log) => each.blockHash !== left.blockHash || each.logIndex !== left.logIndex,
        )
      : undefined,
  );
  expect(found).toEqual(whole);
  expect(byThemselves).toContain(left.blockHash);
});

test("a vault that its factory does not announce is found, with what it did in later ranges", async () => {
  const {
    headers: _,
    byThemselves: __,
    ...found
  } = await fetch((asked, told) =>
    isRange(asked) ? told.filter(({ topics }: Log) => topics[0] !== announced) : undefined,
  );
  expect(found).toEqual(whole);
});
