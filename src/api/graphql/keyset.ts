import {
  and,
  asc,
  type Column,
  count,
  desc,
  eq,
  getTableColumns,
  getTableName,
  inArray,
  type SQL,
  Subquery,
  sql,
} from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../db.ts";
import { prepared, type Values } from "../prepared.ts";
import { decodeCursor } from "./cursor.ts";
import { beyond, type Page, pageOf } from "./entities/page.ts";
import type { Optional } from "./inputs.ts";

/** What a list is read from and how. */
export type Keyset = Readonly<{
  table: PgTable;
  /** Names of the columns that are needed of a row, besides the key. */
  columns: readonly string[];
  /** What it is ordered by: names of columns in rows, the last ones making it unique. */
  key: readonly string[];
  where?: SQL | undefined;
  /** What `where` holds places for. */
  values: Values;
  /** What `where` depends on besides values. */
  shape: string;
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
  const { table, first, after, descending, where, values, anyOf } = keyset;
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const key = keyset.key.map((name) => ({ name, column: columns[name]! }));
  const fields = Object.fromEntries(
    [...keyset.columns, ...keyset.key].map((name) => [name, columns[name]!]),
  );
  const place =
    after == null
      ? undefined
      : beyond(key, decodeCursor(key, after, "after"), { down: descending, values });
  const order = key.map(({ column }) => (descending ? desc(column) : asc(column)));
  const rows = sql.placeholder("rows");
  const select = (condition: SQL | undefined) =>
    db
      .select(fields)
      .from(table)
      .where(condition)
      .orderBy(...order)
      .limit(rows);
  const parts = anyOf?.values.map((value) =>
    and(eq(anyOf.column, values.bind(value, anyOf.column)), where, place),
  );
  const way = [
    getTableName(table),
    Object.keys(fields),
    keyset.shape,
    place !== undefined,
    descending,
    parts?.length,
  ];
  const statement = prepared(db, { text: way.join(" "), isPlannedOnce: false }, () =>
    parts === undefined
      ? select(and(where, place))
      : merge(
          db,
          parts.map((part) => select(part).getSQL()),
          { ...keyset, fields },
        ).limit(rows),
  );
  const found = await statement.execute({ ...values.byName, rows: first + 1 });
  return pageOf(
    { limit: first, order: key, goesBack: false, goesOn: after != null },
    found,
    async () => {
      const any = anyOf && inArray(anyOf.column, [...anyOf.values]);
      const counting = db.select({ count: count() }).from(table).where(and(where, any));
      const [row] = await counting.prepare("").execute(values.byName);
      return Number(row!.count);
    },
  );
}

/** The first rows of several lists of the same table, each in order. */
function merge(
  db: Db,
  parts: readonly SQL[],
  { table, key, descending, fields }: Keyset & { fields: Record<string, PgColumn> },
) {
  const names = Object.keys(fields);
  const all = new Subquery(
    sql.join(
      parts.map((part) => sql`(${part})`),
      sql` union all `,
    ),
    fields,
    getTableName(table),
  );
  const order = key.map((name) =>
    sql.raw(`${names.indexOf(name) + 1} ${descending ? "desc" : "asc"}`),
  );
  return db
    .select(fields)
    .from(all as unknown as PgTable)
    .orderBy(...order);
}
