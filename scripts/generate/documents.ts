import { getTableColumns, getTableName, is } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import { getTableConfig, type PgColumn, PgEnumColumn, type PgTable } from "drizzle-orm/pg-core";
import { type GraphQLObjectType, lexicographicSortSchema, printSchema } from "graphql";
import * as tables from "../../ponder.schema.ts";
import { buildSchema } from "../../src/api/schema.ts";
import { topics } from "../../src/api/topics.ts";
import type { Descriptions } from "./comments.ts";
import { renderQuestions } from "./questions.ts";

const tableOf: Readonly<Record<string, unknown>> = tables;
const schema = buildSchema(topics);

/** The API's schema in GraphQL's own language. */
export function renderSchema(): string {
  return `# Written by \`npm run generate\`.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** The questions, for readers. */
export const renderQuestionDocument = (): string => renderQuestions(topics, schema);

/** The tables, for readers: what a row is, what each column means. */
export function renderDocument({ enums, tables: texts, relations }: Descriptions): string {
  const described = Object.entries(texts).filter(([name]) => schema.getType(name) !== undefined);
  const parts = [
    "# Tables\n\nWritten by `npm run generate` from the comments of `ponder.schema.ts`.\n",
    'Units: [wei] of BREV (18 decimals), [bps] basis points of 10,000, [unix s] seconds since 1970, [s] seconds. CURRENT is the value now, CUMULATIVE only ever grows. `null` means "not (yet)", never zero. Hex values are in lower case.\n',
    "Each table is given by its name in the API and, *in SQL*, by its name in PostgreSQL; `?` marks a column that may be null. Of the views (`VIEWS_SCHEMA`) names and types are the same, with `text` for an enum. `\\d+ table` in psql shows the meanings, too.\n",
    `Tables: ${described.map(([name]) => `[${name}](#${name.toLowerCase()})`).join(", ")}. Enums: ${Object.keys(
      enums,
    )
      .map((name) => `[${name}](#${name.toLowerCase()})`)
      .join(", ")}.\n`,
    ...described.map(([name, { text, columns }]) => {
      const { fields, key, indexes, sqlName } = shapeOf(name);
      const rows = fields.map(
        ({ field, type, inSql }) =>
          `| ${field} | ${type} | ${inSql} | ${cell(columns[field] ?? relations[field] ?? "")} |`,
      );
      return [
        `## ${name}\n\n${text}\n`,
        `In SQL: \`${sqlName}\`. Key: ${key}.${indexes === "" ? "" : ` Indexes: ${indexes}.`}\n`,
        "| name | type | in SQL | meaning |\n| --- | --- | --- | --- |",
        `${rows.join("\n")}\n`,
      ].join("\n");
    }),
    ...Object.entries(enums).map(([name, { text, values }]) => {
      const rows = Object.entries(values).map(([value, words]) => `| ${value} | ${cell(words)} |`);
      return `## ${name}\n\n${text}\n\n| value | meaning |\n| --- | --- |\n${rows.join("\n")}\n`;
    }),
  ];
  return parts.join("\n");
}

function shapeOf(name: string) {
  const type = schema.getType(name) as GraphQLObjectType;
  const table = tableOf[name] as PgTable;
  const sqlColumns = getTableColumns(table);
  const fields = Object.values(type.getFields()).map((field) => ({
    field: field.name,
    type: `\`${field.type}\``,
    inSql: inSql(sqlColumns[field.name]),
  }));
  const names = new Map(
    Object.entries(table as unknown as Record<string, { name?: string }>).map(([column, value]) => [
      value?.name,
      column,
    ]),
  );
  const list = (columns: readonly { name?: string }[]) =>
    columns.map((column) => `\`${names.get(column.name) ?? column.name}\``).join(" + ");
  const { columns, primaryKeys, indexes } = getTableConfig(table);
  return {
    fields,
    sqlName: getTableName(table),
    key: list(primaryKeys[0]?.columns ?? columns.filter((column) => column.primary)),
    indexes: indexes
      .map(({ config }) => list(config.columns as readonly { name?: string }[]))
      .join(", "),
  };
}

/** A column as PostgreSQL has it: name, type, and whether it may be null. A relation is none. */
function inSql(column: PgColumn | undefined): string {
  if (column === undefined) return "";
  const type = is(column, PgEnumColumn) ? "enum" : column.getSQLType();
  return `\`${toSnakeCase(column.name)} ${type}${column.notNull ? "" : "?"}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
