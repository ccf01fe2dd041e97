import { getTableColumns, isTable } from "drizzle-orm";
import { boolean, doublePrecision, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { beforeAll, describe, expect, test } from "vitest";
import { formOf } from "../../backfill/form.ts";
import { type Internals, internals, type Row } from "../../backfill/internals.ts";
import * as schema from "../../ponder.schema.ts";
import { createIndexer } from "../support/indexer.ts";
import { getCopyText, normalizeColumn } from "../support/ponder-internals.ts";
import { loadRecording } from "../support/recording.ts";

let known: Internals;
beforeAll(async () => {
  known = await internals();
});

const odd = pgTable("odd", (t) => ({
  id: t.text().primaryKey(),
  note: text(),
  seen: timestamp(),
  part: doublePrecision(),
  more: jsonb(),
  names: text().array(),
  is: boolean().notNull().default(true),
}));

describe("a form", () => {
  test("writes every row of a recording as Ponder writes it", async () => {
    const indexer = await createIndexer();
    await indexer.replay(loadRecording("quirks"));
    let count = 0;
    for (const [name, table] of Object.entries(schema)) {
      if (!isTable(table)) continue;
      const rows = indexer.rows(table);
      expect(formOf(name, table, known).copyText(rows)).toBe(getCopyText(table, rows));
      count += rows.length;
    }
    expect(count).toBeGreaterThan(5_000);
  });

  test("makes, stores and writes odd values as Ponder does", () => {
    const form = formOf("odd", odd, known);
    const given = [
      { id: "tab\tline\nback\\slash\r\b\f\v", note: "\\N", seen: new Date(1e12), part: 0.1 },
      { id: "", note: null, more: { a: [1, "\t"] }, names: ['a"b', "c,d"], is: false },
      { id: "x", note: undefined },
    ];
    const columns = Object.entries(getTableColumns(odd));
    const rows = given.map((values) => form.created(values));
    expect(rows).toEqual(
      given.map((values: Row) =>
        Object.fromEntries(
          columns.map(([name, column]) => [name, normalizeColumn(column, values[name], false)]),
        ),
      ),
    );
    expect(form.copyText(rows)).toBe(getCopyText(odd, rows));
  });

  test("pads hex and makes it small, in rows, changes and keys", () => {
    const member = formOf("roleMember", schema.roleMember, known);
    expect(member.keyOf({ contract: "0xA", role: "0xABC", account: "0xab" })).toBe(
      "0x0a_0x0abc_0xab_",
    );
    const account = formOf("account", schema.account, known);
    expect(account.keyOf({ address: "0xABC" })).toBe("0x0abc");
  });

  test("refuses a row without a value that must be there", () => {
    const form = formOf("tokenBalance", schema.tokenBalance, known);
    expect(() => form.created({ address: "0xaa" })).toThrow("violates not-null constraint");
    expect(() => form.created({ address: "0xaa", balance: null })).toThrow(
      "violates not-null constraint",
    );
  });
});
