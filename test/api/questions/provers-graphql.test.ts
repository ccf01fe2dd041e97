import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { breakdownsOf, proverReturns } from "../../../src/api/reads/returns.ts";
import { standingsOf } from "../../../src/api/reads/standings.ts";
import { proverRecord } from "../../../src/api/topics/prover-record.ts";
import { proverSetAt, proverSetSeries } from "../../../src/api/topics/prover-set.ts";
import { proverSpells } from "../../../src/api/topics/prover-spells.ts";
import { rivalsOf } from "../../../src/api/topics/rivals.ts";
import { priceBuckets, priceMoves, vaultStateAt } from "../../../src/api/topics/vault-prices.ts";
import { createDatabase } from "../../support/database.ts";
import { examplesOf } from "../examples.ts";
import { DAY } from "../loops.ts";
import { type Shape, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let provers: (typeof tables.prover.$inferSelect)[];
  beforeAll(async () => {
    opened = await openRecording(name);
    provers = opened.rows(tables.prover);
  });
  afterAll(() => opened.close());

  describe("asked over GraphQL", () => {
    const examples = examplesOf("06", "07", "12", "25", "26");

    test.each(examples)("$name is answered", async ({ text, variables }) => {
      const data = await serve(opened).data(text, variables);
      // The recordings have the same first provers.
      for (const answer of Object.values(data)) expect(answer).not.toBeNull();
    });

    test("several vaults are told as each of them alone", async () => {
      const [one, other] = provers.map(({ address }) => address);
      const told =
        "{ prover { address } state { price } buckets(unit: DAY) { start after { price } } }";
      const data = await serve(opened).data(`{
        both: vaultPricesOf(provers: ["${other}", "0x${"00".repeat(20)}", "${one}"]) ${told}
        one: vaultPrices(prover: "${one}") ${told}
        other: vaultPrices(prover: "${other}") ${told}
      }`);
      expect(data.both).toEqual([data.other, data.one]);
    });

    test("pages show each row once", async () => {
      const { data } = serve(opened);
      const [{ address }] = provers as [(typeof provers)[0]];
      const lists = {
        proverReturns: ["days: 10", "prover { address } apr"],
        proverSpells: ["", "prover { address } joinedAt"],
        proverRivals: [`prover: "${address}", from: 0`, "prover { address } vk"],
      } as const;
      for (const [field, [args, fields]] of Object.entries(lists)) {
        const ask = async (limit: number, after: string | null) => {
          const query = `query($limit: Int, $after: String) { ${field}(${args} limit: $limit, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } items { ${fields} } } }`;
          return (await data(query, { limit, after }))[field];
        };
        const whole = await ask(200, null);
        const seen = [];
        for (let after: string | null = null; ; ) {
          const page = await ask(13, after);
          seen.push(...page.items);
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        expect(seen.length).toBe(whole.totalCount);
        expect(seen.slice(0, 200)).toEqual(whole.items);
      }
    });

    test("programs of a record come in pages, most bids first", async () => {
      const { data } = serve(opened);
      const [{ address }] = provers as [(typeof provers)[0]];
      const seen: { vk: string; bids: number }[] = [];
      for (let after: string | null = null; ; ) {
        const query = `query($prover: String!, $after: String) { proverRecord(prover: $prover) {
          programs(limit: 7, after: $after) { totalCount pageInfo { hasNextPage endCursor } items { vk bids } } } }`;
        const { programs }: Shape = (await data(query, { prover: address, after })).proverRecord;
        seen.push(...programs.items);
        if (programs.pageInfo.hasNextPage) after = programs.pageInfo.endCursor;
        else {
          expect(seen.length).toBe(programs.totalCount);
          break;
        }
      }
      expect(new Set(seen.map(({ vk }) => vk)).size).toBe(seen.length);
      expect(seen).toEqual(seen.toSorted((a, b) => b.bids - a.bids || (a.vk < b.vk ? -1 : 1)));
    });

    test.each([
      ["proverReturns(days: 0) { totalCount }", "days"],
      ["proverReturns(days: 7, from: 5) { totalCount }", "days"],
      ["proverReturns(from: 2000000000) { totalCount }", "to"],
      [`proverReturns(provers: ["0x12"]) { totalCount }`, "provers"],
      ["proverReturns(limit: 201) { totalCount }", "limit"],
      [`proverReturns(after: "x") { totalCount }`, "after"],
      [`proverRecord(prover: "0x12") { from }`, "prover"],
      [`proverRecord(prover: "0x${"00".repeat(20)}", from: 0) { from }`, "from"],
      [`proverRivals(prover: "0x${"00".repeat(20)}", vk: "0x1") { auctions }`, "vk"],
      [`proverRecord(prover: "0x${"00".repeat(20)}", from: 0) { priceLevels { won } }`, "from"],
      ["vaultPricesOf(provers: []) { state { price } }", "provers"],
      ["proverSetSeries(unit: HOUR) { start }", "unit"],
      ["proverSet(at: -1) { active }", "at"],
      ["proverSpells(from: 9, to: 9) { totalCount }", "to"],
    ])("%s is refused", async (query, argument) => {
      const { extensions } = await serve(opened).refused(`{ ${query} }`);
      expect(extensions).toMatchObject({ code: "BAD_USER_INPUT", argument });
    });

    test("an address that never was a prover has no vault, no record and no rivals", async () => {
      const data = await serve(opened).data(`{
        vaultPrices(prover: "0x${"00".repeat(20)}") { state { price } }
        proverRecord(prover: "0x${"00".repeat(20)}") { from }
        proverRivals(prover: "0x${"00".repeat(20)}") { auctions totalCount items { vk } }
      }`);
      expect(data).toEqual({
        vaultPrices: null,
        proverRecord: null,
        proverRivals: { auctions: 0, totalCount: 0, items: [] },
      });
    });
  });
});

test("nothing is answered of nothing", async () => {
  const { db: empty, close } = await createDatabase();
  const db = empty as unknown as Db;
  const [prover, span] = [`0x${"11".repeat(20)}` as const, { from: 0, to: 1_760_000_000 }];
  const moves = { prover, ...span, kinds: null, newestFirst: true, first: 9, after: null };
  expect(await proverReturns(db, { ...span, states: null })).toEqual([]);
  expect(await breakdownsOf(db, [])).toEqual(new Map());
  expect(await standingsOf(db, { addresses: [prover], at: span.to })).toEqual(new Map());
  expect(await vaultStateAt(db, { prover, at: span.to })).toBeNull();
  expect(await priceMoves(db, moves)).toEqual([]);
  const [bucket] = await priceBuckets(db, { prover, buckets: [{ start: 0, end: DAY }] });
  expect(bucket).toEqual({
    ...{ start: 0, end: DAY, before: null, after: null },
    ...{ priceChange: null, events: 0, moves: [] },
  });
  expect(await proverRecord(db, { prover, ...span, at: span.to })).toBeNull();
  const scope = { prover, vk: null, ...span, at: span.to };
  expect(await rivalsOf(db, { scope, byProgram: true })).toEqual({ auctions: 0, rivals: [] });
  expect(await proverSetAt(db, span.to)).toMatchObject({ registered: 0, activeByBids: 0 });
  expect(await proverSpells(db, span)).toEqual([]);
  const series = await proverSetSeries(db, { buckets: [{ start: 0, end: DAY }], at: span.to });
  expect(series).toMatchObject([{ joined: 0, counts: { registered: 0 } }]);
  await close();
});
