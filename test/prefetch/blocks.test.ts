import { type Hex, numberToHex, pad } from "viem";
import { expect, test } from "vitest";
import { fetchBlocks, type Wanted } from "../../prefetch/blocks.ts";
import { type Asked, answer, createNodes, numbers } from "./support.ts";

const hashOf = (block: number, index: number): Hex =>
  pad(numberToHex(block * 1_000 + index + 1), { size: 32 });

/** A chain all of whose blocks hold so many transactions. */
const nodeOf = (crowd: number, withTransactions = true) => {
  const transaction = (block: number, index: number) => ({
    hash: hashOf(block, index),
    blockHash: pad(numberToHex(block), { size: 32 }),
    blockNumber: numberToHex(block),
    transactionIndex: numberToHex(index),
    from: pad("0x1", { size: 20 }),
  });
  return ({ method, params }: Asked) => {
    if (method === "eth_getTransactionByHash") {
      const place = Number(params[0]) - 1;
      return { result: transaction(Math.floor(place / 1_000), place % 1_000) };
    }
    const [number, whole] = params as [Hex, boolean];
    const block = Number(number);
    return {
      result: {
        number,
        hash: pad(number, { size: 32 }),
        parentHash: pad(numberToHex(Math.max(0, block - 1)), { size: 32 }),
        logsBloom: "0x",
        timestamp: "0x1",
        transactions: numbers(crowd).map((index) =>
          whole && withTransactions ? transaction(block, index) : hashOf(block, index),
        ),
      },
    };
  };
};

const fetch = async (wanted: Wanted, crowd: number) => {
  const reply = nodeOf(crowd);
  const { pool, posts } = createNodes({ "http://a": (asked) => answer(asked, reply) });
  const { blocks, transactions } = await fetchBlocks(pool, wanted);
  const calls = posts.flatMap(({ asked }) =>
    asked.map(({ method, params }) => [method, params[1]]),
  );
  return {
    blocks: blocks.map((block) => [Number(block.number), block.transactions]),
    transactions: transactions.map(({ hash }) => hash),
    whole: calls.filter(([method, isWhole]) => method === "eth_getBlockByNumber" && isWhole).length,
    alone: calls.filter(([method]) => method === "eth_getTransactionByHash").length,
  };
};

const wanted: Wanted = new Map(
  [15, 11, 10, 12, 13, 14].map((block) => [
    block,
    block === 12 ? [] : [hashOf(block, 1), hashOf(block, 0)],
  ]),
);
const expected = (crowd: number) => ({
  blocks: [10, 11, 12, 13, 14, 15].map((block) => [
    block,
    numbers(crowd).map((index) => hashOf(block, index)),
  ]),
  transactions: [10, 11, 13, 14, 15].flatMap((block) => [hashOf(block, 1), hashOf(block, 0)]),
});

test("blocks that are mostly ours come whole, but for those that tell how crowded they are", async () => {
  // Blocks 10, 13 and 15 are asked first; block 12 holds nothing of ours.
  expect(await fetch(wanted, 3)).toEqual({ ...expected(3), whole: 2, alone: 6 });
});

test("of blocks that are mostly others' our transactions come one by one", async () => {
  expect(await fetch(wanted, 16)).toMatchObject({ ...expected(16), whole: 2 });
  expect(await fetch(wanted, 17)).toEqual({ ...expected(17), whole: 0, alone: 10 });
});

test("nothing is asked for nothing", async () => {
  expect(await fetch(new Map(), 3)).toEqual({ blocks: [], transactions: [], whole: 0, alone: 0 });
});

test("a whole block without its transactions is asked for again", async () => {
  const [full, bare] = [nodeOf(3), nodeOf(3, false)];
  let times = 0;
  const { pool } = createNodes({
    "http://a": (asked) =>
      answer(asked, (each) => (each.params[1] === true && ++times <= 2 ? bare : full)(each)),
  });
  const { transactions } = await fetchBlocks(pool, wanted);
  expect(transactions.map(({ hash }) => hash)).toEqual(expected(3).transactions);
});
