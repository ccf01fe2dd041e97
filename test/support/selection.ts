/**
 * The cases of a dear test that a run makes: all of them with `E2E=all`, else so many, spread over the whole list, the
 * last always among them. `E2E=7` makes the seventh selection; unset is the first.
 */
export function selectionOf<Case>(all: readonly Case[], count: number): readonly Case[] {
  const choice = process.env.E2E || "1";
  if (choice === "all" || count >= all.length) return all;
  if (!/^\d+$/.test(choice)) throw new Error(`E2E is "${choice}". Example: E2E=all, or E2E=7`);
  const random = randomNumbers(Number(choice));
  const width = (all.length - 1) / (count - 1);
  const others = Array.from(
    { length: count - 1 },
    (_, index) => all[Math.floor((index + random()) * width)]!,
  );
  return [...others, all.at(-1)!];
}

/** Numbers from 0 to 1, the same for the same seed. */
export const randomNumbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};
