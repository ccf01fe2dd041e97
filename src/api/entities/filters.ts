/** Filters of the tables: for each column, what it may be compared with. */
import type { Column } from "drizzle-orm";
import {
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  GraphQLList,
  type GraphQLScalarType,
} from "graphql";
import { columnType } from "./columns.ts";
import type { Entity } from "./entity.ts";

type Meanings = readonly (readonly [suffix: string, meaning: string])[];

const EQUALITY: Meanings = [
  ["", "Equals this. Null: is null."],
  ["_not", "Is neither this nor null. Null: is not null."],
];
const LISTS: Meanings = [
  ["_in", "Is one of these (at most 1000)."],
  ["_not_in", "Is none of these (at most 1000)."],
];
const ORDER: Meanings = [
  ["_gt", "Is greater than this."],
  ["_lt", "Is less than this."],
  ["_gte", "Is at least this."],
  ["_lte", "Is at most this."],
];
const PARTS: Meanings = [
  ["_contains", "Contains this."],
  ["_not_contains", "Does not contain this."],
  ["_starts_with", "Starts with this."],
  ["_ends_with", "Ends with this."],
  ["_not_starts_with", "Does not start with this."],
  ["_not_ends_with", "Does not end with this."],
];
const PARTS_NOCASE: Meanings = PARTS.map(([suffix, meaning]) => [
  `${suffix}_nocase`,
  `${meaning.slice(0, -1)}, ignoring case.`,
]);

/** The filter of a table: conditions on its columns, and AND and OR of filters. */
export function filterOf({ name, columns }: Entity): GraphQLInputObjectType {
  const filter: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: `${name}Filter`,
    description: `Conditions on rows of \`${name}\`; all of them must hold.`,
    fields: () => ({
      AND: { description: "All of these must hold.", type: new GraphQLList(filter) },
      OR: {
        description: "At least one of these must hold; the conditions within one must all hold.",
        type: new GraphQLList(filter),
      },
      ...Object.fromEntries(
        Object.entries(columns).flatMap(([column, of]) => conditionsOn(column, of)),
      ),
    }),
  });
  return filter;
}

function conditionsOn(name: string, column: Column): [string, GraphQLInputFieldConfig][] {
  const type = columnType(column);
  const { name: typeName } = type as GraphQLScalarType;
  if (typeName === "JSON") return [];
  const single: Meanings = [
    ...EQUALITY,
    ...(typeName === "String" ? PARTS : []),
    ...(typeName === "String" && column.columnType !== "PgHex" ? PARTS_NOCASE : []),
    ...(typeName === "Int" || typeName === "BigInt" ? ORDER : []),
  ];
  return [
    ...single.map(([suffix, description]) => [`${name}${suffix}`, { description, type }] as const),
    ...LISTS.map(
      ([suffix, description]) =>
        [`${name}${suffix}`, { description, type: new GraphQLList(type) }] as const,
    ),
  ].map(([field, config]) => [field, config]);
}
