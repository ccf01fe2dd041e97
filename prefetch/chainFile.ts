import type { Address, Hex } from "viem";
import { gunzipLines } from "../replay/lines.ts";
import { Refusal } from "../settings/environment.ts";
import { isBloomOf } from "./bloom.ts";
import { type Block, type Interval, type Log, lengthOf, type Transaction } from "./chain.ts";
import { Contradiction } from "./checks.ts";

/**
 * First line of a file. With `covers` it holds what a set of sources needs, and nothing else: the blocks that each
 * kind of data is complete for, and how much there is. Without, it holds every block with all its logs up to `head`.
 */
export type FileHeader = {
  chainId: number;
  /** The newest block when the file was made. */
  head: number;
  startBlock: number;
  contracts: Record<string, { address: Address; block: number }>;
  covers?: { fragments: Record<string, Interval>; blocks: number; logs: number };
};

type FileReceipt = { transactionHash: Hex; transactionIndex: Hex; logs: FileLog[] };
type FileLog = Omit<Log, "blockNumber" | "blockHash">;

/** A line of a file: a block with whole transactions, and the receipts of these with their logs. */
export type FileBlock = {
  block: Omit<Block, "transactions"> & { transactions: Transaction[] };
  receipts: FileReceipt[];
};

/** A file that is whole: no byte of it is damaged, and it has as many lines as it says. */
export type ChainFile = {
  path: string;
  header: FileHeader;
  /** Numbers of its first and last block; null when it has none. */
  bounds: Interval | null;
};

const parse = <T>(line: Buffer, path: string, place: number): T => {
  try {
    return JSON.parse(line.toString()) as T;
  } catch {
    throw new Refusal(`${path}: line ${place} is damaged.`);
  }
};

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* gunzipLines(path);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    if (error.code === "ENOENT") throw new Refusal(`There is no file ${path}.`);
    const why =
      error.code === "Z_BUF_ERROR" ? "its end is missing" : `${error.message} (${error.code})`;
    throw new Refusal(`${path} cannot be read: ${why}. Get it again.`);
  }
}

function parseHeader(line: Buffer, path: string): FileHeader {
  const header = parse<FileHeader | null>(line, path, 1);
  if (typeof header?.chainId !== "number" || typeof header.head !== "number")
    throw new Refusal(`${path} does not begin with the header of a recorded chain.`);
  return header;
}

const numberIn = (line: Buffer, path: string, place: number): number => {
  const number = Number(parse<Partial<FileBlock>>(line, path, place).block?.number);
  if (!Number.isSafeInteger(number)) throw new Refusal(`${path}: line ${place} is no block.`);
  return number;
};

/**
 * Reads a file once from end to end, before anything of it is used.
 * @throws Refusal when it is damaged, cut off, or of another chain
 */
export async function openChainFile(path: string, chainId: number): Promise<ChainFile> {
  let header: FileHeader | undefined;
  let first: number | undefined;
  let last: Buffer | undefined;
  let place = 0;
  for await (const line of linesOf(path)) {
    place++;
    if (header === undefined) header = parseHeader(line, path);
    else {
      first ??= numberIn(line, path, place);
      last = line;
    }
    if (header.chainId !== chainId)
      throw new Refusal(
        `${path} is of chain ${header.chainId}, but the settings mean chain ${chainId}: check NETWORK and CHAIN_ID.`,
      );
  }
  if (header === undefined) throw new Refusal(`${path} is empty.`);
  const bounds: Interval | null =
    first === undefined ? null : [first, numberIn(last!, path, place)];
  checkSize({ path, header, bounds }, place - 1);
  return { path, header, bounds };
}

function checkSize({ path, header, bounds }: ChainFile, blocks: number): void {
  const { covers, head } = header;
  const expected = covers?.blocks ?? (bounds === null ? 0 : lengthOf(bounds));
  if (blocks !== expected)
    throw new Refusal(`${path} has ${blocks} blocks, but should have ${expected}: get it again.`);
  if (covers === undefined && bounds?.[1] !== head)
    throw new Refusal(
      `${path} ends at block ${bounds?.[1] ?? "none"}, but its chain goes to ${head}: get it again.`,
    );
}

/** A block of a file with all the logs the file has of it. */
export type ReadBlock = { number: number; block: FileBlock["block"]; logs: Log[] };

/**
 * The blocks of a file in order, each checked.
 * @throws Refusal when one is damaged, or does not follow the one before
 */
export async function* readBlocks({ path, header }: ChainFile): AsyncGenerator<ReadBlock> {
  const isWhole = header.covers === undefined;
  let last: ReadBlock | undefined;
  let place = 0;
  for await (const line of linesOf(path)) {
    place++;
    if (place === 1) continue;
    const read = toReadBlock(parse<FileBlock>(line, path, place), isWhole);
    if (typeof read === "string") throw new Refusal(`${path}: line ${place}: ${read}.`);
    const { number, block } = read;
    if (last !== undefined && number <= last.number)
      throw new Refusal(`${path}: block ${number} comes after block ${last.number}.`);
    const isNext = last !== undefined && number === last.number + 1;
    if (isNext && block.parentHash !== last!.block.hash)
      throw new Refusal(`${path}: block ${number} does not follow the one before.`);
    if (isWhole && last !== undefined && !isNext)
      throw new Refusal(`${path}: the block after ${last.number} is missing.`);
    last = read;
    yield read;
  }
}

/** A line as a block; what is wrong with it otherwise. */
function toReadBlock({ block, receipts }: Partial<FileBlock>, isWhole: boolean) {
  const number = Number(block?.number);
  if (block === undefined || !Number.isSafeInteger(number) || !Array.isArray(block.transactions))
    return "it is no block";
  if (!Array.isArray(receipts) || receipts.some(({ logs }) => !Array.isArray(logs)))
    return `block ${number} has no receipts`;
  if (isWhole && receipts.length !== block.transactions.length)
    return `block ${number} has ${block.transactions.length} transactions, but ${receipts.length} receipts`;
  const place = { blockNumber: block.number, blockHash: block.hash };
  const logs = receipts.flatMap((receipt) => receipt.logs.map((log) => ({ ...log, ...place })));
  if (isWhole && !isBloomOf(block.logsBloom, logs))
    return `the logs of block ${number} are not those of its bloom`;
  const transactions = block.transactions.map((transaction) => ({ ...transaction, ...place }));
  return { number, block: { ...block, transactions }, logs } satisfies ReadBlock;
}

/** A damaged file and a chain that contradicts itself are both the file's fault. */
export const blameFile = (error: unknown, path: string): unknown =>
  error instanceof Contradiction ? new Refusal(`${path}: ${error.message}.`) : error;
