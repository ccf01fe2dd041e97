/** How a table's rows are made, changed, told apart and written: as Ponder does, with short cuts for what is common. */
import { type Column, getTableColumns, type Table } from "drizzle-orm";
import { copyValue } from "../prefetch/copyText.ts";
import type { Internals, Row } from "./internals.ts";

/** What a table's columns make of rows. Rows are never changed in place. */
export type Form = ReturnType<typeof formOf>;

/** Values of these types are stored as they are given, if they pass. Everything else is Ponder's to judge. */
const passes: Record<string, (value: unknown) => boolean> = {
  PgEvmBigint: (value) => typeof value === "bigint",
  PgHex: (value) =>
    typeof value === "string" && value.length % 2 === 0 && /^0x[0-9a-f]*$/.test(value),
  PgText: (value) => typeof value === "string",
  PgEnumColumn: (value) => typeof value === "string",
  PgInteger: (value) => typeof value === "number",
  PgBoolean: (value) => typeof value === "boolean",
};
/** Values of these types contain nothing that `COPY` takes for its own. */
const plain = new Set(["PgEvmBigint", "PgHex", "PgInteger", "PgBoolean"]);

const never = (): boolean => false;

/** How a column's values are stored and written. */
function columnOf(name: string, column: Column, { normalizeColumn }: Internals) {
  const isStored = passes[column.columnType] ?? never;
  const isPlain = plain.has(column.columnType);
  const isRequired = column.notNull && !column.hasDefault;
  return {
    name,
    /** A value as it is stored; for `undefined` the default. @throws Error when there must be one */
    store(value: unknown): unknown {
      if (isStored(value)) return value;
      if (isRequired && (value === undefined || value === null))
        throw new Error(`Column '${name}' violates not-null constraint.`);
      return normalizeColumn(column, value, false);
    },
    /** A value that replaces one. */
    replace: (value: unknown): unknown =>
      isStored(value) ? value : normalizeColumn(column, value, true),
    /** A stored value in the text of `COPY`. */
    write(stored: unknown): string {
      if (stored === null || stored === undefined) return "\\N";
      if (isPlain) return String(stored);
      const value = column.mapToDriverValue(stored);
      if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
      return copyValue(value);
    },
  };
}

/** Copies rows with these columns: a shape that is written out is copied several times as fast as any shape. */
const copierOf = (names: readonly string[]): ((row: Row) => Row) => {
  const quoted = names.map((name) => JSON.stringify(name));
  return new Function(
    "row",
    `return { ${quoted.map((name) => `${name}: row[${name}]`).join()} }`,
  ) as (row: Row) => Row;
};

/** The form of a table's rows. */
export function formOf(name: string, table: Table, internals: Internals) {
  const columns = Object.entries(getTableColumns(table)).map(([column, definition]) =>
    columnOf(column, definition, internals),
  );
  const byName = new Map(columns.map((column) => [column.name, column]));
  const keys = internals.getPrimaryKeyColumns(table).map(({ js }) => byName.get(js)!);
  const [only] = keys;
  const copy = copierOf([...byName.keys()]);
  return {
    name,
    table,
    /** Names of the columns that tell rows apart. */
    keys: keys.map((column) => column.name),
    /** What tells a row apart from the table's others: Ponder's own text of it. */
    keyOf(values: Row): string {
      if (keys.length === 1) return String(only!.store(values[only!.name]));
      let key = "";
      for (const column of keys) key += `${String(column.store(values[column.name]))}_`;
      return key;
    },
    created(values: Row): Row {
      const row = copy(values);
      for (const column of columns) row[column.name] = column.store(values[column.name]);
      return row;
    },
    changed(row: Row, set: Row): Row {
      const next = copy(row);
      for (const name in set) {
        const value = set[name];
        // What is as it was is stored already.
        if (value === undefined || value === row[name]) continue;
        const column = byName.get(name);
        if (column === undefined) continue;
        if (keys.includes(column))
          throw new Error(`Primary key column '${name}' cannot be updated`);
        next[name] = column.replace(value);
      }
      return next;
    },
    /** Rows in the text of `COPY`. */
    copyText(rows: readonly Row[]): string {
      const lines: string[] = [];
      for (const row of rows) {
        let line = "";
        for (const column of columns) line += `${column.write(row[column.name])}\t`;
        lines.push(line.slice(0, -1));
      }
      return lines.join("\n");
    },
  };
}
