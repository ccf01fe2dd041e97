import { encodeCheckpoint } from "./ponder-internals.ts";
import type { Source } from "./sources.ts";

/** Where made-up events have got to. */
export type Position = { number: bigint; timestamp: bigint; logIndex: number };
/** What a test wants to be otherwise. The same `block.number` again: the next log of that block. */
export type Overrides = { block?: object; transaction?: object; log?: object };

const LAST = 9_999_999_999_999_999n;

/** `event.id`: 75 digits, in the order of the chain; without a log, of the block's end. */
export const eventId = ({ chainId, block, transaction, log }: any): string =>
  encodeCheckpoint({
    blockTimestamp: block.timestamp,
    chainId,
    blockNumber: block.number,
    transactionIndex: transaction?.transactionIndex ?? LAST,
    eventType: 5,
    eventIndex: log?.logIndex ?? 0,
  });

const bytes = (byte: string, length: number) => `0x${byte.repeat(length)}`;
const hash = (kind: number, of: bigint) =>
  `0x${(BigInt(kind) * 2n ** 64n + of).toString(16).padStart(64, "0")}`;

/** The block after the last one, 12 seconds later, unless `given` says otherwise. */
export const createBlock = (last: Position, given: any = {}): any => {
  const number = BigInt(given.number ?? last.number + 1n);
  const timestamp = given.timestamp ?? last.timestamp + (number === last.number ? 0n : 12n);
  return {
    hash: hash(1, number),
    parentHash: hash(1, number - 1n),
    miner: bytes("00", 20),
    baseFeePerGas: 1n,
    gasLimit: 30_000_000n,
    gasUsed: 1n,
    ...given,
    number,
    timestamp: BigInt(timestamp),
  };
};

/** A plausible log and its transaction in a block. */
export const createLog = (
  block: any,
  last: Position,
  { source, abiItem, given }: { source: Source; abiItem: any; given: Overrides },
) => {
  const logIndex = block.number === last.number ? last.logIndex + 1 : 0;
  const transaction: any = {
    hash: hash(2 + logIndex, block.number),
    from: bytes("f0", 20),
    to: source.address ?? null,
    input: "0x",
    value: 0n,
    nonce: 0,
    transactionIndex: logIndex,
    blockNumber: Number(block.number),
    ...given.transaction,
  };
  const [selector] = [...source.events].find(([, item]) => item === abiItem)!;
  const log: any = {
    address: source.address ?? bytes("7a", 20),
    topics: [selector],
    data: "0x",
    logIndex,
    removed: false,
    blockNumber: Number(block.number),
    transactionIndex: transaction.transactionIndex,
    ...given.log,
  };
  return { log, transaction };
};
