import { expect, test } from "vitest";
import { descriptions } from "../../src/api/entities/descriptions.gen.ts";
import { writeComments } from "../../views/comments.ts";
import { createDatabase } from "../support/database.ts";

test("every table and column of the documentation has its meaning in the database, written once", async () => {
  const { client, close } = await createDatabase();
  try {
    await writeComments(client, "public");
    const { rows } = await client.query(
      `select c.relname as name, obj_description(c.oid, 'pg_class') as text,
              array_agg(a.attname::text order by a.attnum) filter (where col_description(c.oid, a.attnum) is null) as silent
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.oid, c.relname`,
    );
    const said = rows.filter(({ text }) => text !== null);
    expect(said).toHaveLength(Object.keys(descriptions.tables).length);
    expect(
      said.flatMap(({ name, silent }) =>
        (silent ?? []).map((column: string) => `${name}.${column}`),
      ),
    ).toEqual([]);
    const { bid } = descriptions.tables;
    expect(said.find(({ name }) => name === "bid").text).toBe(bid.text);

    let written = 0;
    const counted = {
      query: (text: string, values?: unknown[]) => {
        if (text.startsWith("comment")) written++;
        return client.query(text, values);
      },
    };
    await client.query("comment on column bid.fee is 'old'");
    await writeComments(counted as unknown as typeof client, "public");
    expect(written).toBe(1);
  } finally {
    await close();
  }
});
