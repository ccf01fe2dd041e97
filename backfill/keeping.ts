/** The rows of tables that are in memory, and when they leave it. */
import { isTable, type Table } from "drizzle-orm";
import { type Form, formOf } from "./form.ts";
import type { Internals, Row } from "./internals.ts";

/** Where rows go, in the order of the calls. */
export type Rows = {
  add: (form: Form, rows: readonly Row[]) => void;
  /** Rows that are there already, with other values. */
  replace: (form: Form, rows: readonly Row[]) => unknown;
  find: (form: Form, key: Row) => Promise<Row | null>;
  remove: (form: Form, key: Row) => Promise<boolean>;
};

/** A row in memory. `written`: the database has it as it is. */
export type Kept = { row: Row; is: "new" | "changed" | "written"; usedAt: number };
/** A table, and what is in memory of it. */
export type Keeping = {
  form: Form;
  kept: Map<string, Kept>;
  /** Rows of a table that is only added to: not yet written, and not told apart. */
  added: Row[];
  isOnlyAddedTo: boolean;
  /** Whether handlers did anything but add. */
  isUsed: boolean;
  /** Keys of the rows that are in the database alone. Null: any may be. */
  left: Set<string> | null;
};

/** So many rows, and no other use: the table is then taken for one that is only added to. */
const ROWS_TO_TELL = 1_000;

/** The tables of a schema, of which nothing is in memory yet. */
export function keepingsOf(
  schema: Record<string, unknown>,
  internals: Internals,
): Map<unknown, Keeping> {
  const keepings = new Map<unknown, Keeping>();
  for (const [name, table] of Object.entries(schema))
    if (isTable(table))
      keepings.set(table, {
        form: formOf(name, table as Table, internals),
        kept: new Map(),
        added: [],
        isOnlyAddedTo: false,
        isUsed: false,
        left: new Set(),
      });
  return keepings;
}

/** Writes a table's rows that are not written as they are; those in memory stay there. */
export function write(keeping: Keeping, rows: Rows): void {
  writeThose(keeping, rows, ({ is }) => is !== "written");
}

/**
 * Writes new rows that were not used since a batch. What is written and changes again waits for the end: that costs more.
 */
export function writeIdle(keeping: Keeping, rows: Rows, since: number): void {
  writeThose(keeping, rows, ({ is, usedAt }) => is === "new" && usedAt < since);
}

function writeThose(keeping: Keeping, rows: Rows, isMeant: (entry: Kept) => boolean): void {
  const { form, kept, added } = keeping;
  const entries = [...kept.values()].filter(isMeant);
  const fresh = entries.filter(({ is }) => is === "new").map(({ row }) => row);
  const changed = entries.filter(({ is }) => is === "changed").map(({ row }) => row);
  if (fresh.length + added.length > 0) rows.add(form, [...fresh, ...added]);
  if (changed.length > 0) rows.replace(form, changed);
  for (const entry of entries) entry.is = "written";
  keeping.added = [];
}

/** Writes the rows of a table that handlers only ever add to: none of them need stay. False for other tables. */
export function letGo(keeping: Keeping, rows: Rows): boolean {
  const { isUsed, isOnlyAddedTo, kept } = keeping;
  if (isUsed || (!isOnlyAddedTo && kept.size < ROWS_TO_TELL)) return false;
  write(keeping, rows);
  keeping.kept.clear();
  keeping.isOnlyAddedTo = true;
  keeping.left = null;
  return true;
}

/** Writes all rows, and keeps the half of them that was used last. */
export function keepHalf(keepings: readonly Keeping[], rows: Rows): void {
  const used = keepings.flatMap(({ kept }) => Array.from(kept.values(), ({ usedAt }) => usedAt));
  const half = used.sort((a, b) => a - b)[Math.floor(used.length / 2)]!;
  for (const keeping of keepings) {
    write(keeping, rows);
    for (const [key, { usedAt }] of keeping.kept) {
      if (usedAt > half) continue;
      keeping.left?.add(key);
      keeping.kept.delete(key);
    }
  }
}
