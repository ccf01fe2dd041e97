/** Reads rows and pages of tables: each kind in one statement, built once for each shape. */
import {
  and,
  type Column,
  count,
  eq,
  getTableName,
  type Placeholder,
  type SQL,
  Subquery,
  sql,
} from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { createBatch } from "../batch.ts";
import type { Db } from "../db.ts";
import { comma } from "../reads/history.ts";
import { statement } from "../statements.ts";
import type { Entity, Relation, Row } from "./entity.ts";
import {
  beyond,
  lookupsOf,
  type Page,
  type PageArgs,
  type PageShape,
  pageOf,
  planPage,
} from "./page.ts";
import { entities } from "./tables.ts";
import { conditionOf, type Shape, valueName } from "./where.ts";

type Terms = Record<string, Column | SQL>;
/** Drizzle's builder without its types: which columns there are is known only at run time. */
type Statement = PromiseLike<Row[]> & {
  where(condition: SQL | undefined): Statement;
  groupBy(...terms: SQL[]): Statement;
  orderBy(...terms: SQL[]): Statement;
  limit(rows: Placeholder): Statement;
  getSQL(): SQL;
  toSQL(): { sql: string };
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Row[]> };
};

const select = (db: Db, fields: Terms, from: PgTable | Subquery): Statement =>
  db.select(fields as never).from(from as PgTable) as unknown as Statement;

const entityOf = (table: string): Entity => entities.get(table)!;

/** Columns by name, each once. */
const termsOf = ({ columns }: Entity, ...names: readonly (readonly string[])[]): Terms =>
  Object.fromEntries(names.flat().map((name) => [name, columns[name]!]));

const orderOf = ({ order, down }: PageShape, { columns }: Entity): SQL[] =>
  order.map((name) => sql`${columns[name]!} ${sql.raw(down ? "desc" : "asc")}`);

const pages = statement("page", (db: Db, input: PageShape & { columns: readonly string[] }) => {
  const entity = entityOf(input.table);
  const fields = termsOf(entity, input.columns, input.order);
  const order = orderOf(input, entity);
  const rows = (condition: SQL | undefined) =>
    select(db, fields, entity.table)
      .where(and(condition, beyond(input, entity)))
      .orderBy(...order)
      .limit(sql.placeholder("rows"));
  const lookups = lookupsOf(input, entity);
  if (lookups === null) return rows(conditionOf(input.where, entity));
  const { column, first = 0, count: values = 0 } = lookups;
  const of = entity.columns[column]!;
  const parts = Array.from({ length: values }, (_, index) => {
    const value = sql.param(sql.placeholder(valueName(first + index)), of);
    return sql`(${rows(and(eq(of, value), conditionOf(input.where, entity))).getSQL()})`;
  });
  const found = new Subquery(sql.join(parts, sql` union all `), fields, getTableName(entity.table));
  return select(db, fields, found)
    .orderBy(...order)
    .limit(sql.placeholder("rows"));
});

const counts = statement("count", (db: Db, { table, where }: { table: string; where: Shape }) =>
  select(db, { count: count() }, entityOf(table).table).where(conditionOf(where, entityOf(table))),
);

/** A page of a table; `totalCount` is read when it is selected. `beforeRows` is called when all else is read. */
export async function loadPage(
  db: Db,
  {
    entity,
    columns,
    beforeRows,
  }: { entity: Entity; columns: readonly string[]; beforeRows?(): void },
  args: PageArgs,
): Promise<Page> {
  const plan = await planPage(db, { entity }, args);
  beforeRows?.();
  const { shape, values } = plan;
  const rows = await pages(db, { ...shape, columns }).execute({ ...values });
  return pageOf(plan, entity, {
    rows,
    totalCount: async () => {
      const [row] = await counts(db, { table: shape.table, where: shape.where }).execute({
        ...values,
      });
      return Number(row!.count);
    },
  });
}

type ByKey = { table: string; columns: readonly string[]; by: readonly string[] };

const rowsByKey = statement(
  "rows",
  (db: Db, { table, columns, by }: ByKey) => {
    const entity = entityOf(table);
    const key = by.map((name) => entity.columns[name]!);
    return select(db, termsOf(entity, columns, by), entity.table).where(isAnyKey(key));
  },
  () => true,
);

/** Gives rows by key, each batch in one statement; null for a row that is not there. */
export function createRowLoader(
  db: Db,
  { entity, columns }: { entity: Entity; columns: readonly string[] },
  by: readonly string[],
): (key: readonly unknown[]) => Promise<Row | null> {
  const keyColumns = by.map((name) => entity.columns[name]!);
  const read = rowsByKey(db, { table: entity.name, columns, by });
  return createBatch<readonly unknown[], Row | null>(async (keys) => {
    const rows = await read.execute(keyValues(keyColumns, unique(keys)));
    const byKey = new Map(rows.map((row) => [textOf(by.map((name) => row[name])), row]));
    return keys.map((key) => byKey.get(textOf(key)) ?? null);
  });
}

const PARENT = "_parent";

type Children = PageShape & { columns: readonly string[]; by: readonly string[] };

/**
 * The children of parents whose keys are given as values, each with the place of its parent among them, from 1: for each
 * parent a look-up of its own by index, so that it costs its page however many rows it has.
 */
const children = statement(
  "children",
  (db: Db, input: Children) => {
    const entity = entityOf(input.table);
    const by = input.by.map((name) => entity.columns[name]!);
    const fields = termsOf(entity, input.columns, input.order);
    const keyName = (index: number) => sql.identifier(`_key${index}`);
    const names = [...by.map((_, index) => sql`${keyName(index)}`), sql`${sql.identifier(PARENT)}`];
    const order = orderOf(input, entity);
    const found = select(
      db,
      {
        ...fields,
        _place: sql`row_number() over (order by ${comma(order)})`.as("_place") as never,
      },
      entity.table,
    )
      .where(
        and(
          ...by.map((column, index) => sql`${column} = "_parents".${keyName(index)}`),
          conditionOf(input.where, entity),
          beyond(input, entity),
        ),
      )
      .orderBy(...order)
      .limit(sql.placeholder("rows"));
    const joined = new Subquery(
      sql`select * from unnest(${keyLists(by)}) with ordinality as "_parents"(${comma(names)}) cross join lateral ${found} as "_children"`,
      {},
      getTableName(entity.table),
    );
    return select(db, { ...fields, [PARENT]: sql`${sql.identifier(PARENT)}` }, joined).orderBy(
      sql`${sql.identifier(PARENT)}, "_place"`,
    );
  },
  ({ where, from }) => from === null && conditionIsEmpty(where),
);

const childCounts = statement(
  "child counts",
  (db: Db, { table, where, by }: Pick<Children, "table" | "where" | "by">) => {
    const entity = entityOf(table);
    const columns = by.map((name) => entity.columns[name]!);
    return select(db, { ...termsOf(entity, by), count: count() }, entity.table)
      .where(and(isAnyKey(columns), conditionOf(where, entity)))
      .groupBy(...columns.map((column) => sql`${column}`));
  },
);

/** Gives each parent its page of a `many` relation, those of a batch in one statement. */
export function createPageLoader(
  db: Db,
  given: { entity: Entity; columns: readonly string[]; relation: Relation; args: PageArgs },
): (key: readonly unknown[]) => Promise<Page> {
  const { entity, columns, args } = given;
  const by = given.relation.to;
  const keyColumns = by.map((name) => entity.columns[name]!);
  const planned = planPage(db, { entity, parent: by }, args);

  const countOf = createBatch<readonly unknown[], number>(async (keys) => {
    const { shape, values } = await planned;
    const { table, where } = shape;
    const rows = await childCounts(db, { table, where, by }).execute({
      ...values,
      ...keyValues(keyColumns, unique(keys)),
    });
    const found = new Map(rows.map((row) => [textOf(by.map((name) => row[name])), row.count]));
    return keys.map((key) => Number(found.get(textOf(key)) ?? 0));
  });

  return createBatch(async (keys) => {
    const plan = await planned;
    const parents = unique(keys);
    const rows = await children(db, { ...plan.shape, columns, by }).execute({
      ...plan.values,
      ...keyValues(keyColumns, parents),
    });
    const byParent = Map.groupBy(rows, (row) => Number(row[PARENT]) - 1);
    const indexOf = new Map(parents.map((key, index) => [textOf(key), index]));
    return keys.map((key) =>
      pageOf(plan, entity, {
        rows: byParent.get(indexOf.get(textOf(key))!) ?? [],
        totalCount: () => countOf(key),
      }),
    );
  });
}

const conditionIsEmpty = (where: Shape): boolean =>
  "all" in where && where.all.every(conditionIsEmpty);

/** Whether a row has one of the keys that are given as values. */
function isAnyKey(columns: readonly Column[]): SQL {
  const [first, ...others] = columns;
  if (others.length === 0) return sql`${first} = any(${keyLists(columns)})`;
  const own = comma(columns.map((column) => sql`${column}`));
  return sql`(${own}) in (select * from unnest(${keyLists(columns)}))`;
}

/** Keys as a statement takes them: for each column of the key a list, so that its text is the same for any number. */
const keyLists = (columns: readonly Column[]): SQL =>
  comma(
    columns.map(
      (column, index) =>
        sql`cast(${sql.placeholder(`key${index}`)} as ${sql.raw(column.getSQLType())}[])`,
    ),
  );

/** The values of those placeholders. */
const keyValues = (columns: readonly Column[], keys: readonly (readonly unknown[])[]) =>
  Object.fromEntries(
    columns.map((column, index) => [
      `key${index}`,
      keys.map((key) => column.mapToDriverValue(key[index])),
    ]),
  );

function textOf(key: readonly unknown[]): string {
  return key.map(String).join("|");
}

function unique(keys: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return [...new Map(keys.map((key) => [textOf(key), key])).values()];
}
