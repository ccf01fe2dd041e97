import { describe, expect, test } from "vitest";
import { readOptions } from "../../prefetch/options.ts";
import { requireKnownPonder } from "../../prefetch/ponder.ts";
import { createProgress, duration, progressLine, summary } from "../../prefetch/progress.ts";

describe("the command line", () => {
  test("asks for everything by default", () => {
    const options = {
      to: null,
      from: null,
      checkReceipts: false,
      quiet: false,
      until: null,
    };
    expect(readOptions([])).toEqual(options);
    expect(readOptions(["--until", "120", "--check-receipts", "--to", "x.gz"])).toEqual({
      ...options,
      until: 120,
      checkReceipts: true,
      to: "x.gz",
    });
  });

  test.each([
    [["--to", "a", "--from", "b"], "--to and --from together"],
    [["--from", "a", "--check-receipts"], "asks a node"],
    [["--until", "-1"], "--until"],
    [["--until", "1e5"], '--until is "1e5", which is not a block number'],
    [["--from="], "--from needs the name of a file"],
    [["--nonsense"], "Unknown option '--nonsense'"],
    [["chain.gz"], "Unexpected argument 'chain.gz'"],
  ])("%o is refused with the usage", (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow("npm run prefetch");
  });
});

test("another version of Ponder is refused, for its cache may differ", () => {
  requireKnownPonder();
  expect(() => requireKnownPonder("0.17.8")).toThrow(
    "The installed Ponder is 0.17.8, and prefetching knows the cache of 0.17.7 only.",
  );
});

describe("progress", () => {
  const rows = { blocks: 3, transactions: 4, logs: 5_000 };

  test("is told with its pace and the time left at that pace", () => {
    expect(progressLine({ blocks: 2_500, blocksOf: 10_000, rows, seconds: 10 })).toBe(
      "25 % of 10,000 blocks, 5,000 logs, 250 blocks/s, 30 s left",
    );
    expect(progressLine({ blocks: 0, blocksOf: 10_000, rows, seconds: 0 })).toBe(
      "0 % of 10,000 blocks, 5,000 logs, 0 blocks/s",
    );
  });

  test("ends with what was done", () => {
    const done = { blocks: 10_000, blocksOf: 10_000, rows, seconds: 2.34 };
    expect(summary(done, { calls: 1_200, posts: 30, bytes: 4_560_000 })).toBe(
      "10,000 blocks prefetched: 3 blocks with 4 transactions and 5,000 logs, 1,200 RPC calls in 30 requests, 4.6 MB, 2.3 s.",
    );
  });

  test("is a line every ten seconds where there is no terminal", () => {
    let now = 0;
    const written: string[] = [];
    const progress = createProgress({
      blocksOf: 100,
      isTerminal: false,
      now: () => now,
      write: (text) => written.push(text),
    });
    const none = { blocks: [], transactions: [], logs: [], children: new Map() };
    for (let step = 0; step < 5; step++) {
      now += 4_000;
      progress.advance(10, none);
    }
    progress.end();
    expect(written).toEqual(["30 % of 100 blocks, 0 logs, 3 blocks/s, 28 s left\n"]);
  });

  test.each([
    [0.4, "0 s"],
    [59.6, "1 min 0 s"],
    [125, "2 min 5 s"],
    [12_000, "3 h 20 min"],
  ])("%d seconds are %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
