/**
 * Rows of an index changed and deleted one by one, and who notices: an invariant, or the comparison with the recorded views.
 */
import { and, eq, getTableColumns, is, isTable, type SQL, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import * as schema from "../../ponder.schema.ts";
import { invariants, rules } from "../../src/api/topics/invariants.ts";
import { type Rows, readRows, tableOf } from "../../verify/rows.ts";
import type { Opened, RecordingName } from "../api/support.ts";
import { createComparer, readCalls } from "../verify/support.ts";

type Row = Record<string, unknown>;
type Column = { enumValues?: readonly string[]; notNull: boolean; dataType: string };

/** One row to be changed or deleted. */
export type Mutation = {
  /** Table and column, e.g. `request.price`; `request` alone for a deletion. */
  what: string;
  table: PgTable;
  row: Row;
  /** What is written into the row; null to delete it. */
  set: Row | null;
};

/** All tables but the indexer's own memory, by their names. */
export const tables: [string, PgTable][] = Object.entries(schema).flatMap(([name, table]) =>
  isTable(table) && name !== "transactionMemory" ? [[name, table as unknown as PgTable]] : [],
);

/** Numbers from 0 until 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * For every table the deletion of a row, and for every column another value in one; rows and values at random. Empty tables
 * have none.
 */
export function mutationsOf({ rows }: Opened, random: () => number): Mutation[] {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  return tables.flatMap(([name, table]) => {
    const all = rows(table as never) as Row[];
    if (all.length === 0) return [];
    const changes = Object.entries(getTableColumns(table)).map(([column, definition]) => {
      const known = all.filter((row) => row[column] !== null);
      const row = pick(known.length > 0 ? known : all);
      const set = { [column]: other(row[column], definition as Column, random) };
      return { what: `${name}.${column}`, table, row, set };
    });
    return [{ what: name, table, row: pick(all), set: null }, ...changes];
  });
}

/** A value that the column may hold instead. */
function other(
  value: unknown,
  { enumValues, notNull, dataType }: Column,
  random: () => number,
): unknown {
  if (!notNull && value !== null && random() < 0.3) return null;
  const by = 1 + Math.floor(random() * 100_000);
  if (enumValues && enumValues.length > 0) return enumValues.find((item) => item !== value);
  if (dataType === "bigint") return BigInt((value as bigint | null) ?? 0n) + BigInt(by);
  if (dataType === "number") return Number(value ?? 0) + by;
  if (dataType === "boolean") return value !== true;
  const text = String(value ?? "0x00");
  return text.startsWith("0x") ? text.slice(0, -1) + (text.endsWith("1") ? "2" : "1") : `${text}1`;
}

/** The tables a statement reads. */
const tablesOf = ({ queryChunks }: SQL): PgTable[] =>
  queryChunks.flatMap((chunk) => {
    if (is(chunk, PgTable)) return [chunk];
    return chunk instanceof Object && "queryChunks" in chunk ? tablesOf(chunk as SQL) : [];
  });

const readers = rules.map(({ name, sides }) => ({ name, reads: new Set(tablesOf(sides)) }));

/** Who notices what: asks for each mutation, which is undone. */
export async function createWitness({ db, rows }: Opened, name: RecordingName) {
  const head = readCalls(name).findLast(({ label }) => label !== "deployment")!;
  const compare = createComparer(name);
  const whole: Rows = await readRows((table) => rows(tableOf(table) as never));
  const isSeenBy = (changed: Rows): boolean => {
    const found = { counts: {}, mismatches: [] as never[], notDeployed: 0 };
    compare(head, changed, found);
    return found.mismatches.length > 0;
  };
  if (isSeenBy(whole)) throw new Error("Views differ with nothing changed: mend that first.");

  /** The names of the invariants that notice, or `views`; empty when nobody does. */
  return async ({ what, table, row, set }: Mutation): Promise<string[]> => {
    const keyed = keyOf(table).map((column) =>
      eq(getTableColumns(table)[column]!, row[column] as never),
    );
    const writer = db as unknown as Opened["db"] & Writer;
    await db.execute(sql.raw("begin"));
    try {
      await (set === null
        ? writer.delete(table).where(and(...keyed))
        : writer
            .update(table)
            .set(set)
            .where(and(...keyed)));
    } catch (error) {
      await db.execute(sql.raw("rollback"));
      // Another row has this key: PostgreSQL itself does not let it happen.
      if (codeOf(error) === UNIQUE_VIOLATION) return ["the primary key"];
      throw error;
    }
    try {
      const names = readers.flatMap(({ name, reads }) => (reads.has(table) ? [name] : []));
      const found = await invariants(db, { names });
      if (names.length > 0 && found.length === 0) return ["nothing is indexed"];
      const broken = found.filter(({ holds }) => !holds);
      if (broken.length > 0) return broken.map(({ name }) => name);
    } finally {
      await db.execute(sql.raw("rollback"));
    }
    const [tableName] = what.split(".") as [keyof Rows];
    if (!(tableName in whole)) return [];
    const changed = (whole[tableName] as readonly object[] as Row[]).flatMap((item) => {
      if (keyOf(table).some((column) => item[column] !== row[column])) return [item];
      return set === null ? [] : [{ ...item, ...set }];
    });
    return isSeenBy({ ...whole, [tableName]: changed }) ? ["views"] : [];
  };
}

const UNIQUE_VIOLATION = "23505";
const codeOf = (error: unknown): unknown => {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code ?? (cause === undefined ? undefined : codeOf(cause));
};

type Writer = {
  delete(table: PgTable): { where(condition: SQL | undefined): Promise<unknown> };
  update(table: PgTable): {
    set(values: Row): { where(condition: SQL | undefined): Promise<unknown> };
  };
};

/** A table's primary key, by the columns' names in `ponder.schema.ts`. */
function keyOf(table: PgTable): string[] {
  const { primaryKeys } = getTableConfig(table);
  const columns = getTableColumns(table);
  const parts = primaryKeys[0]?.columns ?? Object.values(columns).filter(({ primary }) => primary);
  const names = parts.map(({ name }) => name);
  return Object.keys(columns).filter((name) => names.includes(columns[name]!.name));
}
