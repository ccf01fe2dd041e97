import fc from "fast-check";
import { alice, bob, carol, dave, erin } from "../support/people.ts";
import { type CallName, calls } from "./calls.ts";
import type { Step } from "./play.ts";

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
/** A sequence of steps. */
export const steps = fc.array(step, { maxLength: 60, size: "max" });
/** Who plays: one address in every role, two, or everybody. */
export const cast = fc.constantFrom([alice], [alice, bob], [alice, bob, carol, dave, erin]);

