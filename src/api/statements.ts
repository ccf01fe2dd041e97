/** Statements that are built once and asked often. */
import { createHash } from "node:crypto";
import { Column, is, SQL } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import type { Db } from "./db.ts";
import { remember } from "./once.ts";

type Builder<Prepared> = { toSQL(): { sql: string }; prepare(name: string): Prepared };

/** Clients choose what they ask: statements must not fill the memory of the server, nor names that of the connections. */
const MOST_STATEMENTS = 1000;
const MOST_NAMES = 500;

type Kept = { prepared: unknown; sql: string };
type Cache = { statements: LRUCache<string, Kept>; names: Set<string> };
const caches = new WeakMap<Db, Cache>();

/** Called for every statement that is reused: a test builds it again and compares. */
export const watch: { found?: (kept: string, rebuilt: () => string) => void } = {};

/**
 * A kind of statement. `build` sees nothing but the database and `input`, plain data that is also what the statement is
 * known by: what it does not depend on cannot be forgotten. Values come later, by placeholders.
 *
 * `isPlannedOnce`: each connection of the database keeps its plan as well, which is good where every value leads to about
 * as many rows, as keys do. Otherwise it is planned for its values each time.
 */
export function statement<Input, Prepared>(
  kind: string,
  build: (db: Db, input: Input) => Builder<Prepared>,
  isPlannedOnce: (input: Input) => boolean = () => false,
): (db: Db, input: Input) => Prepared {
  return (db, input) => {
    const { statements, names } = cacheOf(db);
    const key = `${kind} ${JSON.stringify(input)}`;
    const found = statements.get(key);
    if (found !== undefined) {
      watch.found?.(found.sql, () => build(db, input).toSQL().sql);
      return found.prepared as Prepared;
    }
    const built = build(db, input);
    const { sql } = built.toSQL();
    const prepared = built.prepare(isPlannedOnce(input) ? nameOf(sql, names) : "");
    readRowsQuickly(prepared as Inside);
    statements.set(key, { prepared, sql });
    return prepared;
  };
}

type Decoder = { mapFromDriverValue(value: unknown): unknown };

/** What Drizzle's prepared statements hold besides what their types say. */
type Inside = {
  fields?: readonly { path: readonly string[]; field: unknown }[];
  /** Of joined tables: whether a row of theirs is always there. */
  joinsNotNullableMap?: Readonly<Record<string, boolean>>;
  customResultMapper?: (rows: readonly (readonly unknown[])[]) => unknown[];
};

/** Maps rows as Drizzle does, but looks up each column's decoder once instead of once per value. */
function readRowsQuickly(prepared: Inside): void {
  const { fields, joinsNotNullableMap = {} } = prepared;
  const isPlain = fields?.every(({ path }) => path.length <= 2);
  if (!fields || !isPlain || Object.values(joinsNotNullableMap).includes(false)) return;
  const columns = fields.map(({ path, field }) => ({
    group: path.length === 2 ? path[0]! : null,
    name: path.at(-1)!,
    decoder: decoderOf(field),
  }));
  prepared.customResultMapper = (rows) =>
    rows.map((values) => {
      const row: Record<string, unknown> = {};
      for (let index = 0; index < columns.length; index++) {
        const { group, name, decoder } = columns[index]!;
        const value = values[index];
        if (group !== null) row[group] ??= {};
        const place = group === null ? row : (row[group] as typeof row);
        place[name] = value === null ? null : decoder.mapFromDriverValue(value);
      }
      return row;
    });
}

function decoderOf(field: unknown): Decoder {
  if (is(field, Column)) return field;
  const expression = is(field, SQL) ? field : (field as SQL.Aliased).sql;
  return (expression as unknown as { decoder: Decoder }).decoder;
}

const cacheOf = (db: Db): Cache =>
  remember(caches, db, () => ({
    statements: new LRUCache({ max: MOST_STATEMENTS }),
    names: new Set(),
  }));

/** A connection keeps a name's text for its whole life, which may outlast this module: so the name is a hash of the text. */
function nameOf(sql: string, names: Set<string>): string {
  const name = `provernet_${createHash("sha1").update(sql).digest("hex")}`;
  if (!names.has(name) && names.size >= MOST_NAMES) return "";
  names.add(name);
  return name;
}
