/** Questions made to cost the server more than their client. */
import { readFileSync } from "node:fs";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "../../../src/api/db.ts";
import { createDatabase } from "../../support/database.ts";
import { serve } from "../server.ts";
import { CODES, expectAnswer } from "./support.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let api: ReturnType<typeof serve>;
beforeAll(async () => {
  database = await createDatabase();
  api = serve({ db: database.db as unknown as Db, head: 1_762_640_336 }, {}, undefined, {
    rowsOf: () => 1_000_000,
  });
});
afterAll(() => database.close());
beforeEach(() => {
  api.logged.length = 0;
});

const many = (times: number, text: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => text(n)).join(" ");
const nested = (times: number, open: string, inner: string, close: string) =>
  open.repeat(times) + inner + close.repeat(times);

describe("an operation is refused", () => {
  test.each([
    ["depth", nested(20, "{ prover { stakes { items ", "{ staker }", "} } }"), "TOO_DEEP"],
    ["width", `{ ${many(600, () => "__typename")} }`, "TOO_MANY_FIELDS"],
    ["aliases", `{ ${many(60, (n) => `a${n}: meta { chainId }`)} }`, "TOO_MANY_ALIASES"],
    [
      "lists within lists",
      "{ provers(limit: 1000) { items { stakes(limit: 1000) { items { staker } } } } }",
      "QUERY_TOO_COSTLY",
    ],
    [
      "scans",
      `{ ${many(49, (n) => `a${n}: activities(where: { transaction_contains: "${n}" }, limit: 1) { items { id } }`)} }`,
      "QUERY_TOO_COSTLY",
    ],
    [
      "introspection",
      `{ ${many(50, (n) => `a${n}: __schema { types { fields { name type { name } } inputFields { name type { name } } } }`)} }`,
      "QUERY_TOO_COSTLY",
    ],
    ["a fragment of itself", "{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "fragments in a ring",
      `{ ...F0 } ${many(50, (n) => `fragment F${n} on Query { ...F${(n + 1) % 50} }`)}`,
      "GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "fragments that double",
      `{ ...F0 } ${many(40, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F40 on Query { meta { chainId } }`,
      "TOO_MANY_FIELDS",
    ],
    ["words", `{ meta(${many(2_000, (n) => `a${n}: 1`)}) { chainId } }`, "DOCUMENT_TOO_LONG"],
    ["brackets", `{ requests(where: { AND: ${"[".repeat(100_000)} ) }`, "TOO_DEEP"],
    ["brackets and texts", `{ requests(where: { AND: ${'["]"'.repeat(900)}`, "TOO_DEEP"],
    [
      "brackets that nothing closes",
      `{ requests(where: { AND: ${"[".repeat(90)}`,
      "GRAPHQL_PARSE_FAILED",
    ],
    ["directives", `{ meta ${many(500, () => "@a")} { chainId } }`, "GRAPHQL_VALIDATION_FAILED"],
    ["words unknown", `{ ${many(400, (n) => `reqests${n}`)} }`, "GRAPHQL_VALIDATION_FAILED"],
    ["a number too large", "{ requests(limit: 1e308) { totalCount } }", "BAD_USER_INPUT"],
    ["a limit too large", "{ requests(limit: 2147483647) { items { id } } }", "QUERY_TOO_COSTLY"],
    ["nothing", "", "BAD_REQUEST"],
    [
      "no operation",
      "query A { meta { chainId } } query B { meta { chainId } }",
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["a mutation", "mutation { drop }", "GRAPHQL_VALIDATION_FAILED"],
    ["a subscription", "subscription { requests { id } }", "GRAPHQL_VALIDATION_FAILED"],
  ])("for its %s", async (_, query, code) => {
    const codes = await expectAnswer(await api.post({ query }));
    expect(codes).toContain(code);
    expect(api.logged).toEqual([]);
  });

  test("for its answer's weight, whatever it cost", async () => {
    const small = serve({ db: database.db as unknown as Db, head: 0 }, { maxAnswerMegabytes: 1 });
    const codes = await expectAnswer(await small.post({ query: getIntrospectionQuery() }));
    expect(codes).toEqual(["ANSWER_TOO_LARGE"]);
  });

  test("for its variables", async () => {
    const query = "query ($where: requestFilter) { requests(where: $where) { totalCount } }";
    const ask = async (variables: unknown) => expectAnswer(await api.post({ query, variables }));
    const ring = (depth: number) =>
      JSON.parse(`{"where":${nested(depth, '{"AND":[', "{}", "]}")}}`);
    expect(await ask(ring(30))).toEqual([]);
    expect(await ask(ring(500))).toEqual(["BAD_REQUEST"]);
    expect(await ask([])).toEqual(["BAD_REQUEST"]);
    expect(await ask({ where: { status_in: Array(3_000).fill("PENDING") } })).toEqual([
      "BAD_USER_INPUT",
    ]);
    expect(await ask({ where: { OR: Array(200).fill({ maxFee: "1" }) } })).not.toEqual([]);
    expect(await ask({ where: JSON.parse('{"__proto__": {"id": "0x00"}}') })).not.toEqual([]);
  });
});

describe("a request that is no question is refused", () => {
  const post = (body: BodyInit, type = "application/json") =>
    Promise.resolve(
      api.app.request("/graphql", { method: "POST", headers: { "content-type": type }, body }),
    );
  const get = (search: string) => Promise.resolve(api.app.request(`/graphql?${search}`));

  test.each([
    ["brackets", () => post("[".repeat(100_000)), 400],
    ["brackets that close", () => post("[".repeat(100_000) + "]".repeat(100_000)), 400],
    ["objects", () => post(nested(40_000, '{"a":', "1", "}")), 400],
    ["no JSON", () => post("{query"), 400],
    ["no body", () => post(""), 400],
    ["bytes", () => post(new Uint8Array([0, 255, 254, 0])), 400],
    ["a list", () => post(JSON.stringify([{ query: "{ meta { chainId } }" }])), 400],
    ["null", () => post("null"), 400],
    ["a number for a query", () => post('{"query":5}'), 400],
    ["a list for a name", () => post('{"query":"{ meta { chainId } }","operationName":[]}'), 400],
    ["a form", () => post("query={meta{chainId}}", "application/x-www-form-urlencoded"), 415],
    ["files", () => post(new FormData() as never, "multipart/form-data; boundary=x"), 415],
    ["a GET whose variables are no JSON", () => get("query={meta{chainId}}&variables={"), 400],
    ["a GET whose variables are a list", () => get("query={meta{chainId}}&variables=[]"), 400],
    ["a GET without a query", () => get("variables={}"), 400],
    ["a GET with broken letters", () => get("query=%ff%fe%00"), 200],
  ])("%s", async (_, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(await expectAnswer(response)).toHaveLength(1);
    expect(api.logged).toEqual([]);
  });

  test.each(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACEX"])("%s", async (method) => {
    const response = await api.app.request("/graphql", { method });
    await expectAnswer(response);
    expect(response.status).toBeGreaterThanOrEqual(200);
    expect(api.logged).toEqual([]);
  });
});

test("every code is documented", () => {
  const documented = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
  for (const code of CODES) expect(documented).toContain(`\`${code}\``);
});
