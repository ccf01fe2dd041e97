/** How an invariant is written down: as SQL that gives two sides and how many rows break it. */
import { type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { network } from "../../../ponder.schema.ts";

/** What must hold, whatever happened on chain. */
export type Rule = {
  name: string;
  meaning: string;
  /** Whether the left side may hold more. */
  allowsStray?: true;
  /** Only where every transfer of the token is indexed. */
  exactOnly?: true;
  /** A statement of one row: `lhs`, `rhs`, and in `exceptions` how many rows differ. */
  sides: SQL;
};

/** SQL by the columns' names in the database. */
export type Columns = Record<string, string>;

/** The network's row, as `n`. */
export const n = sql`(select * from ${network} limit 1) n`;

/** An expression over the network's row. */
export const ofNetwork = (what: string): SQL => sql`(select ${sql.raw(what)} from ${n})`;

/** Two amounts that are equal. */
export function balance(
  rule: Omit<Rule, "sides"> & { left: SQL; right: SQL; exceptions?: SQL },
): Rule {
  const { left, right, exceptions = sql`0`, ...rest } = rule;
  return {
    ...rest,
    sides: sql`select ${left} as lhs, ${right} as rhs, ${exceptions} as exceptions`,
  };
}

/**
 * Conditions that every row of a table, `r`, meets, alone or joined to others. Left: the rows, right: those that meet them.
 */
export function checked({
  rows,
  conditions,
  ...rest
}: Omit<Rule, "sides"> & { rows: SQL; conditions: readonly string[] }): Rule {
  return { ...rest, sides: tally(sql`from ${rows}`, sql.raw(`(${conditions.join(") and (")})`)) };
}

/**
 * Rows that are told a second time by others: left the rows of either, right those that agree. A row of the table that
 * nothing tells of has sums of 0 and other values of null; a row told of that is missing is one that disagrees.
 */
export function derived({
  table,
  where = "true",
  key,
  from,
  sums = {},
  values = {},
  ...rest
}: Omit<Rule, "sides"> & {
  table: PgTable;
  /** Which rows of the table. */
  where?: string;
  /** The table's key, and what it is where the rows are told of. */
  key: Columns;
  /** From where, with its conditions; rows are grouped by the key. */
  from: SQL;
  /** The table's columns, and the sums they are. */
  sums?: Columns;
  /** The table's columns, and what they are. */
  values?: Columns;
}): Rule {
  const all = { ...sums, ...values };
  const keys = Object.keys(key).join(", ");
  const told = Object.entries({ ...key, ...all }).map(([name, what]) => `${what} as ${name}`);
  const agree = Object.keys(all).map((column) => {
    const other = column in sums ? `coalesce(e.${column}, 0)` : `e.${column}`;
    return `r.${column} is not distinct from ${other}`;
  });
  const rows = sql`from (select true as is_row, * from ${table} where ${sql.raw(where)}) r
    full join (select ${sql.raw(told.join(", "))} from ${from}
      group by ${sql.raw(Object.values(key).join(", "))}) e using (${sql.raw(keys)})`;
  return { ...rest, sides: tally(rows, sql.raw(["r.is_row", ...agree].join(" and "))) };
}

/** A row's columns beside those of others that tell the same, by name: `is not distinct from`. */
export const alike = (columns: Columns): string[] =>
  Object.entries(columns).map(([is, should]) => `${is} is not distinct from ${should}`);

/** The value that the last event of a group gave a column. */
export const lastOf = (column: string): string => `(array_agg(${column} order by id desc))[1]`;

/** The name of a table, e.g. PROVER_DAY. */
export const nameOf = (table: PgTable): string => getTableConfig(table).name.toUpperCase();

const tally = (rows: SQL, holds: SQL): SQL =>
  sql`select count(*) as lhs, count(*) filter (where ${holds}) as rhs,
    count(*) filter (where (${holds}) is not true) as exceptions ${rows}`;
