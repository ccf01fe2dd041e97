import {
  and,
  type Column,
  eq,
  gt,
  gte,
  ilike,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  ne,
  not,
  notInArray,
  or,
  type SQL,
} from "drizzle-orm";
import { UserError } from "../errors.ts";
import type { Entity } from "./entity.ts";
import { checkedValue } from "./values.ts";

/** A `where` argument as GraphQL gives it: conditions by `column` and suffix, and lists under AND and OR. */
export type Where = Readonly<Record<string, unknown>>;

/** The most conditions one `where` may hold, and the most values one `_in`. */
const MAX_CONDITIONS = 100;
const MAX_VALUES = 1000;

type Operator = (column: Column, value: unknown) => SQL;

const pattern =
  (before: string, after: string) =>
  (value: unknown): string =>
    // A client's % and _ mean themselves.
    before + String(value).replaceAll(/[\\%_]/g, "\\$&") + after;
const contains = pattern("%", "%");
const startsWith = pattern("", "%");
const endsWith = pattern("%", "");

/** What a suffix of a condition means. */
const operators: Readonly<Record<string, Operator>> = {
  "": eq,
  _not: ne,
  _gt: gt,
  _gte: gte,
  _lt: lt,
  _lte: lte,
  _contains: (column, value) => like(column, contains(value)),
  _not_contains: (column, value) => not(like(column, contains(value))),
  _starts_with: (column, value) => like(column, startsWith(value)),
  _not_starts_with: (column, value) => not(like(column, startsWith(value))),
  _ends_with: (column, value) => like(column, endsWith(value)),
  _not_ends_with: (column, value) => not(like(column, endsWith(value))),
  _contains_nocase: (column, value) => ilike(column, contains(value)),
  _not_contains_nocase: (column, value) => not(ilike(column, contains(value))),
  _starts_with_nocase: (column, value) => ilike(column, startsWith(value)),
  _not_starts_with_nocase: (column, value) => not(ilike(column, startsWith(value))),
  _ends_with_nocase: (column, value) => ilike(column, endsWith(value)),
  _not_ends_with_nocase: (column, value) => not(ilike(column, endsWith(value))),
};

/**
 * The condition that a `where` argument states; undefined when it states none.
 * Conditions side by side must all hold, in lists of AND and OR too.
 * @throws UserError that names the condition
 */
export function conditionOf(
  where: Where | null | undefined,
  entity: Entity,
  argument = "where",
): SQL | undefined {
  let count = 0;

  const conditionsOf = (conditions: Where, path: string): SQL | undefined =>
    and(
      ...Object.entries(conditions).map(([name, value]) => {
        count += 1;
        if (count > MAX_CONDITIONS)
          throw new UserError({
            argument,
            problem: `holds more than ${MAX_CONDITIONS} conditions.`,
            example: `${argument}: {${firstColumn(entity)}_in: ["…"]}`,
          });
        const at = `${path}.${name}`;
        if (name === "AND") return and(...partsOf(value, at));
        if (name === "OR") {
          const parts = partsOf(value, at);
          // A part without conditions holds for every row, and so does the whole.
          return parts.includes(undefined) ? undefined : or(...parts);
        }
        return oneOf(name, value, at);
      }),
    );

  const partsOf = (value: unknown, path: string): (SQL | undefined)[] => {
    if (!Array.isArray(value) || value.some((part) => part === null))
      throw new UserError({
        argument: path,
        problem: "is null or holds null; it is a list of filters.",
        example: `${path}: [{${firstColumn(entity)}: "…"}]`,
      });
    return value.map((part: Where, index) => conditionsOf(part, `${path}[${index}]`));
  };

  const oneOf = (name: string, value: unknown, path: string): SQL => {
    const [column, suffix] = readName(name, entity);
    if (value === null) return nullOf({ column, suffix, path });
    if (suffix === "_in" || suffix === "_not_in") {
      const values = listOf(value, { column, path });
      return suffix === "_in" ? inArray(column, values) : notInArray(column, values);
    }
    // A part of a hex value need not be of even length.
    const checked =
      /with|contains/.test(suffix) && column.columnType === "PgHex"
        ? String(value).toLowerCase()
        : checkedValue(column, value, path);
    return operators[suffix]!(column, checked);
  };

  if (where === null || where === undefined) return undefined;
  return conditionsOf(where, argument);
}

function readName(name: string, { columns, name: type }: Entity): [Column, string] {
  const column = columns[name];
  if (column !== undefined) return [column, ""];
  for (const suffix of [...Object.keys(operators), "_in", "_not_in"].filter(Boolean)) {
    const found = name.endsWith(suffix) ? columns[name.slice(0, -suffix.length)] : undefined;
    if (found !== undefined) return [found, suffix];
  }
  // GraphQL checked the names against the same columns.
  throw new Error(`${type} has no filter ${name}.`);
}

function nullOf({ column, suffix, path }: { column: Column; suffix: string; path: string }): SQL {
  if (suffix === "") return isNull(column);
  if (suffix === "_not") return isNotNull(column);
  throw new UserError({
    argument: path,
    problem: "is null; only equality can be asked with null.",
    example: `${path.slice(0, -suffix.length)}_not: null`,
  });
}

function listOf(value: unknown, { column, path }: { column: Column; path: string }): unknown[] {
  const values = value as unknown[];
  if (values.length > MAX_VALUES)
    throw new UserError({
      argument: path,
      problem: `holds ${values.length} values; ${MAX_VALUES} are allowed.`,
      example: `${path}: ["…", "…"]`,
    });
  return values.map((item, index) => {
    if (item === null)
      throw new UserError({
        argument: `${path}[${index}]`,
        problem:
          "is null; a list of values holds no null. Ask for null with a condition of its own, under OR.",
        example: `${path}: ["…", "…"]`,
      });
    return checkedValue(column, item, `${path}[${index}]`);
  });
}

function firstColumn({ columns }: Entity): string {
  return Object.keys(columns)[0]!;
}
