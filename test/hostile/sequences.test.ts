import fc from "fast-check";
import { expect, test } from "vitest";
import { createDatabase } from "../support/database.ts";
import { findViolations } from "../support/invariants.ts";
import { alice, bob, carol, dave, erin } from "../support/people.ts";
import { type CallName, calls } from "./calls.ts";
import { findDifferences, play, type Step } from "./play.ts";

/** What happens often, so that requests get as far as a proof, and queues as far as a payout. */
const common: CallName[] = [
  ...([
    "requestProof",
    "requestProof",
    "requestProof",
    "bid",
    "bid",
    "bid",
    "reveal",
    "reveal",
  ] as const),
  ...([
    "submitProof",
    "refund",
    "stake",
    "stake",
    "requestUnstake",
    "requestUnstake",
    "slash",
  ] as const),
  ...(["completeUnstake", "transferShares", "transferShares", "give", "unpause"] as const),
];
const call = fc.record({
  call: fc.oneof(
    fc.constantFrom(...common),
    fc.constantFrom(...(Object.keys(calls) as CallName[])),
  ),
  who: fc.nat(6),
  which: fc.nat(9),
  size: fc.nat(11),
});
const transaction = fc.record({
  from: fc.nat(4),
  relayed: fc.boolean(),
  sameBlock: fc.boolean(),
  calls: fc.array(call, { minLength: 1, maxLength: 5 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: transaction },
  {
    weight: 1,
    arbitrary: fc.record({ wait: fc.constantFrom(1, 301, 601, 3_600, 86_400, 604_800) }),
  },
  { weight: 2, arbitrary: fc.record({ all: fc.constantFrom("bid", "reveal", "prove", "settle") }) },
);
const steps = fc.array(step, { minLength: 20, maxLength: 60, size: "max" });
const cast = fc.constantFrom([alice], [alice, bob], [alice, bob, carol, dave, erin]);

test("whatever happens on chain is indexed without an error, and every invariant holds", async () => {
  const totals = { done: 0, reverted: 0 };
  await fc.assert(
    fc.asyncProperty(cast, steps, async (players, played) => {
      const { market, counts } = await play(players, played);
      totals.done += counts.done;
      totals.reverted += counts.reverted;
      expect(findDifferences(market)).toEqual([]);
      expect(findViolations(market.rows)).toEqual([]);
    }),
    { numRuns: 40 },
  );
  console.log(totals);
}, 120_000);
