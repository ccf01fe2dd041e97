/** Rows into the tables of Ponder's cache by `COPY`: a statement with a parameter for each value takes many times as long. */
import { pipeline } from "node:stream/promises";
import { getTableColumns, getTableName, type Table } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { copyValue } from "./copyText.ts";

/** Writes rows as Ponder encodes them, within a transaction of a connection. */
export type CacheWriter = {
  /** Rows of which none is there yet. @throws Error of PostgreSQL when one is */
  add: (table: Table, rows: readonly object[]) => Promise<void>;
  /** Rows of which some may be there already: those win. */
  addMissing: (table: Table, rows: readonly object[]) => Promise<void>;
};

/** A writer over a connection. */
export function createCacheWriter(client: Pick<pg.ClientBase, "query">): CacheWriter {
  /** By name: the columns of Ponder's tables stand in another order there than in its code. */
  const columnsOf = (table: Table) =>
    Object.values(getTableColumns(table))
      .map(({ name, keyAsName }) => `"${keyAsName ? toSnakeCase(name) : name}"`)
      .join(", ");
  const copy = async (target: string, table: Table, rows: readonly object[]) => {
    const stream = client.query(copyFrom(`copy ${target} (${columnsOf(table)}) from stdin`));
    await pipeline([copyText(table, rows)], stream);
  };
  return {
    async add(table, rows) {
      if (rows.length > 0) await copy(`ponder_sync.${getTableName(table)}`, table, rows);
    },
    // COPY knows no conflicts: the rows go through a table on the side.
    async addMissing(table, rows) {
      if (rows.length === 0) return;
      const [name, columns] = [getTableName(table), columnsOf(table)];
      await client.query(
        `create temporary table if not exists ${name} on commit drop as select ${columns} from ponder_sync.${name} with no data;
         truncate pg_temp.${name}`,
      );
      await copy(`pg_temp.${name}`, table, rows);
      await client.query(
        `insert into ponder_sync.${name} (${columns}) select ${columns} from pg_temp.${name} on conflict do nothing`,
      );
    },
  };
}

/** Rows in the text of `COPY`: as Ponder encodes them, everything is a number or text. */
export function copyText(table: Table, rows: readonly object[]): string {
  const names = Object.keys(getTableColumns(table));
  return rows
    .map((row) => names.map((name) => copyValue((row as Record<string, unknown>)[name])).join("\t"))
    .join("\n");
}
