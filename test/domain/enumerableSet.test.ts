import fc from "fast-check";
import { expect, test } from "vitest";
import { replaySets, type SetChange } from "../../src/domain/enumerableSet.ts";

/** `+a` adds a, `-a` removes it, in this order. */
const changes = (...given: string[]): SetChange<string>[] =>
  given.map((change, index) => ({
    id: BigInt(index),
    set: "s",
    member: change.slice(1),
    adds: change.startsWith("+"),
  }));
const list = (...given: string[]) =>
  replaySets(changes(...given))
    .get("s")
    ?.join("");

test.each([
  ["members are listed as they came", ["+a", "+b", "+c"], "abc"],
  ["the last takes the place of one removed", ["+a", "+b", "+c", "+d", "-b"], "adc"],
  ["the last one removed leaves the others where they are", ["+a", "+b", "+c", "-c"], "ab"],
  ["one that comes back is at the end", ["+a", "+b", "+c", "-a", "+a"], "cba"],
  ["a member added again stays where it is", ["+a", "+b", "+a"], "ab"],
  ["removing what is not there changes nothing", ["+a", "-b", "+c"], "ac"],
  ["the last of all leaves an empty list", ["+a", "-a"], ""],
  ["a member that was moved is found again", ["+a", "+b", "+c", "-a", "-c", "+d"], "bd"],
])("%s", (_, given, members) => {
  expect(list(...given)).toBe(members);
});

test("changes count in the order of their ids, and those of one id as given", () => {
  const [first, second, third] = changes("+a", "+b", "-a");
  expect(replaySets([third!, first!, second!]).get("s")).toEqual(["b"]);
  const atOnce = changes("+a", "-a", "+b").map((change) => ({ ...change, id: 7n }));
  expect(replaySets(atOnce).get("s")).toEqual(["b"]);
});

test("sets of other names do not touch each other", () => {
  const sets = replaySets([...changes("+a"), ...changes("+b").map((c) => ({ ...c, set: "t" }))]);
  expect(Object.fromEntries(sets)).toEqual({ s: ["a"], t: ["b"] });
});

/** OpenZeppelin's own words: swap with the last, then pop. */
function swapAndPop(given: SetChange<string>[]): string[] {
  const values: string[] = [];
  for (const { member, adds } of given) {
    const index = values.indexOf(member);
    if (adds && index < 0) values.push(member);
    if (adds || index < 0) continue;
    values[index] = values[values.length - 1]!;
    values.pop();
  }
  return values;
}

test("any history gives the order that swapping with the last gives", () => {
  const change = fc.tuple(fc.constantFrom("+", "-"), fc.constantFrom(..."abcdefgh"));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (history) => {
      const given = changes(...history.map((parts) => parts.join("")));
      expect(replaySets(given).get("s") ?? []).toEqual(swapAndPop(given));
    }),
  );
});
