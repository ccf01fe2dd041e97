import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { breakdownsOf, proverReturns } from "../../../src/api/reads/returns.ts";
import { standingsOf } from "../../../src/api/reads/standings.ts";
import { calendarBuckets } from "../../../src/api/rules/buckets.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { bps } from "../../../src/api/rules/ratios.ts";
import { priceLevels } from "../../../src/api/topics/price-levels.ts";
import type { BidsAgainstPrices } from "../../../src/api/topics/prover-performance.ts";
import { proverRecord } from "../../../src/api/topics/prover-record.ts";
import { proverSetAt, proverSetSeries } from "../../../src/api/topics/prover-set.ts";
import { proverSpells } from "../../../src/api/topics/prover-spells.ts";
import { rivalsOf } from "../../../src/api/topics/rivals.ts";
import { priceBuckets, priceMoves, vaultStateAt } from "../../../src/api/topics/vault-prices.ts";
import { createDatabase } from "../../support/database.ts";
import { type Shape, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

const DAY = 86_400;
type Row<Table extends { $inferSelect: unknown }> = Table["$inferSelect"];
const sum = <Item>(rows: readonly Item[], of: (row: Item) => bigint) =>
  rows.reduce((total, row) => total + of(row), 0n);
const count = <Item>(rows: readonly Item[], is: (row: Item) => boolean) => rows.filter(is).length;

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let provers: Row<typeof tables.prover>[];
  /** Every bid with its request. */
  let bids: (Row<typeof tables.bid> & { request: Row<typeof tables.request>; closed: boolean })[];
  beforeAll(async () => {
    opened = await openRecording(name);
    provers = opened.rows(tables.prover);
    const requests = new Map(opened.rows(tables.request).map((row) => [row.id, row]));
    const { biddingPhaseDuration, revealPhaseDuration } = opened.rows(tables.network)[0]!;
    bids = opened.rows(tables.bid).map((row) => {
      const request = requests.get(row.requestId)!;
      const end = BigInt(request.createdAt) + biddingPhaseDuration + revealPhaseDuration;
      const closed = request.status !== "PENDING" || end < BigInt(opened.head);
      return { ...row, request, closed };
    });
  });
  afterAll(() => opened.close());

  describe("a prover's record", () => {
    const againstNaively = (rows: typeof bids, isWinner: boolean): BidsAgainstPrices => {
      const pairs = rows.map(({ fee, request: { winnerFee, price } }) => ({
        own: isWinner ? winnerFee! : fee!,
        price: price!,
      }));
      const [own, prices] = [sum(pairs, (pair) => pair.own), sum(pairs, (pair) => pair.price)];
      return {
        auctions: pairs.length,
        bids: own,
        prices,
        bidOfPrice: { numerator: own, denominator: prices, bps: bps(own, prices) },
        bidOfPriceEach: percentilesOf(
          pairs.filter((pair) => pair.price > 0n).map((pair) => bps(pair.own, pair.price)!),
        ),
      };
    };
    /** The record of [from, to) of the bids and requests that a condition picks, in plain loops. */
    const recordNaively = (
      prover: string,
      [from, to]: readonly [number, number],
      picks: (request: Row<typeof tables.request>) => boolean = () => true,
    ) => {
      const within = (time: number | bigint | null) => time !== null && time >= from && time < to;
      const own = bids.filter(
        (row) => row.prover === prover && within(row.firstBidAt) && picks(row.request),
      );
      const revealed = own.filter(({ closed, reveals }) => closed && reveals > 0);
      const won = revealed.filter(({ request }) => request.winner === prover);
      const proven = (row: { request: { status: string } }) => row.request.status === "FULFILLED";
      const late = ({ status, deadline }: Row<typeof tables.request>) =>
        status !== "FULFILLED" && deadline < BigInt(opened.head);
      const mine = opened.rows(tables.request).filter((row) => row.winner === prover && picks(row));
      const proofs = mine.filter((row) => within(row.fulfilledAt));
      const missed = count(mine, (row) => late(row) && within(row.deadline + 1n));
      const ratio = (numerator: number, denominator: number) => ({
        numerator,
        denominator,
        bps: denominator === 0 ? null : Math.floor((numerator * 10_000) / denominator),
      });
      return {
        bids: own.length,
        commits: own.reduce((total, { commits }) => total + commits, 0),
        open: count(own, ({ closed }) => !closed),
        revealRate: ratio(
          revealed.length,
          count(own, ({ closed }) => closed),
        ),
        winRate: ratio(won.length, revealed.length),
        wonProven: count(won, proven),
        wonMissed: count(won, ({ request }) => late(request)),
        wonPending: count(won, (row) => !proven(row) && !late(row.request)),
        won: againstNaively(won.filter(proven), true),
        lost: againstNaively(
          revealed.filter((row) => proven(row) && row.request.winner !== prover),
          false,
        ),
        proven: proofs.length,
        maxFees: sum(proofs, ({ maxFee }) => maxFee),
        fees: sum(proofs, ({ price }) => price!),
        protocolFees: sum(proofs, ({ protocolFee }) => protocolFee!),
        rewards: sum(proofs, ({ reward }) => reward!),
        commission: sum(proofs, ({ commission }) => commission!),
        toStakers: sum(proofs, ({ toStakers }) => toStakers!),
        surplus: sum(proofs, ({ price, winnerFee }) => price! - winnerFee!),
        provingSeconds: percentilesOf(proofs.map(({ provingSeconds }) => provingSeconds!)),
        missed,
        missRate: ratio(missed, proofs.length + missed),
      };
    };

    test("is what plain loops over its bids and requests say: in all, by day and by program", async () => {
      const [from, to] = [opened.head - 20 * DAY - 4321, opened.head + 1];
      for (const { address: prover } of provers) {
        const record = await proverRecord(opened.db, { prover, from, to, at: opened.head });
        const { total, days, programs } = record!;
        expect(total).toEqual(recordNaively(prover, [from, to]));
        for (const { start, end, ...day } of days)
          expect(day).toEqual(recordNaively(prover, [start, end]));
        expect(days[0]!.start).toBe(from);
        expect(days.at(-1)!.end).toBe(to);
        for (const [index, { start }] of days.entries())
          if (index > 0) expect(start).toBe(days[index - 1]!.end);
        for (const { vk, ...program } of programs)
          expect(program).toEqual(recordNaively(prover, [from, to], (row) => row.vk === vk));
        const inAll = <Key extends "bids" | "proven" | "missed">(key: Key) => [
          total[key],
          days.reduce((all, day) => all + day[key], 0),
          programs.reduce((all, program) => all + program[key], 0),
        ];
        for (const key of ["bids", "proven", "missed"] as const)
          expect(new Set(inAll(key)).size).toBe(1);
      }
    });

    test.each([1, 7, 10])("has a win rate in each of %i parts of the max fee", async (bins) => {
      const [from, to] = [opened.head - 20 * DAY, opened.head + 1];
      let found = 0;
      for (const { address: prover } of provers) {
        const window = { prover, from, to, at: opened.head };
        const levels = await priceLevels(opened.db, window, bins);
        const own = bids.filter(
          (row) =>
            row.prover === prover &&
            row.firstBidAt >= from &&
            row.closed &&
            row.reveals > 0 &&
            row.request.maxFee > 0n,
        );
        expect([levels.length, levels[0]!.from, levels.at(-1)!.to]).toEqual([bins, 0, 10_000]);
        for (const [index, { from: least, to: end, revealed, won }] of levels.entries()) {
          const within = own.filter(({ fee, request }) => {
            const level = bps(fee!, request.maxFee)!;
            return level >= least && (level < end || index === bins - 1);
          });
          expect([revealed, won]).toEqual([
            within.length,
            count(within, ({ request }) => request.winner === prover),
          ]);
          found += won;
        }
      }
      expect(found).toBeGreaterThan(0);
    });

    test("over all time is what the index sums, and what the contract counts where its statistics have not restarted", async () => {
      const views = Object.entries(
        opened.recording.views().checkpoints.at(-1).views.marketViewer[
          "getProverStatsComposite(address)"
        ],
      ) as [string, { total: Record<string, string>; overdueCount: string }][];
      let whole = 0;
      for (const row of provers) {
        const span = { from: row.joinedAt, to: opened.head + 1, at: opened.head };
        const { total } = (await proverRecord(opened.db, { prover: row.address, ...span }))!;
        expect(total).toMatchObject({
          bids: row.bidders,
          commits: row.bids,
          proven: row.fulfilled,
          fees: row.fees,
          rewards: row.rewards,
          commission: row.commission,
          surplus: row.surplus,
        });
        const [, stats] = views.find(([key]) => key.toLowerCase() === row.address)!;
        expect(total.missed).toBe(row.missed + Number(stats.overdueCount));
        if (Number(stats.total.bids) !== row.bids) continue;
        expect(total.rewards).toBe(BigInt(stats.total.feeReceived!));
        whole++;
      }
      expect(whole).toBeGreaterThan(name === "month" ? 14 : 0);
    });

    test("is null for an address that never was a prover", async () => {
      const span = { from: 0, to: opened.head, at: opened.head };
      expect(await proverRecord(opened.db, { prover: `0x${"00".repeat(20)}`, ...span })).toBeNull();
    });
  });

  describe("rivals", () => {
    test.each([true, false])(
      "are who bid on the same requests, as plain loops find them (by program: %s)",
      async (byProgram) => {
        const [from, to] = [opened.head - 20 * DAY, opened.head + 1];
        const onRequest = Map.groupBy(bids, ({ requestId }) => requestId);
        for (const { address: prover } of provers.slice(0, 8)) {
          const scope = { prover, vk: null, from, to, at: opened.head };
          const { auctions, rivals } = await rivalsOf(opened.db, { scope, byProgram });
          const own = bids.filter(
            (row) => row.prover === prover && row.firstBidAt >= from && row.firstBidAt < to,
          );
          expect(auctions).toBe(own.length);
          const pairs = own.flatMap((mine) =>
            onRequest
              .get(mine.requestId)!
              .filter((row) => row.prover !== prover)
              .map((theirs) => ({ mine, theirs, request: mine.request })),
          );
          const groups = Map.groupBy(pairs, ({ theirs, request }) =>
            byProgram ? `${request.vk} ${theirs.prover}` : theirs.prover,
          );
          expect(rivals.length).toBe(groups.size);
          for (const row of rivals) {
            const met = groups.get(byProgram ? `${row.vk} ${row.rival}` : row.rival)!;
            const closed = met.filter(({ mine }) => mine.closed);
            const duels = met.filter(
              ({ mine, theirs }) => mine.fee !== null && theirs.fee !== null,
            );
            const over = duels.filter(({ mine }) => mine.closed);
            const wonBy = (who: string) => count(over, ({ request }) => request.winner === who);
            const level = (fees: (bigint | null)[]) =>
              percentilesOf(
                fees.flatMap((fee, index) => {
                  const { maxFee } = met[index]!.request;
                  return fee === null || maxFee === 0n ? [] : [bps(fee, maxFee)!];
                }),
              );
            expect(row).toMatchObject({
              meetings: {
                numerator: met.length,
                denominator: byProgram
                  ? count(own, ({ request }) => request.vk === row.vk)
                  : own.length,
              },
              revealRate: {
                numerator: count(closed, ({ theirs }) => theirs.fee !== null),
                denominator: closed.length,
              },
              priceLevel: level(met.map(({ theirs }) => theirs.fee)),
              ownPriceLevel: level(met.map(({ mine }) => mine.fee)),
              duels: duels.length,
              below: count(duels, ({ mine, theirs }) => mine.fee! < theirs.fee!),
              same: count(duels, ({ mine, theirs }) => mine.fee! === theirs.fee!),
              above: count(duels, ({ mine, theirs }) => mine.fee! > theirs.fee!),
              ownBids: sum(duels, ({ mine }) => mine.fee!),
              rivalBids: sum(duels, ({ theirs }) => theirs.fee!),
              won: wonBy(prover),
              lost: wonBy(row.rival),
              wonByOthers: over.length - wonBy(prover) - wonBy(row.rival),
            });
          }
        }
      },
    );

    test("mirror each other over all time: what one won, the other lost", async () => {
      const [a, b] = provers as [(typeof provers)[0], (typeof provers)[0]];
      const of = async (prover: typeof a.address, rival: typeof a.address) => {
        const scope = { prover, vk: null, from: 0, to: opened.head + 1, at: opened.head };
        const { rivals } = await rivalsOf(opened.db, { scope, byProgram: false });
        const met = rivals.find((row) => row.rival === rival)!;
        // Asked for alone, a rival is the same.
        const alone = await rivalsOf(opened.db, { scope: { ...scope, rival }, byProgram: false });
        expect(alone.rivals).toEqual([met]);
        return met;
      };
      const [left, right] = [await of(a.address, b.address), await of(b.address, a.address)];
      expect([left.won, left.below, left.same]).toEqual([right.lost, right.above, right.same]);
      expect(left.meetings.numerator).toBe(right.meetings.numerator);
      expect(left.ownPriceLevel).toEqual(right.priceLevel);
    });
  });

  describe("the set of provers", () => {
    const setNaively = (at: number) => {
      const states = new Map<string, string>();
      for (const row of opened
        .rows(tables.proverStateChange)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)))
        if (row.timestamp <= at) states.set(row.prover, row.newState);
      const bidders = new Set(
        opened
          .rows(tables.activity)
          .filter(
            ({ kind, timestamp }) => kind === "BID" && timestamp <= at && timestamp > at - 7 * DAY,
          )
          .map(({ prover }) => prover!),
      );
      const is = (state: string) => [...states.values()].filter((found) => found === state).length;
      const both = [...bidders].filter((prover) => states.get(prover) === "ACTIVE").length;
      return {
        registered: states.size - is("RETIRED"),
        active: is("ACTIVE"),
        deactivated: is("DEACTIVATED"),
        jailed: is("JAILED"),
        retired: is("RETIRED"),
        activeByBids: bidders.size,
        activeByBoth: both,
        activeByStateOnly: is("ACTIVE") - both,
        activeByBidsOnly: bidders.size - both,
      };
    };

    test("is at every checkpoint what StakingViewer counted, and who bid in the 7 days before", async () => {
      for (const { timestamp, views } of opened.recording.views().checkpoints) {
        const at = Number(timestamp);
        const counts = await proverSetAt(opened.db, at);
        const { totalProvers, activeProvers } = views.stakingViewer["getSystemOverview()"];
        expect(counts).toMatchObject({
          registered: Number(totalProvers),
          active: Number(activeProvers),
        });
        expect(counts).toEqual(setNaively(at));
      }
    });

    test("counts a bid up to the last second of 7 days", async () => {
      const bids = opened.rows(tables.activity).filter(({ kind }) => kind === "BID");
      const { timestamp } = bids.reduce((a, b) => (a.id < b.id ? a : b));
      for (const at of [timestamp - 1, timestamp, timestamp + 7 * DAY - 1, timestamp + 7 * DAY])
        expect(await proverSetAt(opened.db, at)).toEqual(setNaively(at));
    });

    test.each(["DAY", "WEEK", "MONTH"] as const)(
      "by %s is the set at each bucket's last second, with who came and went",
      async (unit) => {
        const buckets = calendarBuckets(
          unit,
          { from: provers[0]!.joinedAt - 2 * DAY, to: opened.head + 1 },
          1000,
        );
        const series = await proverSetSeries(opened.db, { buckets, at: opened.head });
        expect(series.length).toBe(buckets.length);
        const states = opened.rows(tables.proverStateChange);
        for (const { start, end, at, counts, ...flows } of series) {
          expect(at).toBe(Math.min(end - 1, opened.head));
          expect(counts).toEqual(setNaively(at));
          const within = states.filter(({ timestamp }) => timestamp >= start && timestamp < end);
          const to = (state: string) =>
            within.filter(({ oldState, newState }) => oldState !== null && newState === state)
              .length;
          expect(flows).toMatchObject({
            joined: provers.filter(({ joinedAt }) => joinedAt >= start && joinedAt < end).length,
            retired: provers.filter(({ retiredAt: t }) => t !== null && t >= start && t < end)
              .length,
            activated: to("ACTIVE"),
            deactivated: to("DEACTIVATED"),
            jailed: to("JAILED"),
          });
        }
      },
    );

    test("was in each state for seconds that add up", async () => {
      const [from, to] = [opened.head - 12 * DAY, opened.head + 1];
      const list = await proverSpells(opened.db, { from, to });
      expect(list.length).toBe(provers.length);
      for (const row of list) {
        const own = opened
          .rows(tables.proverStateChange)
          .filter(({ prover }) => prover === row.address);
        const cuts = [
          from,
          to,
          ...own.map(({ timestamp }) => timestamp).filter((t) => t > from),
        ].sort((a, b) => a - b);
        const seconds: Record<string, number> = {};
        for (const [index, start] of cuts.slice(0, -1).entries()) {
          const state = own
            .filter(({ timestamp }) => timestamp <= start)
            .reduce<(typeof own)[number] | null>(
              (last, next) => (last !== null && last.id > next.id ? last : next),
              null,
            )?.newState;
          if (state) seconds[state] = (seconds[state] ?? 0) + cuts[index + 1]! - start;
        }
        expect(row).toMatchObject({
          activeSeconds: seconds.ACTIVE ?? 0,
          deactivatedSeconds: seconds.DEACTIVATED ?? 0,
          jailedSeconds: seconds.JAILED ?? 0,
          retiredSeconds: seconds.RETIRED ?? 0,
          state: provers.find(({ address }) => address === row.address)!.state,
        });
        const { activeSeconds, deactivatedSeconds, jailedSeconds, retiredSeconds, joinedAt } = row;
        expect(activeSeconds + deactivatedSeconds + jailedSeconds + retiredSeconds).toBe(
          to - Math.max(from, joinedAt),
        );
      }
    });
  });

  describe("asked over GraphQL", () => {
    const folder = fileURLToPath(new URL("../../../queries/", import.meta.url));
    const files = readdirSync(folder).filter((file) => /^(06|07|12|25|26)/.test(file));

    test.each(files)("%s is answered", async (file) => {
      const text = readFileSync(folder + file, "utf8");
      const variables = JSON.parse(/^# variables: (.*)$/m.exec(text)![1]!);
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
