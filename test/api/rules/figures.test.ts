import { describe, expect, test } from "vitest";
import {
  bucketStart,
  type CalendarUnit,
  calendarBuckets,
  startBefore,
  touching,
} from "../../../src/api/rules/buckets.ts";
import { gini, herfindahl, nakamoto } from "../../../src/api/rules/concentration.ts";
import { percentile, percentilesOf, rankOf } from "../../../src/api/rules/percentiles.ts";
import { bps, MOST_BPS, ratio } from "../../../src/api/rules/ratios.ts";
import { epochAt, epochBuckets, epochInfo } from "../../../src/api/rules/reward-epochs.ts";

const time = (text: string) => Date.parse(text) / 1000;

describe("a ratio", () => {
  test("is floored, also below zero", () => {
    expect([bps(1, 3), bps(2n, 3n), bps(-1, 3), bps(1, -3)]).toEqual([3333, 6666, -3334, -3334]);
  });
  test("is null out of nothing, even nothing out of nothing", () => {
    expect(ratio(0n, 0n)).toEqual({ numerator: 0n, denominator: 0n, bps: null });
    expect(bps(5, 0)).toBe(null);
  });
  test("ends at what GraphQL's Int holds", () => {
    expect([bps(10n ** 30n, 1n), bps(-(10n ** 30n), 1n)]).toEqual([MOST_BPS, -MOST_BPS]);
  });
});

describe("a percentile", () => {
  test("is the smallest value that so many percent do not exceed, for every count", () => {
    for (let count = 1; count <= 250; count++) {
      const values = Array.from({ length: count }, (_, index) => index * 3);
      for (const percent of [1, 10, 25, 50, 75, 90, 95, 99, 100]) {
        const smallest = values.find(
          (value) => values.filter((other) => other <= value).length * 100 >= percent * count,
        );
        expect(percentile(values, percent)).toBe(smallest);
      }
    }
  });
  test("of no values is null, of one that one", () => {
    expect(percentile([], 50)).toBe(null);
    expect(percentilesOf([7n])).toMatchObject({ count: 1, min: 7n, p10: 7n, p99: 7n, max: 7n });
    expect(percentilesOf<bigint>([])).toMatchObject({ count: 0, min: null, p50: null, max: null });
    expect(rankOf(50, 4)).toBe(2);
  });
});

describe("a bucket", () => {
  test.each<[CalendarUnit, string]>([
    ["HOUR", "2026-03-01T14:00:00Z"],
    ["DAY", "2026-03-01T00:00:00Z"],
    ["WEEK", "2026-02-23T00:00:00Z"],
    ["MONTH", "2026-03-01T00:00:00Z"],
  ])("of a Sunday afternoon: the %s starts at %s", (unit, start) => {
    expect(bucketStart(unit, time("2026-03-01T14:59:59Z"))).toBe(time(start));
    expect(bucketStart(unit, time(start))).toBe(time(start));
    expect(bucketStart(unit, time(start) - 1)).toBeLessThan(time(start));
  });
  test("touches the next without a gap, through leap days and years", () => {
    const span = { from: time("2023-12-15T00:00:00Z"), to: time("2024-03-01T00:00:01Z") };
    const months = calendarBuckets("MONTH", span, 100);
    expect(months.map(({ start }) => new Date(start * 1000).toISOString().slice(0, 10))).toEqual([
      "2023-12-01",
      "2024-01-01",
      "2024-02-01",
      "2024-03-01",
    ]);
    expect(months[2]!.end - months[2]!.start).toBe(29 * 86_400);
    for (const unit of ["HOUR", "DAY", "WEEK", "MONTH"] as const) {
      const buckets = calendarBuckets(unit, span, 5000);
      expect(buckets.slice(1).map(({ start }) => start)).toEqual(
        buckets.slice(0, -1).map(({ end }) => end),
      );
      expect(buckets[0]!.start <= span.from && buckets.at(-1)!.end >= span.to).toBe(true);
    }
  });
  test("is half open: a span that ends at its start does not touch it", () => {
    const day = { start: 86_400, end: 172_800 };
    expect(calendarBuckets("DAY", { from: 86_400, to: 172_800 }, 9)).toEqual([day]);
    expect(touching([day], { from: 0, to: 86_400 })).toEqual([]);
    expect(touching([day], { from: 172_800, to: 172_801 })).toEqual([]);
    expect(touching([day], { from: 172_799, to: 172_801 })).toEqual([day]);
  });
  test("beyond the limit comes once, to show that there are more", () => {
    expect(calendarBuckets("HOUR", { from: 0, to: 360_000 }, 10)).toHaveLength(11);
  });
  test("counts back to a start", () => {
    const at = time("2026-03-01T14:59:59Z");
    expect(startBefore("MONTH", at, 12)).toBe(time("2025-03-01T00:00:00Z"));
    expect(startBefore("WEEK", at, 1)).toBe(time("2026-02-16T00:00:00Z"));
    expect(startBefore("MONTH", at, 5000)).toBe(0);
  });
});

describe("concentration", () => {
  test("of one holder is whole, of equal holders 1/n and even", () => {
    expect(herfindahl([9n]).bps).toBe(10_000);
    expect(herfindahl([5n, 5n, 5n, 5n]).bps).toBe(2_500);
    expect(gini([5n, 5n, 5n, 5n]).bps).toBe(0);
    expect(gini([0n, 0n, 0n, 8n]).bps).toBe(7_500);
  });
  test("of nothing is null", () => {
    for (const amounts of [[], [0n, 0n]]) {
      expect([herfindahl(amounts).bps, gini(amounts).bps]).toEqual([null, null]);
      expect(nakamoto(amounts, { numerator: 1n, denominator: 2n })).toBe(null);
    }
  });
  test("agrees with the definition of the Gini coefficient by pairs", () => {
    const amounts = [3n, 1n, 4n, 1n, 5n, 9n, 2n, 6n];
    const pairs = amounts.flatMap((a) => amounts.map((b) => Number(a > b ? a - b : b - a)));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / (2 * 8 * 31);
    expect(gini(amounts).bps).toBe(Math.floor(mean * 10_000));
  });
  test("needs more than half: half alone is not enough", () => {
    const half = { numerator: 1n, denominator: 2n };
    expect(nakamoto([5n, 3n, 2n], half)).toBe(2);
    expect(nakamoto([6n, 2n, 2n], half)).toBe(1);
    expect(nakamoto([2n, 2n, 2n], { numerator: 1n, denominator: 3n })).toBe(2);
  });
});

describe("the schedule of reward epochs", () => {
  const schedule = [
    { fromEpoch: 1n, fromTime: 1000n, epochLength: 100n, maxEpochReward: 7n },
    { fromEpoch: 4n, fromTime: 1250n, epochLength: 50n, maxEpochReward: 9n },
  ];
  test("has no epoch before it begins", () => {
    expect([epochAt(schedule, 999n), epochAt(schedule, 1000n)]).toEqual([null, 1n]);
    expect(epochInfo(schedule, 0n)).toBe(null);
    expect(epochInfo([], 1n)).toBe(null);
  });
  test("ends an epoch where the next entry begins", () => {
    expect(epochBuckets(schedule, { from: 0, to: 1301 }, 9)).toEqual([
      { number: 1, start: 1000, end: 1100 },
      { number: 2, start: 1100, end: 1200 },
      { number: 3, start: 1200, end: 1250 },
      { number: 4, start: 1250, end: 1300 },
      { number: 5, start: 1300, end: 1350 },
    ]);
    expect(epochBuckets(schedule, { from: 1100, to: 1200 }, 9)).toEqual([
      { number: 2, start: 1100, end: 1200 },
    ]);
  });
});
