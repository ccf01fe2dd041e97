import { getTableColumns, is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import * as schema from "../../../ponder.schema.ts";
import { splitCondition } from "../conditions.ts";
import type { Db } from "../db.ts";

/** Scanning this many rows costs as much as looking one up. */
const SCANNED_PER_POINT = 200;
/** So many texts are looked for in the time that a row takes to be read. */
const SEARCHED_AT_ONCE = 4;
/** [characters] Where case is ignored, one of so many takes all of that time, and a longer one longer. */
const SEARCHED_NOCASE = 50;
/** An indexed condition is assumed to leave one row in this many. */
const NARROWED = 100;
/** [ms] How old estimates may be. */
const ESTIMATES_MAX_AGE = 60_000;
/** [ms] How soon they are asked for again when there are none. */
const RETRY = 1_000;

/** How many rows a table has, about; undefined when nobody knows. */
export type RowsOf = (table: string) => number | undefined;

/** What a statement may have to read besides the rows it gives: the whole table, what an index leaves, or nothing. */
export type Reach = "table" | "narrowed" | "nothing";

type Table = Readonly<{
  /** Its name in the database. */
  name: string;
  columns: Readonly<Record<string, unknown>>;
  /** Columns by which an index or the key is ordered first. */
  indexed: ReadonlySet<string>;
  /** Columns of few values: one of them may be that of most rows. */
  coarse: ReadonlySet<string>;
}>;

const tables: ReadonlyMap<string, Table> = new Map(
  Object.entries(schema).flatMap(([name, table]) =>
    is(table, PgTable) ? [[name, readTable(table)] as const] : [],
  ),
);

function readTable(table: PgTable): Table {
  const { name, columns, primaryKeys, indexes } = getTableConfig(table);
  const first = new Set([
    ...columns.filter(({ primary }) => primary).map((column) => column.name),
    ...primaryKeys.map((key) => key.columns[0]!.name),
    ...indexes.map(({ config }) => (config.columns[0] as { name?: string }).name),
  ]);
  const named = Object.entries(getTableColumns(table));
  return {
    name,
    columns: getTableColumns(table),
    indexed: new Set(named.filter(([, column]) => first.has(column.name)).map(([key]) => key)),
    coarse: new Set(
      named.filter(([, { columnType }]) => /Enum|Boolean/.test(columnType)).map(([key]) => key),
    ),
  };
}

/** Points for reading so much of a table besides the rows it gives. */
export function costOfReach(entity: string, reach: Reach, rowsOf: RowsOf): number {
  const rows = rowsOf(tables.get(entity)?.name ?? "") ?? 0;
  if (reach === "nothing") return 0;
  return Math.ceil(rows / SCANNED_PER_POINT / (reach === "table" ? 1 : NARROWED));
}

/**
 * What a list of a table has to read for its `where` and `orderBy`, what counting its rows has to, and how many times over
 * the rows are read. `ofParent`: only the rows that belong to one row.
 */
export function reachOf(
  entity: string,
  { where, orderBy, ofParent }: { where: unknown; orderBy: unknown; ofParent: boolean },
): { reach: Reach; counted: Reach; times: number } {
  const times = Math.max(1, Math.ceil(searchesOf(where)));
  const table = tables.get(entity);
  if (table === undefined) return { reach: "nothing", counted: "nothing", times };
  const found = reachOfWhere(table, where);
  const isSorted = typeof orderBy === "string" && !table.indexed.has(orderBy);
  const isNarrow = ofParent || found === "key";
  if (found === null && !isSorted)
    return { reach: "nothing", counted: isNarrow ? "narrowed" : "table", times };
  // Sorting reads all that the filter leaves.
  const isWide = found === "table" || (isSorted && found !== "key");
  return {
    reach: isWide && !isNarrow ? "table" : "narrowed",
    counted: isNarrow ? "narrowed" : "table",
    times,
  };
}

/** How many times over looking for the texts of a filter takes as long as reading the rows. */
function searchesOf(where: unknown): number {
  if (typeof where !== "object" || where === null) return 0;
  const searches = Object.entries(where).map(([name, value]) => {
    if (name === "AND" || name === "OR") return [value].flat().map(searchesOf).reduce(sum, 0);
    if (name.endsWith("_nocase")) return Math.ceil(String(value).length / SEARCHED_NOCASE);
    return /_(contains|starts_with|ends_with)$/.test(name) ? 1 / SEARCHED_AT_ONCE : 0;
  });
  return searches.reduce(sum, 0);
}

const sum = (one: number, other: number) => one + other;

/** What finding the rows of a filter has to read; null when there is no filter. */
function reachOfWhere(table: Table, where: unknown): ConditionReach | null {
  if (typeof where !== "object" || where === null) return null;
  const reaches = Object.entries(where).map(([name, value]) =>
    reachOfCondition(table, name, value),
  );
  return narrowest(reaches);
}

/** All must hold: one that an index finds narrows the rest, and one that it does not makes many rows be read to no end. */
function narrowest(reaches: readonly (ConditionReach | null)[]): ConditionReach | null {
  if (reaches.includes("key")) return "key";
  if (reaches.includes("table")) return "table";
  return reaches.includes("narrowed") ? "narrowed" : null;
}

/** One must hold: all rows are read when one branch needs that, or has no condition. */
function widest(reaches: readonly (ConditionReach | null)[]): ConditionReach | null {
  if (reaches.length === 0) return null;
  if (reaches.includes("table") || reaches.includes(null)) return "table";
  return reaches.includes("narrowed") ? "narrowed" : "key";
}

/** `key`: few rows, found by an index; `narrowed`: maybe many, found by an index. */
type ConditionReach = "key" | "narrowed" | "table";

function reachOfCondition(table: Table, name: string, value: unknown): ConditionReach | null {
  if (name === "AND" || name === "OR") {
    const parts = Array.isArray(value) ? value : [value];
    const reaches = parts.map((part) => reachOfWhere(table, part));
    return name === "AND" ? narrowest(reaches) : widest(reaches);
  }
  const [column, suffix] = splitCondition(name, table.columns) ?? ["", ""];
  if (!table.indexed.has(column)) return "table";
  const isEqual = (suffix === "" || suffix === "_in") && value !== null;
  if (isEqual) return table.coarse.has(column) ? "narrowed" : "key";
  return /^_(gt|gte|lt|lte)$/.test(suffix) ? "narrowed" : "table";
}

/** PostgreSQL's estimates of how many rows each table has; read at the start, and refreshed in the background. */
export function createRowEstimates(db: Db, now: () => number = () => performance.now()): RowsOf {
  let rows: ReadonlyMap<string, number> = new Map();
  let readAt = 0;
  const read = async () => {
    readAt = now();
    // Rows of one name in several schemas are those of several versions of the index.
    const { rows: found } = (await db.execute(
      sql`select c.relname as name, max(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid)))::float8 as rows
        from pg_class c where c.relkind in ('r', 'p') group by c.relname`,
    )) as { rows: { name: string; rows: number }[] };
    rows = new Map(found.map(({ name, rows: count }) => [name, Math.max(0, Number(count))]));
  };
  // Without new estimates the old ones are used.
  const refresh = () => void read().catch(() => {});
  refresh();
  return (table) => {
    if (now() - readAt >= (rows.size === 0 ? RETRY : ESTIMATES_MAX_AGE)) refresh();
    return rows.get(table);
  };
}
