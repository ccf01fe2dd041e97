import { expect, test } from "vitest";
import {
  carryGlobalStats,
  carryProverStats,
  noGlobalStats,
  noProverStats,
} from "../../src/domain/statsEpochs.ts";

const active = {
  ...noProverStats,
  bids: 3,
  reveals: 2,
  lastActiveAt: 1_760_000_000,
  feeReceived: 9n,
};
const missOnly = { ...noProverStats, requestsRefunded: 1 };

test("a prover's first act in an epoch continues from the epoch before", () => {
  expect(carryProverStats(noProverStats, active)).toEqual(active);
});

test("a prover's later acts in an epoch do not copy again", () => {
  const grown = { ...active, bids: 4 };
  expect(carryProverStats(grown, active)).toEqual(grown);
});

test("after an idle epoch a prover's statistics restart from zero", () => {
  expect(carryProverStats(noProverStats, noProverStats)).toEqual(noProverStats);
});

test("a row of a miss alone is never carried forward, for it was never active", () => {
  expect(carryProverStats(noProverStats, missOnly)).toEqual(noProverStats);
});

test("a row of a miss alone is overwritten by what came before it", () => {
  expect(carryProverStats(missOnly, active)).toEqual(active);
});

test("a row of a miss alone stays while there is nothing to carry", () => {
  expect(carryProverStats(missOnly, noProverStats)).toEqual(missOnly);
});

const some = { totalRequests: 4, totalFulfilled: 2, totalFees: 7n };

test.each([
  ["all zero: copied from the epoch before", noGlobalStats, some],
  [
    "a request already: not copied",
    { ...noGlobalStats, totalRequests: 1 },
    { ...noGlobalStats, totalRequests: 1 },
  ],
  [
    "a proof already: not copied",
    { ...noGlobalStats, totalFulfilled: 1 },
    { ...noGlobalStats, totalFulfilled: 1 },
  ],
  [
    "a fee already: not copied",
    { ...noGlobalStats, totalFees: 1n },
    { ...noGlobalStats, totalFees: 1n },
  ],
])("the network's row when touched, %s", (_, current, expected) => {
  expect(carryGlobalStats(current, some)).toEqual(expected);
});

test("after an idle epoch the network's statistics restart from zero", () => {
  expect(carryGlobalStats(noGlobalStats, noGlobalStats)).toEqual(noGlobalStats);
});
