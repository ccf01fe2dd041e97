/** Asks every field of every question, on both recorded chains, with each of its arguments. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  graphql,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../src/api/context.ts";
import { entities, isTable } from "../../src/api/entities/tables.ts";
import { topics } from "../../src/api/topics.ts";
import { type Samples, sampleOf, samplesOf } from "./samples.ts";
import { type Recorded, recordedDatabase, schema } from "./server.ts";

const queries = schema.getQueryType()!.getFields();
const questions = topics.flatMap((topic) => Object.keys(topic.queries ?? {}));

/** All fields below a type; of a table's row its columns, as relations lead everywhere. */
function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields()).filter(
    (field) => !isTable(named.name) || Object.hasOwn(entities.get(named.name)!.columns, field.name),
  );
  return ` { ${fields.map((field) => `${field.name}${selectionOf(field.type)}`).join(" ")} }`;
}

/** A question with its required arguments; with each other argument besides. */
function variantsOf(field: GraphQLField<unknown, unknown>, samples: Samples): string[] {
  const optional = field.args.filter((arg) => !isRequiredArgument(arg) && arg.name !== "after");
  return [[], ...optional.map((arg) => [arg])].map((more) => {
    const given = [...field.args.filter(isRequiredArgument), ...more];
    const args = given.map((arg) => `${arg.name}: ${sampleOf(arg, samples)}`).join(", ");
    return `{ ${field.name}${args && `(${args})`}${selectionOf(field.type)} }`;
  });
}

test("there are questions, and none has the name of another thing", () => {
  expect(questions.length).toBeGreaterThan(40);
  for (const name of questions) expect(queries[name]).toBeDefined();
});

describe.each(["month", "quirks"] as const)("on %s", (name) => {
  let recorded: Recorded;
  let samples: Samples;
  beforeAll(async () => {
    recorded = await recordedDatabase(name);
    samples = samplesOf(recorded);
  });
  afterAll(() => recorded.close());

  const ask = (source: string) =>
    graphql({
      schema,
      source,
      contextValue: createContext(
        recorded.db,
        async () => ({
          chain: "provernet",
          chainId: 31337,
          head: { block: recorded.recording.head, timestamp: recorded.head },
          finalized: { block: recorded.recording.head, timestamp: recorded.head },
          ready: true,
        }),
        { isVolatile: false },
      ),
    });

  test.each(questions)(
    "%s answers with every field, and with each of its arguments",
    async (question) => {
      for (const source of variantsOf(queries[question]!, samples)) {
        const { data, errors } = await ask(source);
        expect({ source, errors: errors?.map(String) }).toEqual({ source, errors: undefined });
        expect(data).toHaveProperty(question);
      }
    },
  );

  test("every field of a table's row that a topic adds", async () => {
    const added = topics.flatMap(({ fields = {} }) => Object.entries(fields));
    expect(added.length).toBeGreaterThan(0);
    let rows = 0;
    for (const [table, fields] of added)
      for (const field of Object.keys(fields)) {
        const { type } = (schema.getType(table) as GraphQLObjectType).getFields()[field]!;
        const list = `${table}s`;
        const { data, errors } = await ask(
          `{ ${list}(limit: 100) { items { ${field}${selectionOf(type)} } } }`,
        );
        expect(errors).toBeUndefined();
        rows += (data as Record<string, { items: unknown[] }>)[list]!.items.length;
      }
    expect(rows).toBeGreaterThan(100);
  });
});
