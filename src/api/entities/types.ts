/** The generated part of the schema: for each table a type, a page, a filter, and queries for one row and for pages. */
import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from "graphql";
import type { Context } from "../context.ts";
import { GraphQLPageInfo } from "../declare/pages.ts";
import { GraphQLWholeNumber } from "../declare/scalars.ts";
import { DEFAULT_ROWS, MAX_ROWS } from "../inputs.ts";
import { columnType } from "./columns.ts";
import { descriptions } from "./descriptions.gen.ts";
import type { Entity, Relation } from "./entity.ts";
import { filterOf } from "./filters.ts";
import { readOrder } from "./orders.ts";
import { resolveMany, resolveOne, resolveOnly, resolvePage, resolveRow } from "./resolve.ts";
import { entities } from "./tables.ts";

type Config = GraphQLFieldConfig<never, Context>;
type Configs = Record<string, Config>;
type FieldMap = GraphQLFieldConfigMap<unknown, unknown>;
type Texts = Readonly<Record<string, string>>;

const texts: Readonly<Record<string, { text: string; columns: Texts }>> = descriptions.tables;
const relationTexts: Texts = descriptions.relations;

type EntityTypes = Readonly<{
  /** The type of a table's rows. */
  rows: ReadonlyMap<string, GraphQLObjectType>;
  queries: Configs;
}>;

/** Types and queries of all tables. `more` gives further fields of a table's rows. */
export function createEntityTypes(more: (entity: Entity) => Configs): EntityTypes {
  const rows = new Map<string, GraphQLObjectType>();
  const pages = new Map<string, GraphQLObjectType>();
  const pageArgs = new Map<string, GraphQLFieldConfigArgumentMap>();

  for (const entity of entities.values()) {
    const { name } = entity;
    pageArgs.set(name, argumentsOf(entity));
    rows.set(
      name,
      new GraphQLObjectType({
        name,
        description: texts[name]!.text,
        fields: () =>
          ({ ...columnsOf(entity), ...relationsOf(entity), ...more(entity) }) as FieldMap,
      }),
    );
    pages.set(name, pageOf(name, rows.get(name)!));
  }

  const relationsOf = (entity: Entity): Configs =>
    Object.fromEntries(
      entity.relations.map((relation): [string, Config] => {
        const target = entities.get(relation.target)!;
        const description = relationTexts[relation.name];
        return [
          relation.name,
          relation.kind === "one"
            ? {
                description,
                type: isAlwaysThere(entity, relation)
                  ? new GraphQLNonNull(rows.get(target.name)!)
                  : rows.get(target.name)!,
                resolve: resolveOne(relation, target),
              }
            : {
                description,
                type: new GraphQLNonNull(pages.get(target.name)!),
                args: pageArgs.get(target.name)!,
                resolve: resolveMany(entity, relation, target),
              },
        ];
      }),
    );

  const queries = [...entities.values()].flatMap((entity): [string, Config][] => {
    const { name, key } = entity;
    const { text, columns: meanings } = texts[name]!;
    const type = rows.get(name)!;
    if (name === "network") {
      const only = {
        description: text,
        type: new GraphQLNonNull(type),
        resolve: resolveOnly(entity),
      };
      return [[name, only]];
    }
    const keyArgs = key.map(({ name: column, column: of }) => [
      column,
      { description: meanings[column], type: new GraphQLNonNull(columnType(of)) },
    ]);
    return [
      [
        name,
        {
          description: `One row by its key; null when there is none. ${text}`,
          type,
          args: Object.fromEntries(keyArgs),
          resolve: resolveRow(entity),
        },
      ],
      [
        pluralOf(name),
        {
          description: `A page of rows, in the order of ${defaultOrder(entity)} unless \`orderBy\` says otherwise. ${text}`,
          type: new GraphQLNonNull(pages.get(name)!),
          args: pageArgs.get(name)!,
          resolve: resolvePage(entity),
        },
      ],
    ];
  });
  return { rows, queries: Object.fromEntries(queries) };
}

const pluralOf = (name: string) => (name === "activity" ? "activities" : `${name}s`);

const defaultOrder = (entity: Entity) =>
  readOrder(entity, null, new Set())
    .map((name) => `\`${name}\``)
    .join(", ");

/** Relations whose row may be missing although the row that names it is there, by table and field. */
const MAY_BE_MISSING: ReadonlySet<string> = new Set([
  "request.proof",
  // Anybody may consent to act for any address.
  "submitter.proverAccount",
]);

/** Whether a row always has its counterpart: it names the whole key, and the contracts know whom they name. */
function isAlwaysThere({ name, columns }: Entity, relation: Relation): boolean {
  const target = entities.get(relation.target)!;
  return (
    !MAY_BE_MISSING.has(`${name}.${relation.name}`) &&
    relation.from.every((column) => columns[column]!.notNull) &&
    String(relation.to) === String(target.key.map(({ name: column }) => column))
  );
}

function columnsOf({ name, columns }: Entity): Configs {
  const meanings = texts[name]!.columns;
  return Object.fromEntries(
    Object.entries(columns).map(([column, of]) => {
      const type = columnType(of);
      return [
        column,
        { description: meanings[column], type: of.notNull ? new GraphQLNonNull(type) : type },
      ];
    }),
  );
}

const pageOf = (name: string, rows: GraphQLObjectType) =>
  new GraphQLObjectType({
    name: `${name}Page`,
    description: `A page of \`${name}\` rows.`,
    fields: {
      items: {
        description: "The rows.",
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(rows))),
      },
      pageInfo: {
        description: "Where the page begins and ends.",
        type: new GraphQLNonNull(GraphQLPageInfo),
      },
      totalCount: {
        description: "Rows in all pages; counted when asked for, which reads all of them.",
        type: new GraphQLNonNull(GraphQLWholeNumber),
      },
    },
  });

const argumentsOf = (entity: Entity): GraphQLFieldConfigArgumentMap => ({
  where: {
    description: "Only rows for which all of these conditions hold.",
    type: filterOf(entity),
  },
  orderBy: {
    description:
      "Name of the column to order by: one that an index leads to, with what `where` fixes before it. Rows that are equal in it are ordered by the key.",
    type: GraphQLString,
  },
  orderDirection: {
    description: '"asc" (default) or "desc". Null counts as greater than every value.',
    type: GraphQLString,
  },
  before: {
    description: "Cursor: the page that ends before this place. Not together with `after`.",
    type: GraphQLString,
  },
  after: {
    description:
      "Cursor: the page that starts after this place. Not together with `before`. A page costs the same at any depth.",
    type: GraphQLString,
  },
  limit: {
    description: `Rows at most: 1 to ${MAX_ROWS}, ${DEFAULT_ROWS} by default.`,
    type: GraphQLWholeNumber,
  },
});
