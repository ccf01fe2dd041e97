import { Session } from "node:inspector/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { marketDay } from "../../ponder.schema.ts";
import { createIndexer, type Indexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";
import type { Operations } from "../support/store.ts";

/**
 * What an event costs on the recorded month, as counts: they are the same on every machine. A change that makes events
 * dearer must say so here.
 */
type Spent = { name: string; operations: Operations };

const recording = loadRecording("month");
const HOURS_OF_DAY = 24;
/** From here on there are all kinds of accounts, and events are as they always will be. */
const SETTLED = Math.floor(recording.head / 4);

let indexer: Indexer;
const spent: Spent[] = [];
let daysBefore = 0;
let viewCalls = 0;
let bytes = 0;

beforeAll(async () => {
  indexer = await createIndexer();
  await indexer.replay(recording, { until: SETTLED });
  daysBefore = daysAddedUp();
  const { client } = indexer.context;
  indexer.context.client = new Proxy(client, {
    get(target, name) {
      viewCalls++;
      return target[name];
    },
  });
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 16_384,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await indexer.replay(recording, {
    onEvent: ({ name, operations }) => spent.push({ name, operations }),
  });
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  const sizeOf = ({ selfSize, children }: typeof profile.head): number =>
    children.reduce((sum, child) => sum + sizeOf(child), selfSize);
  bytes = sizeOf(profile.head);
}, 300_000);

const mean = (events: readonly Spent[], of: (operations: Operations) => number) =>
  events.reduce((sum, { operations }) => sum + of(operations), 0) / events.length;
const daysAddedUp = () => indexer.rows(marketDay).length;
const reads = ({ find }: Operations) => find;
const writes = ({ insert, update, delete: deleted }: Operations) => insert + update + deleted;

test("there are events to count", () => {
  expect(spent.length).toBeGreaterThan(5_000);
});

test("no handler asks the node: views are read in the set-up alone", () => {
  expect(viewCalls).toBe(0);
});

describe("an event, on average", () => {
  test("reads few rows", () => {
    // 1.86
    expect(mean(spent, reads)).toBeLessThan(2);
  });

  test("writes few rows", () => {
    // 8.74: the event's own rows, its entry in the feed, its block, totals of its subjects, buckets of time
    expect(mean(spent, writes)).toBeLessThan(8.9);
  });

  test("costs the same after three weeks as after one", () => {
    const third = Math.floor(spent.length / 3);
    for (const of of [reads, writes]) {
      const early = mean(spent.slice(0, third), of);
      const late = mean(spent.slice(-third), of);
      expect(late / early).toBeLessThan(1.1);
    }
  });

  test("allocates little, decoding and the store in memory included", () => {
    // 97,000
    expect(bytes / spent.length).toBeLessThan(150_000);
  });
});

test("the first event of a day adds up the hours of the one before", () => {
  const added = spent.filter(({ operations }) => reads(operations) >= HOURS_OF_DAY);
  expect(added.length).toBeGreaterThan(10);
  expect(added.length).toBe(daysAddedUp() - daysBefore);
});

test("the dearest events stay what they are", () => {
  const others = spent.filter(({ operations }) => reads(operations) < HOURS_OF_DAY);
  const dearest = Object.entries(Object.groupBy(others, ({ name }) => name))
    .map(([name, events = []]) => ({
      name,
      operations: Math.max(
        ...events.map(({ operations }) => reads(operations) + writes(operations)),
      ),
    }))
    .sort((one, other) => other.operations - one.operations);
  expect(dearest.slice(0, 5)).toEqual([
    { name: "Market:ProofSubmitted", operations: 26 },
    { name: "Market:BidRevealed", operations: 22 },
    { name: "Market:NewRequest", operations: 17 },
    { name: "Market:NewBid", operations: 17 },
    { name: "Staking:ProverSlashed", operations: 16 },
  ]);
});
