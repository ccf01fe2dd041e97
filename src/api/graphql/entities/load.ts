import {
  and,
  type Column,
  count,
  getTableName,
  type Placeholder,
  type SQL,
  Subquery,
  sql,
} from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "../../db.ts";
import { prepared } from "../../prepared.ts";
import { createBatch } from "../batch.ts";
import type { Entity, Relation, Row } from "./entity.ts";
import { type Page, type PageArgs, type Plan, pageOf, planPage } from "./page.ts";

type Fields = Record<string, Column | SQL>;
/** Drizzle's builder without its types: which columns there are is known only at run time. */
type Statement = PromiseLike<Row[]> & {
  where(condition: SQL | undefined): Statement;
  groupBy(...terms: SQL[]): Statement;
  orderBy(...terms: SQL[]): Statement;
  limit(rows: Placeholder): Statement;
  offset(rows: Placeholder): Statement;
  toSQL(): { sql: string };
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Row[]> };
};

const select = (db: Db, fields: Fields, from: PgTable | Subquery): Statement =>
  db.select(fields as never).from(from as PgTable) as unknown as Statement;

/** What is read: rows of an entity, and of its columns those that are needed. The key is always needed. */
export type Reading = Readonly<{ entity: Entity; columns: readonly string[] }>;

/** Columns by name: those needed and those that tell the row's place. */
function fieldsOf({ columns }: Entity, ...names: readonly (readonly string[])[]): Fields {
  return Object.fromEntries(names.flat().map((name) => [name, columns[name]!]));
}

const namesOf = ({ order }: Plan) => order.map(({ name }) => name);

/** A page of a table; `totalCount` is a statement of its own, made when it is asked. */
export async function loadPage(
  db: Db,
  { entity, columns }: Reading,
  args: PageArgs,
): Promise<Page> {
  const plan = planPage(entity, args);
  const statement = () =>
    select(db, fieldsOf(entity, columns, namesOf(plan)), entity.table)
      .where(and(plan.where, plan.cursor))
      .orderBy(...plan.orderBy)
      .limit(sql.placeholder("rows"))
      .offset(sql.placeholder("skipped"));
  const rows = await read(db, { plan, what: `${entity.name}: ${columns}`, statement });
  return pageOf(plan, rows, async () => {
    const [row] = await select(db, { count: count() }, entity.table)
      .where(plan.where)
      .prepare("")
      .execute(plan.values);
    return Number(row!.count);
  });
}

/** Asks a plan's statement. */
function read(
  db: Db,
  given: { plan: Plan; what: string; statement: () => Statement; keys?: Record<string, unknown> },
): Promise<Row[]> {
  const { plan, what, statement, keys } = given;
  const isPlannedOnce = plan.where === undefined && plan.cursor === undefined;
  const way = { text: `${what} ${plan.shape}`, isPlannedOnce };
  return prepared(db, way, statement).execute({ ...plan.values, ...keys });
}

/** Gives rows by key, each batch in one statement; null for a row that is not there. */
export function createRowLoader(
  db: Db,
  { entity, columns }: Reading,
  names: readonly string[],
): (key: readonly unknown[]) => Promise<Row | null> {
  const keyColumns = names.map((name) => entity.columns[name]!);
  const way = { text: `${entity.name}(${names}): ${columns}`, isPlannedOnce: true };
  const statement = prepared(db, way, () =>
    select(db, fieldsOf(entity, columns, names), entity.table).where(isAnyKey(keyColumns)),
  );
  return createBatch<readonly unknown[], Row | null>(async (keys) => {
    const rows = await statement.execute(keyValues(keyColumns, unique(keys)));
    const byKey = new Map(rows.map((row) => [textOf(names.map((name) => row[name])), row]));
    return keys.map((key) => byKey.get(textOf(key)) ?? null);
  });
}

/**
 * Gives each parent its page of a `many` relation, those of a batch in one statement: for each parent a
 * look-up of its own by index, so that a parent costs its page however many rows it has.
 */
export function createPageLoader(
  db: Db,
  { entity, columns: names, relation, args }: Reading & { relation: Relation; args: PageArgs },
): (key: readonly unknown[]) => Promise<Page> {
  const plan = planPage(entity, args);
  const columns = relation.to.map((name) => entity.columns[name]!);

  const countOf = createBatch<readonly unknown[], number>(async (keys) => {
    const fields = Object.fromEntries(relation.to.map((name, index) => [name, columns[index]!]));
    const rows = await select(db, { ...fields, count: count() }, entity.table)
      .where(and(isAnyKey(columns), plan.where))
      .groupBy(...columns.map((column) => sql`${column}`))
      .prepare("")
      .execute({ ...plan.values, ...keyValues(columns, unique(keys)) });
    const counts = new Map(
      rows.map((row) => [textOf(relation.to.map((name) => row[name])), Number(row.count)]),
    );
    return keys.map((key) => counts.get(textOf(key)) ?? 0);
  });

  const what = `${entity.name}[${relation.to}]: ${names}`;
  const statement = () => selectChildren({ db, plan, names, columns });
  return createBatch(async (keys) => {
    const parents = unique(keys);
    const rows = await read(db, { plan, what, statement, keys: keyValues(columns, parents) });
    const byParent = Map.groupBy(rows, (row) => Number(row[PARENT]) - 1);
    const indexOf = new Map(parents.map((key, index) => [textOf(key), index]));
    return keys.map((key) =>
      pageOf(plan, byParent.get(indexOf.get(textOf(key))!) ?? [], () => countOf(key)),
    );
  });
}

const PARENT = "_parent";

/** The children of parents whose keys are given as values, each with the place of its parent among them, from 1. */
function selectChildren(given: {
  db: Db;
  plan: Plan;
  /** What is needed of a child. */
  names: readonly string[];
  /** What leads from a child to its parent. */
  columns: readonly Column[];
}): Statement {
  const { db, plan, names: needed, columns } = given;
  const { entity } = plan;
  const fields = fieldsOf(entity, needed, namesOf(plan));
  const keyName = (index: number) => sql.identifier(`_key${index}`);
  const names = [...columns.map((_, index) => keyName(index)), sql.identifier(PARENT)];
  const order = sql.join([...plan.orderBy], sql`, `);
  const children = select(
    db,
    { ...fields, _place: sql`row_number() over (order by ${order})`.as("_place") as never },
    entity.table,
  )
    .where(
      and(
        ...columns.map((column, index) => sql`${column} = "_parents".${keyName(index)}`),
        plan.where,
        plan.cursor,
      ),
    )
    .orderBy(...plan.orderBy)
    .limit(sql.placeholder("rows"))
    .offset(sql.placeholder("skipped"));
  const joined = new Subquery(
    sql`select * from unnest(${keyLists(columns)}) with ordinality as "_parents"(${sql.join(names, sql`, `)}) cross join lateral ${children} as "_children"`,
    {},
    getTableName(entity.table),
  );
  return select(db, { ...fields, [PARENT]: sql`${sql.identifier(PARENT)}` }, joined).orderBy(
    sql`${sql.identifier(PARENT)}, "_place"`,
  );
}

/** Whether a row has one of the keys that are given as values. */
function isAnyKey(columns: readonly Column[]): SQL {
  const [first, ...others] = columns;
  if (others.length === 0) return sql`${first} = any(${keyLists(columns)})`;
  const own = sql.join(
    columns.map((column) => sql`${column}`),
    sql`, `,
  );
  return sql`(${own}) in (select * from unnest(${keyLists(columns)}))`;
}

/** Keys as a statement takes them: for each column of the key a list, so that its text is the same for any number. */
const keyLists = (columns: readonly Column[]): SQL =>
  sql.join(
    columns.map(
      (column, index) =>
        sql`cast(${sql.placeholder(`key${index}`)} as ${sql.raw(column.getSQLType())}[])`,
    ),
    sql`, `,
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
