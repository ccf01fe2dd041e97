import fc from "fast-check";
import { expect, test } from "vitest";
import { increase } from "../../src/domain/sums.ts";

const row = { name: "alice", bids: 3, fees: 10n };

test("the named columns are raised or lowered, the others not returned, the row not touched", () => {
  expect(increase(row, { bids: 2, fees: -4n })).toEqual({ bids: 5, fees: 6n });
  expect(increase(row, { fees: 0n })).toEqual({ fees: 10n });
  expect(increase(row, {})).toEqual({});
  expect(row).toEqual({ name: "alice", bids: 3, fees: 10n });
});

test("numbers and bigints are not mixed", () => {
  expect(() => increase(row, { fees: 1 as unknown as bigint })).toThrow(TypeError);
});

test("many changes in any order sum up to the same", () => {
  const changes = fc.array(fc.bigInt({ min: -(2n ** 96n), max: 2n ** 96n }));
  fc.assert(
    fc.property(changes, (fees) => {
      const after = (order: bigint[]) => {
        let now = row;
        for (const change of order) now = { ...now, ...increase(now, { fees: change }) };
        return now;
      };
      expect(after(fees)).toEqual(after([...fees].reverse()));
    }),
  );
});
