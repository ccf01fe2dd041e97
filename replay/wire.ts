import { type Hex, keccak256, numberToHex } from "viem";
import type { RecordedBlock, RecordedLog } from "./recording.ts";
import type { Shift } from "./shift.ts";

/**
 * A block as it is served: what it `carries` (a recorded block's transactions) placed at a number, a hash and a time.
 * `state` is the number of the recorded block whose state the chain has after it. `json` holds what was serialised.
 */
export type ServedBlock = {
  number: number;
  hash: Hex;
  parentHash: Hex;
  /** Unix seconds, shifted. */
  timestamp: number;
  state: number;
  carries: RecordedBlock;
  shift: Shift;
  json: { full?: string; light?: string; receipts?: string; logs: string[] };
};

/** Served where the recording has no signature: present for those who store it, and valid for nobody. */
const NO_SIGNATURE = { r: "0x0", s: "0x0", v: "0x0", yParity: "0x0", accessList: [] };

const BLOOM_BYTES = 256;

const bloomBits = new Map<Hex, readonly number[]>();

/** The three bits of a value in a bloom; the same addresses and topics come again and again. */
const bitsOf = (value: Hex): readonly number[] => {
  const known = bloomBits.get(value);
  if (known !== undefined) return known;
  const hash = keccak256(value);
  const bits = [2, 6, 10].map((at) => Number.parseInt(hash.slice(at, at + 4), 16) & 0x7ff);
  bloomBits.set(value, bits);
  return bits;
};

/** The logs bloom of a receipt: 2048 bits, three for every address and topic. */
export const logsBloom = (logs: readonly Pick<RecordedLog, "address" | "topics">[]): Hex => {
  const bloom = Buffer.alloc(BLOOM_BYTES);
  for (const bit of logs.flatMap(({ address, topics }) => [address, ...topics].flatMap(bitsOf))) {
    const byte = BLOOM_BYTES - 1 - (bit >> 3);
    bloom[byte] = bloom[byte]! | (1 << (bit & 7));
  }
  return `0x${bloom.toString("hex")}`;
};

const place = ({ number, hash, timestamp }: ServedBlock) => ({
  blockHash: hash,
  blockNumber: numberToHex(number),
  blockTimestamp: numberToHex(timestamp),
});

const wireLog = (block: ServedBlock, log: RecordedLog) => ({
  ...log,
  ...place(block),
  data: block.shift.logData(log),
});

const wireTransaction = (block: ServedBlock, index: number) => ({
  ...NO_SIGNATURE,
  ...block.carries.block.transactions[index],
  ...place(block),
});

const wireReceipt = (block: ServedBlock, index: number) => {
  const receipt = block.carries.receipts[index]!;
  return {
    logsBloom: logsBloom(receipt.logs),
    ...receipt,
    ...place(block),
    logs: receipt.logs.map((log) => wireLog(block, log)),
  };
};

/** A block as JSON, with whole transactions (`full`) or their hashes; serialised once. */
export const blockJson = (block: ServedBlock, full: boolean): string => {
  const kind = full ? "full" : "light";
  const { transactions, ...fields } = block.carries.block;
  block.json[kind] ??= JSON.stringify({
    ...fields,
    number: numberToHex(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: numberToHex(block.timestamp),
    transactions: transactions.map(({ hash }, index) =>
      full ? wireTransaction(block, index) : hash,
    ),
  });
  return block.json[kind];
};

/** One transaction of a block as JSON. */
export const transactionJson = (block: ServedBlock, index: number): string =>
  JSON.stringify(wireTransaction(block, index));

/** One receipt of a block as JSON, its bloom computed. */
export const receiptJson = (block: ServedBlock, index: number): string =>
  JSON.stringify(wireReceipt(block, index));

/** All receipts of a block as a JSON array; serialised once. */
export const receiptsJson = (block: ServedBlock): string => {
  block.json.receipts ??= JSON.stringify(
    block.carries.receipts.map((_receipt, index) => wireReceipt(block, index)),
  );
  return block.json.receipts;
};

/** The log at `index` of a block's logs as JSON; serialised once. */
export const logJson = (block: ServedBlock, index: number): string => {
  block.json.logs[index] ??= JSON.stringify(wireLog(block, block.carries.logs[index]!));
  return block.json.logs[index];
};
