import { and, asc, type Column, count, desc, eq, type SQL, Subquery, sql } from "drizzle-orm";
import { getTableName } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../db.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Row } from "./entities/entity.ts";
import { beyond, type Page } from "./entities/page.ts";
import type { Optional } from "./inputs.ts";

/** What a list is read from and how. */
export type Keyset = Readonly<{
  table: PgTable;
  /** What it is ordered by: names of columns in rows, the last ones making it unique. */
  key: readonly string[];
  where?: SQL | undefined;
  /** Rows with one of these values in this column: each value is looked up by itself, in an index of the column and the key. */
  anyOf?: { column: Column; values: readonly unknown[] } | undefined;
  first: number;
  after?: Optional<string>;
  /** Whether the greatest key comes first. */
  descending: boolean;
}>;

/**
 * A page of a list ordered by a unique key. It costs the same at any depth when an index has what `where` fixes,
 * followed by the key. The answer fits the generated page types; `totalCount` is counted only when it is selected.
 * @throws UserError when `after` is no cursor of this list
 */
export async function keysetPage(db: Db, keyset: Keyset): Promise<Page> {
  const { table, first, after, descending, where, anyOf } = keyset;
  const columns = table as unknown as Readonly<Record<string, Column>>;
  const key = keyset.key.map((name) => ({ name, column: columns[name]! }));
  const place =
    after == null ? undefined : beyond(key, decodeCursor(key, after, "after"), descending);
  const order = key.map(({ column }) => (descending ? desc(column) : asc(column)));
  const select = (condition: SQL | undefined) =>
    db
      .select()
      .from(table)
      .where(condition)
      .orderBy(...order)
      .limit(first + 1);

  const rows =
    anyOf === undefined
      ? await select(and(where, place))
      : await merge(
          db,
          anyOf.values.map((value) => select(and(eq(anyOf.column, value), where, place)).getSQL()),
          keyset,
        );
  const items = rows.slice(0, first) as Row[];
  const cursorOf = (row: Row | undefined) => (row === undefined ? null : encodeCursor(key, row));
  return {
    items,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after != null,
      startCursor: cursorOf(items[0]),
      endCursor: cursorOf(items.at(-1)),
    },
    totalCount: async () => {
      const any =
        anyOf === undefined
          ? undefined
          : sql`${anyOf.column} in (${sql.join(
              anyOf.values.map((value) => sql`${sql.param(value, anyOf.column)}`),
              sql`, `,
            )})`;
      const [row] = await db.select({ count: count() }).from(table).where(and(where, any));
      return Number(row!.count);
    },
  };
}

async function merge(
  db: Db,
  parts: readonly SQL[],
  { table, key, first, descending }: Keyset,
): Promise<Row[]> {
  const columns = table as unknown as Readonly<Record<string, Column>>;
  const all = new Subquery(
    sql.join(
      parts.map((part) => sql`(${part})`),
      sql` union all `,
    ),
    columns as Record<string, unknown>,
    getTableName(table),
  );
  const position = (name: string) =>
    Object.keys(db.select().from(table).getSelectedFields()).indexOf(name) + 1;
  const order = key.map((name) => sql.raw(`${position(name)} ${descending ? "desc" : "asc"}`));
  return (await db
    .select(db.select().from(table).getSelectedFields() as never)
    .from(all as never)
    .orderBy(...(order as never[]))
    .limit(first + 1)) as Row[];
}
