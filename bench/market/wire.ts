/** Blocks, transactions and logs as a node writes them. */
import type { Hex } from "viem";
import { logsBloom } from "../../replay/wire.ts";
import { type Block, CHAIN_ID, type Log, timeOf } from "./chain.ts";

const KINDS = { block: 1, transaction: 2, root: 3 } as const;
type Kind = keyof typeof KINDS;

const scramble = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** A hash that can be told from its place, and its place from it: no table of hashes is needed. */
export function hashAt(
  seed: number,
  { kind, block, index = 0 }: { kind: Kind; block: number; index?: number },
): Hex {
  let state = scramble(seed ^ scramble(block ^ scramble(4 * index + KINDS[kind])));
  let random = "";
  for (let part = 0; part < 5; part++) {
    state = scramble(state + 0x9e3779b9);
    random += state.toString(16).padStart(8, "0");
  }
  const place = [
    block.toString(16).padStart(12, "0"),
    index.toString(16).padStart(8, "0"),
    KINDS[kind].toString(16).padStart(4, "0"),
  ].join("");
  return `0x${random}${place}`;
}

/** The number of the block with this hash; null when no block of the chain has it. */
export function blockOfHash(seed: number, hash: string): number | null {
  const block = Number.parseInt(hash.slice(42, 54), 16);
  return hashAt(seed, { kind: "block", block }) === hash.toLowerCase() ? block : null;
}

/** Where the transaction with this hash is; null when no block of the chain can have it. */
export function placeOfTransaction(
  seed: number,
  hash: string,
): { block: number; index: number } | null {
  const place = {
    block: Number.parseInt(hash.slice(42, 54), 16),
    index: Number.parseInt(hash.slice(54, 62), 16),
  };
  const isIts = hashAt(seed, { kind: "transaction", ...place }) === hash.toLowerCase();
  return isIts ? place : null;
}

const EMPTY_BLOOM: Hex = `0x${"0".repeat(512)}`;
const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
const NO_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
const ZERO_HASH = `0x${"0".repeat(64)}`;
const GAS = 200_000;

const quantity = (value: number): string => `0x${value.toString(16)}`;

/** A block's header in JSON, open at its end: `,"transactions":[…]}` is to follow. */
function headerJson(
  seed: number,
  { number, transactions, bloom }: { number: number; transactions: number; bloom: Hex },
): string {
  const isEmpty = transactions === 0;
  return JSON.stringify({
    number: quantity(number),
    hash: hashAt(seed, { kind: "block", block: number }),
    parentHash: hashAt(seed, { kind: "block", block: number - 1 }),
    timestamp: quantity(timeOf(number)),
    logsBloom: bloom,
    miner: "0x4200000000000000000000000000000000000011",
    gasLimit: "0x11e1a300",
    gasUsed: quantity(transactions * GAS),
    baseFeePerGas: "0x989680",
    size: quantity(800 + 500 * transactions),
    difficulty: "0x0",
    totalDifficulty: "0x0",
    extraData: "0x",
    nonce: "0x0000000000000000",
    mixHash: ZERO_HASH,
    sha3Uncles: NO_UNCLES,
    stateRoot: hashAt(seed, { kind: "root", block: number, index: 1 }),
    transactionsRoot: isEmpty ? EMPTY_ROOT : hashAt(seed, { kind: "root", block: number }),
    receiptsRoot: isEmpty ? EMPTY_ROOT : hashAt(seed, { kind: "root", block: number, index: 2 }),
    uncles: [],
  }).slice(0, -1);
}

/** The header of a block in which nothing happens. */
export const emptyHeaderJson = (seed: number, number: number): string =>
  headerJson(seed, { number, transactions: 0, bloom: EMPTY_BLOOM });

/** A log in JSON, and what it can be found by. */
export type WireLog = { json: string; log: Log };

/** A block with its transactions and logs, in JSON. */
export type WireBlock = {
  number: number;
  header: string;
  /** Whole transactions, separated by commas. */
  transactions: string;
  transactionCount: number;
  logs: WireLog[];
};

/** A block of the market as a node writes it. */
export function toWire(seed: number, { number, transactions }: Block): WireBlock {
  const place = `"blockHash":"${hashAt(seed, { kind: "block", block: number })}","blockNumber":"${quantity(number)}"`;
  const logs: WireLog[] = [];
  const texts: string[] = [];
  for (const [index, { from, to, input, logs: emitted }] of transactions.entries()) {
    const hash = hashAt(seed, { kind: "transaction", block: number, index });
    const at = `"transactionIndex":"${quantity(index)}"`;
    texts.push(
      `{${place},"hash":"${hash}",${at},"from":"${from}","to":"${to}","input":"${input}","value":"0x0","nonce":"${quantity(number - 1)}","gas":"${quantity(GAS)}","gasPrice":"0xa7d8c0","maxFeePerGas":"0xf4240","maxPriorityFeePerGas":"0xf4240","type":"0x2","accessList":[],"chainId":"${quantity(CHAIN_ID)}","v":"0x0","yParity":"0x0","r":"0x1","s":"0x1"}`,
    );
    for (const log of emitted) {
      const topics = log.topics.map((topic) => `"${topic}"`).join(",");
      logs.push({
        log,
        json: `{"address":"${log.address}","topics":[${topics}],"data":"${log.data}",${place},"blockTimestamp":"${quantity(timeOf(number))}","transactionHash":"${hash}",${at},"logIndex":"${quantity(logs.length)}","removed":false}`,
      });
    }
  }
  return {
    number,
    header: headerJson(seed, {
      number,
      transactions: transactions.length,
      bloom: logsBloom(logs.map(({ log }) => ({ address: log.address, topics: [...log.topics] }))),
    }),
    transactions: texts.join(","),
    transactionCount: transactions.length,
    logs,
  };
}
