/** Pages of the generated queries: checked arguments, as plain data for the statement and values for its places. */
import { type Column, type SQL, sql } from "drizzle-orm";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import type { Db } from "../db.ts";
import type { PageInfo } from "../declare/pages.ts";
import { UserError } from "../errors.ts";
import { isDescending, limitOf, type Optional } from "../inputs.ts";
import { comma } from "../reads/history.ts";
import { firstKeyAt, NO_ID } from "../reads/keys.ts";
import type { Entity, Row } from "./entity.ts";
import { clockOf, hasOrder, readOrder } from "./orders.ts";
import { readWhere, type Shape, sureOf, valueName, type Where } from "./where.ts";

/** Arguments of a generated plural query. */
export type PageArgs = Readonly<{
  where?: Optional<Where>;
  orderBy?: Optional<string>;
  orderDirection?: Optional<string>;
  before?: Optional<string>;
  after?: Optional<string>;
  limit?: Optional<number>;
}>;

/** What a page's statement is built of. */
export type PageShape = Readonly<{
  table: string;
  where: Shape;
  /** Columns it is ordered by, the last ones making it unique. */
  order: readonly string[];
  /** Whether the greatest comes first. */
  down: boolean;
  /** The place to go on from: where its value is null, and the places of those that are not. Null: from the beginning. */
  from: readonly (number | null)[] | null;
}>;

/** A page to be read. */
export type Plan = Readonly<{
  shape: PageShape;
  /** One row more than the page holds. */
  values: Readonly<Record<string, unknown>>;
  limit: number;
  goesBack: boolean;
  /** The cursor that was given. */
  cursor: string | null;
}>;

/** A page as the generated page types want it. */
export type Page = Readonly<{
  items: readonly Row[];
  pageInfo: PageInfo;
  /** Asked only when it is selected. */
  totalCount: () => Promise<number>;
  /** The place of one of its rows. */
  cursorOf(row: Row): string;
}>;

/**
 * Checks the arguments of a plural query. `parent` are the columns that lead to a row whose children are asked for.
 * @throws UserError that names the wrong one
 */
export async function planPage(
  db: Db,
  { entity, parent = [] }: { entity: Entity; parent?: readonly string[] },
  args: PageArgs,
): Promise<Plan> {
  const { shape: asked, values: given } = readWhere(args.where, entity);
  const sure = sureOf(asked);
  const equal = sure.filter(({ test, first }) => test === "" && first !== undefined);
  const fixed = new Set([...parent, ...equal.map(({ column }) => column)]);
  const order = readOrder(entity, args.orderBy, fixed);
  const limit = limitOf(args.limit);
  if (args.after != null && args.before != null)
    throw new UserError({
      argument: "after",
      problem: "and before are both given; a page starts at one place.",
      example: "after: …, limit: 50",
    });

  const goesBack = args.before != null;
  const cursor = args.before ?? args.after ?? null;
  const columns = order.map((name) => ({ name, column: entity.columns[name]! }));
  const place =
    cursor === null ? null : decodeCursor(columns, cursor, goesBack ? "before" : "after");
  const values = [...given];
  const bind = (value: unknown) => values.push(value) - 1;
  const bounds = await timeBounds(db, entity, { sure, values: given });
  const where: Shape =
    bounds.length === 0
      ? asked
      : {
          all: [
            asked,
            ...bounds.map(({ test, value, column }) => ({ column, test, first: bind(value) })),
          ],
        };
  const from = place?.map((value) => (value === null ? null : bind(value))) ?? null;
  const byName = Object.fromEntries(values.map((value, index) => [valueName(index), value]));
  const down = isDescending(args.orderDirection ?? "asc", "orderDirection") !== goesBack;
  return {
    shape: { table: entity.name, where, order, down, from },
    values: { ...byName, rows: limit + 1 },
    limit,
    goesBack,
    cursor,
  };
}

type Bound = { column: string; test: "_gte" | "_lt"; value: bigint };

/** Bounds of the place in the chain that follow from bounds of the time: an index leads to them. */
async function timeBounds(
  db: Db,
  entity: Entity,
  { sure, values }: { sure: ReturnType<typeof sureOf>; values: readonly unknown[] },
): Promise<readonly Bound[]> {
  const clock = clockOf(entity);
  if (clock === undefined) return [];
  const { table, columns } = entity;
  const [key, time] = [columns[clock.place]!, columns[clock.time]!];
  const bounds = sure
    .filter(({ column, first }) => column === clock.time && first !== undefined)
    .map(async ({ test, first }): Promise<Bound | null> => {
      const isAfter = test === "_gt" || test === "_gte";
      if (!isAfter && test !== "_lt" && test !== "_lte") return null;
      const at = Number(values[first!]) + (test === "_gt" || test === "_lte" ? 1 : 0);
      // No row at or after the time: nothing is after it, and everything before.
      const value = (await firstKeyAt(db, { table, key, time, at })) ?? NO_ID;
      return { column: clock.place, test: isAfter ? "_gte" : "_lt", value };
    });
  return (await Promise.all(bounds)).filter((bound) => bound !== null);
}

/** The page that rows make: read by a plan, one more than the page holds. `totalCount` is asked when it is selected. */
export function pageOf(
  { limit, shape, goesBack, cursor }: Plan,
  entity: Entity,
  { rows, totalCount }: { rows: readonly Row[]; totalCount: () => Promise<number> },
): Page {
  const hasMore = rows.length > limit;
  const items = rows.slice(0, limit);
  if (goesBack) items.reverse();
  const order = shape.order.map((name) => ({ name, column: entity.columns[name]! }));
  // An empty page is where it was asked for: a follower continues from there.
  const cursorOf = (row: Row) => encodeCursor(order, row);
  const cursorAt = (row: Row | undefined) => (row === undefined ? cursor : cursorOf(row));
  return {
    items,
    pageInfo: {
      hasNextPage: goesBack || hasMore,
      hasPreviousPage: goesBack ? hasMore : cursor !== null,
      startCursor: cursorAt(items[0]),
      endCursor: cursorAt(items.at(-1)),
    },
    totalCount,
    cursorOf,
  };
}

/**
 * Rows beyond a place. Compared as one value, so that an index of the columns leads straight to the place.
 * PostgreSQL keeps null above every value.
 */
export function beyond({ order, from, down }: PageShape, entity: Entity): SQL | undefined {
  if (from === null) return undefined;
  const [first, ...rest] = order.map((name, index) => {
    const column = entity.columns[name]!;
    const place = from[index]!;
    const value = place === null ? null : sql.param(sql.placeholder(valueName(place)), column);
    return { column, value };
  });
  const operator = sql.raw(down ? "<" : ">");
  const compare = (terms: readonly { column: Column; value: unknown }[]) =>
    terms.length === 0
      ? sql`false`
      : sql`(${comma(terms.map(({ column }) => sql`${column}`))}) ${operator} (${comma(terms.map(({ value }) => sql`${value}`))})`;
  const { column, value } = first!;
  if (value === null) {
    const sameAndBeyond = sql`(${column} is null and ${compare(rest)})`;
    return down ? sql`(${column} is not null or ${sameAndBeyond})` : sameAndBeyond;
  }
  const isBeyond = compare([first!, ...rest]);
  return down || column.notNull ? isBeyond : sql`(${isBeyond} or ${column} is null)`;
}

/** The most values that are looked up one by one. */
const MOST_LOOKUPS = 25;

/**
 * A list of values of which each is better looked up by itself: an index has them followed by the order, and without it
 * nothing narrows the rows.
 */
export function lookupsOf({ where, order }: PageShape, entity: Entity) {
  const sure = sureOf(where);
  const equal = new Set(
    sure
      .filter(({ test, first }) => test === "" && first !== undefined)
      .map(({ column }) => column),
  );
  const isNarrowed = [...equal].some((column) => hasOrder(entity, new Set(), column));
  if (isNarrowed) return null;
  return (
    sure.find(
      ({ test, column, count = 0 }) =>
        test === "_in" &&
        count > 1 &&
        count <= MOST_LOOKUPS &&
        hasOrder(entity, new Set([...equal, column]), order[0]!),
    ) ?? null
  );
}
