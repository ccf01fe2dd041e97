/**
 * A written chain that is as small in memory as can be: the texts are in a file, which the operating system keeps in its
 * own memory, and here is only where each begins and what its logs can be found by.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WireBlock } from "../market/wire.ts";

/** Numbers in a row that grows; a plain array of millions would take several times the memory. */
type Column = {
  at: (index: number) => number;
  push: (value: number) => void;
  length: () => number;
};

/** A text in the file. */
type Piece = { start: number; length: number };

/** What logs are wanted; null is any. Topics after the first are looked up in the text. */
export type LogQuery = {
  from: number;
  to: number;
  addresses: ReadonlySet<string> | null;
  topics: readonly (ReadonlySet<string> | null)[];
};

export type ChainStore = {
  add: (block: WireBlock) => void;
  /** After the last block was added. */
  seal: () => void;
  /** Header and whole transactions of a block, and their number; null for an empty block. */
  block: (number: number) => { header: Buffer; transactions: Buffer; count: number } | null;
  /** The logs in JSON, separated by commas. */
  logs: (query: LogQuery) => Buffer;
  remove: () => void;
};

const WRITE_BYTES = 4 << 20;

function createColumn(make: (length: number) => Float64Array | Uint32Array | Uint8Array): Column {
  let values = make(1024);
  let used = 0;
  return {
    at: (index) => values[index]!,
    length: () => used,
    push(value) {
      if (used === values.length) {
        const larger = make(2 * used);
        larger.set(values);
        values = larger;
      }
      values[used++] = value;
    },
  };
}

/** A number for each different text: addresses and selectors are few, and come again and again. */
function createNames() {
  const numbers = new Map<string, number>();
  return {
    numberOf(name: string) {
      const known = numbers.get(name) ?? numbers.size;
      numbers.set(name, known);
      return known;
    },
    /** For each number whether its text is wanted. */
    wanted(names: ReadonlySet<string> | null): Uint8Array {
      const table = new Uint8Array(numbers.size).fill(names === null ? 1 : 0);
      for (const name of names ?? []) {
        const number = numbers.get(name);
        if (number !== undefined) table[number] = 1;
      }
      return table;
    },
  };
}

/** An empty store, in a temporary file that `remove` removes. */
export function createChainStore(): ChainStore {
  const directory = mkdtempSync(join(tmpdir(), "provernet-bench-chain-"));
  const file = openSync(join(directory, "chain"), "w+");
  let waiting: string[] = [];
  let waitingBytes = 0;
  let end = 0;

  const write = () => {
    if (waiting.length === 0) return;
    writeSync(file, waiting.join(""));
    waiting = [];
    waitingBytes = 0;
  };
  /** Texts are all ASCII: as many bytes as characters. */
  const append = (text: string): Piece => {
    const piece = { start: end, length: text.length };
    waiting.push(text);
    waitingBytes += text.length;
    end += text.length;
    if (waitingBytes > WRITE_BYTES) write();
    return piece;
  };
  const read = (start: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const count = readSync(file, bytes, done, length - done, start + done);
      if (count === 0) throw new Error("the file of the chain is shorter than its index");
      done += count;
    }
    return bytes;
  };

  const doubles = () => createColumn((length) => new Float64Array(length));
  const words = () => createColumn((length) => new Uint32Array(length));
  const blocks = {
    number: words(),
    header: doubles(),
    headerLength: words(),
    transactionsLength: words(),
    count: words(),
    firstLog: words(),
  };
  const logs = {
    start: doubles(),
    /** With the comma behind it. */
    length: words(),
    address: words(),
    selector: createColumn((length) => new Uint8Array(length)),
  };
  const addresses = createNames();
  const selectors = createNames();

  /** Index of the first block that is not before a number. */
  const indexOf = (number: number): number => {
    let low = 0;
    let high = blocks.number.length();
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks.number.at(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const firstLogOf = (block: number): number =>
    block < blocks.firstLog.length() ? blocks.firstLog.at(block) : logs.start.length();

  return {
    add(block) {
      blocks.number.push(block.number);
      blocks.count.push(block.transactionCount);
      blocks.firstLog.push(logs.start.length());
      const header = append(block.header);
      blocks.header.push(header.start);
      blocks.headerLength.push(header.length);
      blocks.transactionsLength.push(append(block.transactions).length);
      for (const { json, log } of block.logs) {
        const piece = append(`${json},`);
        logs.start.push(piece.start);
        logs.length.push(piece.length);
        logs.address.push(addresses.numberOf(log.address));
        logs.selector.push(selectors.numberOf(log.topics[0]!));
      }
    },
    seal: write,
    block(number) {
      const index = indexOf(number);
      if (index >= blocks.number.length() || blocks.number.at(index) !== number) return null;
      const start = blocks.header.at(index);
      const headerLength = blocks.headerLength.at(index);
      const text = read(start, headerLength + blocks.transactionsLength.at(index));
      return {
        header: text.subarray(0, headerLength),
        transactions: text.subarray(headerLength),
        count: blocks.count.at(index),
      };
    },
    logs({ from, to, addresses: wantedAddresses, topics }) {
      const first = firstLogOf(indexOf(from));
      const last = firstLogOf(indexOf(to + 1));
      const address = addresses.wanted(wantedAddresses);
      const selector = selectors.wanted(topics[0] ?? null);
      const deeper = topics.slice(1);
      const pieces: Buffer[] = [];
      for (let index = first; index < last; index++) {
        if (!address[logs.address.at(index)] || !selector[logs.selector.at(index)]) continue;
        const start = logs.start.at(index);
        let length = logs.length.at(index);
        // Neighbours are read at once.
        while (
          deeper.length === 0 &&
          index + 1 < last &&
          logs.start.at(index + 1) === start + length &&
          address[logs.address.at(index + 1)] &&
          selector[logs.selector.at(index + 1)]
        )
          length += logs.length.at(++index);
        const piece = read(start, length);
        if (deeper.length === 0 || hasTopics(piece, deeper)) pieces.push(piece);
      }
      const all = Buffer.concat(pieces);
      return all.subarray(0, Math.max(0, all.length - 1));
    },
    remove() {
      closeSync(file);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Whether a log, in JSON and with a comma behind it, has these topics after the first. */
function hasTopics(text: Buffer, wanted: readonly (ReadonlySet<string> | null)[]): boolean {
  const { topics } = JSON.parse(text.toString("latin1", 0, text.length - 1)) as {
    topics: string[];
  };
  return (
    topics.length > wanted.length &&
    wanted.every((names, place) => names === null || names.has(topics[place + 1]!))
  );
}
