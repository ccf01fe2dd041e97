import { expect, test } from "vitest";
import type { Entry } from "../../src/store/ledger.ts";
import { alice } from "../support/people.ts";

test("what is booked for nobody does not compile: it was dropped in silence", () => {
  const entries: Entry[] = [
    { kind: "BID", prover: alice, proverStats: { bids: 1 }, requester: alice, requesterHolds: {} },
    // @ts-expect-error no prover
    { kind: "BID", proverStats: { bids: 1 } },
    // @ts-expect-error no prover
    { kind: "STAKED", proverHolds: { assets: 1n }, counts: { staked: 1n } },
    // @ts-expect-error no requester
    { kind: "REQUESTED", requesterHolds: { openRequests: 1 }, counts: { requests: 1 } },
  ];
  expect(entries).toHaveLength(4);
});
