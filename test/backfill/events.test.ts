import type { AbiEvent } from "viem";
import { encodeEventTopics } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { tokenAbi } from "../../abis/token.ts";
import type { Build, Callback } from "../../backfill/build.ts";
import type { Batch } from "../../backfill/cachedChain.ts";
import { createEventFinder } from "../../backfill/events.ts";
import { internals } from "../../backfill/internals.ts";
import { readRules } from "../../prefetch/rules.ts";

const token = "0x00000000000000000000000000000000000000aa";
const from = "0x00000000000000000000000000000000000000bb";
const to = "0x00000000000000000000000000000000000000cc";
const hash = "0x01";
const abiItem = tokenAbi.find(
  (item) => item.type === "event" && item.name === "Transfer",
) as AbiEvent;
const [topic0, topic1, topic2] = encodeEventTopics({
  abi: tokenAbi,
  eventName: "Transfer",
  args: { from, to },
}) as [`0x${string}`, `0x${string}`, `0x${string}`];

const chain = { id: 1, name: "chain" };
const callback = (name: string, filter: object) =>
  ({ name, chain, abiItem, fn: () => {}, type: "contract", filter }) as unknown as Callback;
const logFilter = (more: object) => ({
  type: "log",
  address: token,
  topic0,
  topic1: null,
  topic2: null,
  topic3: null,
  ...more,
});
const log = (blockNumber: number, logIndex: number, more: object = {}) => ({
  blockNumber,
  logIndex,
  transactionIndex: 0,
  address: token as `0x${string}`,
  topics: [topic0, topic1, topic2],
  data: `0x${"1".padStart(64, "0")}` as const,
  removed: false as const,
  ...more,
});
const batch = (logs: Batch["logs"], more: Partial<Batch> = {}): Batch => ({
  until: 9,
  logs,
  blocks: [4, 5, 6].map((number) => ({
    number: BigInt(number),
    timestamp: 100n,
    hash,
    miner: from,
  })),
  transactions: new Map(
    [4, 5, 6].map((number) => [
      `${number}:0`,
      { hash, from, to, input: "0x", transactionIndex: 0 } as const,
    ]),
  ),
  children: new Map(),
  ...more,
});

let find: (callbacks: Callback[], of: Batch) => string[];
let events: (callbacks: Callback[], of: Batch) => ReturnType<ReturnType<typeof createEventFinder>>;
beforeAll(async () => {
  const [rules, known] = [await readRules(), await internals()];
  events = (callbacks, of) => createEventFinder({ callbacks } as Build, rules, known)(of);
  find = (callbacks, of) =>
    Array.from(
      events(callbacks, of),
      ({ eventCallback, event }) =>
        `${event.block.number}:${event.log?.logIndex ?? "-"} ${eventCallback.name}`,
    );
});

describe("the events of a batch", () => {
  test("come in the chain's order, those of one log in the sources' order, a block's own last", () => {
    const callbacks = [
      callback("Sample:block", { type: "block", interval: 2, offset: 4 }),
      callback("B:Transfer", logFilter({})),
      callback("A:Transfer", logFilter({ topic1: [topic1] })),
    ];
    expect(find(callbacks, batch([log(4, 1), log(4, 2), log(5, 0)]))).toEqual([
      ...["4:1 B:Transfer", "4:1 A:Transfer", "4:2 B:Transfer", "4:2 A:Transfer"],
      "4:- Sample:block",
      ...["5:0 B:Transfer", "5:0 A:Transfer"],
      "6:- Sample:block",
    ]);
  });

  test("are those that the filters ask for, of children from their own block on", () => {
    const factory = { id: "factory", address: from, eventSelector: topic0 };
    const callbacks = [
      callback("Late:Transfer", logFilter({ fromBlock: 5 })),
      callback("Other:Transfer", logFilter({ address: to })),
      callback("Backwards:Transfer", logFilter({ topic1: topic2 })),
      callback("Child:Transfer", logFilter({ address: factory })),
    ];
    const children = new Map([["factory", new Map([[token as `0x${string}`, 6]])]]);
    const logs = [log(4, 0), log(5, 0), log(6, 0)];
    expect(find(callbacks, batch(logs, { children }))).toEqual([
      ...["5:0 Late:Transfer", "6:0 Late:Transfer", "6:0 Child:Transfer"],
    ]);
  });

  test("are not those whose data does not fit", () => {
    const callbacks = [callback("A:Transfer", logFilter({}))];
    expect(find(callbacks, batch([log(4, 0, { data: "0x" }), log(4, 1)]))).toEqual([
      "4:1 A:Transfer",
    ]);
  });

  test("are not made up where a block or a transaction is missing", () => {
    const callbacks = [callback("A:Transfer", logFilter({}))];
    expect(() => find(callbacks, batch([log(7, 0)]))).toThrow("block 7 is missing");
    expect(() => find(callbacks, batch([log(5, 0, { transactionIndex: 3 })]))).toThrow(
      "transaction 5:3 of log 0 is missing",
    );
  });

  test("do not answer with undefined what is not read", () => {
    const [first] = [...events([callback("A:Transfer", logFilter({}))], batch([log(4, 0)]))];
    const event = first!.event as unknown as Record<string, Record<string, unknown>>;
    expect(event.transaction!.from).toBe(from);
    expect(() => event.transaction!.gas).toThrow("a handler asks for transaction.gas");
    expect(() => event.block!.difficulty).toThrow("a handler asks for block.difficulty");
    expect(() => event.id).toThrow("a handler asks for event.id");
    expect(event.transactionReceipt).toBeUndefined();
  });
});
