import { expect, test } from "vitest";
import { summaryOf } from "../../bench/profile.ts";
import { median, percentile, show, slope, table } from "../../bench/run/figures.ts";

test("the median is the middle figure, or between the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a percentile is the figure that so many do not exceed", () => {
  const figures = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(figures, 0.5)).toBe(50);
  expect(percentile(figures, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test("a slope is that of the line that fits best", () => {
  expect(slope([0, 1, 2, 3].map((x) => [x, 5 - 2 * x]))).toBe(-2);
  expect(
    slope([
      [0, 0],
      [1, 2],
      [2, 1],
      [3, 3],
    ]),
  ).toBeCloseTo(0.8);
  expect(slope([[1, 1]])).toBeNaN();
});

test("figures have as many digits as they are worth", () => {
  expect([0.012345, 1.2345, 123.45, 12345.6].map((value) => show(value))).toEqual([
    "0.012",
    "1.23",
    "123",
    "12,346",
  ]);
  expect(show(1_000_000)).toBe("1,000,000");
  expect(show(Number.NaN)).toBe("–");
});

test("a table's first column is text, the others are figures", () => {
  expect(table(["what", "how much"], [["this", "1"]])).toBe(
    "| what | how much |\n| --- | ---: |\n| this | 1 |",
  );
});

test("a profile's summary counts each function's own time, and no idle time", () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });
  const summary = summaryOf({
    nodes: [
      { id: 1, callFrame: frame("(idle)", "") },
      { id: 2, callFrame: frame("book", "/tmp/provernet-bench-ours-x/src/store/ledger.ts") },
      { id: 3, callFrame: frame("flush", "file:///a/node_modules/ponder/dist/esm/runtime/x.js") },
      { id: 4, callFrame: frame("(garbage collector)", "") },
    ],
    samples: [1, 2, 3, 2, 4],
    timeDeltas: [5000, 1000, 2000, 3000, 2000],
  });
  expect(summary).toContain("| src/store | 4 | 50 |");
  expect(summary).toContain("| ponder: runtime | 2 | 25 |");
  expect(summary).toContain("| garbage collector | 2 | 25 |");
  expect(summary).toContain("| `book` src/store/ledger.ts:10 | 4 | 50 |");
  expect(summary).not.toContain("idle");
});
