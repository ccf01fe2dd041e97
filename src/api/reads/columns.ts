import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/** A column's name in the database. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The named columns of a table, as a select takes them: a wide row costs more than finding it. The type is that of a
 * whole row: what was not named is not there. All of them when no names are given.
 */
export function columnsOf<Of extends PgTable>(
  table: Of,
  names?: Iterable<string>,
): Of["_"]["columns"] {
  const columns = getTableColumns(table);
  if (names === undefined) return columns;
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, columns[name as keyof typeof columns]]),
  ) as Of["_"]["columns"];
}
