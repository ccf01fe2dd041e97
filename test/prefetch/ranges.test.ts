import { describe, expect, test } from "vitest";
import type { Interval } from "../../prefetch/chain.ts";
import {
  failureOfError,
  isAboutRange,
  RangeRefused,
  suggestedRange,
} from "../../prefetch/failures.ts";
import { createSpan, cut, inPieces } from "../../prefetch/ranges.ts";
import { piecesOf } from "../../prefetch/run.ts";

/** A node with a log in every block that serves so many blocks, or so many logs, at once. */
const nodeServing = (most: { blocks?: number; logs?: number }, says: number | null = null) => {
  const asked: Interval[] = [];
  const ask = async ([from, to]: Interval): Promise<number[]> => {
    asked.push([from, to]);
    const length = to - from + 1;
    if (length > (most.blocks ?? most.logs ?? Number.POSITIVE_INFINITY))
      throw new RangeRefused("too much", says);
    return Array.from({ length }, (_, index) => from + index);
  };
  return { ask, asked };
};

describe("logs of a range", () => {
  test.each([1, 7, 500, 1_999])("come whole when a node serves %i blocks at once", async (most) => {
    const { ask } = nodeServing({ blocks: most });
    const logs = await inPieces([10, 2_500], createSpan(2_000), ask);
    expect(logs).toEqual(Array.from({ length: 2_491 }, (_, index) => index + 10));
  });

  test("are asked for in the size a node suggests", async () => {
    const { ask, asked } = nodeServing({ blocks: 800 }, 800);
    const span = createSpan(2_000);
    await inPieces([0, 1_999], span, ask);
    expect(asked).toEqual([
      [0, 1_999],
      [0, 799],
      [800, 1_599],
      [1_600, 1_999],
    ]);
    expect(span.blocks()).toBe(800);
  });

  test("are asked for again in halves when their number is round: they may be cut off", async () => {
    const asked: Interval[] = [];
    const ask = async ([from, to]: Interval) => {
      asked.push([from, to]);
      // Three logs a block, but never more than a thousand.
      return Array.from({ length: Math.min(1_000, 3 * (to - from + 1)) }, () => from);
    };
    const logs = await inPieces([0, 599], createSpan(2_000), ask);
    expect(asked).toEqual([
      [0, 599],
      [0, 299],
      [300, 599],
    ]);
    expect(logs).toHaveLength(1_800);
  });

  test("of a single block that is refused are an error", async () => {
    const { ask } = nodeServing({ blocks: 0 });
    await expect(inPieces([5, 6], createSpan(2), ask)).rejects.toThrow(RangeRefused);
  });
});

describe("the number of blocks asked for at once", () => {
  test("doubles while answers are small, and halves when they are large", () => {
    const span = createSpan(1_000);
    span.served(1_000, 20);
    expect(span.blocks()).toBe(2_000);
    span.served(2_000, 9_000);
    expect(span.blocks()).toBe(1_000);
    // A short rest says nothing about full ranges.
    span.served(10, 0);
    expect(span.blocks()).toBe(1_000);
  });

  test("stays below what was refused, and tries a little more after a while", () => {
    const span = createSpan(8_000);
    span.refused(8_000, null);
    expect(span.blocks()).toBe(4_000);
    for (let answers = 0; answers < 19; answers++) span.served(4_000, 0);
    expect(span.blocks()).toBe(4_000);
    span.served(4_000, 0);
    expect(span.blocks()).toBe(4_400);
  });

  test("is asked for each time a range begins", () => {
    let blocks = 2;
    const pieces = piecesOf(
      [
        [0, 4],
        [10, 11],
      ],
      () => blocks++,
    );
    expect([...pieces]).toEqual([
      [0, 1],
      [2, 4],
      [10, 11],
    ]);
  });
});

test("a range is cut into pieces without gap or overlap", () => {
  expect(cut([3, 9], 3)).toEqual([
    [3, 5],
    [6, 8],
    [9, 9],
  ]);
  expect(cut([3, 3], 100)).toEqual([[3, 3]]);
});

describe("what nodes say about eth_getLogs", () => {
  test.each([
    ["query returned more than 10000 results", -32005, null],
    ["query exceeds max results 20000, retry with the range 1-100", -32602, null],
    ["block range is too wide", -32600, null],
    ["exceed maximum block range: 5000", -32000, 5_000],
    ["eth_getLogs is limited to a 10,000 range", -32614, 10_000],
    ["requested too many blocks from 0 to 16777216, maximum is set to 2048", -32600, null],
    [
      "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or this block range should work: [0x64, 0x73]",
      -32602,
      16,
    ],
  ])("is understood as too much at once: %s", (message, code, suggested) => {
    expect(isAboutRange({ code, message })).toBe(true);
    expect(suggestedRange({ code, message })).toBe(suggested);
  });

  test.each([
    ["Too Many Requests", 429],
    ["rate limit exceeded", -32005],
    ["limit exceeded", -32005],
    ["Your app has exceeded its compute units per second capacity", 429],
    ["project ID request rate exceeded", -32005],
    ["daily request count exceeded, request rate limited", -32005],
  ])("is understood as too often: %s", (message, code) => {
    expect(failureOfError({ code, message }).kind).toBe("throttled");
    expect(isAboutRange({ code, message })).toBe(false);
  });

  test("about batches makes batches smaller", () => {
    const message = "maximum allowed batch size is 10 requests";
    expect(failureOfError({ code: -32600, message }).kind).toBe("too-large");
  });
});
