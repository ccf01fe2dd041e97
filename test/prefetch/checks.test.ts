import { type Hex, numberToHex, pad } from "viem";
import { describe, expect, test } from "vitest";
import { isBloomOf, mayHold } from "../../prefetch/bloom.ts";
import type { Block, Log } from "../../prefetch/chain.ts";
import {
  Contradiction,
  checkBlock,
  checkLogs,
  checkTogether,
  checkTransaction,
} from "../../prefetch/checks.ts";
import { Malformed } from "../../prefetch/failures.ts";
import { modules } from "../../prefetch/ponderModules.ts";
import { copyText } from "../../prefetch/ponderSync.ts";
import { readRecording, recordedBlock } from "../../replay/recording.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { getCopyText } from "../support/ponder-internals.ts";

const recording = await readRecording(recordingDirectory("quirks"));

/** A recorded block as a node gives it: the logs know their place. */
const given = (number: number) => {
  const { block, logs } = structuredClone(recordedBlock(recording, number)!);
  const place = { blockNumber: block.number, blockHash: block.hash };
  return {
    block: block as unknown as Block & { gasUsed: Hex },
    logs: logs.map((log): Log => ({ ...log, ...place })),
    transactions: block.transactions.map((each) => ({
      ...each,
      ...place,
      from: pad("0x1", { size: 20 }),
    })),
  };
};
const NUMBER = recording.blocks.findIndex(({ logs }) => logs.length > 2);
const { block, logs, transactions } = given(NUMBER);
const query = { addresses: null, topics: [] };

describe("logs", () => {
  test("that answer the question are taken as they are", () => {
    expect(checkLogs(structuredClone(logs), query, [NUMBER, NUMBER])).toEqual(logs);
    expect(checkLogs([], query, [0, 1])).toEqual([]);
  });

  test.each<[string, (logs: Log[]) => unknown]>([
    ["no list", () => null],
    ["another block's log", ([log]) => [{ ...log, blockNumber: numberToHex(NUMBER + 1) }]],
    ["a log twice", ([log]) => [log, log]],
    ["a log that was taken back", ([log]) => [{ ...log, removed: true }]],
    ["a log without a block hash", ([log]) => [{ ...log, blockHash: null }]],
    ["half a topic", ([log]) => [{ ...log, topics: ["0x12"] }]],
    ["odd data", ([log]) => [{ ...log, data: "0x123" }]],
  ])("are refused when there is %s", (_, broken) => {
    expect(() => checkLogs(broken(logs), query, [NUMBER, NUMBER])).toThrow(Malformed);
  });

  test("of contracts or events that were not asked for are refused", () => {
    const [log] = logs;
    const other = pad("0x1", { size: 20 });
    const range: [number, number] = [NUMBER, NUMBER];
    expect(() => checkLogs([log], { addresses: [other], topics: [] }, range)).toThrow(Malformed);
    const topics = [[pad("0x2", { size: 32 })]];
    expect(() => checkLogs([log], { addresses: null, topics }, range)).toThrow(Malformed);
  });
});

test("a block that is another, incomplete or not there is refused", () => {
  expect(checkBlock(block, NUMBER)).toBe(block);
  for (const broken of [null, "0x", { ...block, hash: null }, { ...block, transactions: null }])
    expect(() => checkBlock(broken, NUMBER)).toThrow(Malformed);
  expect(() => checkBlock(block, NUMBER + 1)).toThrow("another block came");
});

test("a transaction that is another, pending or not there is refused", () => {
  const [transaction] = transactions;
  const { hash } = transaction!;
  expect(checkTransaction(transaction, hash)).toBe(transaction);
  for (const broken of [null, { ...transaction, blockHash: null }, { ...transaction, hash: "0x" }])
    expect(() => checkTransaction(broken, hash)).toThrow(Malformed);
});

describe("a block, its transactions and logs", () => {
  test("of every recorded block fit together", () => {
    for (let number = 1; number < 400; number++) {
      const { block: own, ...rest } = given(number);
      checkTogether({ blocks: [own], ...rest });
    }
  });

  test.each<[string, Parameters<typeof checkTogether>[0], string]>([
    [
      "the log is of another block of the same number",
      {
        blocks: [block],
        transactions,
        logs: [{ ...logs[0]!, blockHash: pad("0x1", { size: 32 }) }],
      },
      "but that block is",
    ],
    [
      "the block's bloom excludes the log",
      {
        blocks: [block],
        transactions,
        logs: [{ ...logs[0]!, topics: [pad("0x1234", { size: 32 })] }],
      },
      "bloom excludes",
    ],
    ["the transaction is missing", { blocks: [block], transactions: [], logs }, "is missing"],
    ["the block is missing", { blocks: [], transactions: [], logs }, "is missing"],
    [
      "the log has another transaction's place",
      { blocks: [block], transactions, logs: [{ ...logs[0]!, transactionIndex: "0x63" }] },
      "the place of another",
    ],
    [
      "the next block has another parent",
      { blocks: [block, { ...given(NUMBER + 1).block, parentHash: "0x" }], transactions, logs },
      "does not follow",
    ],
  ])("contradict each other when %s", (_, rows, message) => {
    expect(() => checkTogether(rows)).toThrow(Contradiction);
    expect(() => checkTogether(rows)).toThrow(message);
  });
});

describe("a bloom", () => {
  test("of every recorded block is that of its logs", () => {
    for (const { block: own, logs: all } of recording.blocks) {
      const bloom = (own as unknown as Block).logsBloom;
      expect(isBloomOf(bloom, all)).toBe(true);
      expect(all.every((log) => mayHold(bloom, log))).toBe(true);
    }
  });

  test("is another's when a log is missing, and says nothing when it is empty", () => {
    expect(isBloomOf(block.logsBloom, logs.slice(1))).toBe(false);
    expect(mayHold(`0x${"00".repeat(256)}`, logs[0]!)).toBe(true);
  });
});

test("text with tabs, newlines and backslashes survives COPY", async () => {
  const { encode, tables } = await modules();
  const accessList = [{ address: "a\tb\nc\\d\re", storageKeys: ["\\N"] }];
  const row = encode.encodeTransaction({
    chainId: 1,
    transaction: {
      ...transactions[0]!,
      ...{ to: null, value: "0x0", nonce: "0x0", gas: "0x0", input: "0x", accessList },
    },
  });
  const text = copyText(tables.transactions, [row, row]);
  expect(text).toBe(getCopyText(tables.transactions, [row, row]));
  const lines = text.split("\n");
  expect(lines).toHaveLength(2);
  const columns = lines[0]!.split("\t");
  expect(columns).toHaveLength(19);
  // JSON writes control characters as escapes; COPY doubles their backslashes.
  expect(columns.at(-1)!.replaceAll("\\\\", "\\")).toBe(JSON.stringify(accessList));
  expect(columns[6]).toBe("\\N");
});
