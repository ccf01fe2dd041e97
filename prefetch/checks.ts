import type { Address, Hex } from "viem";
import { mayHold } from "./bloom.ts";
import { type Block, blockOf, type Interval, keyOf, type Log, type Transaction } from "./chain.ts";
import { Malformed } from "./failures.ts";

const HASH = /^0x[0-9a-f]{64}$/i;
const QUANTITY = /^0x[0-9a-f]+$/i;
const DATA = /^0x([0-9a-f]{2})*$/i;
const ADDRESS = /^0x[0-9a-f]{40}$/i;

const is = (pattern: RegExp, value: unknown): boolean =>
  typeof value === "string" && pattern.test(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What eth_getLogs is asked for. */
export type LogQuery = {
  /** Null: of any contract. */
  addresses: readonly Address[] | null;
  topics: readonly (Hex | readonly Hex[] | null)[];
};

/**
 * An answer of eth_getLogs, if it answers the question.
 * @throws Malformed when a log is incomplete, not asked for, twice there, or taken back
 */
export function checkLogs(answer: unknown, query: LogQuery, [from, to]: Interval): Log[] {
  if (!Array.isArray(answer)) throw new Malformed("eth_getLogs did not answer a list");
  const addresses = query.addresses && new Set(query.addresses.map((each) => each.toLowerCase()));
  const topics = query.topics.map((topic) => topic && new Set([topic].flat()));
  const seen = new Set<string>();
  for (const log of answer) {
    if (!isLog(log)) throw new Malformed("a log is incomplete");
    const number = blockOf(log);
    if (number < from || number > to)
      throw new Malformed(`a log of block ${number} came for blocks ${from} to ${to}`);
    if (log.removed === true) throw new Malformed("a log that was taken back came");
    if (addresses !== null && !addresses.has(log.address.toLowerCase()))
      throw new Malformed(`a log of ${log.address} came, which was not asked for`);
    if (topics.some((topic, place) => topic && !topic.has(log.topics[place]!)))
      throw new Malformed("a log came whose topics were not asked for");
    const key = keyOf(log);
    if (seen.has(key)) throw new Malformed(`log ${key} came twice`);
    seen.add(key);
  }
  return answer;
}

function isLog(log: unknown): log is Log & { removed?: unknown } {
  return (
    isRecord(log) &&
    is(ADDRESS, log.address) &&
    is(DATA, log.data) &&
    is(HASH, log.blockHash) &&
    is(HASH, log.transactionHash) &&
    [log.blockNumber, log.logIndex, log.transactionIndex].every((each) => is(QUANTITY, each)) &&
    Array.isArray(log.topics) &&
    log.topics.length <= 4 &&
    log.topics.every((topic) => is(HASH, topic))
  );
}

/**
 * An answer of eth_getBlockByNumber, if it is that block.
 * @throws Malformed when it is null, incomplete or another
 */
export function checkBlock(answer: unknown, number: number): Block {
  if (!isRecord(answer)) throw new Malformed(`block ${number} is not there`);
  const { number: own, hash, parentHash, logsBloom, timestamp, transactions } = answer;
  if (!is(QUANTITY, own) || Number(own) !== number)
    throw new Malformed(`another block came for block ${number}`);
  if (
    !is(HASH, hash) ||
    !is(HASH, parentHash) ||
    !is(DATA, logsBloom) ||
    !is(QUANTITY, timestamp) ||
    !Array.isArray(transactions)
  )
    throw new Malformed(`block ${number} is incomplete`);
  return answer as Block;
}

/**
 * An answer of eth_getTransactionByHash, if it is that transaction.
 * @throws Malformed when it is null, incomplete, not in a block, or another
 */
export function checkTransaction(answer: unknown, hash: Hex): Transaction {
  if (!isRecord(answer)) throw new Malformed(`transaction ${hash} is not there`);
  if (answer.hash !== hash) throw new Malformed(`another transaction came for ${hash}`);
  if (
    !is(HASH, answer.blockHash) ||
    !is(QUANTITY, answer.blockNumber) ||
    !is(QUANTITY, answer.transactionIndex) ||
    !is(ADDRESS, answer.from)
  )
    throw new Malformed(`transaction ${hash} is incomplete`);
  return answer as Transaction;
}

/** What belongs together contradicts itself. */
export class Contradiction extends Error {}

/**
 * Makes sure that blocks, transactions and logs are of one chain.
 * @throws Contradiction when a hash differs, a log cannot be in its block, or something is missing
 */
export function checkTogether(rows: {
  blocks: readonly Block[];
  transactions: readonly Transaction[];
  logs: readonly Log[];
}): void {
  const blocks = new Map(rows.blocks.map((block) => [Number(block.number), block]));
  const transactions = new Map(rows.transactions.map((each) => [each.hash, each]));
  for (const [index, block] of rows.blocks.entries()) {
    const last = rows.blocks[index - 1];
    if (last === undefined || Number(last.number) + 1 !== Number(block.number)) continue;
    if (block.parentHash !== last.hash)
      throw new Contradiction(`block ${Number(block.number)} does not follow the one before`);
  }
  for (const transaction of rows.transactions) {
    const block = blocks.get(blockOf(transaction));
    if (block?.hash !== transaction.blockHash)
      throw new Contradiction(`transaction ${transaction.hash} is of another block`);
  }
  for (const log of rows.logs) {
    const key = keyOf(log);
    const block = blocks.get(blockOf(log));
    if (block === undefined) throw new Contradiction(`the block of log ${key} is missing`);
    if (block.hash !== log.blockHash)
      throw new Contradiction(
        `log ${key} is of block ${log.blockHash}, but that block is ${block.hash}`,
      );
    const transaction = transactions.get(log.transactionHash);
    if (transaction === undefined)
      throw new Contradiction(`the transaction of log ${key} is missing`);
    if (Number(transaction.transactionIndex) !== Number(log.transactionIndex))
      throw new Contradiction(`log ${key} has the place of another transaction`);
    if (!mayHold(block.logsBloom, log))
      throw new Contradiction(`log ${key} cannot be in its block: the block's bloom excludes it`);
  }
}
