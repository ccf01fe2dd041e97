import { type AbiParameter, getAddress, parseAbiParameters } from "viem";
import { expect, test } from "vitest";
import { compare } from "../../verify/compare.ts";
import { alice, bob } from "../support/people.ts";

const outputs = (of: string) => parseAbiParameters(of) as readonly AbiParameter[];

test.each<[string, string, unknown, unknown]>([
  ["an address in another case", "address", getAddress(alice), alice],
  ["bytes in another case", "bytes32", `0x${"AB".repeat(32)}`, `0x${"ab".repeat(32)}`],
  ["text as the index shows it", "string", "a\0b\uD800", "a\u2400b\uFFFD"],
  [
    "structs by their members",
    "(address who, uint256 what)",
    { who: alice, what: 1n },
    { what: 1n, who: alice, more: 2 },
  ],
  ["lists", "uint256[], bool", [[1n, 2n], true], [[1n, 2n], true]],
  ["no answer at all", "", undefined, undefined],
])("%s is equal", (_, of, expected, actual) => {
  expect(compare(of === "" ? [] : outputs(of), expected, actual)).toBeNull();
});

test.each<[string, string, unknown, unknown, unknown]>([
  ["by one wei", "uint256", 1n, 2n, { path: "", expected: 1n, actual: 2n }],
  [
    "in the case of a name",
    "string",
    "Prover",
    "prover",
    { path: "", expected: "Prover", actual: "prover" },
  ],
  [
    "in the order of a list",
    "address[] provers",
    [alice, bob],
    [bob, alice],
    { path: "[0]", expected: alice, actual: bob },
  ],
  [
    "in the length of a list",
    "uint256[]",
    [1n, 2n],
    [1n],
    { path: "[1]", expected: 2n, actual: undefined },
  ],
  [
    "in a list that should be empty",
    "uint256[]",
    [],
    [1n],
    { path: "[0]", expected: undefined, actual: 1n },
  ],
  [
    "deep inside",
    "bool, (uint256 a, (uint256 c)[] b) stats",
    [true, { a: 1n, b: [{ c: 2n }] }],
    [true, { a: 1n, b: [{ c: 3n }] }],
    { path: ".stats.b[0].c", expected: 2n, actual: 3n },
  ],
])("a difference %s is found", (_, of, expected, actual, difference) => {
  expect(compare(outputs(of), expected, actual)).toEqual(difference);
});
