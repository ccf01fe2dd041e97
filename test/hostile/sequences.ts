import fc from "fast-check";
import { alice, bob, carol, dave, erin } from "../support/people.ts";
import { type CallName, calls } from "./calls.ts";
import type { Step } from "./play.ts";

/** What happens often, so that requests get as far as a proof, and queues as far as a payout. */
const common: CallName[] = [
  ...(["requestProof", "bid", "bid", "reveal", "submitProof", "refund", "stake", "stake"] as const),
  ...(["requestUnstake", "requestUnstake", "completeUnstake", "transferShares"] as const),
  ...(["transferShares", "give", "addRewards", "setRewards", "distributeRewards"] as const),
];
const few = fc.nat(11);
const numbers = fc.record({ who: few, which: few, size: few });
const call = fc.record({
  call: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...common) },
    { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(calls) as CallName[])) },
  ),
  who: few,
  which: few,
  size: few,
});
const transaction = fc.record({
  from: fc.nat(4),
  relayed: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  sameBlock: fc.boolean(),
  calls: fc.array(call, { minLength: 1, maxLength: 5 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: transaction },
  {
    weight: 1,
    arbitrary: fc.record({ wait: fc.constantFrom(1, 301, 601, 3_600, 86_400, 604_800) }),
  },
  { weight: 2, arbitrary: fc.record({ all: fc.constantFrom("bid", "bid", "reveal", "prove") }) },
  { weight: 2, arbitrary: fc.constant({ calm: true }) },
  { weight: 3, arbitrary: fc.record({ auction: numbers, from: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.constant({ all: "settle" }) },
  { weight: 1, arbitrary: fc.record({ leave: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ hire: fc.nat(4), by: fc.nat(4) }) },
);
/** A sequence of steps. */
export const steps = fc.array(step, { maxLength: 60, size: "max" });
/** Who plays: one address in every role, two, or everybody. */
export const cast = fc.constantFrom([alice], [alice, bob], [alice, bob, carol, dave, erin]);
