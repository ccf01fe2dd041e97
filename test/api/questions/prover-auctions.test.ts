/** A prover's record, and its rivals, against plain loops over the bids. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { bps, ratio } from "../../../src/api/rules/ratios.ts";
import { priceLevels } from "../../../src/api/topics/price-levels.ts";
import type { BidsAgainstPrices } from "../../../src/api/topics/prover-performance.ts";
import { proverRecord } from "../../../src/api/topics/prover-record.ts";
import { rivalsOf } from "../../../src/api/topics/rivals.ts";
import { count, DAY, sum } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

type Row<Table extends { $inferSelect: unknown }> = Table["$inferSelect"];

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
        bidOfPrice: ratio(own, prices),
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
});
