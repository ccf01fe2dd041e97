import type { Address, Hex } from "viem";

/** First and last block of a range, both in it. */
export type Interval = [number, number];

/** A log as JSON-RPC gives it. */
export type Log = {
  address: Address;
  topics: Hex[];
  data: Hex;
  blockNumber: Hex;
  blockHash: Hex;
  logIndex: Hex;
  transactionIndex: Hex;
  transactionHash: Hex;
};

/** A transaction as JSON-RPC gives it; fields not named here are kept. */
export type Transaction = {
  hash: Hex;
  blockHash: Hex;
  blockNumber: Hex;
  transactionIndex: Hex;
};

/** A block as JSON-RPC gives it, with its transactions or their hashes; fields not named here are kept. */
export type Block = {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  logsBloom: Hex;
  transactions: (Hex | Transaction)[];
};

/** Children of each factory (by its id): address, and the block that announced it. */
export type Children = Map<string, Map<Address, number>>;

/** What a range of blocks holds for the index. */
export type Rows = {
  /** In ascending order. */
  blocks: Block[];
  transactions: Transaction[];
  logs: Log[];
  /** The children announced in the range. */
  children: Children;
};

/** The number of blocks of a range. */
export const lengthOf = ([from, to]: Interval): number => to - from + 1;

/** The numbers of a range's blocks. */
export const numbersIn = (range: Interval): number[] =>
  Array.from({ length: lengthOf(range) }, (_, place) => range[0] + place);

/** The block number of a log or transaction. */
export const blockOf = ({ blockNumber }: { blockNumber: Hex }): number => Number(blockNumber);

/** Identifies a log on its chain. */
export const keyOf = (log: Log): string => `${blockOf(log)}:${Number(log.logIndex)}`;
