import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { ratio } from "../../../src/api/rules/ratios.ts";
import { auctionQuality } from "../../../src/api/topics/auction-quality.ts";
import { fairnessOf, marketConcentration } from "../../../src/api/topics/concentration.ts";
import { feeAdvice } from "../../../src/api/topics/fee-advice.ts";
import {
  programBinaries,
  programOf,
  programProvers,
  programRequesters,
} from "../../../src/api/topics/programs.ts";
import { count, isMissAt, sum } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

type Request = typeof tables.request.$inferSelect;

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let requests: Request[];
  beforeAll(async () => {
    opened = await openRecording(name);
    requests = opened.rows(tables.request);
  });
  afterAll(() => opened.close());

  const all = () => ({ vk: null, from: 0, to: opened.head + 1, at: opened.head });
  const busiest = () =>
    opened.rows(tables.program).toSorted((a, b) => b.requests - a.requests)[0]!.vk;
  const isOver = ({ status, createdAt }: Request) => {
    const [network] = opened.rows(tables.network);
    const seconds = network!.biddingPhaseDuration + network!.revealPhaseDuration;
    return status !== "PENDING" || BigInt(createdAt) + seconds < BigInt(opened.head);
  };

  test("advice on fees is what plain loops over the auctions say", async () => {
    const { db, head } = opened;
    const middle = requests[Math.floor(requests.length / 2)]!.createdAt;
    const [maxFee, seconds] = [10n ** 19n, 7200];
    for (const scope of [
      all(),
      { ...all(), vk: busiest() },
      { ...all(), from: middle },
      { ...all(), to: middle },
    ]) {
      const auctions = requests.filter(
        (row) =>
          isOver(row) &&
          row.createdAt >= scope.from &&
          row.createdAt < scope.to &&
          (scope.vk === null || row.vk === scope.vk),
      );
      const proven = auctions.filter(({ status }) => status === "FULFILLED");
      const missed = count(auctions, isMissAt(opened.head));
      const offered = auctions.filter((row) => row.maxFee <= maxFee);
      const advice = await feeAdvice(db, scope, { maxFee, seconds });
      expect(auctions.length).toBeGreaterThan(0);
      expect(advice).toEqual({
        auctions: auctions.length,
        fulfilled: proven.length,
        missed,
        oneBidder: ratio(
          count(auctions, (row) => row.bidders >= 1),
          auctions.length,
        ),
        twoBidders: ratio(
          count(auctions, (row) => row.bidders >= 2),
          auctions.length,
        ),
        oneRevealer: ratio(
          count(auctions, (row) => row.revealers >= 1),
          auctions.length,
        ),
        twoRevealers: ratio(
          count(auctions, (row) => row.revealers >= 2),
          auctions.length,
        ),
        success: ratio(proven.length, proven.length + missed),
        price: percentilesOf(proven.map(({ price }) => price!)),
        maxFee: percentilesOf(auctions.map((row) => row.maxFee)),
        priceOfMaxFee: percentilesOf(
          proven
            .filter((row) => row.maxFee > 0n)
            .map((row) => Number((row.price! * 10_000n) / row.maxFee)),
        ),
        revealers: percentilesOf(auctions.map((row) => row.revealers)),
        secondsToProof: percentilesOf(proven.map((row) => row.fulfilledAt! - row.createdAt)),
        provingSeconds: percentilesOf(proven.map((row) => row.provingSeconds!)),
        atMaxFee: {
          priced: ratio(
            count(proven, ({ price }) => price! <= maxFee),
            proven.length,
          ),
          oneRevealer: ratio(
            count(offered, (row) => row.revealers >= 1),
            offered.length,
          ),
          twoRevealers: ratio(
            count(offered, (row) => row.revealers >= 2),
            offered.length,
          ),
        },
        provenWithin: ratio(
          count(proven, (row) => row.fulfilledAt! - row.createdAt <= seconds),
          proven.length + missed,
        ),
      });
    }
    const none = await feeAdvice(db, { ...all(), from: head + 1, to: head + 2 });
    expect(none).toMatchObject({ auctions: 0, oneBidder: { bps: null }, atMaxFee: null });
    expect(none.price).toEqual(percentilesOf<bigint>([]));
  });

  test("auctions by revealers are what plain loops over their bids say", async () => {
    const { groups, all: together, oneRevealerShare } = await auctionQuality(opened.db, all());
    const auctions = requests.filter(isOver);
    const revealersOf = Map.groupBy(
      opened.rows(tables.bid).filter(({ reveals }) => reveals > 0),
      ({ requestId }) => requestId,
    );
    const byRevealers = Map.groupBy(auctions, ({ id }) => revealersOf.get(id)?.length ?? 0);
    expect(groups.map(({ revealers }) => revealers)).toEqual(
      [...byRevealers.keys()].toSorted((a, b) => a - b),
    );
    for (const group of [...groups, together]) {
      const rows = group.revealers === null ? auctions : byRevealers.get(group.revealers)!;
      const proven = rows.filter(({ status }) => status === "FULFILLED");
      const [prices, maxFees] = [sum(proven, (row) => row.price), sum(proven, (row) => row.maxFee)];
      const two = rows.filter(({ secondFee }) => secondFee !== null);
      const spread = sum(two, (row) => row.secondFee! - row.winnerFee!);
      expect(group).toMatchObject({
        auctions: rows.length,
        fulfilled: proven.length,
        missed: count(rows, isMissAt(opened.head)),
        priceOfMaxFee: ratio(prices, maxFees),
        spread: ratio(
          spread,
          sum(two, (row) => row.secondFee),
        ),
        winnersSurplus: ratio(
          sum(proven, (row) => row.price! - row.winnerFee!),
          prices,
        ),
        requestersSaving: ratio(
          sum(proven, (row) => row.excess),
          maxFees,
        ),
        ownSecond: count(rows, ({ winner, second }) => winner !== null && winner === second),
        ties: count(two, (row) => row.second !== row.winner && row.secondFee === row.winnerFee),
        wonAtMaxFee: count(rows, (row) => row.winnerFee === row.maxFee),
        violations: 0,
        priceOfMaxFeeEach: percentilesOf(
          proven
            .filter((row) => row.maxFee > 0n)
            .map((row) => Number((row.price! * 10_000n) / row.maxFee)),
        ),
      });
      expect(group.sealedBidders).toBe(
        count(
          opened.rows(tables.bid),
          (bid) => bid.reveals === 0 && rows.some(({ id }) => id === bid.requestId),
        ),
      );
    }
    const [one, none] = [byRevealers.get(1)?.length ?? 0, byRevealers.get(0)?.length ?? 0];
    expect(oneRevealerShare).toEqual(ratio(one, auctions.length - none));
  });

  test("concentration and fairness are what plain loops over the reveals say", async () => {
    const answer = await marketConcentration(opened.db, all(), 1000);
    const auctions = new Map(requests.filter(isOver).map((row) => [row.id, row]));
    const reveals = opened
      .rows(tables.bid)
      .filter((bid) => bid.reveals > 0 && auctions.has(bid.requestId));
    const provers = new Set(reveals.map(({ prover }) => prover));
    const winsOf = (prover: string) =>
      count([...auctions.values()], ({ winner }) => winner === prover);
    expect(answer.fairness.map(({ prover }) => prover).toSorted()).toEqual([...provers].toSorted());
    for (const { prover, wins, auctions: met, expectedWinsBps } of answer.fairness) {
      const own = reveals.filter((bid) => bid.prover === prover);
      expect([wins, met]).toEqual([winsOf(prover), own.length]);
      const expected = own
        .map(({ requestId }) => 10_000 / auctions.get(requestId)!.revealers)
        .reduce((total, part) => total + part, 0);
      expect(Math.abs(Number(expectedWinsBps) - expected)).toBeLessThanOrEqual(1);
    }
    const won = [...auctions.values()].filter(({ winner }) => winner !== null);
    expect(answer.wins).toMatchObject({ holders: provers.size, total: BigInt(won.length) });
    const shares = [...provers].map((prover) => winsOf(prover) / won.length);
    const index = shares.reduce((total, share) => total + share * share, 0) * 10_000;
    expect(Math.abs(answer.wins.herfindahl.bps! - index)).toBeLessThanOrEqual(1);

    const order = won.toSorted((a, b) => (a.createdId < b.createdId ? -1 : 1));
    let [same, streak, longest] = [0, 1, 1];
    for (let nth = 1; nth < order.length; nth++) {
      const isSame = order[nth]!.winner === order[nth - 1]!.winner;
      same += isSame ? 1 : 0;
      streak = isSame ? streak + 1 : 1;
      longest = Math.max(longest, streak);
    }
    expect(answer.backToBack.sameWinner).toEqual(ratio(same, won.length - 1));
    expect(answer.backToBack.longestStreak).toBe(longest);

    const registered = opened.rows(tables.prover).filter(({ state }) => state !== "RETIRED");
    expect(answer.stake).toMatchObject({
      holders: registered.length,
      total: sum(registered, ({ assets }) => assets),
    });
    expect(answer.maxFees.total).toBe(sum(requests, ({ maxFee }) => maxFee));
    expect(answer.requests.holders).toBe(new Set(requests.map(({ requester }) => requester)).size);
  });

  test("a program's page is what plain loops over its requests say", async () => {
    const { db } = opened;
    const vk = busiest();
    const scope = { ...all(), vk };
    const own = requests.filter((row) => row.vk === vk);
    const [requesters, provers, binaries, program] = await Promise.all([
      programRequesters(db, scope, 1000),
      programProvers(db, scope, 1000),
      programBinaries(db, scope, 1000),
      programOf(db, vk),
    ]);
    expect(program!.requests).toBe(own.length);
    const total = <Row>(rows: Row[], of: (row: Row) => number) =>
      rows.reduce((added, row) => added + of(row), 0);
    expect(total(requesters, (row) => row.requests)).toBe(own.length);
    expect(total(binaries, (row) => row.requests)).toBe(own.length);
    for (const row of requesters) {
      const asked = own.filter(({ requester }) => requester === row.requester);
      expect(row).toEqual({
        requester: row.requester,
        requests: asked.length,
        fulfilled: count(asked, ({ status }) => status === "FULFILLED"),
        maxFees: sum(asked, ({ maxFee }) => maxFee),
        fees: sum(asked, ({ price }) => price),
        lastRequestAt: Math.max(...asked.map(({ createdAt }) => createdAt)),
      });
    }
    expect(total(provers, ({ fulfilled }) => fulfilled)).toBe(program!.fulfilled);
    expect(total(provers, ({ missed }) => missed)).toBe(count(own, isMissAt(opened.head)));
    for (const row of provers) {
      const proven = own.filter(
        ({ winner, status }) => winner === row.prover && status === "FULFILLED",
      );
      expect(row.price).toEqual(percentilesOf(proven.map(({ price }) => price!)));
      expect(row.provingSeconds).toEqual(percentilesOf(proven.map((r) => r.provingSeconds!)));
    }
    for (const { imgUrl, requests: used } of binaries)
      expect(used).toBe(count(own, (row) => row.imgUrl === imgUrl));
    expect(await programOf(db, `0x${"00".repeat(32)}`)).toBe(null);
  });
});

test("an even chance is added up as a fraction: three auctions of three are one win", () => {
  const prover = `0x${"11".repeat(20)}` as const;
  expect(fairnessOf([{ prover, revealers: 3, auctions: 3, wins: 2 }])).toEqual([
    { prover, auctions: 3, wins: 2, expectedWinsBps: 10_000n, winsOfExpectedBps: 20_000 },
  ]);
});
