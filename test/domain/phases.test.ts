import { expect, test } from "vitest";
import { biddingEnd, revealEnd } from "../../src/domain/phases.ts";

const day = { biddingPhaseDuration: 300n, revealPhaseDuration: 600n };

test("bidding ends a bidding phase after the request, revealing a reveal phase later", () => {
  expect(biddingEnd(1_760_000_000, day)).toBe(1_760_000_300n);
  expect(revealEnd(1_760_000_000, day)).toBe(1_760_000_900n);
  expect(revealEnd(1_760_000_000n, day)).toBe(1_760_000_900n);
});

test("phases of no length end with the request", () => {
  const none = { biddingPhaseDuration: 0n, revealPhaseDuration: 0n };
  expect([biddingEnd(5, none), revealEnd(5, none)]).toEqual([5n, 5n]);
});

test("the longest phases end after any time that a contract can hold", () => {
  const longest = { biddingPhaseDuration: 2n ** 64n - 1n, revealPhaseDuration: 2n ** 64n - 1n };
  expect(biddingEnd(1, longest)).toBe(18_446_744_073_709_551_616n);
  expect(revealEnd(1, longest)).toBe(36_893_488_147_419_103_231n);
});
