import type { Column } from "drizzle-orm";
import { isPgEnum } from "drizzle-orm/pg-core";
import { GraphQLBoolean, GraphQLEnumType, type GraphQLScalarType, GraphQLString } from "graphql";
import { GraphQLBigInt, GraphQLWholeNumber } from "../declare/scalars.ts";
import { descriptions } from "./descriptions.gen.ts";
import { tables } from "./tables.ts";

const enums = new Map(
  Object.entries(tables).flatMap(([name, stored]) => {
    if (!isPgEnum(stored)) return [];
    const { text, values } = descriptions.enums[name as keyof typeof descriptions.enums];
    const meanings: Readonly<Record<string, string>> = values;
    const type = new GraphQLEnumType({
      name,
      description: text,
      values: Object.fromEntries(
        stored.enumValues.map((value) => [value, { description: meanings[value] }]),
      ),
    });
    return [[stored.enumName, type] as const];
  }),
);

/** The enums of `ponder.schema.ts`, by their name there. */
export const enumTypes = new Map([...enums.values()].map((type) => [type.name, type]));

const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  PgText: GraphQLString,
  PgHex: GraphQLString,
  PgBoolean: GraphQLBoolean,
  PgInteger: GraphQLWholeNumber,
  PgEvmBigint: GraphQLBigInt,
  PgBigInt64: GraphQLBigInt,
};

/** The GraphQL type of a column's values. */
export function columnType(column: Column): GraphQLScalarType | GraphQLEnumType {
  const { columnType: kind, enum: stored } = column as Column & { enum?: { enumName: string } };
  const type = stored === undefined ? scalars[kind] : enums.get(stored.enumName);
  if (type !== undefined) return type;
  throw new Error(`Column ${column.name} is a ${kind}, for which the API has no type.`);
}
