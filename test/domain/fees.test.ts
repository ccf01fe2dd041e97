import fc from "fast-check";
import { expect, test } from "vitest";
import { portion, splitPrice } from "../../src/domain/fees.ts";

test.each([
  ["nothing of nothing", 0n, 10_000n, 0n],
  ["all", 7n, 10_000n, 7n],
  ["nothing", 7n, 0n, 0n],
  ["a third, floored", 999n, 3_333n, 332n],
  ["less than a wei is nothing", 9_999n, 1n, 0n],
  ["one wei of ten thousand", 10_000n, 1n, 1n],
  [
    "half of the largest fee",
    79228162514264337593543950335n,
    5_000n,
    39614081257132168796771975167n,
  ],
])("%s: %s × %s bps", (_, amount, bps, expected) => {
  expect(portion(amount, bps)).toBe(expected);
});

test.each([
  [999n, 333n, { protocolFee: 33n, reward: 966n }],
  [1n, 9_999n, { protocolFee: 0n, reward: 1n }],
  [5n, 10_000n, { protocolFee: 5n, reward: 0n }],
  [0n, 500n, { protocolFee: 0n, reward: 0n }],
])("a price of %s at %s bps", (price, bps, split) => {
  expect(splitPrice(price, bps)).toEqual(split);
});

test("no wei of a price is lost, and a higher rate never means a lower fee", () => {
  const amount = fc.bigInt({ min: 0n, max: 2n ** 96n - 1n });
  const rate = fc.bigInt({ min: 0n, max: 10_000n });
  fc.assert(
    fc.property(amount, rate, rate, (price, a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      const { protocolFee, reward } = splitPrice(price, low);
      expect(protocolFee + reward).toBe(price);
      expect(protocolFee).toBeGreaterThanOrEqual(0n);
      expect(splitPrice(price, high).protocolFee).toBeGreaterThanOrEqual(protocolFee);
    }),
  );
});
