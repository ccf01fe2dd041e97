import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Bidder,
  clearingFee,
  countedBid,
  type Ranking,
  rank,
  refundReason,
} from "../../src/domain/auction.ts";
import { alice, bob, carol, wordOf } from "../support/people.ts";

const nobody: Ranking = { winner: null, second: null };
const reveals = (...bidders: Bidder[]): Ranking => bidders.reduce(rank, nobody);
const by = (prover: Bidder["prover"], fee: bigint): Bidder => ({ prover, fee });

test.each<[string, Bidder[], Bidder | null, Bidder | null]>([
  ["nobody revealed: nobody wins", [], null, null],
  ["one alone wins without a second", [by(alice, 7n)], by(alice, 7n), null],
  ["a lower bid takes the lead", [by(alice, 7n), by(bob, 5n)], by(bob, 5n), by(alice, 7n)],
  ["a higher bid comes second", [by(alice, 5n), by(bob, 7n)], by(alice, 5n), by(bob, 7n)],
  ["a tie keeps the earlier winner", [by(alice, 5n), by(bob, 5n)], by(alice, 5n), by(bob, 5n)],
  [
    "a tie for the second place keeps the earlier second",
    [by(alice, 1n), by(bob, 5n), by(carol, 5n)],
    by(alice, 1n),
    by(bob, 5n),
  ],
  [
    "between winner and second is a new second",
    [by(alice, 1n), by(bob, 9n), by(carol, 5n)],
    by(alice, 1n),
    by(carol, 5n),
  ],
  [
    "the third has no place",
    [by(alice, 1n), by(bob, 5n), by(carol, 9n)],
    by(alice, 1n),
    by(bob, 5n),
  ],
  [
    "the winner that reveals twice is its own second",
    [by(alice, 5n), by(alice, 5n)],
    by(alice, 5n),
    by(alice, 5n),
  ],
  [
    "the winner that reveals twice takes the second place from a higher bid",
    [by(alice, 5n), by(bob, 9n), by(alice, 5n)],
    by(alice, 5n),
    by(alice, 5n),
  ],
  [
    "a loser that reveals twice changes nothing",
    [by(alice, 5n), by(bob, 9n), by(bob, 9n)],
    by(alice, 5n),
    by(bob, 9n),
  ],
  ["the winner may undercut itself", [by(alice, 5n), by(alice, 3n)], by(alice, 3n), by(alice, 5n)],
  ["a bid of zero is a bid", [by(alice, 0n), by(bob, 0n)], by(alice, 0n), by(bob, 0n)],
])("%s", (_, bidders, winner, second) => {
  expect(reveals(...bidders)).toEqual({ winner, second });
});

test.each<[string, Bidder[], bigint]>([
  ["alone, the winner is paid its own bid", [by(alice, 5n)], 5n],
  ["with a second, the winner is paid the second's bid", [by(alice, 5n), by(bob, 9n)], 9n],
  ["a second of zero is a price of zero", [by(alice, 0n), by(bob, 0n)], 0n],
  ["its own second gets its own bid", [by(alice, 5n), by(bob, 9n), by(alice, 5n)], 5n],
])("%s", (_, bidders, price) => {
  expect(clearingFee(reveals(...bidders))).toBe(price);
});

test("without a bid there is no price", () => {
  expect(() => clearingFee(nobody)).toThrow("no bid was revealed");
});

test("distinct fees in any order rank as if sorted", () => {
  const fees = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }), { minLength: 1 });
  fc.assert(
    fc.property(fees, (revealed) => {
      const { winner, second } = reveals(...revealed.map((fee) => by(alice, fee)));
      const sorted = [...revealed].sort((a, b) => (a < b ? -1 : 1));
      expect([winner?.fee, second?.fee]).toEqual([sorted[0], sorted[1]]);
    }),
  );
});

test("equal fees are won by the first, and the price is never below the winner's bid", () => {
  const fee = fc.bigInt({ min: 0n, max: 3n });
  fc.assert(
    fc.property(fc.array(fee, { minLength: 1, maxLength: 9 }), (fees) => {
      const bidders = fees.map((fee, index) => by(`0x${index}`, fee));
      const ranking = reveals(...bidders);
      const [lowest] = [...fees].sort((a, b) => Number(a - b));
      expect(ranking.winner).toEqual(bidders[fees.indexOf(lowest!)]);
      expect(clearingFee(ranking)).toBeGreaterThanOrEqual(lowest!);
    }),
  );
});

test.each([
  ["the first bid counts", undefined, 1],
  ["a replaced bid does not count again", wordOf("1"), 0],
  ["a bid after one of hash zero counts again", wordOf("0"), 1],
] as const)("%s", (_, stored, counted) => {
  expect(countedBid(stored)).toBe(counted);
});

test.each([
  [null, 0, "NO_BIDS"],
  [null, 2, "NO_REVEALS"],
  [alice, 2, "DEADLINE_MISSED"],
] as const)("winner %s with %i bids: refunded for %s", (winner, bidCount, reason) => {
  expect(refundReason({ winner, bidCount })).toBe(reason);
});
