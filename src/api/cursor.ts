import type { Column } from "drizzle-orm";
import { UserError } from "./errors.ts";
import { quote } from "./inputs.ts";

/** Columns a list is ordered by, with their names. */
type Key = readonly { name: string; column: Column }[];

/** A place in a list: base64url of the values the list is ordered by. Opaque to clients. */
export function encodeCursor(key: Key, row: Readonly<Record<string, unknown>>): string {
  const values = Object.fromEntries(
    key.map(({ name }) => {
      const value = row[name];
      return [name, typeof value === "bigint" ? String(value) : value];
    }),
  );
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/**
 * The values of a cursor, in the order of `key`.
 * @throws UserError when it is no cursor, or one of a list in another order
 */
export function decodeCursor(key: Key, cursor: string, argument: string): readonly unknown[] {
  const problem = (what: string) =>
    new UserError({
      argument,
      problem: `is ${quote(cursor)}, which is ${what}.`,
      example: `${argument}: the \`endCursor\` or \`startCursor\` of a page of the same list in the same order`,
    });
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw problem("not a cursor of this API");
  }
  if (typeof values !== "object" || values === null) throw problem("not a cursor of this API");
  const entries = values as Record<string, unknown>;
  if (
    Object.keys(entries).length !== key.length ||
    !key.every(({ name, column }) => fits(column, entries[name]))
  )
    throw problem(`no place in a list ordered by ${key.map(({ name }) => name).join(", ")}`);
  return key.map(({ name, column }) => {
    const value = entries[name];
    return isBig(column) && value !== null ? BigInt(value as string) : value;
  });
}

function fits(column: Column, value: unknown): boolean {
  if (value === null) return !column.notNull;
  if (isBig(column)) {
    const digits = column.columnType === "PgBigInt64" ? /^-?\d{1,18}$/ : /^-?\d{1,78}$/;
    return typeof value === "string" && digits.test(value);
  }
  if (column.columnType === "PgInteger")
    return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  if (column.dataType === "number") return typeof value === "number";
  if (column.dataType === "boolean") return typeof value === "boolean";
  if (column.enumValues !== undefined && column.enumValues.length > 0)
    return column.enumValues.includes(value as string);
  return typeof value === "string" && !value.includes("\0");
}

function isBig(column: Column): boolean {
  return column.dataType === "bigint" || column.columnType === "PgEvmBigint";
}
