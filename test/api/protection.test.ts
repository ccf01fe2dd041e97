import { getIntrospectionQuery, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { createBudget } from "../../src/api/protection/budget.ts";
import { costOf } from "../../src/api/protection/cost.ts";
import type { ApiSettings } from "../../src/api/settings.ts";
import { createDatabase } from "../support/database.ts";
import { schema, serve } from "./server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
const api = (settings: Partial<ApiSettings> = {}) =>
  serve({ db: database.db as unknown as Db, head: 1_762_640_336 }, settings);

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

const TYPES = Object.keys(schema.getTypeMap()).length;

const cost = (text: string, variables: Record<string, unknown> = {}) =>
  costOf({ schema, document: parse(text), variables }).points;

describe("the cost of an operation", () => {
  test.each([
    ["{ meta { chainId } }", 2],
    ["{ __typename }", 0],
    ["{ __schema { types { name } } }", Math.ceil(TYPES / 20)],
    ['{ prover(address: "0x00") { name } }', 1],
    ["{ provers { items { name } } }", 51],
    ["{ provers(limit: 10) { items { name } pageInfo { hasNextPage } } }", 12],
    ["{ provers(limit: 10) { totalCount } }", 11],
    ["{ provers(limit: 10) { items { stakes(limit: 20) { items { staker } } } } }", 1 + 10 * 22],
    ["{ requests { items { id } } }", 51],
    ["{ requests(limit: 3) { items { program { vk } } } }", 1 + 3 * 2],
    ["{ ...Q ...Q } fragment Q on Query { provers(limit: 10) { items { name } } }", 22],
    ["{ provers(limit: 10) { ... on proverPage { items { ... { name } } } } }", 11],
  ])("%s", (text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  test("follows variables and their defaults", () => {
    const text = "query ($n: Int = 7) { provers(limit: $n) { items { name } } }";
    expect(cost(text)).toBe(8);
    expect(cost(text, { n: 100 })).toBe(101);
    expect(cost("query ($n: Int) { provers(limit: $n) { items { name } } }")).toBe(51);
  });

  test("of fragments within fragments is counted in time", () => {
    const levels = Array.from(
      { length: 40 },
      (_, level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`,
    );
    const text = `{ ...F0 } ${levels.join(" ")} fragment F40 on Query { meta { chainId } }`;
    expect(cost(text)).toBe(2 * 2 ** 40);
  });
});

describe("an operation is refused", () => {
  test("that costs too much, with cost and limit", async () => {
    const error = await api({ maxCost: 100 }).refused("{ provers(limit: 500) { items { name } } }");
    expect(error.extensions).toEqual({ code: "QUERY_TOO_COSTLY", cost: 501, limit: 100 });
    expect(error.message).toMatch(/may cost 501 points, about as many rows; 100 are allowed/);
  });

  test("that is too deep", async () => {
    const error = await api({ maxDepth: 3 }).refused(
      "{ provers { items { stakes { totalCount } } } }",
    );
    expect(error.extensions).toEqual({ code: "TOO_DEEP", depth: 4, limit: 3 });
  });

  test("that has too many aliases, through fragments too", async () => {
    const text =
      "{ a: meta { ...V } b: meta { ...V } } fragment V on IndexMeta { c: chainId d: chainId }";
    const error = await api({ maxAliases: 5 }).refused(text);
    expect(error.extensions).toEqual({ code: "TOO_MANY_ALIASES", aliases: 6, limit: 5 });
    await api({ maxAliases: 6 }).data(text);
  });

  test("that is too long", async () => {
    const error = await api({ maxTokens: 10 }).refused(`{ ${"__typename ".repeat(20)} }`);
    expect(error.extensions).toEqual({ code: "DOCUMENT_TOO_LONG", limit: 10 });
  });

  test("whose fragment uses itself", async () => {
    const error = await api().refused("{ ...A } fragment A on Query { ...A }");
    expect(error.message).toMatch(/Cannot spread fragment "A" within itself/);
  });

  test("whose body is too large", async () => {
    const response = await api().post({
      query: "{ __typename }",
      variables: { x: "x".repeat(300_000) },
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: "BODY_TOO_LARGE" } }],
    });
  });

  test("that asks for the schema where that is off, or in a circle", async () => {
    const off = await api({ introspection: false }).refused("{ __schema { types { name } } }");
    expect(off.extensions.code).toBe("INTROSPECTION_DISABLED");
    expect((await api({ introspection: false }).data("{ __typename }")).__typename).toBe("Query");
    const circle = `${"fields { type { ".repeat(5)}name${" } }".repeat(5)}`;
    const error = await api().refused(`{ __schema { queryType { ${circle} } } }`);
    expect(error.extensions.code).toBe("INTROSPECTION_TOO_DEEP");
  });

  test("but the editor's question about the schema is answered", async () => {
    const { __schema } = await api().data(getIntrospectionQuery());
    expect(__schema.types.length).toBeGreaterThan(150);
  });
});

describe("a client's budget", () => {
  test("is refused what it has not, and told when to come again", async () => {
    const { post } = api({ budgetPerMinute: 60 });
    const ask = () => post({ query: "{ provers(limit: 49) { items { name } } }" });
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);
    const { errors } = (await refused.json()) as { errors: unknown[] };
    expect(errors).toMatchObject([{ extensions: { code: "RATE_LIMITED", cost: 50, limit: 60 } }]);
    expect(JSON.stringify(errors)).not.toContain("http");
  });

  // What was refused before it was priced cost nothing: fifty clients of such took the whole processor.
  test("pays for large bodies, whatever is in them, and small ones are still answered", async () => {
    const { app, data } = api({ budgetPerMinute: 10_400 });
    const post = (body: string, headers: Record<string, string> = {}) =>
      app.request("/graphql", { method: "POST", headers, body });
    const json = { "content-type": "application/json" };
    expect((await post("x".repeat(250_000), json)).status).toBe(400);
    expect((await post("x".repeat(200_000))).status).toBe(415);
    const refused = await post(`{"a":[${"0,".repeat(125_000)}0]}`, json);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("connection")).toBe("close");
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: "RATE_LIMITED", limit: 10_400 } }],
    });
    expect(await data("{ __typename }")).toEqual({ __typename: "Query" });
  });

  test("is its own only behind a trusted proxy: else anybody could claim to be another", async () => {
    const query = "{ provers(limit: 49) { items { name } } }";
    const statuses = async (trustProxy: boolean, headers: Record<string, string>[]) => {
      const { post } = api({ budgetPerMinute: 60, trustProxy });
      const answers: number[] = [];
      for (const one of headers) answers.push((await post({ query }, one)).status);
      return answers;
    };
    const hops = [
      { "x-forwarded-for": "1.1.1.1, 9.9.9.9" },
      { "x-forwarded-for": "2.2.2.2, 9.9.9.9" },
      { "x-forwarded-for": "8.8.8.8" },
    ];
    expect(await statuses(true, hops)).toEqual([200, 429, 200]);
    expect(await statuses(false, hops)).toEqual([200, 429, 429]);
  });

  test("is that of a key only when the key is in the settings: any invented one had a budget of its own", async () => {
    const query = "{ provers(limit: 49) { items { name } } }";
    const key = "5d0a6f3c1b2e4f7a9c8d";
    const keys = [{ name: "explorer", key, budget: 100 }];
    const { post } = api({ budgetPerMinute: 60, trustProxy: true, keys });
    const statusOf = async (given: string) =>
      (await post({ query }, { "x-api-key": given })).status;
    expect(await statusOf("invented")).toBe(200);
    expect(await statusOf("another")).toBe(429);
    expect([await statusOf(key), await statusOf(key), await statusOf(key)]).toEqual([
      200, 200, 429,
    ]);
  });

  test("fills evenly, to the brim, and each client has one", () => {
    let now = 0;
    const budget = createBudget({ now: () => now });
    const spend = (name: string, points: number) => budget({ name, budgetPerMinute: 60 }, points);
    expect(spend("a", 60)).toEqual({ allowed: true });
    expect(spend("a", 10)).toEqual({ allowed: false, retryAfter: 10 });
    expect(spend("b", 10)).toEqual({ allowed: true });
    now = 9_999;
    expect(spend("a", 10)).toEqual({ allowed: false, retryAfter: 1 });
    now = 10_000;
    expect(spend("a", 10)).toEqual({ allowed: true });
    now = 3_600_000;
    expect(spend("a", 61)).toEqual({ allowed: true });
    expect(spend("a", 1)).toEqual({ allowed: false, retryAfter: 2 });
  });

  test("is remembered for a bounded number of clients", () => {
    const budget = createBudget({ now: () => 0 });
    const spend = (name: string, points: number) => budget({ name, budgetPerMinute: 10 }, points);
    spend("first", 10);
    for (let client = 0; client < 10_000; client++) spend(String(client), 1);
    expect(spend("first", 10)).toEqual({ allowed: true });
  });
});
