import { expect, test } from "vitest";
import { parseRange, rangeAt, rangeOf } from "./range.ts";

const DAY = 86_400;
const now = 1_800_000_000;

test("a span begins at a whole hour and has at most 200 buckets", () => {
  expect(rangeOf({ days: 7 }, now, 0)).toEqual({
    from: now - 7 * DAY,
    to: undefined,
    unit: "HOUR",
  });
  expect(rangeOf({}, now + 59, 0)).toEqual({ from: now - 30 * DAY, to: undefined, unit: "DAY" });
});

test("all begins with the first event: without a start the API would take the last 30 buckets", () => {
  const begin = now - 300 * DAY;
  expect(rangeOf({ days: 0 }, now, begin + 5)).toMatchObject({ from: begin, unit: "WEEK" });
  expect(rangeOf({ days: 0 }, now, null).from).toBeUndefined();
});

test("what is no span is left out of the address", () => {
  expect(parseRange({ days: "12", from: "5", to: "3" })).toEqual({});
  expect(parseRange({ days: "0", from: "3", to: "5" })).toEqual({ days: 0, from: 3, to: 5 });
});

test("a span ends with the hour that the head is in", () => {
  const hour = 500_000 * 3_600;
  expect(rangeAt({ days: 7 }, hour + 1, 5)).toEqual(rangeOf({ days: 7 }, hour + 3_600, 5));
  expect(rangeAt({ days: 7 })).toEqual({ from: undefined, to: undefined, unit: "DAY" });
});
