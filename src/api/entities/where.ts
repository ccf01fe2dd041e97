/** The `where` argument: what a client gave is read into a plain shape and its values, and the shape becomes a condition. */
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
  sql,
} from "drizzle-orm";
import { splitCondition } from "../conditions.ts";
import { UserError } from "../errors.ts";
import type { Entity } from "./entity.ts";
import { checkedPart, checkedValue } from "./values.ts";

/** A `where` argument as GraphQL gives it: conditions by `column` and suffix, and lists under AND and OR. */
export type Where = Readonly<Record<string, unknown>>;

/**
 * A condition without its values: `first` is the place of its first value, `count` the length of a list; neither for null.
 */
export type Shape =
  | { all: readonly Shape[] }
  | { any: readonly Shape[] }
  | { column: string; test: string; first?: number; count?: number };

/** A filter as it was read. */
export type Filter = Readonly<{ shape: Shape; values: readonly unknown[] }>;

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

/**
 * What a client wants of rows. Conditions side by side must all hold, in lists of AND and OR too.
 * @throws UserError that names the condition
 */
export function readWhere(where: Where | null | undefined, entity: Entity): Filter {
  const argument = "where";
  const values: unknown[] = [];
  let count = 0;

  const conditionsOf = (conditions: Where, path: string): Shape => ({
    all: Object.entries(conditions).map(([name, value]) => {
      count += 1;
      if (count > MAX_CONDITIONS)
        throw new UserError({
          argument,
          problem: `holds more than ${MAX_CONDITIONS} conditions.`,
          example: `${argument}: {${firstColumn(entity)}_in: ["…"]}`,
        });
      const at = `${path}.${name}`;
      if (name === "AND") return { all: partsOf(value, at) };
      if (name === "OR") return { any: partsOf(value, at) };
      return oneOf(name, value, at);
    }),
  });

  const partsOf = (value: unknown, path: string): Shape[] => {
    if (!Array.isArray(value) || value.some((part) => part === null))
      throw new UserError({
        argument: path,
        problem: "is null or holds null; it is a list of filters.",
        example: `${path}: [{${firstColumn(entity)}: "…"}]`,
      });
    return value.map((part: Where, index) => conditionsOf(part, `${path}[${index}]`));
  };

  const oneOf = (name: string, value: unknown, path: string): Shape => {
    const [columnName, test] = readName(name, entity);
    const column = entity.columns[columnName]!;
    const shape = { column: columnName, test, first: values.length };
    if (value === null) {
      checkNull(test, path);
      return { column: columnName, test };
    }
    if (test === "_in" || test === "_not_in") {
      const checked = listOf(value, path).map((item, index) =>
        checkedValue(entity, columnName, { value: item, argument: `${path}[${index}]` }),
      );
      const items = [...new Set(checked)];
      values.push(...items);
      return { ...shape, count: items.length };
    }
    const search = searches[test];
    if (search === undefined)
      values.push(checkedValue(entity, columnName, { value, argument: path }));
    else {
      const [, patternOf] = search;
      values.push(patternOf(checkedPart(column, String(value), path)));
    }
    return shape;
  };

  return { shape: conditionsOf(where ?? {}, argument), values };
}

/** The name of a value's place in a statement. */
export const valueName = (index: number) => `value${index}`;

/** A place for a value, written as the column's are. */
const placeOf = (column: Column, index: number) =>
  sql.param(sql.placeholder(valueName(index)), column);

/** The condition of a shape; undefined when it holds for every row. */
export function conditionOf(shape: Shape, entity: Entity): SQL | undefined {
  if ("all" in shape) return and(...shape.all.map((part) => conditionOf(part, entity)));
  if ("any" in shape) {
    const parts = shape.any.map((part) => conditionOf(part, entity));
    // A part without conditions holds for every row, and so does the whole.
    return parts.includes(undefined) ? undefined : or(...parts);
  }
  const { test, first, count = 0 } = shape;
  const column = entity.columns[shape.column]!;
  if (first === undefined) return test === "" ? isNull(column) : isNotNull(column);
  if (test === "_in" || test === "_not_in") {
    const places = Array.from({ length: count }, (_, index) => placeOf(column, first + index));
    return test === "_in" ? inArray(column, places) : notInArray(column, places);
  }
  const search = searches[test];
  return search === undefined
    ? comparisons[test]!(column, placeOf(column, first))
    : search[0](column, sql.placeholder(valueName(first)));
}

/** Conditions that hold for every row that is found. */
export function sureOf(
  shape: Shape,
): readonly Exclude<Shape, { all: unknown } | { any: unknown }>[] {
  if ("any" in shape) return [];
  return "all" in shape ? shape.all.flatMap(sureOf) : [shape];
}

function readName(name: string, { columns, name: type }: Entity): [column: string, test: string] {
  const found = splitCondition(name, columns);
  if (found !== null) return found;
  // GraphQL checked the names against the same columns.
  throw new Error(`${type} has no filter ${name}.`);
}

function checkNull(test: string, path: string): void {
  if (test === "" || test === "_not") return;
  throw new UserError({
    argument: path,
    problem: "is null; only equality can be asked with null.",
    example: `${path.slice(0, -test.length)}_not: null`,
  });
}

function listOf(value: unknown, path: string): readonly unknown[] {
  const values = value as readonly unknown[];
  if (values.length > MAX_VALUES)
    throw new UserError({
      argument: path,
      problem: `holds ${values.length} values; ${MAX_VALUES} are allowed.`,
      example: `${path}: ["…", "…"]`,
    });
  const index = values.indexOf(null);
  if (index === -1) return values;
  throw new UserError({
    argument: `${path}[${index}]`,
    problem:
      "is null; a list of values holds no null. Ask for null with a condition of its own, under OR.",
    example: `${path}: ["…", "…"]`,
  });
}

function firstColumn({ columns }: Entity): string {
  return Object.keys(columns)[0]!;
}
