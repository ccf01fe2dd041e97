/** Questions drawn at random from the schema, with every argument a hostile value of its type. */
import fc from "fast-check";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Recorded, recordedDatabase, schema, serve } from "../server.ts";
import { expectAnswer } from "./support.ts";

let recorded: Recorded;
let api: ReturnType<typeof serve>;
beforeAll(async () => {
  recorded = await recordedDatabase("quirks");
  api = serve(recorded, { timeoutMs: 120_000 });
});
afterAll(() => recorded.close());

/** How often each question is asked: FUZZ=250 npx vitest run test/api/attack/fuzz.test.ts */
const RUNS = Number(process.env.FUZZ ?? 25);
/** Whatever becomes of it, no statement may hold it: values are bound. */
const MARK = "zzMARKzz";
const texts = fc.oneof(
  fc.constantFrom(
    ...[`${MARK}'; drop table request; --`, `${MARK}" or "1"="1`, `${MARK}\\`, `${MARK}%_`],
    ...[`${MARK}\u0000`, "\ud800", "\u0000", "", "💥".repeat(50), `$1 ${MARK}`, `{${MARK}}`],
    ...[
      "0x",
      "0x0",
      `0x${"f".repeat(40)}`,
      `0x${"1f".repeat(32)}`,
      `0x${"0".repeat(4000)}`,
      "0xzz",
    ],
    ...["-1", "9223372036854775808", "1".repeat(78), "1".repeat(500), "NaN", "__proto__", "1e5"],
    ...["id", "createdId", `id" desc, ${MARK}`, "constructor", "asc", `desc; ${MARK}`, "W10"],
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const whole = fc.constantFrom(
  0,
  1,
  -1,
  2,
  50,
  1000,
  1001,
  86_400,
  1_762_000_000,
  2 ** 31 - 1,
  -(2 ** 31),
);

const hostile = (type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> => {
  if (isNonNullType(type)) return hostile(type.ofType, depth);
  if (isListType(type))
    return fc.oneof(
      { weight: 9, arbitrary: fc.array(hostile(type.ofType, depth + 1), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    if (depth > 4) return fc.constant({});
    return fc
      .uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 2 })
      .chain((chosen) =>
        fc.record(
          Object.fromEntries(chosen.map((field) => [field.name, hostile(field.type, depth + 1)])),
        ),
      );
  }
  switch (getNamedType(type).name) {
    case "Int":
      return whole;
    case "Float":
      return fc.constantFrom(0.5, -1e300, 1e300, 3);
    case "Boolean":
      return fc.boolean();
    case "BigInt":
      return fc.oneof(
        whole,
        fc.constantFrom("1".repeat(78), "-1", "9223372036854775807", "x"),
        texts,
      );
    default:
      return texts;
  }
};

/** What is selected of a type: its scalars, or one of its objects, a few levels deep. */
const selectionOf = (type: GraphQLOutputType, depth = 0): string => {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return "";
  if (isUnionType(named) || depth > 2) return "{ __typename }";
  const fields = Object.values(isObjectType(named) ? named.getFields() : {});
  const plain = fields.filter(({ args }) => args.every(({ type: given }) => !isNonNullType(given)));
  return `{ __typename ${plain
    .slice(0, 25)
    .map((field) => `${field.name} ${selectionOf(field.type, depth + 1)}`)
    .join(" ")} }`;
};

const questionOf = (field: GraphQLField<unknown, unknown>) =>
  fc
    .record(Object.fromEntries(field.args.map(({ name, type }) => [name, hostile(type)])), {
      requiredKeys: field.args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name),
    })
    .map((variables) => {
      const used = field.args.filter(({ name }) => name in variables);
      const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(", ");
      const given = used.map(({ name }) => `${name}: $${name}`).join(", ");
      const head = declared === "" ? "query" : `query (${declared})`;
      const call = given === "" ? field.name : `${field.name}(${given})`;
      return { query: `${head} { ${call} ${selectionOf(field.type)} }`, variables };
    });

const fields = Object.values(schema.getQueryType()!.getFields());

test.each(fields.map((field) => [field.name, field] as const))(
  "%s has an answer to everything",
  async (_, field) => {
    await fc.assert(
      fc.asyncProperty(questionOf(field), async (question) => {
        recorded.statements.length = 0;
        api.logged.length = 0;
        await expectAnswer(await api.post(question));
        expect(api.logged).toEqual([]);
        // No client's text is in the text of a statement, as an identifier or otherwise.
        for (const statement of recorded.statements) expect(statement).not.toContain(MARK);
      }),
      { numRuns: RUNS, seed: 1 },
    );
  },
);
