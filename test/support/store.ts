import { getTableColumns, getTableName, isTable } from "drizzle-orm";
import { createColumn } from "./columns.ts";
import { getPrimaryKeyColumns } from "./ponder-internals.ts";

type Row = Record<string, any>;
/** How often each kind of operation was asked for. An insert of many rows counts each row. */
export type Operations = { find: number; insert: number; update: number; delete: number };

const none = (): Operations => ({ find: 0, insert: 0, update: 0, delete: 0 });

const createTable = (name: string, table: any) => {
  const columns = Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([column, definition]) => [
      column,
      createColumn(`${getTableName(table)}.${column}`, definition),
    ]),
  );
  const keys = getPrimaryKeyColumns(table).map(({ js }) => js);
  const isFlat = Object.values(columns).every((column) => column.isScalar);
  const known = (values: Row) => {
    for (const column in values)
      if (!(column in columns)) throw new Error(`Table '${name}' has no column '${column}'.`);
  };
  return {
    name,
    table,
    keys,
    rows: new Map<string, Row>(),
    copy: (row: Row): Row => (isFlat ? { ...row } : structuredClone(row)),
    /** Ponder's own cache key, collisions of parts that contain `_` included. */
    keyOf: (values: Row) =>
      keys.length === 1
        ? columns[keys[0]!]!.key(values[keys[0]!])
        : keys.map((key) => `${columns[key]!.key(values[key])}_`).join(""),
    requireKey(values: Row) {
      for (const column in values)
        if (!keys.includes(column)) throw new Error(`'${column}' is not in the key of '${name}'.`);
    },
    inserted(values: Row): Row {
      known(values);
      const row: Row = {};
      for (const column in columns) row[column] = columns[column]!.store(values[column], false);
      return row;
    },
    updated(row: Row, set: Row): Row {
      known(set);
      for (const key of keys)
        if (key in set && set[key] !== row[key])
          throw new Error(`Primary key column '${name}.${key}' cannot be updated`);
      const next = { ...row };
      for (const column in set)
        if (set[column] !== undefined) next[column] = columns[column]!.store(set[column], true);
      return next;
    },
  };
};

/**
 * Ponder's store (`context.db`) in memory, over the tables of a schema. It is as lenient as Ponder
 * where that is harmless and as strict as PostgreSQL where Ponder would fail later: at a flush, or
 * never. There is no `sql`: handlers must do without (it empties Ponder's cache).
 */
export const createStore = (schema: Record<string, unknown>) => {
  const tables = new Map(
    Object.entries(schema)
      .filter(([, table]) => isTable(table))
      .map(([name, table]) => [table, createTable(name, table)]),
  );
  /** Operations by the tables' export names, and over all tables. */
  let operations: Record<string, Operations> = {};
  let total = none();
  /** Store calls that nobody awaited yet. */
  const unawaited = new Map<object, string>();
  /** Rows given out. Ponder drops the changes made to such an object when it is handed back. */
  const handedOut = new WeakSet<object>();

  const tableOf = (table: unknown) => {
    const found = tables.get(table);
    if (!found) throw new Error("That is not a table of the schema.");
    return found;
  };
  type Table = ReturnType<typeof tableOf>;

  const count = ({ name }: Table, kind: keyof Operations) => {
    operations[name] ??= none();
    operations[name][kind]++;
    total[kind]++;
  };
  const give = ({ copy }: Table, row: Row) => {
    const given = copy(row);
    handedOut.add(given);
    return given;
  };
  const taken = (values: any): Row => {
    if (values === null || typeof values !== "object") throw new Error("Values must be an object.");
    if (handedOut.has(values))
      throw new Error(
        "Give a new object ({ ...row }): Ponder ignores changes to a row it returned.",
      );
    return values;
  };

  const insertRow = (table: Table, values: any, onConflict: (key: string, row: Row) => any) => {
    count(table, "insert");
    const row = table.inserted(taken(values));
    const key = table.keyOf(row);
    const existing = table.rows.get(key);
    if (existing) return onConflict(key, existing);
    table.rows.set(key, row);
    return give(table, row);
  };
  const updateRow = (table: Table, key: string, row: Row, values: any) => {
    const set = typeof values === "function" ? values(give(table, row)) : values;
    const next = table.updated(row, taken(set));
    table.rows.set(key, next);
    return give(table, next);
  };

  /** A promise that is noted until somebody awaits it. */
  const call = (label: string, start: () => Promise<any>) => {
    const settle = () => {
      unawaited.delete(promise);
      return start();
    };
    const promise = {
      // biome-ignore lint/suspicious/noThenProperty: Ponder's calls are thenables, too.
      then: (ok: any, failed: any) => settle().then(ok, failed),
      catch: (failed: any) => settle().catch(failed),
      finally: (done: any) => settle().finally(done),
    };
    unawaited.set(promise, label);
    return promise;
  };
  /** Runs at once, as Ponder does for everything but a plain insert. */
  const now = (label: string, run: () => any) => {
    const result = new Promise((resolve) => resolve(run()));
    result.catch(() => {});
    return call(label, () => result);
  };

  const db: any = {
    find: (table: any, key: Row) =>
      now("find", () => {
        const target = tableOf(table);
        count(target, "find");
        target.requireKey(key);
        const row = target.rows.get(target.keyOf(key));
        return row ? give(target, row) : null;
      }),
    insert: (table: any) => ({
      values(values: any) {
        const each = (onConflict: (target: Table, key: string, row: Row) => any) => () => {
          const target = tableOf(table);
          const one = (item: any) =>
            insertRow(target, item, (...found) => onConflict(target, ...found));
          return Array.isArray(values) ? values.map(one) : one(values);
        };
        const plain = each((target, key) => {
          throw new Error(`Primary key conflict in table '${target.name}': ${key}`);
        });
        const pending = call("insert", () => new Promise((resolve) => resolve(plain())));
        const onConflict = (run: () => any) => {
          unawaited.delete(pending);
          return now("insert", run);
        };
        return Object.assign(pending, {
          onConflictDoNothing: () => onConflict(each(() => null)),
          onConflictDoUpdate: (set: any) =>
            onConflict(each((target, key, row) => updateRow(target, key, row, set))),
        });
      },
    }),
    update: (table: any, key: Row) => ({
      set: (values: any) =>
        now("update", () => {
          const target = tableOf(table);
          count(target, "update");
          target.requireKey(key);
          const id = target.keyOf(key);
          const row = target.rows.get(id);
          if (!row) throw new Error(`No existing record found in table '${target.name}': ${id}`);
          return updateRow(target, id, row, values);
        }),
    }),
    delete: (table: any, key: Row) =>
      now("delete", () => {
        const target = tableOf(table);
        count(target, "delete");
        target.requireKey(key);
        return target.rows.delete(target.keyOf(key));
      }),
  };

  return {
    db,
    /** The tables, as Drizzle knows them. */
    tables: [...tables.keys()] as any[],
    /** Copies of all rows of a table, in the order of their insertion. */
    rows(table: any): any[] {
      const target = tableOf(table);
      return Array.from(target.rows.values(), target.copy);
    },
    /** Operations since the last call, by table (export name), and their sums. */
    takeOperations() {
      const taken = { tables: operations, total };
      operations = {};
      total = none();
      return taken;
    },
    /** The sums of the operations so far. */
    total: () => ({ ...total }),
    /** Runs a handler; throws when it returns before one of its store calls was awaited. */
    async watch(run: () => unknown) {
      unawaited.clear();
      await run();
      const labels = [...unawaited.values()];
      if (labels.length > 0) throw new Error(`not awaited: db.${labels.join(", db.")}`);
    },
    /** All rows as they are now; cheap, for rows are never changed in place. */
    snapshot: () => new Map([...tables.values()].map(({ table, rows }) => [table, new Map(rows)])),
    /** Back to a snapshot. */
    restore(snapshot: Map<any, Map<string, Row>>) {
      for (const table of tables.values()) table.rows = new Map(snapshot.get(table.table));
    },
  };
};
