/** Every answer that tells a time or a phase, against the contracts' rules said plainly, whatever the parameters have become in the middle of auctions. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { isEligible } from "../../../src/api/rules/eligibility.ts";
import { biddableRequests } from "../../../src/api/topics/bidding.ts";
import { clockOf } from "../../../src/api/topics/clock.ts";
import { proverDuties } from "../../../src/api/topics/duties.ts";
import { openRequests } from "../../../src/api/topics/open-requests.ts";
import { stakerPortfolio } from "../../../src/api/topics/portfolio.ts";
import { refundableRequests } from "../../../src/api/topics/refunds.ts";
import { slashableMisses } from "../../../src/api/topics/slashes.ts";
import { unbondingCalendar, unstakes } from "../../../src/api/topics/unstakes.ts";
import { createRandom } from "../../mutations/rows.ts";
import { type Opened, openRecording } from "../support.ts";

type Request = typeof tables.request.$inferSelect;
type Network = typeof tables.network.$inferSelect;

/** What BrevisMarket accepts for a request at a second. */
const marketOf = (row: Request, network: Network) => {
  const biddingEnd = row.createdAt + Number(network.biddingPhaseDuration);
  const revealEnd = biddingEnd + Number(network.revealPhaseDuration);
  const deadline = Number(row.deadline);
  const isPending = row.status === "PENDING";
  const hasWinner = row.winner !== null;
  const accepts = {
    bid: (now: number) => isPending && now <= biddingEnd,
    reveal: (now: number) => isPending && biddingEnd < now && now <= revealEnd,
    prove: (now: number) => isPending && hasWinner && revealEnd < now && now <= deadline,
    refund: (now: number) =>
      isPending &&
      (now > deadline ||
        (now > biddingEnd && row.bidCount === 0) ||
        (now > revealEnd && !hasWinner)),
    /** Once refunded, by anybody. */
    slash: (now: number) =>
      (isPending || row.status === "REFUNDED") &&
      hasWinner &&
      deadline < now &&
      now <= deadline + Number(network.slashWindow),
  };
  const edges = [biddingEnd, revealEnd, deadline, deadline + Number(network.slashWindow)];
  return { ...accepts, edges: edges.flatMap((edge) => [edge, edge + 1]) };
};
type Market = ReturnType<typeof marketOf>;

const phaseIn = ({ bid, reveal, prove, refund }: Market, { status }: Request, now: number) => {
  if (status !== "PENDING") return status;
  if (refund(now)) return "REFUNDABLE";
  if (bid(now)) return "BIDDING";
  if (reveal(now)) return "REVEALING";
  return prove(now) ? "PROVING" : "none";
};

const all = { first: 100_000, after: null };
const idsOf = (rows: { request: { id: string } }[]) => rows.map(({ request: { id } }) => id).sort();

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  const chance = createRandom(7);
  const among = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)]!;
  const lengths = [0, 1, 2, 60, 300, 601, 3_600, 86_400, 700_000];
  let opened: Opened;
  beforeAll(async () => {
    opened = await openRecording(name);
    // As if nobody had proven anything: in each auction there is something to do at some time.
    await opened.db.execute(
      sql`update ${tables.request} set status = 'PENDING' where status = 'FULFILLED'`,
    );
  });
  afterAll(() => opened.close());

  /** Other parameters, and a time at or beside an edge of some request. */
  async function anotherMoment() {
    const requests = await opened.db.select().from(tables.request);
    const one = among(requests);
    const bidding = among(lengths);
    // As often as not its reveal phase ends with its deadline.
    const untilDeadline = Math.max(0, Number(one.deadline) - one.createdAt - bidding);
    await opened.db.execute(sql`update ${tables.network} set
      bidding_phase_duration = ${bidding},
      reveal_phase_duration = ${chance() < 0.5 ? untilDeadline : among(lengths)},
      slash_window = ${among(lengths)}, unstake_delay = ${among(lengths)}`);
    const [network] = await opened.db.select().from(tables.network);
    const at = among(marketOf(one, network!).edges);
    return { network: network!, requests, at };
  }

  test("requests are in the phase, and have the ends, that the market's checks give them", async () => {
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (let round = 0; round < 12; round++) {
      const { network, requests, at } = await anotherMoment();
      const { rows } = await openRequests(opened.db, { at, ...all });
      const phases = new Map(rows.map(({ request: { id }, phase }) => [id, phase]));
      for (const row of requests) {
        const market = marketOf(row, network);
        const { bid, reveal, prove, refund, slash } = market;
        const clock = clockOf(row, network, at);
        const { phase, endsAt, biddingEndsAt, revealEndsAt, slashableUntil } = clock;
        const isLast = (accepts: (now: number) => boolean, last: number) =>
          accepts(last) && !accepts(last + 1);
        const isPending = row.status === "PENDING";
        const since = clock.refundableFrom!;
        const first = revealEndsAt + 1;
        const holds = {
          phase:
            phase === phaseIn(market, row, at) &&
            phases.get(row.id) === (isPending ? phase : undefined),
          endsAt:
            (endsAt !== null) === ["BIDDING", "REVEALING", "PROVING"].includes(phase) &&
            (endsAt === null || isLast((now) => phaseIn(market, row, now) === phase, endsAt)),
          secondsLeft: clock.secondsLeft === (endsAt === null ? null : endsAt - at),
          nextPhase:
            clock.nextPhase === (endsAt === null ? null : phaseIn(market, row, endsAt + 1)),
          slashableUntil:
            slashableUntil === null ? !slash(at) : slash(at) && isLast(slash, slashableUntil),
          biddingEndsAt: !isPending || isLast(bid, biddingEndsAt),
          revealEndsAt:
            revealEndsAt === biddingEndsAt
              ? !reveal(first)
              : !isPending || isLast(reveal, revealEndsAt),
          refundableFrom: isPending ? refund(since) && !refund(since - 1) : since === null,
          hasProvingWindow:
            !isPending || row.winner === null || clock.hasProvingWindow === prove(first),
          deadline: !prove(clock.deadline + 1) && (!prove(first) || prove(clock.deadline)),
        };
        for (const [field, isRight] of Object.entries(holds))
          if (!isRight) wrong.push(`${field} of ${row.id} at ${at}`);
        seen.add(phase);
      }
    }
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(["BIDDING", "PROVING", "REFUNDABLE", "REFUNDED", "REVEALING"]),
    );
  });

  test("lists of what can be refunded and slashed have exactly what the market would accept then", async () => {
    for (let round = 0; round < 12; round++) {
      const { network, requests, at } = await anotherMoment();
      const markets = requests.map((request) => ({ request, market: marketOf(request, network) }));
      const refunds = await refundableRequests(opened.db, { requester: null, at, ...all });
      expect(idsOf(refunds.rows)).toEqual(idsOf(markets.filter(({ market }) => market.refund(at))));
      for (const { request, since } of refunds.rows) {
        const { refund } = marketOf(request, network);
        expect([-1, 0].map((more) => refund(since + more))).toEqual([false, true]);
      }
      const misses = await slashableMisses(opened.db, {
        ...{ prover: null, requester: null, at },
        ...all,
      });
      expect(idsOf(misses.rows)).toEqual(idsOf(markets.filter(({ market }) => market.slash(at))));
      for (const { request, until, secondsLeft } of misses.rows) {
        const { slash } = marketOf(request, network);
        expect([0, 1].map((more) => slash(until + more))).toEqual([true, false]);
        expect(secondsLeft).toBe(until - at);
      }
    }
  });

  test("a prover is told of every bid, reveal and proof that the market would accept of it, and of no other", async () => {
    const provers = opened.rows(tables.prover);
    const bids = opened.rows(tables.bid);
    const told = { bids: 0, REVEAL: 0, PROVE: 0 };
    for (let round = 0; round < 24; round++) {
      const { network, requests, at } = await anotherMoment();
      const prover = among(provers);
      const within = among(lengths);
      const markets = requests.map((request) => ({ request, market: marketOf(request, network) }));
      const biddable = await biddableRequests(opened.db, {
        ...{ prover: prover.address, at, vks: null, provenOnly: false, minMaxFee: null },
        ...{ minBiddingSeconds: null, minProvingSeconds: null },
        ...all,
      });
      expect(idsOf(biddable.rows)).toEqual(
        idsOf(
          markets.filter(
            ({ request, market }) =>
              market.bid(at) && !market.refund(at) && isEligible(prover, request.minStake, network),
          ),
        ),
      );
      told.bids += biddable.rows.length;
      const isWithin = (accepts: (now: number) => boolean, { edges }: Market) =>
        [at, at + within, ...edges].some((now) => now >= at && now <= at + within && accepts(now));
      const sealed = new Set(
        bids
          .filter((bid) => bid.prover === prover.address)
          .filter(
            ({ lastBidAt, lastRevealAt }) => lastRevealAt === null || lastBidAt > lastRevealAt,
          )
          .map(({ requestId }) => requestId),
      );
      const { rows } = (await proverDuties(opened.db, {
        ...{ prover: prover.address, at, within },
        ...all,
      }))!;
      const duties = Map.groupBy(rows, ({ kind }) => kind);
      expect(idsOf(duties.get("REVEAL") ?? [])).toEqual(
        idsOf(
          markets.filter(
            ({ request: { id }, market }) =>
              sealed.has(id) && !market.refund(at) && isWithin(market.reveal, market),
          ),
        ),
      );
      expect(idsOf(duties.get("PROVE") ?? [])).toEqual(
        idsOf(
          markets.filter(
            ({ request: { winner }, market }) =>
              winner === prover.address && isWithin(market.prove, market),
          ),
        ),
      );
      for (const { kind, request, opensAt, closesAt, isDue } of rows) {
        const { reveal, prove } = marketOf(request, network);
        const accepts = kind === "REVEAL" ? reveal : prove;
        expect([opensAt - 1, opensAt, closesAt, closesAt + 1].map(accepts)).toEqual([
          ...[false, true, true, false],
        ]);
        expect(isDue).toBe(closesAt <= at + within);
        told[kind] += 1;
      }
    }
    expect(Math.min(...Object.values(told))).toBeGreaterThan(0);
  });

  test("an unstake is ready from its second on, one by one, in sum and by day", async () => {
    const queue = opened.rows(tables.unstake).filter(({ completedAt }) => completedAt === null);
    for (let round = 0; round < 12; round++) {
      const { network } = await anotherMoment();
      const delay = Number(network.unstakeDelay);
      const at = among(queue).requestedAt + delay - Math.floor(chance() * 2);
      const isReady = ({ requestedAt }: { requestedAt: number }) => at >= requestedAt + delay;
      const { rows } = await unstakes(opened.db, {
        ...{ staker: null, prover: null, state: "READY", at },
        ...all,
      });
      const found = rows.map(({ unstake: { requestedId } }) => requestedId);
      expect(found.toSorted()).toEqual(
        queue
          .filter(isReady)
          .map(({ requestedId }) => requestedId)
          .sort(),
      );
      const { ready } = await unbondingCalendar(opened.db, { prover: null, at, days: 3 });
      expect(ready.amount).toBe(rows.reduce((sum, { effective }) => sum + effective, 0n));
      const { staker } = among(queue);
      const { total, positions } = await stakerPortfolio(opened.db, { staker, at });
      const own = rows.filter(({ unstake }) => unstake.staker === staker);
      expect(total.withdrawable).toBe(own.reduce((sum, { effective }) => sum + effective, 0n));
      for (const { prover, nextReadyAt } of positions) {
        const waiting = queue.filter(
          (entry) => entry.staker === staker && entry.prover === prover.address && !isReady(entry),
        );
        expect(nextReadyAt).toBe(
          waiting.length === 0
            ? null
            : Math.min(...waiting.map(({ requestedAt }) => requestedAt + delay)),
        );
      }
    }
  });
});
