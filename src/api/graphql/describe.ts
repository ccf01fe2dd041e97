import type {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLObjectType,
  GraphQLSchema,
} from "graphql";
import { descriptions } from "./descriptions.ts";
import type { Entity } from "./entities/entity.ts";

type Texts = Readonly<Record<string, string>>;
type Described = { description?: string | null | undefined };

const tables: Readonly<Record<string, { text: string; columns: Texts }>> = descriptions.tables;
const enums: Readonly<Record<string, { text: string; values: Texts }>> = descriptions.enums;
const relations: Texts = descriptions.relations;

const suffixes: readonly (readonly [suffix: string, text: string])[] = [
  ["_not_contains_nocase", "Does not contain this, in capitals or small letters."],
  ["_not_starts_with_nocase", "Does not start with this, in capitals or small letters."],
  ["_not_ends_with_nocase", "Does not end with this, in capitals or small letters."],
  ["_contains_nocase", "Contains this, in capitals or small letters."],
  ["_starts_with_nocase", "Starts with this, in capitals or small letters."],
  ["_ends_with_nocase", "Ends with this, in capitals or small letters."],
  ["_not_contains", "Does not contain this."],
  ["_not_starts_with", "Does not start with this."],
  ["_not_ends_with", "Does not end with this."],
  ["_not_in", "Is none of these (at most 1000)."],
  ["_contains", "Contains this."],
  ["_starts_with", "Starts with this."],
  ["_ends_with", "Ends with this."],
  ["_not", "Is not this; null: has a value."],
  ["_in", "Is one of these (at most 1000)."],
  ["_gte", "Is at least this."],
  ["_lte", "Is at most this."],
  ["_gt", "Is greater than this."],
  ["_lt", "Is less than this."],
];

const pageArguments: Texts = {
  where: "Only rows for which all of these conditions hold.",
  orderBy:
    "Name of the column to order by; rows that are equal in it are ordered by the key. Default: the key.",
  orderDirection: '"asc" (default) or "desc". Null counts as greater than every value.',
  before: "Cursor: the page that ends before this place. Not together with `after` or `offset`.",
  after: "Cursor: the page that starts after this place. Not together with `before` or `offset`.",
  limit: "Rows at most: 0 to 1000, 50 by default.",
  offset: "Rows to skip: 0 to 10,000. To go deeper, use `after`.",
};

/** Gives every generated type, field, argument and filter its description: the comments of `ponder.schema.ts`, and fixed words for the rest. */
export function describeEntities(
  schema: GraphQLSchema,
  entities: ReadonlyMap<string, Entity>,
): void {
  const query = schema.getQueryType()!;
  query.description = "Everything that can be asked.";
  for (const [name, { text, values }] of Object.entries(enums)) {
    const type = schema.getType(name) as GraphQLEnumType;
    type.description = text;
    for (const value of type.getValues()) value.description = values[value.name];
  }
  for (const entity of entities.values()) describeEntity(schema, entity);
  describeShared(schema);
}

function describeEntity(schema: GraphQLSchema, { name, key }: Entity): void {
  const { text, columns } = tables[name]!;
  const fields = schema.getQueryType()!.getFields();

  const one = fields[name]!;
  one.description = `One row by its key; null when there is none. ${text}`;
  for (const argument of one.args) argument.description = columns[argument.name];
  const many = fields[`${name}s`]!;
  many.description = `A page of rows, ordered by ${key.map((column) => `\`${column.name}\``).join(", ")} unless \`orderBy\` says otherwise. ${text}`;
  describeArguments(many.args);

  const type = schema.getType(name) as GraphQLObjectType;
  type.description = text;
  for (const field of Object.values(type.getFields())) {
    field.description = columns[field.name] ?? relations[field.name];
    describeArguments(field.args);
  }

  const filter = schema.getType(`${name}Filter`) as GraphQLInputObjectType;
  filter.description = `Conditions on rows of \`${name}\`; all of them must hold.`;
  for (const field of Object.values(filter.getFields()))
    field.description = filterText(field.name, columns);

  const page = schema.getType(`${name}Page`) as GraphQLObjectType;
  page.description = `A page of \`${name}\` rows.`;
  describeFields(page, {
    items: "The rows.",
    pageInfo: "Where the page begins and ends.",
    totalCount: "Rows in all pages; counted when asked for, which reads all of them.",
  });
}

function filterText(name: string, columns: Texts): string {
  if (name === "AND") return "All of these must hold.";
  if (name === "OR")
    return "At least one of these must hold; the conditions within one must all hold.";
  if (columns[name] !== undefined) return "Is this; null: has no value.";
  const [, text] = suffixes.find(
    ([suffix]) => name.endsWith(suffix) && columns[name.slice(0, -suffix.length)] !== undefined,
  )!;
  return text;
}

function describeShared(schema: GraphQLSchema): void {
  (schema.getType("BigInt") as Described).description =
    "A whole number of any size, as a string of decimal digits. Accepts a number too when it is small enough for JSON to keep it exactly.";
  (schema.getType("JSON") as Described).description = "Any JSON value.";
  const pageInfo = schema.getType("PageInfo") as GraphQLObjectType;
  pageInfo.description = "Where a page begins and ends in its list.";
  describeFields(pageInfo, {
    hasNextPage: "Whether rows follow.",
    hasPreviousPage: "Whether rows come before.",
    startCursor: "Place of the first row, for `before`; null when the page is empty.",
    endCursor: "Place of the last row, for `after`; null when the page is empty.",
  });
  const meta = schema.getType("Meta") as GraphQLObjectType;
  meta.description = "Ponder's own account of the indexing; `meta` says more.";
  describeFields(meta, {
    status: "By name of the chain: its id, and number and time of the last indexed block.",
  });
  schema.getQueryType()!.getFields()._meta!.description =
    "Ponder's own account of the indexing; `meta` says more.";
}

function describeArguments(args: readonly ({ name: string } & Described)[]): void {
  for (const argument of args) argument.description = pageArguments[argument.name];
}

function describeFields(type: GraphQLObjectType, texts: Texts): void {
  for (const field of Object.values(type.getFields())) field.description = texts[field.name];
}
