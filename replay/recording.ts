import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { type CallBook, createCallBook } from "./calls.ts";
import { firstLineSync, gunzipLines } from "./lines.ts";

/** The contracts a recording names; a recording may name others besides. */
export type ContractName =
  | "token"
  | "stakingController"
  | "brevisMarket"
  | "vaultFactory"
  | "epochRewards"
  | "marketViewer"
  | "stakingViewer";

/** First line of a recording: `head` and `startBlock` are block numbers, a contract's `block` is its first one. */
export type Header = {
  chainId: number;
  head: number;
  startBlock: number;
  contracts: Record<ContractName, { address: Address; block: number }>;
};

export type RecordedLog = {
  address: Address;
  topics: Hex[];
  data: Hex;
  logIndex: Hex;
  transactionIndex: Hex;
  transactionHash: Hex;
};

type RecordedTransaction = { hash: Hex; transactionIndex: Hex };

type RecordedReceipt = {
  transactionHash: Hex;
  contractAddress: Address | null;
  logs: RecordedLog[];
};

type RecordedHeader = {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  stateRoot: Hex;
  transactions: RecordedTransaction[];
};

/** One block as the node gave it (fields not named here are kept and served too), with all its logs in order. */
export type RecordedBlock = {
  block: RecordedHeader;
  receipts: RecordedReceipt[];
  logs: readonly RecordedLog[];
};

/** A whole recorded chain in memory. `first` is the number of `blocks[0]`; `calls` is read from disk when asked. */
export type Recording = {
  header: Header;
  first: number;
  blocks: readonly RecordedBlock[];
  numberByHash: ReadonlyMap<Hex, number>;
  positionByTransaction: ReadonlyMap<Hex, { number: number; index: number }>;
  calls: CallBook;
};

const chainFile = (directory: string) => join(directory, "chain.ndjson.gz");
const callsFile = (directory: string) => join(directory, "calls.ndjson.gz");

const parseHeader = (line: string, path: string): Header => {
  const header = JSON.parse(line) as Header;
  if (typeof header.chainId !== "number" || typeof header.contracts?.token?.address !== "string") {
    throw new Error(`${path}: the first line is not the header of a recording`);
  }
  return header;
};

/** Header of the recording in a directory, at once and without reading the blocks (a configuration file needs no more). */
export const readHeaderSync = (directory: string): Header =>
  parseHeader(firstLineSync(chainFile(directory)), chainFile(directory));

/** As `readHeaderSync`, asynchronously. */
export const readHeader = async (directory: string): Promise<Header> => {
  for await (const line of gunzipLines(chainFile(directory))) {
    return parseHeader(line.toString(), chainFile(directory));
  }
  throw new Error(`${chainFile(directory)}: empty file`);
};

const parseBlock = (line: Buffer): RecordedBlock => {
  const { block, receipts } = JSON.parse(line.toString()) as Omit<RecordedBlock, "logs">;
  return { block, receipts, logs: receipts.flatMap((receipt) => receipt.logs) };
};

/** The block with this number, or undefined when the recording does not reach it. */
export const recordedBlock = (recording: Recording, number: number): RecordedBlock | undefined =>
  recording.blocks[number - recording.first];

/** Number of the last recorded block. */
export const lastNumber = (recording: Recording): number =>
  recording.first + recording.blocks.length - 1;

/** Unix seconds of the last recorded block. */
export const lastTimestamp = (recording: Recording): number =>
  Number(recording.blocks.at(-1)!.block.timestamp);

/** Reads `chain.ndjson.gz` of a directory whole; `calls.ndjson.gz` is optional and stays on disk. Throws on a gap. */
export const readRecording = async (directory: string): Promise<Recording> => {
  const path = chainFile(directory);
  const blocks: RecordedBlock[] = [];
  const numberByHash = new Map<Hex, number>();
  const positionByTransaction = new Map<Hex, { number: number; index: number }>();
  let header: Header | undefined;
  for await (const line of gunzipLines(path)) {
    if (header === undefined) {
      header = parseHeader(line.toString(), path);
      continue;
    }
    const recorded = parseBlock(line);
    const number = Number(recorded.block.number);
    const previous = blocks.at(-1)?.block;
    if (previous !== undefined && recorded.block.parentHash !== previous.hash) {
      throw new Error(`${path}: block ${number} does not follow block ${Number(previous.number)}`);
    }
    blocks.push(recorded);
    numberByHash.set(recorded.block.hash, number);
    for (const [index, { hash }] of recorded.block.transactions.entries()) {
      positionByTransaction.set(hash, { number, index });
    }
  }
  const first = blocks[0];
  if (header === undefined || first === undefined) throw new Error(`${path}: no blocks`);
  const calls = existsSync(callsFile(directory)) ? callsFile(directory) : null;
  return {
    header,
    first: Number(first.block.number),
    blocks,
    numberByHash,
    positionByTransaction,
    calls: createCallBook(calls),
  };
};
