import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { createDatabase } from "../support/database.ts";
import { serve } from "./server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let api: ReturnType<typeof serve>;

beforeAll(async () => {
  vi.stubEnv("NODE_ENV", "production");
  database = await createDatabase();
  api = serve({ db: database.db as unknown as Db, head: 1_762_640_336 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.close();
});

describe("a wrong argument is named, also in production:", () => {
  test.each([
    ["limit: -1", "limit", /limit is -1; it must be from 1 to 1000/],
    ["limit: 0", "limit", /limit is 0; it must be from 1 to 1000/],
    ["limit: 1001", "limit", /limit is 1001; it must be from 1 to 1000/],
    ['orderBy: "fee"', "orderBy", /orderBy is "fee", which is no column\. Columns: id, status/],
    ['orderBy: "__proto__"', "orderBy", /no column/],
    [
      'orderBy: "price"',
      "orderBy",
      /no index leads through these rows\. Orders that one does: .*createdId/,
    ],
    ['orderDirection: "down"', "orderDirection", /it is "asc" or "desc"/],
    ['after: "abc"', "after", /not a cursor/],
    ['after: "W10", before: "W10"', "after", /after and before are both given/],
    ['after: "eyJpZCI6IjB4MDAifQ", orderBy: "settledId"', "after", /ordered by settledId, id/],
    ["where: { status_in: null }", "where.status_in", /is null/],
    ["where: { AND: [{ OR: null }] }", "where.AND[0].OR", /is null or holds null/],
    ["where: { maxFee_gt: null }", "where.maxFee_gt", /only equality can be asked with null/],
    ['where: { vk: "key" }', "where.vk", /is "key", which is not 32 bytes \(0x and 64/],
    [`where: { id: "0x${"1f".repeat(20)}" }`, "where.id", /not 32 bytes .*; it is an address/],
    [`where: { id: "${"1f".repeat(32)}" }`, "where.id", /it lacks 0x at its beginning/],
    ['where: { requester: "0x2546…ec30" }', "where.requester", /it is shortened for reading/],
    ['where: { requester: "0x12" }', "where.requester", /not an address .*; it has 2 digits/],
    [
      'where: { deadline_gt: "1762640336000" }',
      "where.deadline_gt",
      /must be milliseconds; .*Example: .*"1762640336"/,
    ],
    ['where: { vk_contains: "a\\u0000b" }', "where.vk_contains", /U\+0000/],
    ['where: { createdId_gt: "9223372036854775808" }', "where.createdId_gt", /64 bits/],
    ['where: { imgUrl: "a\\u0000b" }', "where.imgUrl", /U\+0000/],
  ])("requests(%s)", async (args, argument, message) => {
    const error = await api.refused(`{ requests(${args}) { totalCount } }`);
    expect(error.message).toMatch(message);
    expect(error.message).toContain("Example: ");
    expect(error.extensions).toEqual({ code: "BAD_USER_INPUT", argument });
    expect(error.path).toEqual(["requests"]);
  });

  test.each([
    ['where: { maxFee: "1.5" }', "GRAPHQL", /BigInt cannot be "1\.5": it is a whole number/],
    ["where: { status: OPEN }", "GRAPHQL", /Value "OPEN" does not exist in "requestStatus" enum/],
    [
      'limit: "5"',
      "GRAPHQL",
      /Int cannot be "5": it is a whole number below 2147483648, without quotes/,
    ],
    ["first: 5", "GRAPHQL", /Unknown argument "first"/],
    ["offset: 5", "GRAPHQL", /Unknown argument "offset"/],
    [
      "where: { createdAt_gte: 1762640336000 }",
      "GRAPHQL",
      /in seconds, not milliseconds\. Example: 1762640336/,
    ],
    [
      'where: { createdAt_gte: "2025-11-08" }',
      "GRAPHQL",
      /seconds since 1970\. Example: 1762560000/,
    ],
  ])("requests(%s), by its type", async (args, _code, message) => {
    const error = await api.refused(`{ requests(${args}) { totalCount } }`);
    expect(error.message).toMatch(message);
    expect(["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]).toContain(error.extensions.code);
  });

  test("variables too", async () => {
    const query = "query ($where: requestFilter) { requests(where: $where) { totalCount } }";
    for (const [where, message] of [
      [
        { maxFee: "much" },
        /"\$where" got invalid value "much" at "where.maxFee"|BigInt cannot be "much"/,
      ],
      [{ maxFee: 1e21 }, /BigInt cannot be the number 1e\+21, which JSON does not keep exactly/],
      [{ status: "OPEN" }, /"OPEN" does not exist in "requestStatus" enum/],
      [{ state: "OPEN" }, /Field "state" is not defined/],
    ] as const) {
      const error = await api.refused(query, { where });
      expect(error.message).toMatch(message);
      expect(error.extensions.code).toBe("BAD_USER_INPUT");
    }
  });

  test("a question of ours", async () => {
    const error = await api.refused('{ misses(requester: "0x12") { items { requestId } } }');
    expect(error.message).toMatch(/requester is "0x12", which is not an address/);
    expect(error.extensions).toEqual({ code: "BAD_USER_INPUT", argument: "requester" });
    for (const [args, argument] of [
      ["limit: 0", "limit"],
      ["from: -1", "from"],
      ["from: 20, to: 10", "to"],
      ['after: "x"', "after"],
    ])
      expect((await api.refused(`{ misses(${args}) { items { requestId } } }`)).extensions).toEqual(
        {
          code: "BAD_USER_INPUT",
          argument,
        },
      );
  });
});

test("whole numbers are taken for BigInt, in text and variables", async () => {
  const query =
    "query ($fee: BigInt) { requests(where: { maxFee: $fee, nonce: 7 }) { totalCount } }";
  for (const fee of ["1000000000000000000", 5, "-3"])
    expect((await api.data(query, { fee })).requests.totalCount).toBe(0);
});

test("a mistake in the question's text says where it is", async () => {
  expect((await api.refused("{ requests ( }")).extensions.code).toBe("GRAPHQL_PARSE_FAILED");
  expect((await api.refused("{ nothing }")).extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("what goes wrong inside is logged under an id, and not told", async () => {
  await database.client.query("alter table verifier rename column version to gone");
  const { message, extensions } = await api.refused("{ verifiers { items { version } } }");
  await database.client.query("alter table verifier rename column gone to version");
  expect(extensions).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  expect(message).toBe(
    `Something went wrong on the server; its log has the reason (${extensions.id}).`,
  );
  expect(JSON.stringify({ message, extensions })).not.toMatch(/select|relation|verifier|\.ts/);
  const [logged, ...more] = api.logged.splice(0);
  expect(logged?.message).toContain(extensions.id);
  expect(String(logged?.error)).toMatch(/column .*version.* does not exist/);
  expect(more).toEqual([]);
});

test("a statement that takes too long is told apart", async () => {
  const query = database.client.query.bind(database.client);
  database.client.query = () =>
    Promise.reject(
      Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" }),
    );
  const { message, extensions } = await api.refused("{ verifiers { items { version } } }");
  database.client.query = query;
  expect(extensions).toEqual({ code: "QUERY_TIMEOUT" });
  expect(message).toMatch(/took too long/);
});
