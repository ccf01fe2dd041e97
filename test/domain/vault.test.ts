import fc from "fast-check";
import { expect, test } from "vitest";
import { ONE_SHARE, sharePrice, toAssets, toShares } from "../../src/domain/vault.ts";
import { BREV } from "../support/people.ts";

const empty = { assets: 0n, shares: 0n };
const odd = { assets: 150n, shares: 99n };

test.each([
  ["the first stake buys as many shares as wei", toShares(1_000n, empty), 1_000n],
  ["ten shares of a grown vault, down", toAssets(10n, odd), 15n],
  ["ten shares of a grown vault, up", toAssets(10n, odd, "up"), 16n],
  ["fifteen wei in a grown vault, down", toShares(15n, odd), 9n],
  ["fifteen wei in a grown vault, up", toShares(15n, odd, "up"), 10n],
  ["an exact division has nothing to round", toAssets(100n, odd, "up"), 151n],
  ["nothing is worth nothing", toAssets(0n, odd, "up"), 0n],
  // A vault that was given tokens before its first stake.
  ["1000 BREV after a gift of 1 BREV", toShares(1_000n * BREV, { assets: BREV, shares: 0n }), 999n],
  [
    "1000 BREV after a gift of 1500",
    toShares(1_000n * BREV, { assets: 1_500n * BREV, shares: 0n }),
    0n,
  ],
  ["a share of a vault that lost all", toAssets(BREV, { assets: 0n, shares: 10n * BREV }), 0n],
])("%s", (_, is, should) => {
  expect(is).toBe(should);
});

test("a share costs one BREV in a vault without gains, and a wei less than 1.5 after half as much again", () => {
  expect(sharePrice(empty)).toBe(ONE_SHARE);
  expect(sharePrice({ assets: 1_000n * BREV, shares: 1_000n * BREV })).toBe(BREV);
  expect(sharePrice({ assets: 1_500n * BREV, shares: 1_000n * BREV })).toBe(
    1_499_999_999_999_999_999n,
  );
});

const amount = fc.bigInt({ min: 0n, max: 2n ** 100n });
const vault = fc.record({ assets: amount, shares: amount });

test("going to assets and back, or to shares and back, never gains", () => {
  fc.assert(
    fc.property(vault, amount, (of, x) => {
      expect(toShares(toAssets(x, of), of)).toBeLessThanOrEqual(x);
      expect(toAssets(toShares(x, of), of)).toBeLessThanOrEqual(x);
      expect(toShares(toAssets(x, of, "up"), of, "up")).toBeGreaterThanOrEqual(x);
    }),
  );
});

test("more shares are never worth less, and rounding up is at most a wei more", () => {
  fc.assert(
    fc.property(vault, amount, amount, (of, x, y) => {
      const [less, more] = x < y ? [x, y] : [y, x];
      expect(toAssets(less, of)).toBeLessThanOrEqual(toAssets(more, of));
      expect(toShares(less, of)).toBeLessThanOrEqual(toShares(more, of));
      const gap = toAssets(x, of, "up") - toAssets(x, of);
      expect(gap === 0n || gap === 1n).toBe(true);
    }),
  );
});

test("a stake never makes the shares of others worth less, nor an unstake", () => {
  fc.assert(
    fc.property(vault, amount, (of, assets) => {
      const shares = toShares(assets, of);
      const after = { assets: of.assets + assets, shares: of.shares + shares };
      expect(toAssets(of.shares, after)).toBeGreaterThanOrEqual(toAssets(of.shares, of));
      const left = { assets: after.assets - toAssets(shares, after), shares: of.shares };
      expect(toAssets(of.shares, left)).toBeGreaterThanOrEqual(toAssets(of.shares, of));
    }),
  );
});
