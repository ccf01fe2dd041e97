import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { networkOf } from "../../../src/api/reads/network.ts";
import { examplesOf } from "../examples.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "../server.ts";

const examples = examplesOf("01", "02", "03", "04", "05", "09", "13", "14", "16", "23");

let recorded: Recorded;
let api: ReturnType<typeof serve>;
beforeAll(async () => {
  recorded = await recordedDatabase("month");
  api = serve(recorded);
});
afterAll(() => recorded.close());

describe("a query file", () => {
  test.each(examples)("$name answers on the demo's chain, in few statements", async (example) => {
    const { text, variables } = example;
    recorded.statements.length = 0;
    const data = await api.data(text, variables);
    for (const answer of Object.values(data)) expect(answer).not.toBeNull();
    expect(recorded.statements.length).toBeLessThanOrEqual(10);
  });

  test("as many rows again cost no more statements", async () => {
    const ask = async (limit: number) => {
      recorded.statements.length = 0;
      const [{ text, variables }] = examplesOf("01-refundable-requests") as [(typeof examples)[0]];
      await api.data(text, { ...variables, requester: null, limit });
      return recorded.statements.length;
    };
    expect(await ask(14)).toBe(await ask(2));
  });
});

describe("a list", () => {
  test("goes on after its cursor, to the same rows", async () => {
    const page = `query($after: String, $limit: Int) { refundableRequests(limit: $limit, after: $after) { items { request { id } } pageInfo { endCursor hasNextPage hasPreviousPage } } }`;
    const whole = (await api.data(page)).refundableRequests;
    expect(whole.pageInfo.hasNextPage).toBe(false);
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { items, pageInfo }: Shape = (await api.data(page, { limit: 5, after }))
        .refundableRequests;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      ids.push(...items.map((item: Shape) => item.request.id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(ids).toEqual(whole.items.map((item: Shape) => item.request.id));
  });

  test("of duties and of misses goes on after its cursor, too", async () => {
    const winners = recorded
      .rows(tables.request)
      .filter(({ status, winner }) => status === "PENDING" && winner !== null);
    const { winner, createdAt } = winners.at(-1)!;
    const text = `query($prover: String!, $at: Int, $limit: Int, $after: String) {
      proverDuties(prover: $prover, at: $at, minutes: 44640, limit: $limit, after: $after) { items { closesAt } pageInfo { endCursor hasNextPage } }
      slashableMisses(at: 1762340000, limit: $limit) { items { until } pageInfo { endCursor } }
      eligibleProvers(requestId: "${winners[0]!.id}", limit: $limit) { items { headroom } pageInfo { endCursor } }
    }`;
    const variables = { prover: winner, at: createdAt };
    const whole = (await api.data(text, variables)).proverDuties.items;
    expect(whole.length).toBeGreaterThan(0);
    const first = (await api.data(text, { ...variables, limit: 1 })).proverDuties;
    const rest = (await api.data(text, { ...variables, after: first.pageInfo.endCursor }))
      .proverDuties;
    expect([...first.items, ...rest.items]).toEqual(whole);
  });
});

describe("a wrong argument", () => {
  test.each([
    [`refundableRequests(requester: "0x12") { totalCount }`, "requester"],
    [`refundableRequests(limit: 0) { totalCount }`, "limit"],
    [`refundableRequests(after: "?") { totalCount }`, "after"],
    [`refundableRequests(at: -1) { totalCount }`, "at"],
    [`proverDuties(prover: "0x${"11".repeat(20)}", minutes: 44641) { at }`, "minutes"],
    [`biddableRequests(prover: "0x${"11".repeat(20)}", vks: []) { headroom }`, "vks"],
    [`biddableRequests(prover: "0x${"11".repeat(20)}", minMaxFee: "-1") { headroom }`, "minMaxFee"],
    [`eligibleProvers(requestId: "0x11") { totalCount }`, "requestId"],
    [`unbondingCalendar(days: 0) { ready { amount } }`, "days"],
    [`slashes(from: 10, to: 10) { totalCount }`, "to"],
    [
      `proverCapacity(prover: "0xbcd4042de499d14e55001ccbb24a551f3b954096", minStake: "-1") { headroom }`,
      "minStake",
    ],
    [
      `proverCapacity(prover: "0xbcd4042de499d14e55001ccbb24a551f3b954096") { series(from: 0, step: 60) { start } }`,
      "step",
    ],
    [
      `proverCommission(prover: "0xbcd4042de499d14e55001ccbb24a551f3b954096") { raises(window: 0) { source } }`,
      "window",
    ],
  ])("is refused by name: %s", async (field, argument) => {
    const { extensions, message } = await api.refused(`{ ${field} }`);
    expect(extensions).toMatchObject({ code: "BAD_USER_INPUT", argument });
    expect(message).toContain("Example:");
  });

  test("an address that is nobody's is not wrong: there is nothing to tell", async () => {
    const nobody = `0x${"00".repeat(20)}`;
    const data = await api.data(`{
      proverDuties(prover: "${nobody}") { at }
      proverCapacity(prover: "${nobody}") { headroom }
      proverCommission(prover: "${nobody}") { accrued }
      eligibleProvers(requestId: "0x${"00".repeat(32)}") { totalCount }
      requestTimeline(requestId: "0x${"00".repeat(32)}") { surplus }
      biddableRequests(prover: "${nobody}") { obstacle items { biddingEndsAt } headroom }
    }`);
    expect(data).toEqual({
      proverDuties: null,
      proverCapacity: null,
      proverCommission: null,
      eligibleProvers: null,
      requestTimeline: null,
      biddableRequests: { obstacle: "UNKNOWN_PROVER", items: [], headroom: null },
    });
  });
});

describe("what stands in the way", () => {
  test("of a prover that is not Active, of a pause, of a pool that is short, is said", async () => {
    const { db } = recorded;
    const row = recorded
      .rows(tables.request)
      .find(
        ({ status, winner, deadline }) =>
          status === "PENDING" && winner !== null && Number(deadline) > recorded.head,
      )!;
    const prover = row.winner!;
    const text = `query($prover: String!, $requester: String!) {
      proverDuties(prover: $prover) { state stakingPaused items { kind obstacles } }
      biddableRequests(prover: $prover) { obstacle }
      openRequests(requester: $requester) { items { request { id } trouble } }
      unstakeQueue(state: READY) { items { isStuck } }
      slashableMisses(at: 1762340000) { items { obstacles } }
    }`;
    const ask = async () => {
      const data = await api.data(text, { prover, requester: row.requester });
      return {
        duties: data.proverDuties.items[0].obstacles as string[],
        bidding: data.biddableRequests.obstacle as string | null,
        trouble: data.openRequests.items.find((item: Shape) => item.request.id === row.id)
          .trouble as string[],
        stuck: data.unstakeQueue.items.every((item: Shape) => item.isStuck) as boolean,
        slashing: data.slashableMisses.items[0].obstacles as string[],
      };
    };
    const set = (text: string) => db.execute(sql.raw(text));
    expect(await ask()).toMatchObject({ duties: [], bidding: null, stuck: false });
    await set(`update prover set state = 'JAILED' where address = '${prover}'`);
    await set(`update contract set paused = true where name = 'STAKING'`);
    await set("update prover set unstaking = 0");
    const after = await ask();
    expect(after.duties).toEqual(["NOT_ACTIVE", "STAKING_PAUSED"]);
    expect(after.bidding).toBe("NOT_ACTIVE");
    expect(after.trouble).toEqual(expect.arrayContaining(["NOT_ACTIVE", "STAKING_PAUSED"]));
    expect(after.stuck).toBe(true);
    expect(after.slashing).toContain("STAKING_PAUSED");
    await set(`update prover set state = 'ACTIVE', assets = 1 where address = '${prover}'`);
    const poor = await ask();
    expect(poor.bidding).toBe("NO_HEADROOM");
    expect(poor.trouble).toContain("OVERLOADED");
  });

  test("in an index of nothing there is nothing", async () => {
    const { db } = recorded;
    const names = (
      await db.execute(sql`select tablename from pg_tables where schemaname = 'public'`)
    ).rows.map((row) => `"${(row as { tablename: string }).tablename}"`);
    await db.execute(sql.raw(`truncate ${names.join(", ")}`));
    expect(await networkOf(db)).toBeNull();
    for (const { text, variables } of examples) {
      const data = await api.data(text, variables);
      const [answer] = Object.values(data);
      if (answer !== null && "items" in answer) expect(answer.items).toEqual([]);
    }
  });
});
