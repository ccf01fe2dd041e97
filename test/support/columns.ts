import { inspect } from "node:util";
import { normalizeColumn } from "./ponder-internals.ts";

type Check = readonly [expected: string, holds: (value: any, column: any) => boolean];

/** PostgreSQL's text holds neither U+0000 nor half of a surrogate pair. */
const storable = (text: string) => !text.includes("\0") && text.isWellFormed();
const isText = (value: unknown) => typeof value === "string" && storable(value);
const isInteger = (bits: number) => (value: unknown) =>
  Number.isSafeInteger(value) &&
  (value as number) >= -(2 ** (bits - 1)) &&
  (value as number) < 2 ** (bits - 1);
const isBigint = (limit: bigint) => (value: unknown) =>
  typeof value === "bigint" && value < limit && value > -limit;
const isJson = (value: unknown): boolean => {
  if (typeof value === "string") return storable(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object") return false;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.every(([name, item]) => storable(name) && isJson(item));
};

const text: Check = ["text without U+0000 and lone surrogates", isText];
const float: Check = ["a finite number", Number.isFinite];
const json: Check = ["JSON (no bigint, no U+0000, no lone surrogate)", isJson];
const instant: Check = ["a Date", (v) => v instanceof Date && Number.isFinite(v.getTime())];

/** What PostgreSQL and our own types accept, by Drizzle's name of the column type. */
const checks: Record<string, Check> = {
  PgEvmBigint: ["a bigint of at most 78 digits", isBigint(10n ** 78n)],
  PgHex: ["hex", (v) => typeof v === "string" && /^0x[0-9a-f]*$/i.test(v)],
  PgText: text,
  PgVarchar: text,
  PgSmallInt: ["an integer of 16 bits", isInteger(16)],
  PgInteger: ["an integer of 32 bits", isInteger(32)],
  PgBigInt53: ["a safe integer", Number.isSafeInteger],
  PgBigInt64: ["a bigint of 64 bits", isBigint(2n ** 63n)],
  PgBoolean: ["a boolean", (v) => typeof v === "boolean"],
  PgEnumColumn: ["a member of its enum", (v, column) => column.enumValues.includes(v)],
  PgNumeric: ["a decimal in a string", (v) => typeof v === "string" && /^-?\d+(\.\d+)?$/.test(v)],
  PgReal: float,
  PgDoublePrecision: float,
  PgJson: json,
  PgJsonb: json,
  PgBytes: ["bytes", (v) => v instanceof Uint8Array],
  PgTimestamp: instant,
  PgArray: [
    "a list of its type",
    (v, column) =>
      Array.isArray(v) && v.every((item) => checkOf(column.baseColumn)[1](item, column.baseColumn)),
  ],
};

const checkOf = (column: any): Check => {
  const check = checks[column.columnType];
  if (!check) throw new Error(`test/support/columns.ts has no check for ${column.columnType}`);
  return check;
};

const show = (value: unknown) => inspect(value, { breakLength: Infinity }).slice(0, 200);

/** How one column turns a given value into a stored one; throws where PostgreSQL or our types would. */
export const createColumn = (label: string, column: any) => {
  const [expected, holds] = checkOf(column);
  return {
    /** `value` as it is stored; throws naming table and column. */
    store(value: unknown, isUpdate: boolean): unknown {
      const absent = value === undefined || value === null;
      if (absent && column.notNull && (value === null || isUpdate || !column.hasDefault))
        throw new Error(`Column '${label}' violates not-null constraint.`);
      if (!absent && !holds(value, column))
        throw new Error(`Column '${label}' takes ${expected}, not ${show(value)}.`);
      const stored = normalizeColumn(column, value, isUpdate);
      if (absent && stored !== null && !holds(stored, column))
        throw new Error(`Column '${label}' takes ${expected}, not its default ${show(stored)}.`);
      return stored;
    },
    /** `value` as a part of a key. */
    key(value: unknown): string {
      if (value === undefined || value === null)
        throw new Error(`Key column '${label}' is missing.`);
      if (!holds(value, column))
        throw new Error(`Key column '${label}' takes ${expected}, not ${show(value)}.`);
      return String(normalizeColumn(column, value, false));
    },
    /** Whether a row with this value can be copied with a spread. */
    isScalar: ["string", "number", "boolean", "bigint"].includes(column.dataType),
  };
};
