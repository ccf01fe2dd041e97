import { expect, test } from "vitest";
import { clockText } from "../../data/times.ts";
import { type Auction, isWorthZooming, layOut, stepPath } from "./auction.ts";
import { labelsOf, surplusOf } from "./labels.ts";
import { keepApart } from "./ticks.ts";

const BREV = 10n ** 18n;

const auction = (change: Partial<Auction> = {}): Auction => ({
  createdAt: 0,
  biddingEndsAt: 300,
  revealEndsAt: 900,
  deadline: 7_200,
  maxFee: 40n * BREV,
  bids: [],
  steps: [],
  winner: null,
  second: null,
  winnerFee: null,
  price: null,
  provenAt: null,
  now: 100,
  settlement: { kind: "open", toStakers: 0n, commission: 0n, protocolFee: 0n, returned: 0n },
  ...change,
});

const step = (fee: bigint) => ({
  id: String(fee),
  prover: "0x1",
  name: "",
  at: 400,
  fee,
  winnerFee: fee,
  secondFee: null,
  changesWinner: true,
  transaction: "0x",
});

test("phases share no scale: a third of the width for bidding, however short it is", () => {
  const { x, left, right } = layOut(auction(), 1_000, false);
  expect(x(0)).toBe(left);
  expect((x(300) - left) / (right - left)).toBeCloseTo(0.34);
  expect((x(900) - left) / (right - left)).toBeCloseTo(0.7);
  expect(x(7_200)).toBe(right);
  expect(x(99_999)).toBe(right);
});

test("a proof in the first tenth of its time gets half of the room, behind a break", () => {
  const early = layOut(auction({ provenAt: 1_000 }), 1_000, false);
  expect(early.breakAt).not.toBeNull();
  expect(early.x(1_000)).toBeCloseTo((early.x(900) + early.right) / 2);
  expect(layOut(auction({ provenAt: 4_000 }), 1_000, false).breakAt).toBeNull();
});

test("a deadline before the end of the reveals can be drawn", () => {
  const { x, right } = layOut(auction({ deadline: 600 }), 1_000, false);
  expect(x(900)).toBeLessThan(right);
  expect(Number.isFinite(x(600))).toBe(true);
});

test("bids far below the maximum fee may have the scale for themselves", () => {
  expect(isWorthZooming(auction({ steps: [step(7n * BREV)] }))).toBe(true);
  expect(isWorthZooming(auction({ steps: [step(8n * BREV)] }))).toBe(false);
  expect(isWorthZooming(auction())).toBe(false);
  const zoomed = layOut(auction({ steps: [step(7n * BREV)] }), 1_000, true);
  expect(zoomed.y(7)).toBeCloseTo(zoomed.bottom - (zoomed.bottom - zoomed.top) / 1.06);
});

test("a line of steps begins with the first known value", () => {
  const layout = { x: (value: number) => value, y: (value: number) => -value };
  const path = stepPath(
    [
      [1, null],
      [2, 5n * BREV],
      [3, 4n * BREV],
    ],
    9,
    layout,
  );
  expect(path).toBe("M2 -5H3V-4H9");
});

test("of two ticks too close to each other the lesser is dropped", () => {
  const tick = (x: number, weight: number) => ({ x, weight, text: String(x) });
  expect(
    keepApart([tick(0, 1), tick(30, 2), tick(100, 1)], 64)
      .map(({ x }) => x)
      .sort((a, b) => a - b),
  ).toEqual([30, 100]);
});

test("a tick of another day than the first says its day", () => {
  const day = 86_400;
  expect(clockText(day + 7_200, day)).toBe("02:00:00");
  expect(clockText(2 * day + 7_200, day)).toBe("3 Jan 02:00");
  expect(clockText(day + 7_200, null)).toBe("2 Jan 02:00");
});

test("the bracket is what the second price gave the winner above its own bid", () => {
  const sold = auction({ price: 30n * BREV, winnerFee: 10n * BREV });
  expect(surplusOf(sold)).toBe(20n * BREV);
  expect(labelsOf(sold).map(({ text }) => text)).toContain("surplus 20.00");
  expect(surplusOf(auction({ price: 10n * BREV, winnerFee: 10n * BREV }))).toBeNull();
});
