/** Fetches blocks, and of their transactions those that are wanted: whole, or one by one, as costs less. */
import { type Hex, numberToHex } from "viem";
import type { Block, Transaction } from "./chain.ts";
import { checkBlock, checkTransaction } from "./checks.ts";
import { Malformed } from "./failures.ts";
import type { Pool } from "./pool.ts";

/** The transactions wanted of each block, by its number. */
export type Wanted = ReadonlyMap<number, readonly Hex[]>;

type Fetched = { block: Block; transactions: Transaction[] };

/** With so many transactions for each that is wanted, a whole block costs less than a call for each of those. */
const CROWDED = 8;

/** All blocks, ascending, and the transactions wanted of them. Some of those, asked first, tell how crowded they are. */
export async function fetchBlocks(
  pool: Pool,
  wanted: Wanted,
): Promise<{ blocks: Block[]; transactions: Transaction[] }> {
  const numbers = [...wanted.keys()].sort((a, b) => a - b);
  const holding = numbers.filter((number) => wanted.get(number)!.length > 0);
  const samples = new Set(
    [0, 0.5, 1].map((part) => holding[Math.floor(part * (holding.length - 1))]),
  );
  const sampled = new Map(
    await Promise.all(
      numbers
        .filter((number) => samples.has(number))
        .map(
          async (number) => [number, await fetchParts(pool, number, wanted.get(number)!)] as const,
        ),
    ),
  );
  const seen = [...sampled.values()].reduce((sum, { block }) => sum + block.transactions.length, 0);
  const crowd = seen / sampled.size;
  const fetched = await Promise.all(
    numbers.map((number) => {
      const hashes = wanted.get(number)!;
      const isCheaperWhole = hashes.length > 0 && crowd <= CROWDED * hashes.length;
      return (
        sampled.get(number) ?? (isCheaperWhole ? fetchWhole : fetchParts)(pool, number, hashes)
      );
    }),
  );
  return {
    blocks: fetched.map(({ block }) => block),
    transactions: fetched.flatMap(({ transactions }) => transactions),
  };
}

async function fetchParts(pool: Pool, number: number, hashes: readonly Hex[]): Promise<Fetched> {
  const [block, ...transactions] = await Promise.all([
    pool.ask({ method: "eth_getBlockByNumber", params: [numberToHex(number), false] }, (answer) =>
      checkBlock(answer, number),
    ),
    ...hashes.map((hash) =>
      pool.ask({ method: "eth_getTransactionByHash", params: [hash] }, (answer) =>
        checkTransaction(answer, hash),
      ),
    ),
  ]);
  return { block, transactions };
}

const fetchWhole = (pool: Pool, number: number, hashes: readonly Hex[]): Promise<Fetched> =>
  pool.ask({ method: "eth_getBlockByNumber", params: [numberToHex(number), true] }, (answer) => {
    const block = checkBlock(answer, number);
    const byHash = new Map<Hex, unknown>();
    for (const transaction of block.transactions) {
      if (typeof transaction !== "object" || transaction === null)
        throw new Malformed(`block ${number} came without its transactions`);
      byHash.set(transaction.hash, transaction);
    }
    return {
      block: { ...block, transactions: [...byHash.keys()] },
      transactions: hashes.map((hash) => checkTransaction(byHash.get(hash), hash)),
    };
  });
