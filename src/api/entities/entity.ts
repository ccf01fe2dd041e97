import {
  type Column,
  createTableRelationsHelpers,
  extractTablesRelationalConfig,
  getTableColumns,
  is,
  Many,
  One,
} from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/** A row of a table as Drizzle gives it: values by column name. */
export type Row = Record<string, unknown>;

/** A column with its name in rows and in GraphQL. */
type NamedColumn = { name: string; column: Column };

/** Rows of another table that belong to a row: where `from` (of the row) equals `to` (of the other table). */
export type Relation = {
  name: string;
  kind: "one" | "many";
  target: string;
  from: readonly string[];
  to: readonly string[];
};

/** A table as the generated queries see it. */
export type Entity = {
  /** Name of the table's export, and of its GraphQL type. */
  name: string;
  table: PgTable;
  columns: Readonly<Record<string, Column>>;
  key: readonly NamedColumn[];
  relations: readonly Relation[];
};

/** The tables of a schema, by the name of their GraphQL type. */
export function readEntities(schema: Record<string, unknown>): ReadonlyMap<string, Entity> {
  const configs = Object.values(
    extractTablesRelationalConfig(schema, createTableRelationsHelpers).tables,
  );
  const nameOf = (dbName: string) =>
    configs.find((config) => config.dbName === dbName)?.tsName ?? dbName;
  const entities = configs.map((config): Entity => {
    const relations = Object.entries(config.relations).map(([name, relation]): Relation => {
      const target = nameOf(relation.referencedTableName);
      if (is(relation, One)) {
        const { fields = [], references = [] } = relation.config ?? {};
        return {
          name,
          kind: "one",
          target,
          from: fields.map(columnName),
          to: references.map(columnName),
        };
      }
      if (!is(relation, Many)) throw new Error(`${config.tsName}.${name} is neither one nor many.`);
      const back = Object.values(
        configs.find(({ tsName }) => tsName === target)?.relations ?? {},
      ).find(
        (candidate): candidate is One =>
          is(candidate, One) && candidate.referencedTableName === config.dbName,
      );
      if (back?.config === undefined)
        throw new Error(`${config.tsName}.${name} has no counterpart in ${target}.`);
      return {
        name,
        kind: "many",
        target,
        from: back.config.references.map(columnName),
        to: back.config.fields.map(columnName),
      };
    });
    return {
      name: config.tsName,
      table: schema[config.tsName] as PgTable,
      columns: config.columns,
      key: config.primaryKey.map((column) => ({ name: columnName(column), column })),
      relations,
    };
  });
  return new Map(entities.map((entity) => [entity.name, entity]));
}

function columnName(column: Column): string {
  return Object.entries(getTableColumns(column.table)).find(
    ([, candidate]) => candidate.name === column.name,
  )![0];
}
