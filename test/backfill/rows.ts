import type { Row } from "../../backfill/internals.ts";
import type { Rows } from "../../backfill/keeping.ts";
import type { Tables } from "../support/tables.ts";

/** A database that is a Map for each table: as strict about keys as PostgreSQL, and as far away from the store. */
export const createRows = () => {
  const tables = new Map<string, Map<string, Row>>();
  const operations = { added: 0, replaced: 0, found: 0 };
  const of = (name: string) => {
    const table = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, table);
    return table;
  };
  const rows: Rows = {
    add(form, given) {
      for (const row of given) {
        const key = form.keyOf(row);
        if (of(form.name).has(key)) throw new Error(`${form.name} has ${key} already`);
        of(form.name).set(key, { ...row });
        operations.added++;
      }
    },
    replace(form, given) {
      for (const row of given) {
        const key = form.keyOf(row);
        if (!of(form.name).has(key)) throw new Error(`${form.name} has no ${key}`);
        of(form.name).set(key, { ...row });
        operations.replaced++;
      }
    },
    async find(form, key) {
      operations.found++;
      const row = of(form.name).get(form.keyOf(key));
      return row === undefined ? null : { ...row };
    },
    remove: async (form, key) => of(form.name).delete(form.keyOf(key)),
  };
  return {
    rows,
    operations,
    tables: (): Tables =>
      Object.fromEntries([...tables].map(([name, table]) => [name, [...table.values()]])),
  };
};
