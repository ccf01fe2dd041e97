import { expect, test } from "vitest";
import { logTicks } from "./ladder/ladder.ts";
import { apart, LANES, lanesOf } from "./load/load.ts";
import { rowsOf } from "./marks-table.tsx";
import { balancesOf, layOutRiver } from "./river/river.ts";
import {
  lengthSpan,
  lengthTicks,
  linear,
  logarithmic,
  piecewise,
  pushApart,
  tickLabel,
  timeTicks,
} from "./scale.ts";
import { marketPanels } from "./series/lines.ts";
import { barsOf, layOutPanels, stepsPath } from "./series/series.ts";

test("scales go through their points, and a domain without width does no harm", () => {
  expect(linear([0, 10], [100, 200])(5)).toBe(150);
  expect(linear([3, 3], [100, 200])(3)).toBe(100);
  expect(
    piecewise([
      [0, 0],
      [10, 100],
      [1_000, 200],
    ])(505),
  ).toBe(150);
});

test("labels are pushed apart in their order, within their bounds", () => {
  const places = pushApart([10, 11, 12, 100], 14, 0, 100);
  expect(places).toEqual([10, 24, 38, 100]);
  expect(pushApart([98, 99, 100], 14, 0, 100)).toEqual([72, 86, 100]);
});

test("ticks of days do not come closer together where a month ends", () => {
  const day = 86_400;
  const from = Date.UTC(2026, 9, 25) / 1_000;
  const { times } = timeTicks(from, from + 14 * day, 640);
  const gaps = new Set(times.slice(1).map((time, index) => time - times[index]!));
  expect([...gaps]).toHaveLength(1);
});

test("an axis of lengths of time begins and ends at round ones, and its ticks keep their distance", () => {
  const [low, high] = lengthSpan(400, 500_000);
  expect([low, high]).toEqual([300, 604_800]);
  const y = logarithmic([low, high], [80, 0]);
  expect([y(0), y(low), y(high)]).toEqual([80, 80, 0]);
  expect(lengthTicks(low, high, y)).toEqual([300, 3_600, 43_200, 604_800]);
  // One value alone has an axis too.
  expect(lengthSpan(60, 60)).toEqual([60, 300]);
});

test("zero has no decimals beside ticks of a wei", () => {
  expect([0, 2e-19, 1e-18].map((value) => tickLabel(value, 19))).toEqual(["0", "2e−19", "1e−18"]);
});

test("a month on a narrow picture has more than one tick", () => {
  const from = Date.UTC(2026, 9, 9) / 1_000;
  expect(timeTicks(from, from + 30 * 86_400, 300).times.length).toBeGreaterThan(2);
});

test("the river's two identities are exact to the wei", () => {
  const flow = {
    before: 5n,
    escrowed: 100n,
    paid: 60n,
    returned: 20n,
    refunded: 10n,
    after: 15n,
    toStakers: 50n,
    commission: 9n,
    protocolFees: 1n,
  };
  expect(balancesOf(flow)).toEqual({ escrow: 0n, price: 0n });
  expect(balancesOf({ ...flow, paid: 61n })).toEqual({ escrow: -1n, price: 1n });
  expect(layOutRiver(flow).nodes.every(({ height }) => height >= 3)).toBe(true);
});

test("assignments take the first free lane; those beyond the last are counted", () => {
  const won = Array.from({ length: LANES + 2 }, (_, index) => ({
    id: String(index),
    requestId: "",
    from: index,
    to: 100,
    outcome: "OPEN" as const,
    minStake: 0n,
  }));
  const { lanes, left } = lanesOf(
    [...won, { ...won[0]!, id: "late", from: 200, to: null }],
    300,
    1,
  );
  expect(left).toHaveLength(2);
  expect(lanes.find(([{ id }]) => id === "late")?.[1]).toBe(0);
});

test("bars are stacked, and a bucket without a value breaks a line of steps", () => {
  const line = (values: (number | null)[]) => ({
    name: "x",
    tone: 1 as const,
    values,
    say: String,
  });
  const [layout] = layOutPanels([
    { title: "t", kind: "bars", height: 100, tick: String, lines: [line([2, 0]), line([2, 1])] },
  ]);
  const bars = barsOf(layout!);
  expect(bars).toHaveLength(3);
  expect(bars[0]!.y0).toBeCloseTo(bars[1]!.y1);
  expect(
    stepsPath(
      line([1, null, 2]),
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      (value) => value,
    ),
  ).toBe("M0 1H1M2 2H3");
});

// A refund after a missed deadline was drawn twice: as a refund, and as the miss that led to it.
test("a request is one outcome: proven, without a winner, or missed", () => {
  const [outcomes] = marketPanels([
    {
      ...{ fulfilled: 5, refunded: 4, missed: 3, deadlinesMissed: 2 },
      ...{ price: { p50: null, p90: null }, secondsToProof: { p50: null, p90: null } },
    },
  ]);
  expect(outcomes!.lines.map(({ values }) => values)).toEqual([[5], [1], [2]]);
});

test("marks become rows: a column for what all of them name, one for the rest", () => {
  const marks = [
    { lines: ["2026-11-01 UTC", "proven: 3", "missed: 0"] },
    { lines: ["2026-11-02 UTC", "proven: 5", "missed: 1", "▲ slashed 2 BREV"] },
  ];
  expect(rowsOf(marks)).toEqual({
    heads: ["What", "proven", "missed", "More"],
    rows: [
      ["2026-11-01 UTC", "3", "0", ""],
      ["2026-11-02 UTC", "5", "1", "▲ slashed 2 BREV"],
    ],
  });
  expect(rowsOf([{ lines: ["paid", "5 BREV"] }]).rows).toEqual([["paid", "5 BREV"]]);
});

test("the names of lines go beneath the title where they do not fit beside it; a band has one", () => {
  const line = (name: string, tone: 1 | 2) => ({ name, tone, values: [1], say: String });
  const panel = {
    title: "Price",
    height: 50,
    tick: String,
    lines: [line("p50", 1), line("p90", 1)],
  };
  const [bars] = layOutPanels([{ ...panel, kind: "bars" }], 100);
  expect(bars!.keys.lines).toBe(1);
  expect(layOutPanels([{ ...panel, kind: "bars" }], 50)[0]!.keys.lines).toBe(2);
  const [band] = layOutPanels([{ ...panel, kind: "band" }], 400);
  expect(band!.keys.items.map(({ name }) => name)).toEqual(["p50 to p90"]);
  expect(bars!.top - band!.top).toBe(16);
});

test("an amount beside a slash has room up to the next slash, or is left out", () => {
  const x = linear([0, 1_000], [0, 1_000]);
  expect([...apart([500, 100, 130, 900], x)]).toEqual([130, 500, 900]);
  expect([...apart([], x)]).toEqual([]);
});

test("an axis from a wei to billions has no more ticks than one reads", () => {
  const ticks = logTicks(0.8e-18, 2e10);
  expect(ticks.length).toBeGreaterThan(5);
  expect(ticks.length).toBeLessThan(11);
  expect(ticks.every((tick, index) => index === 0 || tick !== ticks[index - 1])).toBe(true);
});

test("an axis of one amount, a power of ten, has its tick", () => {
  expect(logTicks(10, 10)).toEqual([10]);
});
