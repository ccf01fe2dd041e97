import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";
import { describe, expect, test } from "vitest";
import { buildSchema } from "../../src/api/graphql/schema.ts";
import { built } from "./server.ts";

const { schema } = built;
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

type Named = { name: string; description?: string | null | undefined };

const partsOf = (type: GraphQLNamedType): (readonly [string, Named])[] => {
  const within = (parts: readonly Named[]) =>
    parts.map((part) => [`${type.name}.${part.name}`, part] as const);
  if (isEnumType(type)) return within(type.getValues());
  if (isInputObjectType(type)) return within(Object.values(type.getFields()));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [`${type.name}.${field.name}`, field] as const,
    ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name})`, arg] as const),
  ]);
};

describe("the schema", () => {
  test("describes every type, field, argument, filter and value", () => {
    const all = types.flatMap((type) => [[type.name, type] as const, ...partsOf(type)]);
    expect(all.length).toBeGreaterThan(4000);
    expect(all.filter(([, { description }]) => !description?.trim()).map(([name]) => name)).toEqual(
      [],
    );
  });

  test("does not show the indexer's own memory", () => {
    expect(types.map(({ name }) => name)).toContain("request");
    expect(types.filter(({ name }) => /transactionMemory/i.test(name))).toEqual([]);
  });

  test("and what is generated from it are up to date", () => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const run = () =>
      execFileSync(process.execPath, ["scripts/generate.ts", "--check"], {
        cwd: root,
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(run).not.toThrow();
    // A process of its own, which reads the compiler and Ponder.
  }, 120_000);

  test("refuses a module with a resolver for a field that is not there", () => {
    const module = {
      typeDefs: 'extend type Query { "A." a: Int }',
      resolvers: { Query: { b: () => 1 } },
    };
    expect(() => buildSchema({ base: schema, modules: [module] })).toThrow(
      "The schema has no field Query.b.",
    );
    const costly = { ...module, resolvers: {}, costs: { "Query.c": { base: 1 } } };
    expect(() => buildSchema({ base: schema, modules: [costly] })).toThrow(/no field Query\.c/);
  });
});
