import fc from "fast-check";
import { expect, test } from "vitest";
import {
  effectiveAmount,
  readyAt,
  slashScale,
  slashUnstaking,
} from "../../src/domain/unstaking.ts";

const entry = (amount: bigint, scaleSnapshot = 10_000n) => ({
  amount,
  scaleSnapshot,
  requestedAt: 1_760_000_000,
});

test.each([
  ["never slashed, worth its amount", entry(1_000n), 10_000n, 1_000n],
  ["slashed by a tenth", entry(1_000n), 9_000n, 900n],
  ["asked after the slash, not touched by it", entry(1_000n, 9_000n), 9_000n, 1_000n],
  ["asked between two slashes", entry(1_000n, 9_000n), 4_500n, 500n],
  ["floored", entry(5n), 4_444n, 2n],
  ["a single wei, slashed at all, is nothing", entry(1n), 9_999n, 0n],
  [
    "of a retired prover, whose scale of zero the contract takes for none",
    entry(1_000n),
    0n,
    1_000n,
  ],
])("an unstake %s", (_, queued, scale, worth) => {
  expect(effectiveAmount(queued, scale)).toBe(worth);
});

test("an unstake is ready after the delay in force, however long", () => {
  expect(readyAt(entry(1n), 604_800n)).toBe(1_760_604_800n);
  expect(readyAt(entry(1n), 0n)).toBe(1_760_000_000n);
  expect(readyAt(entry(1n), 2n ** 256n - 1n)).toBe(2n ** 256n + 1_759_999_999n);
});

test.each([
  [10_000n, 0n, 10_000n],
  [10_000n, 3_333n, 6_667n],
  [6_667n, 3_333n, 4_444n],
  [2_001n, 1n, 2_000n],
  [10_000n, 10_000n, 0n],
])("a scale of %s slashed by %s bps is %s", (scale, bps, after) => {
  expect(slashScale(scale, bps)).toBe(after);
});

test.each([
  [5n, 10_000n, 6_667n, 3n],
  [3n, 6_667n, 4_444n, 1n],
  [0n, 10_000n, 5_000n, 0n],
  [7n, 0n, 0n, 7n],
])("a pool of %s as the scale falls from %s to %s is %s", (pool, before, after, left) => {
  expect(slashUnstaking(pool, before, after)).toBe(left);
});

test("after two slashes of a third an unstake of 5 wei is worth 2, the pool it is in 1: the contract cannot pay", () => {
  const scales = [10_000n, 6_667n, 4_444n] as const;
  const once = slashUnstaking(5n, scales[0], scales[1]);
  expect(slashUnstaking(once, scales[1], scales[2])).toBe(1n);
  expect(effectiveAmount(entry(5n), scales[2])).toBe(2n);
});

test("after a slash by half two unstakes of 1 wei are worth nothing, their pool 1: the prover can never retire", () => {
  expect(slashUnstaking(2n, 10_000n, 5_000n)).toBe(1n);
  expect(effectiveAmount(entry(1n), 5_000n)).toBe(0n);
});

const bps = fc.array(fc.bigInt({ min: 0n, max: 5_000n }), { maxLength: 6 });
const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 27n }), { minLength: 1, maxLength: 8 });

test("slashes never raise a scale, nor what is queued", () => {
  fc.assert(
    fc.property(bps, amounts, (slashes, queue) => {
      let scale = 10_000n;
      let worth = queue.reduce((a, b) => a + b);
      for (const slash of slashes) {
        const after = slashScale(scale, slash);
        expect(after).toBeLessThanOrEqual(scale);
        scale = after;
        const now = queue.reduce((sum, amount) => sum + effectiveAmount(entry(amount), scale), 0n);
        expect(now).toBeLessThanOrEqual(worth);
        worth = now;
      }
    }),
  );
});

test("pool and queue differ by less than a wei per slash and per entry", () => {
  fc.assert(
    fc.property(bps, amounts, (slashes, queue) => {
      let scale = 10_000n;
      let pool = queue.reduce((a, b) => a + b);
      for (const slash of slashes) {
        const after = slashScale(scale, slash);
        pool = slashUnstaking(pool, scale, after);
        scale = after;
      }
      const worth = queue.reduce((sum, amount) => sum + effectiveAmount(entry(amount), scale), 0n);
      expect(pool - worth).toBeLessThanOrEqual(BigInt(queue.length));
      expect(worth - pool).toBeLessThanOrEqual(BigInt(slashes.length));
    }),
  );
});
