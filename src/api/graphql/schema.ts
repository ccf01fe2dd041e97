import { extendSchema, type GraphQLSchema, isAbstractType, isObjectType, parse } from "graphql";
import type { FieldCost, Module } from "./module.ts";

/** A schema with its modules' resolvers, and what its dearer fields cost. */
export type Built = { schema: GraphQLSchema; costs: Readonly<Record<string, FieldCost>> };

/**
 * One schema of the generated part and the modules.
 * @throws Error when a module is wrong: a name defined twice, a resolver or cost of a field that is not there
 */
export function buildSchema({
  base,
  modules,
}: {
  base: GraphQLSchema;
  modules: readonly Module[];
}): Built {
  const typeDefs = modules.map((module) => module.typeDefs).join("\n");
  const schema = extendSchema(base, parse(typeDefs));
  for (const { resolvers } of modules)
    for (const [typeName, fields] of Object.entries(resolvers)) attach(schema, typeName, fields);
  const costs = Object.assign({}, ...modules.map((module) => module.costs ?? {}));
  for (const name of Object.keys(costs)) fieldOf(schema, name);
  return { schema, costs };
}

function attach(
  schema: GraphQLSchema,
  typeName: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const type = schema.getType(typeName);
  for (const [name, value] of Object.entries(fields)) {
    if (name === "__resolveType" && isAbstractType(type)) {
      type.resolveType = value as never;
    } else if (isObjectType(type)) {
      fieldOf(schema, `${typeName}.${name}`).resolve = value as never;
    } else throw new Error(`A resolver is given for ${typeName}.${name}, which is not there.`);
  }
}

function fieldOf(schema: GraphQLSchema, path: string) {
  const [typeName = "", name = ""] = path.split(".");
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`The schema has no field ${path}.`);
  return field;
}
