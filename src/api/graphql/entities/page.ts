import { asc, type Column, desc, type SQL, sql } from "drizzle-orm";
import { createValues, type Values } from "../../prepared.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { UserError } from "../errors.ts";
import { DEFAULT_ROWS, MAX_ROWS, type Optional, quote } from "../inputs.ts";
import type { Entity, NamedColumn, Row } from "./entity.ts";
import { conditionOf, shapeOf, type Where } from "./where.ts";

/** The most rows that may be skipped: skipping reads them. */
const MAX_OFFSET = 10_000;

/** Arguments of a generated plural query. */
export type PageArgs = Readonly<{
  where?: Optional<Where>;
  orderBy?: Optional<string>;
  orderDirection?: Optional<string>;
  before?: Optional<string>;
  after?: Optional<string>;
  limit?: Optional<number>;
  offset?: Optional<number>;
}>;

/** A page to be read: checked arguments as parts of a statement. */
export type Plan = Readonly<{
  entity: Entity;
  /** The filter alone: what `totalCount` counts. */
  where: SQL | undefined;
  /** The place to go on from. */
  cursor: SQL | undefined;
  /** The order to read in: reversed for `before`. */
  orderBy: readonly SQL[];
  order: readonly NamedColumn[];
  limit: number;
  goesBack: boolean;
  goesOn: boolean;
  /** The values of the parts' places; `rows` and `skipped` among them: one row more than the page holds, and the offset. */
  values: Readonly<Record<string, unknown>>;
  /** What the parts depend on besides values. */
  shape: string;
}>;

/** A page as the generated page types want it. */
export type Page = Readonly<{
  items: readonly Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  /** Asked only when it is selected. */
  totalCount: () => Promise<number>;
}>;

/**
 * Checks the arguments of a plural query.
 * @throws UserError that names the wrong one
 */
export function planPage(entity: Entity, args: PageArgs): Plan {
  const order = orderOf(entity, args.orderBy);
  const isDescending = directionOf(args.orderDirection) === "desc";
  const offset = inRange(args.offset ?? 0, { argument: "offset", max: MAX_OFFSET });
  const limit = inRange(args.limit ?? DEFAULT_ROWS, { argument: "limit", max: MAX_ROWS });
  const given = (["after", "before", "offset"] as const).filter(
    (name) => args[name] !== null && args[name] !== undefined && args[name] !== 0,
  );
  if (given.length > 1)
    throw new UserError({
      argument: given[0]!,
      problem: `and ${given[1]} are both given; a page starts at one place.`,
      example: `${given[0]}: …, limit: 50`,
    });

  const goesBack = given[0] === "before";
  const cursorArgument = goesBack ? "before" : "after";
  const cursor = args[cursorArgument];
  const readsDown = isDescending !== goesBack;
  const values = createValues();
  const where = conditionOf(args.where, { entity, values });
  const place = cursor == null ? null : decodeCursor(order, cursor, cursorArgument);
  return {
    entity,
    where,
    cursor: place === null ? undefined : beyond(order, place, { down: readsDown, values }),
    orderBy: order.map(({ column }) => (readsDown ? desc(column) : asc(column))),
    order,
    limit,
    goesBack,
    goesOn: given.length > 0,
    values: { ...values.byName, rows: limit + 1, skipped: offset },
    shape: JSON.stringify([
      shapeOf(args.where),
      place?.map((value) => value === null),
      order.map(({ name }) => name),
      readsDown,
    ]),
  };
}

/** The page that rows make: read by a plan, one more than the page holds. `totalCount` is asked when it is selected. */
export function pageOf(
  { limit, order, goesBack, goesOn }: Pick<Plan, "limit" | "order" | "goesBack" | "goesOn">,
  rows: readonly Row[],
  totalCount: () => Promise<number>,
): Page {
  const hasMore = rows.length > limit;
  const items = rows.slice(0, limit);
  if (goesBack) items.reverse();
  const cursorAt = (row: Row | undefined) => (row === undefined ? null : encodeCursor(order, row));
  return {
    items,
    pageInfo: {
      hasNextPage: goesBack || hasMore,
      hasPreviousPage: goesBack ? hasMore : goesOn,
      startCursor: cursorAt(items[0]),
      endCursor: cursorAt(items.at(-1)),
    },
    totalCount,
  };
}

/**
 * Rows beyond a place. Compared as one value, so that an index of the columns leads straight to the place.
 * PostgreSQL keeps null above every value.
 */
export function beyond(
  order: readonly { column: Column }[],
  place: readonly unknown[],
  { down, values }: { down: boolean; values: Values },
): SQL {
  const [first, ...rest] = order.map(({ column }, index) => ({
    column,
    value: place[index] === null ? null : values.bind(place[index], column),
  }));
  const operator = sql.raw(down ? "<" : ">");
  const compare = (terms: readonly { column: Column; value: unknown }[]) =>
    terms.length === 0
      ? sql`false`
      : sql`(${sql.join(
          terms.map(({ column }) => sql`${column}`),
          sql`, `,
        )}) ${operator} (${sql.join(
          terms.map(({ value }) => sql`${value}`),
          sql`, `,
        )})`;
  const { column } = first!;
  if (place[0] === null) {
    const sameAndBeyond = sql`(${column} is null and ${compare(rest)})`;
    return down ? sql`(${column} is not null or ${sameAndBeyond})` : sameAndBeyond;
  }
  const isBeyond = compare([first!, ...rest]);
  return down || column.notNull ? isBeyond : sql`(${isBeyond} or ${column} is null)`;
}

/** The columns a list is ordered by: the asked one, then the key, so that no two rows are at the same place. */
function orderOf({ columns, key }: Entity, orderBy: Optional<string>): readonly NamedColumn[] {
  if (orderBy === null || orderBy === undefined) return key;
  const column = Object.hasOwn(columns, orderBy) ? columns[orderBy] : undefined;
  if (column === undefined)
    throw new UserError({
      argument: "orderBy",
      problem: `is ${quote(orderBy)}, which is no column. Columns: ${Object.keys(columns).join(", ")}.`,
      example: `orderBy: "${key[0]!.name}"`,
    });
  return [{ name: orderBy, column }, ...key.filter(({ name }) => name !== orderBy)];
}

function directionOf(direction: Optional<string>): "asc" | "desc" {
  const asked = direction ?? "asc";
  if (asked === "asc" || asked === "desc") return asked;
  throw new UserError({
    argument: "orderDirection",
    problem: `is ${quote(asked)}; it is "asc" or "desc".`,
    example: 'orderDirection: "desc"',
  });
}

function inRange(value: number, { argument, max }: { argument: string; max: number }): number {
  if (value >= 0 && value <= max) return value;
  throw new UserError({
    argument,
    problem: `is ${value}; it must be from 0 to ${max}.${argument === "offset" ? " Go deeper with `after`." : ""}`,
    example: `${argument}: 100`,
  });
}
