import { type VariableName, variables } from "./variables.ts";

const names: readonly VariableName[] = variables.map(({ name }) => name);

/** Variables of other programs that resemble ours. */
const OTHERS = new Set(["DATABASE_PRIVATE_URL", "LOGLEVEL", "NETWORKS", "RPC_PORT", "RPC_USER"]);

/**
 * Names in the environment that look like a misspelling of one of ours, with the name that was probably meant.
 * Short names (PORT) are not compared: too many other variables resemble them.
 */
export function findMisspellings(
  present: readonly string[],
): readonly { name: string; meant: VariableName }[] {
  const known = new Set<string>(names);
  return present.flatMap((name) => {
    if (known.has(name) || OTHERS.has(name)) return [];
    const meant = names.find((candidate) => distance(name, candidate) <= tolerance(candidate));
    return meant === undefined ? [] : [{ name, meant }];
  });
}

function tolerance(name: string): number {
  if (name.length < 6) return 0;
  return name.length < 8 ? 1 : 2;
}

/** Edits between two words; swapping two neighbouring letters counts as one. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped && row > 1 && column > 1) edits = Math.min(edits, beforeLast[column - 2]! + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
