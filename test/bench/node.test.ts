import { afterAll, beforeAll, expect, test } from "vitest";
import { contracts, FIRST_BLOCK, timeOf } from "../../bench/market/chain.ts";
import { defaultMarket } from "../../bench/market.ts";
import { serveMarket } from "../../bench/rpc/server.ts";
import { logsBloom } from "../../replay/wire.ts";
import { collect } from "./chain.ts";

const options = { ...defaultMarket, events: 1_500, stride: 3 };
const { blocks, summary } = collect(options);
type Log = {
  topics: `0x${string}`[];
  address: `0x${string}`;
  blockNumber: string;
  logIndex: string;
};
type Block = {
  number: string;
  hash: string;
  parentHash: string;
  timestamp: string;
  logsBloom: string;
  transactions: { hash: string }[];
};

let node: Awaited<ReturnType<typeof serveMarket>>;
beforeAll(async () => {
  node = await serveMarket(options);
});
afterAll(() => node.remove());

const hex = (value: number) => `0x${value.toString(16)}`;
const post = async (body: unknown) => {
  const response = await fetch(node.url, { method: "POST", body: JSON.stringify(body) });
  return response.json();
};
const ask = async <T>(method: string, ...params: unknown[]): Promise<T> => {
  const { result, error } = await post({ jsonrpc: "2.0", id: 7, method, params });
  if (error) throw new Error(error.message);
  return result;
};
const order = (orders: object) => fetch(node.url, { method: "PUT", body: JSON.stringify(orders) });
const all = { fromBlock: hex(FIRST_BLOCK), toBlock: hex(summary.lastBlock) };

test("every block follows the one before, and hashes lead back to their blocks", async () => {
  for (const number of [FIRST_BLOCK, FIRST_BLOCK + 2, FIRST_BLOCK + 3, summary.lastBlock]) {
    const block = await ask<Block>("eth_getBlockByNumber", hex(number), true);
    const before = await ask<Block>("eth_getBlockByNumber", hex(number - 1), false);
    expect(block.parentHash).toBe(before.hash);
    expect(Number(block.timestamp)).toBe(timeOf(number));
    expect(await ask("eth_getBlockByHash", block.hash, true)).toEqual(block);
  }
});

test("all logs come once and in order, and their blocks' blooms are theirs", async () => {
  const logs = await ask<Log[]>("eth_getLogs", all);
  expect(logs.length).toBe(blocks.reduce((sum, block) => sum + block.logs.length, 0));
  const places = logs.map((log) => Number(log.blockNumber) * 1e6 + Number(log.logIndex));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const number = logs[0]!.blockNumber;
  const block = await ask<Block>("eth_getBlockByNumber", number, false);
  expect(block.logsBloom).toBe(logsBloom(logs.filter((log) => log.blockNumber === number)));
});

test("filters by address and topics give what looking at every log gives", async () => {
  const logs = await ask<Log[]>("eth_getLogs", all);
  const [request] = logs.filter(({ address }) => address === contracts.market).slice(-1);
  const filters = [
    { address: contracts.market },
    { address: [contracts.market, contracts.token], topics: [request!.topics[0]] },
    { topics: [null, request!.topics[1]] },
    { topics: [[request!.topics[0], logs[0]!.topics[0]]], address: contracts.token },
    { topics: [request!.topics[0], request!.topics[1], request!.topics[2] ?? null] },
    { address: "0x00000000000000000000000000000000000000ff" },
  ];
  for (const { address, topics = [] } of filters) {
    const expected = logs.filter(
      (log) =>
        (address === undefined || [address].flat().includes(log.address)) &&
        topics.length <= log.topics.length &&
        topics.every((topic, at) => topic == null || [topic].flat().includes(log.topics[at])),
    );
    const filter = { ...all, ...(address && { address }), topics };
    expect(await ask("eth_getLogs", filter)).toEqual(expected);
  }
});

test("a block's logs can be asked for by its hash", async () => {
  const { number } = blocks[3]!;
  const { hash } = await ask<Block>("eth_getBlockByNumber", hex(number), false);
  const range = { fromBlock: hex(number), toBlock: hex(number) };
  expect(await ask("eth_getLogs", { blockHash: hash })).toEqual(await ask("eth_getLogs", range));
});

test("a transaction can be asked for by its hash", async () => {
  const { transactions } = await ask<Block>("eth_getBlockByNumber", hex(blocks[0]!.number), true);
  for (const transaction of transactions)
    expect(await ask("eth_getTransactionByHash", transaction.hash)).toEqual(transaction);
  expect(await ask("eth_getTransactionByHash", `0x${"1".repeat(64)}`)).toBeNull();
});

test("blocks above the head do not exist yet", async () => {
  const [first, second] = blocks;
  await order({ head: first!.number });
  expect(await ask("eth_blockNumber")).toBe(hex(first!.number));
  expect(await ask("eth_getBlockByNumber", hex(second!.number), false)).toBeNull();
  await expect(ask("eth_getLogs", all)).rejects.toThrow("beyond current head");
  await order({ head: summary.lastBlock });
  expect(await ask("eth_getBlockByNumber", hex(second!.number), false)).not.toBeNull();
});

test("a batch is answered in its order, mistakes included, and calls are counted", async () => {
  await order({ reset: true });
  const answers = await post([
    { jsonrpc: "2.0", id: 1, method: "eth_chainId" },
    { jsonrpc: "2.0", id: 2, method: "eth_sendRawTransaction", params: [] },
    {
      jsonrpc: "2.0",
      id: 3,
      method: "eth_call",
      params: [{ to: contracts.market, data: "0x12345678" }, "latest"],
    },
  ]);
  expect(answers).toMatchObject([
    { id: 1, result: "0x7a69" },
    { id: 2, error: { code: -32601 } },
    { id: 3, error: { code: -32004 } },
  ]);
  const { calls, requests } = (await (await fetch(node.url)).json()) as {
    calls: object;
    requests: number;
  };
  expect(requests).toBe(1);
  expect(calls).toEqual({ eth_chainId: 1, eth_sendRawTransaction: 1, eth_call: 1 });
});
