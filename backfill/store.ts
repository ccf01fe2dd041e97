/**
 * `context.db` for handlers, in memory: Ponder's meaning without its cost. Rows go to the database when it is told to
 * `settle`; those of a table that handlers only ever add to leave memory then, and so do, when there are too many, those
 * that were not used for long. A row that left is read again when it is asked for.
 */
import type { Internals, Row } from "./internals.ts";
import {
  type Keeping,
  type Kept,
  keepHalf,
  keepingsOf,
  letGo,
  type Rows,
  write,
  writeIdle,
} from "./keeping.ts";

/** A row that was not used in this many batches is written. */
const IDLE_ROUNDS = 2;

type Update = Row | ((row: Row) => Row);

/** Goes on at once where nothing must be waited for: handlers wait for plain values as well. */
const after = <T, U>(value: T | Promise<T>, go: (value: T) => U): U | Promise<U> =>
  value instanceof Promise ? value.then(go) : go(value);

/** A store over the tables of a schema that keeps at most this many rows in memory, give or take a batch's. */
export function createStore(given: {
  schema: Record<string, unknown>;
  rows: Rows;
  internals: Internals;
  most: number;
}) {
  const { schema, rows, internals, most } = given;
  const tables = keepingsOf(schema, internals);
  let round = 0;

  const keepingOf = (table: unknown): Keeping => {
    const found = tables.get(table);
    if (found === undefined) throw new Error("That is not a table of the schema.");
    return found;
  };
  const usedOf = (table: unknown): Keeping => {
    const keeping = keepingOf(table);
    if (keeping.isUsed) return keeping;
    keeping.isUsed = true;
    keeping.isOnlyAddedTo = false;
    for (const row of keeping.added)
      keeping.kept.set(keeping.form.keyOf(row), { row, is: "new", usedAt: round });
    keeping.added = [];
    return keeping;
  };

  const look = (
    { kept, left, form }: Keeping,
    key: string,
    values: Row,
  ): Kept | null | Promise<Kept | null> => {
    const found = kept.get(key);
    if (found !== undefined) {
      found.usedAt = round;
      return found;
    }
    if (left !== null && !left.has(key)) return null;
    return rows.find(form, values).then((row) => {
      // Another call may have been faster.
      const now = kept.get(key);
      if (now !== undefined || row === null) return now ?? null;
      const entry: Kept = { row, is: "written", usedAt: round };
      kept.set(key, entry);
      left?.delete(key);
      return entry;
    });
  };
  const put = ({ kept }: Keeping, key: string, row: Row): Row => {
    kept.set(key, { row, is: "new", usedAt: round });
    return row;
  };
  const change = ({ form }: Keeping, entry: Kept, update: Update): Row => {
    const set = typeof update === "function" ? update(entry.row) : update;
    entry.row = form.changed(entry.row, set);
    if (entry.is === "written") entry.is = "changed";
    return entry.row;
  };

  const add = (table: unknown, values: Row): Row => {
    const keeping = keepingOf(table);
    const row = keeping.form.created(values);
    if (keeping.isOnlyAddedTo) {
      keeping.added.push(row);
      return row;
    }
    const key = keeping.form.keyOf(row);
    if (keeping.kept.has(key))
      throw new Error(`Primary key conflict in table '${keeping.form.name}': ${key}`);
    return put(keeping, key, row);
  };
  const addOr = (
    table: unknown,
    values: Row,
    onConflict: (of: Keeping, entry: Kept) => unknown,
  ) => {
    const keeping = usedOf(table);
    const key = keeping.form.keyOf(values);
    return after(look(keeping, key, values), (entry) =>
      entry === null ? put(keeping, key, keeping.form.created(values)) : onConflict(keeping, entry),
    );
  };
  const each = <T>(values: Row | Row[], one: (values: Row) => T): T | Promise<Awaited<T>[]> =>
    Array.isArray(values) ? inTurn(values, one) : one(values);

  const db = {
    find(table: unknown, key: Row) {
      const keeping = usedOf(table);
      return after(look(keeping, keeping.form.keyOf(key), key), (entry) => entry?.row ?? null);
    },
    insert: (table: unknown) => ({
      values: (values: Row | Row[]) => ({
        // biome-ignore lint/suspicious/noThenProperty: as with Ponder, a plain insert happens when it is waited for.
        then: (done: (rows: unknown) => unknown, failed: (error: unknown) => unknown) =>
          new Promise((resolve) => resolve(each(values, (one) => add(table, one)))).then(
            done,
            failed,
          ),
        onConflictDoNothing: () => each(values, (one) => addOr(table, one, () => null)),
        onConflictDoUpdate: (update: Update) =>
          each(values, (one) => addOr(table, one, (of, entry) => change(of, entry, update))),
      }),
    }),
    update: (table: unknown, key: Row) => ({
      set(update: Update) {
        const keeping = usedOf(table);
        const id = keeping.form.keyOf(key);
        return after(look(keeping, id, key), (entry) => {
          if (entry === null)
            throw new Error(`No existing record found in table '${keeping.form.name}': ${id}`);
          return change(keeping, entry, update);
        });
      },
    }),
    delete(table: unknown, key: Row) {
      const keeping = usedOf(table);
      const id = keeping.form.keyOf(key);
      return after(look(keeping, id, key), (entry) => {
        if (entry === null) return false;
        keeping.kept.delete(id);
        return entry.is === "new" ? true : rows.remove(keeping.form, entry.row);
      });
    },
  };

  return {
    db,
    /** Between two batches of events: rows that need not stay leave memory. */
    settle() {
      const keepings = [...tables.values()];
      const staying = keepings.filter((keeping) => !letGo(keeping, rows));
      // What was not used for long will hardly change: written now, it need not be at the end, when everybody waits for it.
      for (const keeping of staying) writeIdle(keeping, rows, round - IDLE_ROUNDS);
      if (staying.reduce((sum, { kept }) => sum + kept.size, 0) > most) keepHalf(staying, rows);
      round++;
    },
    /** Writes everything that is not yet written. */
    finish() {
      for (const keeping of tables.values()) write(keeping, rows);
    },
  };
}

async function inTurn<T>(values: readonly Row[], one: (values: Row) => T): Promise<Awaited<T>[]> {
  const done: Awaited<T>[] = [];
  for (const each of values) done.push(await one(each));
  return done;
}
