/** Asks every field of every question, on both recorded chains, with each of its arguments. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  graphql,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prover, request, stake } from "../../ponder.schema.ts";
import { createContext } from "../../src/api/context.ts";
import { entities, isTable } from "../../src/api/entities/tables.ts";
import { invariantNames } from "../../src/api/topics/invariants.ts";
import { topics } from "../../src/api/topics.ts";
import { built, type Recorded, recordedDatabase } from "./server.ts";

const { schema } = built;
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

type Samples = Readonly<Record<string, string>>;

/** What is asked about on a recorded chain: a value for every argument, by its name. */
function samplesOf({ rows, head }: Recorded): Samples {
  const proven = rows(request).filter(({ status }) => status === "FULFILLED");
  const chosen = proven[Math.floor(proven.length / 2)]!;
  const other = rows(prover).find(({ address, bids }) => address !== chosen.winner && bids > 0)!;
  const text = (value: string) => JSON.stringify(value);
  return {
    prover: text(chosen.winner!),
    provers: `[${text(chosen.winner!)}]`,
    rival: text(other.address),
    winner: text(chosen.winner!),
    requester: text(chosen.requester),
    requestId: text(chosen.id),
    id: text(chosen.id),
    vk: text(chosen.vk),
    vks: `[${text(chosen.vk)}]`,
    staker: text(rows(stake)[0]!.staker),
    account: text(rows(stake)[0]!.staker),
    name: text("biddingPhaseDuration"),
    names: `[${text(invariantNames[0]!)}]`,
    text: text(chosen.requester.slice(0, 12)),
    at: String(head),
    block: String(chosen.createdBlock),
    transaction: text(chosen.createdTransaction),
    from: String(head - 86_400 * 20),
    to: String(head),
    orderDirection: text("desc"),
    unit: "DAY",
  };
}

/** An argument's value: the sample of its name, or what its type allows. */
function sampleOf(argument: GraphQLArgument, samples: Samples): string {
  const type = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
  const named = getNamedType(type);
  const sample =
    samples[argument.name] ??
    (isEnumType(named)
      ? named.getValues()[0]!.name
      : { Boolean: "true", String: '"a"' }[named.name]) ??
    "5";
  return isListType(type) && !sample.startsWith("[") ? `[${sample}]` : sample;
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
