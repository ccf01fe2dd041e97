/** Two answers of the same view, compared. */
import type { AbiParameter } from "viem";
import { readable } from "../src/domain/text.ts";

/** Where two answers differ first. */
export type Difference = { path: string; expected: unknown; actual: unknown };

/**
 * Compares two decoded answers by the view's outputs; null when they are equal. Addresses and bytes are equal in any case;
 * text is compared as the index shows it: what PostgreSQL cannot store is replaced.
 */
export function compare(
  outputs: readonly AbiParameter[],
  expected: unknown,
  actual: unknown,
): Difference | null {
  if (outputs.length === 0) return null;
  if (outputs.length === 1) return compareValue(outputs[0]!, expected, actual, "");
  return compareMembers(outputs, expected, actual, "");
}

function compareValue(
  parameter: AbiParameter,
  expected: unknown,
  actual: unknown,
  path: string,
): Difference | null {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array) {
    const [ours, theirs] = [actual as unknown[], expected as unknown[]];
    const element = { ...parameter, type: array[1]! };
    for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
      const at = `${path}[${index}]`;
      if (index >= ours.length || index >= theirs.length)
        return { path: at, expected: theirs[index], actual: ours[index] };
      const difference = compareValue(element, theirs[index], ours[index], at);
      if (difference) return difference;
    }
    return null;
  }
  if ("components" in parameter) {
    return compareMembers(parameter.components, expected, actual, path);
  }
  return same(parameter.type, expected, actual) ? null : { path, expected, actual };
}

/** Several outputs are a list, a struct's members an object with their names. */
function compareMembers(
  members: readonly AbiParameter[],
  expected: unknown,
  actual: unknown,
  path: string,
): Difference | null {
  for (const [index, member] of members.entries()) {
    const key = Array.isArray(expected) ? index : member.name!;
    const of = (value: unknown) => (value as Record<string | number, unknown>)[key];
    const difference = compareValue(
      member,
      of(expected),
      of(actual),
      `${path}.${member.name ?? index}`,
    );
    if (difference) return difference;
  }
  return null;
}

function same(type: string, expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true;
  if (typeof expected !== "string" || typeof actual !== "string") return false;
  return type === "string"
    ? readable(expected) === readable(actual)
    : expected.toLowerCase() === actual.toLowerCase();
}
