import { createHash } from "node:crypto";
import { type Column, type Param, type Placeholder, sql } from "drizzle-orm";
import type { Db } from "./db.ts";

/**
 * Values of a statement, gathered while its parts are made: the parts hold places for them, so that the text is the
 * same whatever they are. With a column, a value is written as that column's are.
 */
export type Values = {
  readonly byName: Record<string, unknown>;
  bind(value: unknown, column?: Column): Param | Placeholder;
};

export function createValues(): Values {
  const byName: Record<string, unknown> = {};
  let count = 0;
  return {
    byName,
    bind(value, column) {
      const name = `value${count++}`;
      byName[name] = value;
      const place = sql.placeholder(name);
      return column === undefined ? place : sql.param(place, column);
    },
  };
}

/** What a statement is known by. */
export type Way = Readonly<{
  /** All that its text depends on. */
  text: string;
  /**
   * Whether each connection of the database keeps its plan as well: good where every value leads to about as many rows,
   * as keys do. Otherwise it is planned anew for its values.
   */
  isPlannedOnce: boolean;
}>;

/** Ways are clients' to choose: they must not fill the memory of the server, nor that of the connections. */
const MOST = 500;

const known = new WeakMap<Db, Map<string, unknown>>();

/** The statement for a way of reading, built the first time: that takes longer than finding a few rows. */
export function prepared<Prepared>(
  db: Db,
  { text, isPlannedOnce }: Way,
  build: () => { toSQL(): { sql: string }; prepare(name: string): Prepared },
): Prepared {
  const ways = known.get(db) ?? new Map<string, unknown>();
  known.set(db, ways);
  const found = ways.get(text) as Prepared | undefined;
  if (found !== undefined) return found;
  const isFull = ways.size >= MOST;
  const statement = build();
  const made = statement.prepare(isPlannedOnce && !isFull ? nameOf(statement.toSQL().sql) : "");
  if (!isFull) ways.set(text, made);
  return made;
}

/** A connection may outlive this module (`ponder dev` loads it anew), and keeps one text for each name. */
const nameOf = (text: string) => `provernet_${createHash("sha1").update(text).digest("hex")}`;
