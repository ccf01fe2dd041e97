import { type GraphQLObjectType, getNamedType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { createDatabase } from "../../support/database.ts";
import { examplesOf } from "../examples.ts";
import { count } from "../loops.ts";
import { type Shape, schema, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

const examples = examplesOf("08", "10", "11", "15", "17", "19", "20", "21", "24");

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let api: ReturnType<typeof serve>;
  beforeAll(async () => {
    opened = await openRecording(name);
    api = serve(opened);
  });
  afterAll(() => opened.close());

  test.each(examples)("queries/$name is answered", async ({ text, variables }) => {
    const answer = await api.data(text, variables);
    expect(Object.keys(answer).length).toBeGreaterThan(1);
    if (name === "month") for (const value of Object.values(answer)) expect(value).not.toBe(null);
  });

  test.each([
    ["marketSeries(unit: HOUR, from: 1) { at }", "from", "more than 1000 buckets of unit HOUR"],
    ["marketSeries(unit: DAY, from: 9, to: 9) { at }", "to", "not after from"],
    ["feeFlow(from: -1) { periods { start } }", "from", "not negative"],
    ["networkOverview(at: -1) { now { at } }", "at", "not negative"],
    ['feeAdvice(vk: "0x12") { auctions }', "vk", "not 32 bytes"],
    ['feeAdvice(maxFee: "-1") { auctions }', "maxFee", "must not be negative"],
    ["feeAdvice(seconds: -1) { auctions }", "seconds", "must not be negative"],
    ["marketConcentration(limit: 0) { fairness { wins } }", "limit", "from 1 to 1000"],
    ['misses(prover: "me") { items { vk } }', "prover", "not an address"],
    ['misses(after: "x") { items { vk } }', "after", "not a cursor"],
    ['programOverview(vk: "") { from }', "vk", "not 32 bytes"],
    ["rewardEpochList(limit: 1001) { items { epoch } }", "limit", "from 1 to 1000"],
  ])("%s is refused with a reason", async (question, argument, reason) => {
    const { message, extensions } = await api.refused(`{ ${question} }`);
    expect(extensions).toMatchObject({ code: "BAD_USER_INPUT", argument });
    expect(message).toContain(reason);
    expect(message).toContain("Example:");
  });

  test.each(["DAY", "REWARD_EPOCH"])(
    "a field of a series per %s is the same asked alone as beside all others",
    async (unit) => {
      const point = schema.getType("MarketPoint") as GraphQLObjectType;
      const fields = Object.values(point.getFields()).map(({ name, type }) => {
        const named = getNamedType(type);
        const parts = isObjectType(named) ? `{ ${Object.keys(named.getFields()).join(" ")} }` : "";
        return `${name} ${parts}`;
      });
      const ask = async (asked: readonly string[]): Promise<Shape[]> =>
        (await api.data(`{ marketSeries(unit: ${unit}) { points { ${asked.join(" ")} } } }`))
          .marketSeries.points;
      const together = await ask(fields);
      for (const field of fields)
        for (const [index, alone] of (await ask([field])).entries())
          expect(together[index]).toMatchObject(alone);
    },
  );

  test("a span after the head is empty, and a far time is answered", async () => {
    const answer = await api.data(
      `{ marketSeries(unit: MONTH, from: 2147483000) { points { start } }
         feeAdvice(from: 2147483000) { auctions }
         networkOverview(at: 2147483647) { now { openRequests { total refundable } } last24h { requests } } }`,
    );
    const open = count(opened.rows(request), ({ status }) => status === "PENDING");
    expect(answer).toEqual({
      marketSeries: { points: [] },
      feeAdvice: { auctions: 0 },
      networkOverview: {
        now: { openRequests: { total: open, refundable: expect.any(Number) } },
        last24h: { requests: 0 },
      },
    });
  });
});

test("nothing is indexed: every question has an answer of nothing", async () => {
  const { db, close } = await createDatabase();
  const api = serve({ db: db as unknown as Db, head: 1_760_000_000 });
  for (const { text, variables } of examples)
    expect(await api.data(text, variables)).toBeTypeOf("object");
  await close();
});
