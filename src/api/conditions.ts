/** Endings of a condition's name, which say what it tests of a column; longer ones first where one ends another. */
const SUFFIXES = [
  ...["_not_contains_nocase", "_not_starts_with_nocase", "_not_ends_with_nocase"],
  ...["_contains_nocase", "_starts_with_nocase", "_ends_with_nocase"],
  ...["_not_contains", "_not_starts_with", "_not_ends_with"],
  ...["_contains", "_starts_with", "_ends_with"],
  ...["_not_in", "_not", "_in", "_gte", "_gt", "_lte", "_lt"],
] as const;

/** The column that a condition's name is about, and what it says of it; null when there is no such column. */
export function splitCondition(
  name: string,
  columns: Readonly<Record<string, unknown>>,
): [column: string, test: string] | null {
  if (Object.hasOwn(columns, name)) return [name, ""];
  for (const suffix of SUFFIXES) {
    const column = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && Object.hasOwn(columns, column)) return [column, suffix];
  }
  return null;
}
