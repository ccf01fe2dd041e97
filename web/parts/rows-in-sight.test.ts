import { expect, test } from "vitest";
import { rowsBetween } from "./rows-in-sight.ts";

const ROW = 40;
const plain = () => ROW;

test("a short table is whole, and takes no more room", () => {
  expect(rowsBetween([-300, 500], 10, plain)).toEqual({ from: 0, to: 10, above: 0, below: 0 });
  expect(rowsBetween([0, 500], 0, plain)).toEqual({ from: 0, to: 0, above: 0, below: 0 });
});

test.each([0, 1, 799, 20_000, 39_000, 60_000])(
  "of 1,000 rows seen from %i px on, few are in the page, and the table stays as high",
  (top) => {
    const { from, to, above, below } = rowsBetween([top, top + 800], 1_000, plain);
    expect(to - from).toBeLessThanOrEqual(800 / ROW + 26);
    expect(above + (to - from) * ROW + below).toBe(1_000 * ROW);
    // What the window shows lies within the rows.
    expect(above).toBeLessThanOrEqual(top);
    expect(above + (to - from) * ROW).toBeGreaterThanOrEqual(Math.min(top + 800, 1_000 * ROW));
  },
);

test("rows of unlike heights are told apart by theirs", () => {
  const heights = [10, 500, 20, 30, ...Array.from({ length: 40 }, () => 100)];
  const { from, to, above } = rowsBetween([1_900, 2_000], heights.length, (row) => heights[row]!);
  // 1,900 px down lies row 17: four that are 560 px high together, and 13 of 100.
  expect([from, to]).toEqual([5, 31]);
  expect(above).toBe(660);
});
