import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ChainFile,
  openChainFile,
  type ReadBlock,
  readBlocks,
} from "../../prefetch/chainFile.ts";
import { rangeOfFile } from "../../prefetch/fromFile.ts";
import { createFileWriter } from "../../prefetch/toFile.ts";
import { recordingDirectory } from "../../settings/networks.ts";

const recorded = join(recordingDirectory("quirks"), "chain.ndjson.gz");
const CHAIN = 31337;
const LAST = 60;

let directory = "";
let lines: string[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "chain-file-"));
  const [header, ...blocks] = gunzipSync(readFileSync(recorded)).toString().split("\n");
  const short = { ...JSON.parse(header!), head: LAST };
  lines = [JSON.stringify(short), ...blocks.slice(0, LAST + 1)];
});
afterAll(() => rmSync(directory, { recursive: true }));

const fileOf = (content: readonly string[] | Buffer): string => {
  const path = join(directory, "chain.gz");
  writeFileSync(path, Buffer.isBuffer(content) ? content : gzipSync(`${content.join("\n")}\n`));
  return path;
};
const readAll = async (file: ChainFile): Promise<ReadBlock[]> => {
  const blocks: ReadBlock[] = [];
  for await (const block of readBlocks(file)) blocks.push(block);
  return blocks;
};
const readFile = async (content: readonly string[] | Buffer) => {
  const file = await openChainFile(fileOf(content), CHAIN);
  return { file, blocks: await readAll(file) };
};
/** The lines with one block changed. */
const changed = (number: number, change: (block: string) => string): string[] =>
  lines.map((line, index) => (index === number + 1 ? change(line) : line));

describe("a file with a whole chain", () => {
  test("is read block after block", async () => {
    const { file, blocks } = await readFile(lines);
    expect(file.bounds).toEqual([0, LAST]);
    expect(blocks.map(({ number }) => number)).toEqual(
      Array.from({ length: LAST + 1 }, (_, number) => number),
    );
    expect(blocks.flatMap(({ logs }) => logs).length).toBeGreaterThan(20);
  });

  test.each<[string, () => readonly string[] | Buffer, string]>([
    ["is no gzip", () => Buffer.from("hello"), "cannot be read"],
    ["is empty", () => gzipSync(""), "is empty"],
    ["has no header", () => lines.slice(1), "does not begin with the header"],
    [
      "is cut off",
      () => gzipSync(lines.join("\n")).subarray(0, 4_000),
      "its end is missing. Get it again",
    ],
    [
      "has a damaged byte",
      () => {
        const bytes = gzipSync(lines.join("\n"));
        bytes[bytes.length - 6]! ^= 1;
        return bytes;
      },
      "cannot be read",
    ],
    ["ends early", () => lines.slice(0, -1), "ends at block 59, but its chain goes to 60"],
    ["lacks a block", () => lines.filter((_, index) => index !== 30), "should have 61"],
    ["has a line that is no JSON", () => changed(20, () => "{"), "line 22 is damaged"],
    [
      "has another block in the place of one",
      () => changed(20, () => lines[26]!),
      "does not follow|is missing",
    ],
    [
      "has a block with another hash",
      () => changed(20, (line) => line.replace(/"hash":"0x.{4}/, '"hash":"0xabcd')),
      "block 21 does not follow",
    ],
    [
      "lacks a log",
      () =>
        changed(24, (line) => {
          const block = JSON.parse(line);
          block.receipts[0].logs.pop();
          return JSON.stringify(block);
        }),
      "the logs of block 24 are not those of its bloom",
    ],
    [
      "lacks a receipt",
      () => changed(24, (line) => JSON.stringify({ ...JSON.parse(line), receipts: [] })),
      "but 0 receipts",
    ],
  ])("is refused when it %s", async (_, content, message) => {
    await expect(readFile(content())).rejects.toThrow(new RegExp(message));
  });

  test("is refused when it is another chain's or not there", async () => {
    await expect(openChainFile(fileOf(lines), 8453)).rejects.toThrow(
      "is of chain 31337, but the settings mean chain 8453",
    );
    await expect(openChainFile(join(directory, "none"), CHAIN)).rejects.toThrow("There is no file");
  });

  test("is complete up to what was final", async () => {
    const { file } = await readFile(lines);
    const given = { file, finality: 30, fragments: [] };
    expect(rangeOfFile({ ...given, wanted: [5, 100] })).toEqual([5, 30]);
    expect(rangeOfFile({ ...given, wanted: [5, 20] })).toEqual([5, 20]);
    expect(rangeOfFile({ ...given, wanted: [50, 100] })).toBeNull();
  });
});

describe("a file with what some sources need", () => {
  const writeSome = async (fragments: Record<string, [number, number]>) => {
    const { blocks } = await readFile(lines);
    const path = join(directory, "some.gz");
    const writer = createFileWriter(path);
    for (const { block, logs } of blocks.filter(({ number }) => number % 5 === 0)) {
      const { transactions } = block;
      await writer.write({ blocks: [block], transactions, logs, children: new Map() });
    }
    await writer.finish(JSON.parse(lines[0]!), fragments);
    return openChainFile(path, CHAIN);
  };
  const fragment = (given: object) => ({
    id: "log_a",
    servedBy: ["log_a", "log_any"],
    fromBlock: 0,
    toBlock: Number.POSITIVE_INFINITY,
    ...given,
  });

  test("gives back what was written", async () => {
    const { blocks } = await readFile(lines);
    const file = await writeSome({});
    const read = await readAll(file);
    const written = blocks.filter(({ number }) => number % 5 === 0);
    expect(read).toEqual(written);
    expect(file.header.covers?.blocks).toBe(written.length);
  });

  test("serves sources that it covers, as far as it does", async () => {
    const file = await writeSome({ log_any: [5, 25] });
    const given = { file, finality: 30, wanted: [5, 100] as [number, number] };
    expect(rangeOfFile({ ...given, fragments: [fragment({})] })).toEqual([5, 25]);
    // A source that ended before is complete.
    expect(rangeOfFile({ ...given, fragments: [fragment({ toBlock: 25 })] })).toEqual([5, 30]);
  });

  test("is refused for sources that it does not cover, or not from their start", async () => {
    const file = await writeSome({ log_a: [10, 25] });
    const given = { file, finality: 30, wanted: [5, 100] as [number, number] };
    for (const one of [fragment({}), fragment({ id: "log_b", servedBy: ["log_b"] })])
      expect(() => rangeOfFile({ ...given, fragments: [one] })).toThrow("made for other settings");
    expect(rangeOfFile({ ...given, fragments: [fragment({ fromBlock: 10 })] })).toEqual([5, 25]);
  });
});
