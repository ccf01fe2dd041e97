import type { Column } from "drizzle-orm";
import { UserError } from "../errors.ts";
import { hexOf, isAboutBytes32, notMilliseconds, quote } from "../inputs.ts";
import { descriptions } from "./descriptions.gen.ts";
import type { Entity } from "./entity.ts";

const INT8 = 2n ** 63n;
const texts: Readonly<Record<string, { columns: Readonly<Record<string, string>> }>> =
  descriptions.tables;

/**
 * A client's value as the column keeps it: hex in lower case.
 * GraphQL has checked its type already; this finds what only the database would, and what could match no row.
 * @throws UserError that names the argument
 */
export function checkedValue(
  entity: Entity,
  name: string,
  { value, argument }: { value: unknown; argument: string },
): unknown {
  const column = entity.columns[name]!;
  if (isHex(column))
    return hexOf(value as string, argument, isAboutBytes32(name) ? "bytes32" : "address");
  if (typeof value === "string") return withoutNul(value, argument);
  if (column.columnType === "PgBigInt64") {
    const number = BigInt(value as bigint);
    if (number >= INT8 || number < -INT8)
      throw new UserError({
        argument,
        problem: `is ${quote(String(number))}, beyond the 64 bits of an id.`,
        example: `${argument}: "1200000003"`,
      });
  }
  if (texts[entity.name]?.columns[name]?.startsWith("[unix s]"))
    return notMilliseconds(value as number | bigint, argument);
  return value;
}

/**
 * A part of a text, or of a hex value, as a client gave it.
 * @throws UserError that names the argument
 */
export function checkedPart(column: Column, value: string, argument: string): string {
  const part = withoutNul(value, argument);
  // A part of a hex value need not be of even length.
  return isHex(column) ? part.toLowerCase() : part;
}

const isHex = ({ columnType }: Column) => columnType === "PgHex";

function withoutNul(value: string, argument: string): string {
  if (!value.includes("\0")) return value;
  throw new UserError({
    argument,
    problem: "holds the character U+0000, which no text of the index does.",
    example: `${argument}: "text"`,
  });
}
