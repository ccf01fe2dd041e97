/** What ponder.schema.ts says of tables and columns, where psql, DBeaver and their like look for it. */
import { toSnakeCase } from "drizzle-orm/casing";
import { descriptions } from "../src/api/entities/descriptions.gen.ts";
import { type Database, quote } from "./catalogue.ts";

type Comment = { relation: string; column: string | null; text: string };

const wanted: readonly Comment[] = Object.entries(descriptions.tables).flatMap(
  ([table, { text, columns }]) => [
    { relation: toSnakeCase(table), column: null, text },
    ...Object.entries(columns).map(([column, said]) => ({
      relation: toSnakeCase(table),
      column: toSnakeCase(column),
      text: said,
    })),
  ],
);

/**
 * Writes the comments of a schema's tables, views and columns where they are missing, one by one, so that no lock is held
 * while waiting for another.
 */
export async function writeComments(database: Database, schema: string): Promise<void> {
  const { rows } = await database.query(
    `select c.relname as relation, c.relkind as kind, a.attname as column,
            coalesce(case when a.attnum is null then obj_description(c.oid, 'pg_class') else col_description(c.oid, a.attnum) end, '') as text
     from pg_class c
     left join lateral (
       select null::name as attname, null::smallint as attnum
       union all select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) a on true
     where c.relnamespace = to_regnamespace(quote_ident($1)) and c.relkind in ('r', 'v')`,
    [schema],
  );
  const said = new Map(rows.map((row) => [keyOf(row), row]));
  for (const { relation, column, text } of wanted) {
    const there = said.get(keyOf({ relation, column }));
    if (there === undefined || there.text === text) continue;
    const name = `${quote(schema)}.${quote(relation)}`;
    const what =
      column === null
        ? `${there.kind === "v" ? "view" : "table"} ${name}`
        : `column ${name}.${quote(column)}`;
    await database.query(`comment on ${what} is '${text.replaceAll("'", "''")}'`);
  }
}

const keyOf = ({ relation, column }: { relation: string; column: string | null }): string =>
  `${relation}.${column ?? ""}`;
