import { GraphQLInt, GraphQLNonNull, type GraphQLScalarType, GraphQLSchema } from "graphql";
import { generateSchema } from "../ponder-internal.ts";
import { describeEntities } from "./describe.ts";
import { resolveEntities } from "./entities/resolve.ts";
import { entities, tables } from "./entities/tables.ts";
import { improveBigInt } from "./scalars.ts";

/** The generated part of the schema: for each table a type, a filter, a singular and a plural query; described, and answered by resolvers of our own. */
export function createBase(): GraphQLSchema {
  const schema = withoutUnused(generateSchema(tables));
  improveBigInt(schema.getType("BigInt") as GraphQLScalarType);
  // Ponder takes an integer within a key of several columns for a fraction.
  for (const { name } of entities.values())
    for (const argument of schema.getQueryType()!.getFields()[name]!.args)
      if (String(argument.type) === "Float!") argument.type = new GraphQLNonNull(GraphQLInt);
  describeEntities(schema, entities);
  return resolveEntities(schema, entities);
}

/** Ponder's schema names a type for pages of views, and there are no views. */
function withoutUnused(generated: GraphQLSchema): GraphQLSchema {
  const config = generated.toConfig();
  return new GraphQLSchema({
    ...config,
    types: config.types.filter(({ name }) => name !== "ViewPageInfo"),
  });
}
