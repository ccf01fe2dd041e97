/** Comma-separated values, by RFC 4180. */
import { formatUnits } from "viem";
import type { Kind } from "./columns.ts";
import type { Format } from "./format.ts";

/** How a spreadsheet knows a formula: text from the chain may begin so, and must not be run. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

const DECIMALS = 18;
/** An amount of wei, in BREV: exact. */
export const brevOf = (wei: string): string => formatUnits(BigInt(wei), DECIMALS);

/** A value as a cell. Null is empty; an empty text is "". */
export function cellOf(kind: Kind, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (kind === "brev") return brevOf(value as string);
  if (kind === "list") return quoted(JSON.stringify(value));
  const text = String(value);
  if (kind !== "text") return text;
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return harmless === "" || SPECIAL.test(harmless) ? quoted(harmless) : harmless;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

const line = (cells: readonly string[]) => `${cells.join(",")}\r\n`;

export const csv: Format = {
  type: "text/csv; charset=utf-8; header=present",
  open: (columns) => ({
    begin: () => line(columns.map(({ name }) => name)),
    rows: (rows) =>
      rows
        .map((values) => line(columns.map(({ kind }, index) => cellOf(kind, values[index]))))
        .join(""),
    end: () => "",
  }),
};
