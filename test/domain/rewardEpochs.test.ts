import fc from "fast-check";
import { concatHex, type Hex, pad, toHex } from "viem";
import { expect, test } from "vitest";
import { distributedEpoch } from "../../src/domain/rewardEpochs.ts";
import { alice } from "../support/people.ts";

/** `distributeRewards(epoch, [alice])`, word by word. */
const calldata = (epoch: bigint): Hex =>
  concatHex([
    "0x469e32ce",
    toHex(epoch, { size: 32 }),
    toHex(64n, { size: 32 }),
    toHex(1n, { size: 32 }),
    pad(alice),
  ]);

test.each([1n, 34n, 4_294_967_295n])("a payout of epoch %s names it", (epoch) => {
  expect(distributedEpoch(calldata(epoch))).toBe(epoch);
});

test.each<[string, Hex]>([
  ["no calldata", "0x"],
  ["only the selector, as recordings keep of long calls", "0x469e32ce"],
  [
    "another function",
    "0x5deeab7d0000000000000000000000000000000000000000000000000000000000000001",
  ],
  ["cut short", calldata(7n).slice(0, -2) as Hex],
])("%s names none", (_, input) => {
  expect(distributedEpoch(input)).toBeNull();
});

test("no calldata makes it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isPayout) => {
      const input = isPayout ? concatHex(["0x469e32ce", toHex(bytes)]) : toHex(bytes);
      expect(distributedEpoch(input) ?? 0n).toBeGreaterThanOrEqual(0n);
    }),
  );
});
