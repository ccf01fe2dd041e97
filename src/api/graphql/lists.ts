import { and, type Column, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import type { GraphQLResolveInfo } from "graphql";
import type { Db } from "../db.ts";
import { createValues } from "../prepared.ts";
import { firstKeyAt } from "../questions/keys.ts";
import type { Page } from "./entities/page.ts";
import { selectedColumns } from "./entities/selection.ts";
import { entities } from "./entities/tables.ts";
import { UserError } from "./errors.ts";
import { firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { keysetPage } from "./keyset.ts";
import { type List, lists } from "./list-tables.ts";
import type { Context, Module } from "./module.ts";

type Args = Readonly<{
  [filter: string]: unknown;
  from?: Optional<number>;
  to?: Optional<number>;
  order?: Optional<"NEWEST" | "OLDEST">;
  first?: Optional<number>;
  after?: Optional<string>;
}>;

/** Lists in the order of the chain, with the filters users need; they cost the same at any depth. */
export const listings: Module = {
  typeDefs: /* GraphQL */ `
    "Order of a list in time."
    enum ListOrder {
      "The latest first."
      NEWEST
      "The earliest first."
      OLDEST
    }

    extend type Query {
      ${lists.map(fieldOf).join("\n")}
    }
  `,
  resolvers: {
    Query: Object.fromEntries(
      lists.map((list) => [
        list.field,
        (_parent: unknown, args: Args, { db }: Context, info: GraphQLResolveInfo) =>
          answerList(db, { list, info }, args),
      ]),
    ),
  },
};

function fieldOf({ field, type, meaning, filters, kinds, pending }: List): string {
  const own = Object.entries(filters).map(
    ([name, filter]) => `"${filter.meaning}" ${name}: ${filter.type}`,
  );
  if (kinds !== undefined) own.push(`"${kinds.meaning}" kinds: [${kinds.type}!]`);
  if (pending !== undefined)
    own.push('"true: only pending ones; false: only completed ones." pending: Boolean');
  return `
    "${meaning} In the order of the chain; a page costs the same at any depth."
    ${field}(
      ${own.join("\n")}
      "[unix s] Only from this time on." from: Int
      "[unix s] Only before this time." to: Int
      "Which end of the list comes first." order: ListOrder = NEWEST
      "Rows at most: 1 to 1000." first: Int = 50
      "Cursor: the page that starts after this place; \`endCursor\` of the page before." after: String
    ): ${type}Page!`;
}

async function answerList(
  db: Db,
  { list, info }: { list: List; info: GraphQLResolveInfo },
  args: Args,
): Promise<Page> {
  const first = firstOf(args.first);
  const { from, to } = timeRangeOf(args);
  const values = createValues();
  const given = Object.entries(list.filters).filter(([name]) => args[name] != null);
  const fixed = given.map(([name, { column, check }]) => {
    const value = args[name] as string;
    return eq(column, values.bind(check === undefined ? value : check(value, name), column));
  });
  const kinds = kindsOf(list, args);
  // A value looked up by itself helps only while nothing narrower fixes the rows.
  const isByKind = kinds !== undefined && fixed.length === 0;
  const conditions: (SQL | undefined)[] = [...fixed];
  if (kinds !== undefined && !isByKind)
    conditions.push(
      sql`${list.kinds!.column} in ${kinds.map((kind) => values.bind(kind, list.kinds!.column))}`,
    );
  if (typeof args.pending === "boolean" && list.pending !== undefined)
    conditions.push(args.pending ? list.pending : sql`not (${list.pending})`);

  const key: Column = getTableColumns(list.table)[list.key]!;
  const boundAt = (at: number | null) =>
    at === null ? null : firstKeyAt(db, { table: list.table, key, time: list.time, at });
  const [start, end] = await Promise.all([boundAt(from), boundAt(to)]);
  // No row at or after `from`: nothing; none at or after `to`: no end.
  if (from !== null)
    conditions.push(start === null ? sql`false` : gte(key, values.bind(start, key)));
  if (to !== null && end !== null) conditions.push(lt(key, values.bind(end, key)));

  return keysetPage(db, {
    table: list.table,
    columns: selectedColumns(info, entities.get(list.type)!, ["items"]),
    key: [list.key],
    where: and(...conditions),
    values,
    shape: JSON.stringify([
      list.field,
      given.map(([name]) => name),
      isByKind || kinds?.length,
      args.pending,
      from !== null && (start === null ? "never" : "from"),
      to !== null && end !== null,
    ]),
    anyOf: isByKind ? { column: list.kinds!.column, values: kinds } : undefined,
    first,
    after: args.after,
    descending: args.order !== "OLDEST",
  });
}

function kindsOf(list: List, args: Args): readonly string[] | undefined {
  const kinds = args.kinds as Optional<readonly string[]>;
  if (kinds == null) return undefined;
  if (kinds.length === 0)
    throw new UserError({
      argument: "kinds",
      problem: "is empty; leave it out for all kinds.",
      example: `kinds: [${list.kinds!.column.enumValues![0]}]`,
    });
  return [...new Set(kinds)];
}
