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
  notIlike,
  notInArray,
  notLike,
  or,
  type SQL,
} from "drizzle-orm";
import type { Values } from "../../prepared.ts";
import { UserError } from "../errors.ts";
import type { Entity } from "./entity.ts";
import { checkedValue } from "./values.ts";

/** A `where` argument as GraphQL gives it: conditions by `column` and suffix, and lists under AND and OR. */
export type Where = Readonly<Record<string, unknown>>;

/** The most conditions one `where` may hold, and the most values one `_in`. */
const MAX_CONDITIONS = 100;
const MAX_VALUES = 1000;

type Compare = (column: Column, value: unknown) => SQL;

const pattern =
  (before: string, after: string) =>
  (value: unknown): string =>
    // A client's % and _ mean themselves.
    before + String(value).replaceAll(/[\\%_]/g, "\\$&") + after;
const contains = pattern("%", "%");
const startsWith = pattern("", "%");
const endsWith = pattern("%", "");

/** What a suffix of a condition means, for one value. */
const comparisons: Readonly<Record<string, Compare>> = {
  "": eq,
  _not: ne,
  _gt: gt,
  _gte: gte,
  _lt: lt,
  _lte: lte,
};

/** The same where the value is a part of a text. */
const searches: Readonly<Record<string, readonly [Compare, (value: unknown) => string]>> = {
  _contains: [like as Compare, contains],
  _not_contains: [notLike as Compare, contains],
  _starts_with: [like as Compare, startsWith],
  _not_starts_with: [notLike as Compare, startsWith],
  _ends_with: [like as Compare, endsWith],
  _not_ends_with: [notLike as Compare, endsWith],
  _contains_nocase: [ilike as Compare, contains],
  _not_contains_nocase: [notIlike as Compare, contains],
  _starts_with_nocase: [ilike as Compare, startsWith],
  _not_starts_with_nocase: [notIlike as Compare, startsWith],
  _ends_with_nocase: [ilike as Compare, endsWith],
  _not_ends_with_nocase: [notIlike as Compare, endsWith],
};

const suffixes = [...Object.keys(comparisons), ...Object.keys(searches), "_in", "_not_in"].filter(
  Boolean,
);

/** What the text of a condition depends on: everything but its values. */
export const shapeOf = (where: unknown): unknown => {
  if (Array.isArray(where))
    return where.some((part) => typeof part === "object") ? where.map(shapeOf) : where.length;
  if (typeof where !== "object" || where === null) return where === null ? null : 0;
  return Object.entries(where).map(([name, value]) => [name, shapeOf(value)]);
};

/**
 * The condition that a `where` argument states; undefined when it states none.
 * Conditions side by side must all hold, in lists of AND and OR too.
 * @throws UserError that names the condition
 */
export function conditionOf(
  where: Where | null | undefined,
  { entity, values }: { entity: Entity; values: Values },
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
      const bound = listOf(value, { column, path }).map((item) => values.bind(item, column));
      return suffix === "_in" ? inArray(column, bound) : notInArray(column, bound);
    }
    const search = searches[suffix];
    if (search === undefined)
      return comparisons[suffix]!(column, values.bind(checkedValue(column, value, path), column));
    const [compare, patternOf] = search;
    // A part of a hex value need not be of even length.
    const part =
      column.columnType === "PgHex"
        ? String(value).toLowerCase()
        : checkedValue(column, value, path);
    return compare(column, values.bind(patternOf(part)));
  };

  if (where === null || where === undefined) return undefined;
  return conditionsOf(where, argument);
}

function readName(name: string, { columns, name: type }: Entity): [Column, string] {
  const column = columns[name];
  if (column !== undefined) return [column, ""];
  for (const suffix of suffixes) {
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
