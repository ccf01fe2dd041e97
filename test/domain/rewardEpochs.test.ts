import fc from "fast-check";
import { concatHex, type Hex, pad, toHex } from "viem";
import { expect, test } from "vitest";
import { distributedEpochs } from "../../src/domain/rewardEpochs.ts";
import { alice, bob } from "../support/people.ts";

/** `distributeRewards(epoch, [prover])`, word by word. */
const calldata = (epoch: bigint, prover = alice): Hex =>
  concatHex([
    "0x469e32ce",
    toHex(epoch, { size: 32 }),
    toHex(64n, { size: 32 }),
    toHex(1n, { size: 32 }),
    pad(prover),
  ]);

test.each([1n, 34n, 4_294_967_295n])("a payout of epoch %s names it", (epoch) => {
  expect(distributedEpochs(calldata(epoch), alice)).toEqual([epoch]);
});

test("a payout that another contract passes on names its epoch", () => {
  expect(distributedEpochs(concatHex(["0x205aa66e", pad(bob), calldata(3n)]), alice)).toEqual([3n]);
});

test("several payouts in one transaction are named in their order, each for its own provers", () => {
  const input = concatHex(["0x205aa66e", calldata(5n), calldata(9n, bob), calldata(4n)]);
  expect(distributedEpochs(input, alice)).toEqual([5n, 4n]);
  expect(distributedEpochs(input, bob)).toEqual([9n]);
});

test.each<[string, Hex]>([
  ["no calldata", "0x"],
  ["only the selector, as recordings keep of long calls", "0x469e32ce"],
  [
    "another function",
    "0x5deeab7d0000000000000000000000000000000000000000000000000000000000000001",
  ],
  ["cut short", calldata(7n).slice(0, -2) as Hex],
  ["half a byte off", `0x205aa66e0${calldata(7n).slice(2)}0` as Hex],
  ["of somebody else", calldata(7n, bob)],
])("%s names none", (_, input) => {
  expect(distributedEpochs(input, alice)).toEqual([]);
});

// Each was decoded to the end of the calldata: more than a minute for as much as a transaction may carry.
test("calldata full of selectors names none", () => {
  expect(distributedEpochs(concatHex(Array<Hex>(32_000).fill("0x469e32ce")), alice)).toEqual([]);
});

test("no calldata makes it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isPayout) => {
      const input = isPayout ? concatHex(["0x469e32ce", toHex(bytes)]) : toHex(bytes);
      expect(distributedEpochs(input, alice).every((epoch) => epoch >= 0n)).toBe(true);
    }),
  );
});
