import type { Column } from "drizzle-orm";
import { UserError } from "../errors.ts";
import { quote } from "../inputs.ts";

const INT8 = 2n ** 63n;

/**
 * A client's value as the column keeps it: hex in lower case and of even length.
 * GraphQL has checked its type already; this finds what only the database would.
 * @throws UserError that names the argument
 */
export function checkedValue(column: Column, value: unknown, argument: string): unknown {
  if (column.columnType === "PgHex") return hexOf(value as string, argument);
  if (typeof value === "string" && value.includes("\0"))
    throw new UserError({
      argument,
      problem: "holds the character U+0000, which no text of the index does.",
      example: `${argument}: "text"`,
    });
  if (column.columnType === "PgBigInt64") {
    const number = BigInt(value as bigint);
    if (number >= INT8 || number < -INT8)
      throw new UserError({
        argument,
        problem: `is ${quote(String(number))}, beyond the 64 bits of an id.`,
        example: `${argument}: "1200000003"`,
      });
  }
  return value;
}

function hexOf(value: string, argument: string): string {
  if (!/^0x[0-9a-f]*$/i.test(value))
    throw new UserError({
      argument,
      problem: `is ${quote(value)}, which is not hexadecimal (0x and digits 0-9, a-f).`,
      example: `${argument}: "0x1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f"`,
    });
  const digits = value.slice(2).toLowerCase();
  return digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`;
}
