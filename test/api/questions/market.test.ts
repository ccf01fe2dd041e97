import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { bucketsOf, type Unit } from "../../../src/api/reads/buckets.ts";
import {
  flowsOfHours,
  flowsOfRequests,
  missedDeadlines,
  missedDeadlinesOfHours,
} from "../../../src/api/reads/flows.ts";
import { firstIdsAt } from "../../../src/api/reads/history.ts";
import {
  type Level,
  levelsOfChanges,
  levelsOfHours,
  meanUtilization,
} from "../../../src/api/reads/levels.ts";
import { marketSeries } from "../../../src/api/reads/series.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { feePeriods } from "../../../src/api/topics/fee-flow.ts";
import { marketPercentiles, requestsAmong } from "../../../src/api/topics/market-series.ts";
import { lastTwoDays, networkState } from "../../../src/api/topics/network-overview.ts";
import { count, DAY, isMissAt, sum } from "../loops.ts";
import { type Opened, openRecording } from "../support.ts";

type Rows<Table extends { $inferSelect: unknown }> = Table["$inferSelect"][];
const UNITS: Unit[] = ["HOUR", "DAY", "WEEK", "MONTH", "STATS_EPOCH", "REWARD_EPOCH"];

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let requests: Rows<typeof tables.request>;
  beforeAll(async () => {
    opened = await openRecording(name);
    requests = opened.rows(tables.request);
  });
  afterAll(() => opened.close());

  /** What flows say of [start, end), in plain loops over the requests. */
  const flowsNaively = ({ start, end }: { start: number; end: number }) => {
    const within = (time: number | null) => time !== null && time >= start && time < end;
    const created = requests.filter((row) => within(row.createdAt));
    const proven = requests.filter((row) => within(row.fulfilledAt));
    const refunded = requests.filter((row) => within(row.refundedAt));
    const slashed = requests.filter((row) => within(row.slashedAt));
    const because = (reason: string) =>
      refunded.filter((row) => row.refundReason === reason).length;
    return {
      requests: created.length,
      maxFees: sum(created, (row) => row.maxFee),
      fulfilled: proven.length,
      fees: sum(proven, (row) => row.price),
      protocolFees: sum(proven, (row) => row.protocolFee),
      rewards: sum(proven, (row) => row.reward),
      commission: sum(proven, (row) => row.commission),
      toStakers: sum(proven, (row) => row.toStakers),
      excess: sum(proven, (row) => row.excess),
      surplus: sum(proven, (row) => row.price! - row.winnerFee!),
      refunded: refunded.length,
      missed: because("DEADLINE_MISSED"),
      refundedNoBids: because("NO_BIDS"),
      refundedNoReveals: because("NO_REVEALS"),
      refunds: sum(refunded, (row) => row.refundAmount),
      slashed: slashed.length,
      slashAsked: sum(slashed, (row) => row.slashAsked),
      slashTaken: sum(slashed, (row) => row.slashTaken),
      withdrawn: sum(
        opened.rows(tables.protocolFeeWithdrawal).filter((row) => within(row.timestamp)),
        (row) => row.amount,
      ),
    };
  };
  const missedNaively = ({ start, end }: { start: number; end: number }) =>
    count(
      requests.filter(isMissAt(opened.head)),
      ({ deadline }) => deadline + 1n >= BigInt(start) && deadline + 1n < BigInt(end),
    );

  test("the network's state is at every checkpoint what the contracts' views said then", async () => {
    const { db, recording } = opened;
    for (const { timestamp, views } of recording.views().checkpoints) {
      const at = Number(timestamp);
      const state = await networkState(db, at);
      const overview = views.stakingViewer["getSystemOverview()"];
      expect([state.stake, state.activeStake].map(String)).toEqual([
        overview.totalVaultAssets,
        overview.totalActiveVaultAssets,
      ]);
      expect([state.provers, state.activeProvers].map(String)).toEqual([
        overview.totalProvers,
        overview.activeProvers,
      ]);
      const assigned: string[] = Object.values(views.brevisMarket["assignedStake(address)"] ?? {});
      expect(state.assignedStake).toBe(sum(assigned, BigInt));

      const winners = views.brevisMarket["getBidders(bytes32)"] ?? {};
      const bidding = Number(views.brevisMarket["biddingPhaseDuration()"]);
      const reveal = bidding + Number(views.brevisMarket["revealPhaseDuration()"]);
      const counts: Record<string, number> = {};
      let escrow = 0n;
      for (const [id, request] of Object.entries<Record<string, string>>(
        views.brevisMarket["getRequest(bytes32)"] ?? {},
      )) {
        if (Number(request.status) !== 0 || BigInt(request.timestamp ?? 0) === 0n) continue;
        escrow += BigInt(request.maxFee!);
        const hasWinner = BigInt(winners[id]?.winner ?? 0) !== 0n;
        const hasBids = opened
          .rows(tables.bid)
          .some((bid) => bid.requestId === id.toLowerCase() && bid.firstBidAt <= at);
        const created = Number(request.timestamp);
        const phase =
          at > Number(request.deadline)
            ? hasWinner
              ? "refundableDeadlineMissed"
              : hasBids
                ? "refundableNoReveals"
                : "refundableNoBids"
            : at <= created + bidding
              ? "bidding"
              : !hasBids
                ? "refundableNoBids"
                : at <= created + reveal
                  ? "revealing"
                  : hasWinner
                    ? "proving"
                    : "refundableNoReveals";
        counts[phase] = (counts[phase] ?? 0) + 1;
      }
      expect(state.escrow).toBe(escrow);
      const { total, refundable, ...phases } = state.openRequests;
      expect(Object.fromEntries(Object.entries(phases).filter(([, n]) => n > 0))).toEqual(counts);
      expect(total).toBe(Object.values(counts).reduce((all, n) => all + n, 0));
      expect(refundable).toBe(total - phases.bidding - phases.revealing - phases.proving);
    }
  });

  test("an id found by time parts the events before it from those since", async () => {
    const events = opened.rows(tables.activity);
    const times = [0, events[0]!.timestamp, opened.head, opened.head + 1];
    for (const time of [
      ...times,
      ...events.filter((_, n) => n % 997 === 0).map((e) => e.timestamp + 1),
    ]) {
      const [id] = await firstIdsAt(opened.db, [time]);
      expect(events.every((event) => event.timestamp < time === event.id < id!)).toBe(true);
    }
  });

  test("a day's activity counts to the second, both ends as they should be", async () => {
    const proof = requests.find((row) => row.fulfilledAt !== null)!.fulfilledAt!;
    for (const at of [opened.head, proof - 1, proof, proof + DAY - 1, proof + DAY]) {
      const { last24h, previous24h } = await lastTwoDays(opened.db, at);
      expect([last24h.from, last24h.to]).toEqual([at + 1 - DAY, at + 1]);
      for (const day of [last24h, previous24h]) {
        const span = { start: day.from, end: day.to };
        expect(day).toMatchObject(flowsNaively(span));
        expect(day.deadlinesMissed).toBe(
          requests.filter(
            ({ winner, status, deadline }) =>
              winner !== null &&
              status !== "FULFILLED" &&
              Number(deadline) + 1 >= day.from &&
              Number(deadline) + 1 < day.to,
          ).length,
        );
        const bidders = opened
          .rows(tables.activity)
          .filter(
            (row) => row.kind === "BID" && row.timestamp >= day.from && row.timestamp < day.to,
          );
        expect(day.biddingProvers).toBe(new Set(bidders.map((row) => row.prover)).size);
        const proven = requests.filter(
          ({ fulfilledAt }) =>
            fulfilledAt !== null && fulfilledAt >= day.from && fulfilledAt < day.to,
        );
        expect(await day.price()).toEqual(percentilesOf(proven.map(({ price }) => price!)));
        expect(await day.provingSeconds()).toEqual(
          percentilesOf(proven.map(({ provingSeconds }) => provingSeconds!)),
        );
        expect(await day.secondsToProof()).toEqual(
          percentilesOf(proven.map(({ fulfilledAt, createdAt }) => fulfilledAt! - createdAt)),
        );
      }
    }
  });

  test.each(["HOUR", "DAY", "STATS_EPOCH"] as const)(
    "a series of a program, a requester and a prover per %s is of their requests alone",
    async (unit) => {
      const { db, head: at } = opened;
      const all = requests;
      const { vk, requester, winner } = all.find((row) => row.fulfilledAt !== null)!;
      const buckets = await bucketsOf(db, { unit, from: at - 20 * DAY, to: null, at }, 1000);
      let proven = 0;
      for (const of of [
        { vk, requester: null, prover: null },
        { vk: null, requester, prover: null },
        { vk: null, requester: null, prover: winner },
        { vk, requester, prover: winner },
      ]) {
        const among = requestsAmong(of);
        const [{ points }, percentiles] = await Promise.all([
          marketSeries(db, { unit, buckets, at }, undefined, among),
          marketPercentiles(db, buckets, among),
        ]);
        try {
          requests = all.filter(
            (row) =>
              row.vk === (of.vk ?? row.vk) &&
              row.requester === (of.requester ?? row.requester) &&
              row.winner === (of.prover ?? row.winner),
          );
          for (const [index, point] of points.entries()) {
            expect(point).toMatchObject({ ...flowsNaively(point), withdrawn: 0n });
            expect(point.deadlinesMissed).toBe(missedNaively(point));
            expect(point.level).toBeNull();
            const own = requests.filter(
              ({ fulfilledAt: time }) => time !== null && time >= point.start && time < point.end,
            );
            expect(percentiles[index]!.price).toEqual(percentilesOf(own.map((row) => row.price!)));
            proven += own.length;
          }
        } finally {
          requests = all;
        }
      }
      expect(proven).toBeGreaterThan(3);
    },
  );

  test.each(UNITS)("a series per %s agrees with plain loops over the requests", async (unit) => {
    const { db, head: at } = opened;
    const from = 1_760_000_000;
    const buckets = await bucketsOf(db, { unit, from, to: null, at }, 1000);
    expect(buckets.slice(1).map(({ start }) => start)).toEqual(
      buckets.slice(0, -1).map(({ end }) => end),
    );
    expect(buckets.at(-1)!.end).toBeGreaterThan(at);
    const series = await marketSeries(db, { unit, buckets, at });
    for (const [index, point] of series.points.entries()) {
      expect(point).toMatchObject(flowsNaively(point));
      expect(point.deadlinesMissed).toBe(missedNaively(point));
      expect(point.complete).toBe(point.end <= at);
      if (index % 100 !== 3 && index !== buckets.length - 1) continue;
      const state = await networkState(db, point.end - 1);
      expect(point.level).toEqual({
        openRequests: state.openRequests.total,
        escrow: state.escrow,
        stake: state.stake,
        assignedStake: state.assignedStake,
        provers: state.provers,
        activeProvers: state.activeProvers,
        distinctStakers: unit.endsWith("EPOCH") ? null : state.distinctStakers,
      });
    }
    for (const { escrowBalance, priceBalance } of feePeriods(series))
      expect([escrowBalance, priceBalance]).toEqual([0n, 0n]);
    if (unit === "STATS_EPOCH" || unit === "REWARD_EPOCH") return;
    const [network] = opened.rows(tables.network);
    for (const column of ["requests", "fulfilled", "refunded", "slashed"] as const)
      expect(series.points.reduce((all, point) => all + point[column], 0)).toBe(network![column]);
  });

  test("hours added up and requests counted say the same of the same days", async () => {
    const { db, head: at } = opened;
    const buckets = await bucketsOf(db, { unit: "DAY", from: null, to: null, at }, 1000);
    expect(await flowsOfRequests(db, buckets)).toEqual(await flowsOfHours(db, buckets));
    const missed = await missedDeadlines(db, buckets, at);
    expect(missed.some((count) => count > 0)).toBe(true);
    expect(await missedDeadlinesOfHours(db, buckets, at)).toEqual(missed);
    const [ofChanges, ofHours] = [
      await levelsOfChanges(db, buckets),
      await levelsOfHours(db, buckets),
    ];
    const untold = (level: Level | null) => level && { ...level, distinctStakers: null };
    expect(ofChanges).toEqual({ before: untold(ofHours.before), ends: ofHours.ends.map(untold) });
    const inHour = buckets.map(({ start, end }) => ({ start: start + 1800, end: end + 1800 }));
    expect((await levelsOfChanges(db, inHour)).ends.at(-1)).toEqual(untold(ofHours.ends.at(-1)!));
  });

  test("percentiles of a bucket are those of its proofs", async () => {
    const { db, head: at } = opened;
    const buckets = await bucketsOf(db, { unit: "WEEK", from: 1_760_000_000, to: null, at }, 1000);
    for (const [index, answer] of (await marketPercentiles(db, buckets)).entries()) {
      const { start, end } = buckets[index]!;
      const proven = requests.filter(
        ({ fulfilledAt }) => fulfilledAt !== null && fulfilledAt >= start && fulfilledAt < end,
      );
      expect(answer).toEqual({
        price: percentilesOf(proven.map(({ price }) => price!)),
        provingSeconds: percentilesOf(proven.map((row) => row.provingSeconds!)),
        secondsToProof: percentilesOf(proven.map((row) => row.fulfilledAt! - row.createdAt)),
      });
    }
  });

  test("mean utilization is the stakes' sum over every second, found by stepping through the changes", async () => {
    const { db, head: at } = opened;
    const buckets = await bucketsOf(db, { unit: "WEEK", from: 1_760_000_000, to: null, at }, 1000);
    const levels = await levelsOfHours(db, buckets);
    const means = await meanUtilization(db, { buckets, levels, at });
    const retired = new Map(opened.rows(tables.prover).map((row) => [row.address, row.retiredAt]));
    const steps = [
      ...opened
        .rows(tables.assignment)
        .flatMap((row) => [
          { time: row.startedAt, assigned: row.minStake, stake: 0n },
          ...(row.endedAt === null
            ? []
            : [{ time: row.endedAt, assigned: -row.minStake, stake: 0n }]),
        ]),
      ...opened
        .rows(tables.vaultChange)
        .filter((row) => row.timestamp <= (retired.get(row.prover) ?? at))
        .map((row) => ({ time: row.timestamp, assigned: 0n, stake: row.assets })),
    ].toSorted((a, b) => a.time - b.time);
    for (const [index, { start, end }] of buckets.entries()) {
      const until = Math.min(end, at);
      let [assigned, stake, assignedSeconds, stakeSeconds, last] = [0n, 0n, 0n, 0n, start];
      for (const step of steps) {
        if (step.time >= until) break;
        if (step.time > last) {
          assignedSeconds += assigned * BigInt(step.time - last);
          stakeSeconds += stake * BigInt(step.time - last);
          last = step.time;
        }
        assigned += step.assigned;
        stake += step.stake;
      }
      assignedSeconds += assigned * BigInt(until - last);
      stakeSeconds += stake * BigInt(until - last);
      expect(means[index]).toMatchObject({ numerator: assignedSeconds, denominator: stakeSeconds });
    }
  });
});
