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
import { int } from "../../src/api/declare/fields.ts";
import { buildSchema } from "../../src/api/schema.ts";
import { schema } from "./server.ts";

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

  // An editor shows one description at a time, and `schema.graphql` sorts them: "Of them proven" was of nobody.
  test("describes each in words that need no other description beside them", () => {
    const leaning =
      /^(\[[^\]]+\] )?(Of (it|them|those)|The (first|last|one) of them|That part)\b|\bnull with (it|them)\b/;
    const parts = types.flatMap(partsOf);
    expect(
      parts.filter(([, { description }]) => leaning.test(description!)).map(([name]) => name),
    ).toEqual([]);
  });

  test("describes the network of the past in sentences, made of those of its row", () => {
    const past = types.find(({ name }) => name === "PastNetwork")!;
    const texts = partsOf(past).map(([, { description }]) => description);
    expect(texts.length).toBeGreaterThan(30);
    for (const text of texts) expect(text).toMatch(/^(\[wei\] )?[A-ZΣ].* As of then\.$/);
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

  test("has no two types whose names differ in case alone: clients in some languages could not have both", () => {
    const names = types.map(({ name }) => name.toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("refuses two topics that declare the same field, and one that a table has", () => {
    const topic = (name: string) => ({ queries: { [name]: int("A number.") } });
    expect(() => buildSchema([topic("a"), topic("a")])).toThrow("Query.a is declared twice.");
    expect(() => buildSchema([topic("request")])).toThrow("Query.request is declared twice.");
    const field = { fields: { request: { id: int("A number.") } } };
    expect(() => buildSchema([field])).toThrow("request.id is declared twice.");
  });
});
