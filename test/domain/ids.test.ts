import fc from "fast-check";
import { expect, test } from "vitest";
import { eventId, firstIdOf } from "../../src/domain/ids.ts";

test("an id is the block's number and the log's index, six digits of it", () => {
  expect(eventId({ block: 5_576n, logIndex: 3 })).toBe(5_576_000_003n);
  expect(eventId({ block: 0n, logIndex: 0 })).toBe(0n);
  expect(firstIdOf(5_576n)).toBe(5_576_000_000n);
});

test("ids are in the order of the chain, and fit 64 bits for two million years of blocks", () => {
  const log = fc.record({
    block: fc.bigInt({ min: 0n, max: 2n ** 43n - 1n }),
    logIndex: fc.nat(999_999),
  });
  fc.assert(
    fc.property(log, log, (a, b) => {
      const isEarlier = a.block < b.block || (a.block === b.block && a.logIndex < b.logIndex);
      expect(eventId(a) < eventId(b)).toBe(isEarlier);
      expect(eventId(a) >= firstIdOf(a.block) && eventId(a) < firstIdOf(a.block + 1n)).toBe(true);
      expect(eventId(a)).toBeLessThan(2n ** 63n);
    }),
  );
});
