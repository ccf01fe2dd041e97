import fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, type Position } from "../../src/domain/position.ts";

test.each([
  ["a third of a cost of 10 is 3", 1n, { shares: 3n, costBasis: 10n }, 3n],
  ["half of what is left", 1n, { shares: 2n, costBasis: 7n }, 3n],
  ["the last share takes what is left", 1n, { shares: 1n, costBasis: 4n }, 4n],
  ["all shares take all", 3n, { shares: 3n, costBasis: 10n }, 10n],
  ["no share costs nothing", 0n, { shares: 3n, costBasis: 10n }, 0n],
  ["a stake that minted no share leaves whole", 0n, { shares: 0n, costBasis: 10n }, 10n],
  ["shares that cost nothing", 2n, { shares: 3n, costBasis: 0n }, 0n],
])("%s", (_, shares, position, cost) => {
  expect(costOf(shares, position)).toBe(cost);
});

test("whatever the parts, what leaves and what stays cost what it cost, and nothing is left at the end", () => {
  const parts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 24n }), { minLength: 1, maxLength: 20 });
  const cost = fc.bigInt({ min: 0n, max: 10n ** 27n });
  fc.assert(
    fc.property(parts, cost, (sales, costBasis) => {
      let position: Position = { shares: sales.reduce((a, b) => a + b), costBasis };
      let gone = 0n;
      for (const shares of sales) {
        const part = costOf(shares, position);
        expect(part).toBeGreaterThanOrEqual(0n);
        gone += part;
        position = { shares: position.shares - shares, costBasis: position.costBasis - part };
        expect(gone + position.costBasis).toBe(costBasis);
      }
      expect(position).toEqual({ shares: 0n, costBasis: 0n });
    }),
  );
});
