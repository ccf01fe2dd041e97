import { expect, test } from "vitest";
import { holdingsOf, type Spell } from "../../../src/api/reads/stakes.ts";
import { addressOf } from "../../support/people.ts";

const [a, b] = [addressOf("a"), addressOf("b")];
const spell = (prover: Spell["prover"], low: bigint, high: bigint): Spell => ({
  ...{ prover, low, high, shares: 1n },
});

test("spells that follow one another are one holding; a gap or another prover begins a new one", () => {
  const spells = [spell(a, 1n, 5n), spell(a, 5n, 7n), spell(a, 7n, 9n), spell(a, 12n, 20n)];
  expect(holdingsOf([...spells, spell(b, 20n, 30n)])).toEqual([
    { prover: a, low: 1n, high: 9n },
    { prover: a, low: 12n, high: 20n },
    { prover: b, low: 20n, high: 30n },
  ]);
});
