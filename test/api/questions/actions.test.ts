import { getAddress, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import { phaseSql } from "../../../src/api/rules/phase-sql.ts";
import { phaseOf } from "../../../src/api/rules/phases.ts";
import { biddableRequests, eligibleProvers } from "../../../src/api/topics/bidding.ts";
import { proverDuties } from "../../../src/api/topics/duties.ts";
import { openRequests } from "../../../src/api/topics/open-requests.ts";
import { refundableRequests } from "../../../src/api/topics/refunds.ts";
import { type Opened, openRecording } from "../support.ts";

const all = { first: 1000, after: null };
const anything = {
  vks: null,
  provenOnly: false,
  minMaxFee: null,
  minBiddingSeconds: null,
  minProvingSeconds: null,
};
const idsOf = (rows: { request: { id: Hex } }[]) => rows.map(({ request }) => request.id);

describe.each(["month", "quirks"] as const)("in %s", (name) => {
  let opened: Opened;
  let network: typeof tables.network.$inferSelect;
  let pending: (typeof tables.request.$inferSelect)[];
  let provers: (typeof tables.prover.$inferSelect)[];
  /** Times of the chain and, for pending requests, the seconds around each boundary. */
  let boundaries: number[];
  let bidding: number;
  let reveal: number;

  beforeAll(async () => {
    opened = await openRecording(name);
    network = opened.rows(tables.network)[0]!;
    pending = opened.rows(tables.request).filter(({ status }) => status === "PENDING");
    provers = opened.rows(tables.prover);
    [bidding, reveal] = [network.biddingPhaseDuration, network.revealPhaseDuration].map(Number) as [
      number,
      number,
    ];
    boundaries = pending.flatMap(({ createdAt, deadline }) => {
      const ends = [createdAt + bidding, createdAt + bidding + reveal, Number(deadline)];
      return [createdAt, ...ends.flatMap((end) => [end, end + 1])];
    });
  });
  afterAll(() => opened.close());

  const views = () => opened.recording.views().checkpoints.at(-1).views;
  const requesters = () => [...new Set(opened.rows(tables.request).map((row) => row.requester))];

  test("the phase in SQL is the phase of the rule, at every boundary", async () => {
    const requests = opened.rows(tables.request);
    for (const at of [opened.head, ...boundaries.slice(0, 40)]) {
      const rows = await opened.db
        .select({ id: tables.request.id, phase: phaseSql(network, at) })
        .from(tables.request);
      const found = new Map(rows.map(({ id, phase }) => [id, phase]));
      for (const row of requests) expect(found.get(row.id)).toBe(phaseOf(row, network, at));
    }
  });

  test("refundable requests are those of MarketViewer, of each requester and in all", async () => {
    const view = views().marketViewer["getSenderRefundableRequests(address)"] as Record<
      string,
      Hex[]
    >;
    for (const requester of requesters()) {
      const { rows, totalCount, totalAmount } = await refundableRequests(opened.db, {
        requester,
        at: opened.head,
        ...all,
      });
      const expected = view[getAddress(requester)] ?? [];
      expect(idsOf(rows).sort()).toEqual([...expected].sort());
      expect(totalCount).toBe(expected.length);
      expect(totalAmount).toBe(rows.reduce((sum, { request }) => sum + request.maxFee, 0n));
    }
    const everybody = await refundableRequests(opened.db, {
      requester: null,
      at: opened.head,
      ...all,
    });
    expect(idsOf(everybody.rows).sort()).toEqual(Object.values(view).flat().sort());
  });

  test("refundable requests of a prover, and those for a reason, are the part of all that says so", async () => {
    const ask = (filter: object) =>
      refundableRequests(opened.db, { requester: null, at: opened.head, ...filter, ...all });
    const { rows } = await ask({});
    const winners = new Set(rows.map(({ request }) => request.winner));
    const reasons = ["NO_BIDS", "NO_REVEALS", "DEADLINE_MISSED"] as const;
    for (const prover of winners)
      for (const reason of reasons) {
        const filter = { ...(prover !== null && { prover }), reason };
        const expected = rows.filter(
          (row) => row.reason === reason && (prover === null || row.request.winner === prover),
        );
        const found = await ask(filter);
        expect(idsOf(found.rows)).toEqual(idsOf(expected));
        expect(found.totalCount).toBe(expected.length);
      }
  });

  test("a request is refundable since its second and not before, for its reason", async () => {
    const { rows } = await refundableRequests(opened.db, {
      requester: null,
      at: opened.head,
      ...all,
    });
    expect(rows.length).toBeGreaterThan(0);
    for (const { request, since, reason } of rows.slice(0, 12)) {
      const none = request.winner === null;
      expect(reason).toBe(!none ? "DEADLINE_MISSED" : request.bidCount ? "NO_REVEALS" : "NO_BIDS");
      for (const [at, isThere] of [
        [since, true],
        [since - 1, false],
      ] as const) {
        const then = await refundableRequests(opened.db, { requester: null, at, ...all });
        expect(idsOf(then.rows).includes(request.id)).toBe(isThere);
      }
    }
  });

  test("pages of refundable requests join to the whole list, oldest first", async () => {
    const whole = await refundableRequests(opened.db, {
      requester: null,
      at: opened.head,
      ...all,
    });
    const joined: Hex[] = [];
    let after: { createdId: bigint } | null = null;
    do {
      const { rows } = await refundableRequests(opened.db, {
        requester: null,
        at: opened.head,
        first: 3,
        after,
      });
      joined.push(...idsOf(rows.slice(0, 3)));
      after = rows.length > 3 ? rows[2]!.request : null;
    } while (after !== null);
    expect(joined).toEqual(idsOf(whole.rows));
  });

  test("a prover's duties are the sealed bids and open wins whose window meets the span", async () => {
    const bids = opened.rows(tables.bid);
    const within = 600;
    let seen = 0;
    const asked = pending
      .filter(({ bidCount }) => bidCount > 0)
      .slice(-4)
      .flatMap((row) => {
        const address = bids.find((bid) => bid.requestId === row.id)!.prover;
        const ends = [row.createdAt + bidding, row.createdAt + bidding + reveal];
        return [ends[0]! + 1 - within, ends[0]!, ends[1]!, ends[1]! + 1, Number(row.deadline)]
          .flatMap((at) => [at - 1, at, at + 1])
          .map((at) => ({ at, address: row.winner ?? address }));
      });
    for (const { at, address } of asked) {
      const expected: string[] = [];
      for (const row of pending) {
        const [bidEnd, revealEnd] = [row.createdAt + bidding, row.createdAt + bidding + reveal];
        const deadline = Number(row.deadline);
        const own = bids.find((bid) => bid.requestId === row.id && bid.prover === address);
        const sealed = own && (own.lastRevealAt === null || own.lastBidAt > own.lastRevealAt);
        if (sealed && at <= revealEnd && at <= deadline && bidEnd + 1 <= at + within)
          expected.push(`REVEAL ${row.id} ${bidEnd + 1} ${revealEnd}`);
        if (row.winner === address && at <= deadline && revealEnd < deadline)
          if (revealEnd + 1 <= at + within)
            expected.push(`PROVE ${row.id} ${revealEnd + 1} ${deadline}`);
      }
      const answer = await proverDuties(opened.db, { prover: address, at, within, ...all });
      const found = answer!.rows.map(
        (duty) => `${duty.kind} ${duty.request.id} ${duty.opensAt} ${duty.closesAt}`,
      );
      expect([...found].sort()).toEqual(expected.sort());
      const ends = answer!.rows.map(({ closesAt }) => closesAt);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      seen += found.length;
    }
    expect(seen).toBeGreaterThan(0);
  });

  test("pages of duties join to the whole list", async () => {
    for (const { address } of provers) {
      const given = { prover: address, at: pending.at(-1)!.createdAt, within: 10_000_000 };
      const whole = (await proverDuties(opened.db, { ...given, ...all }))!.rows;
      const joined: typeof whole = [];
      for (;;) {
        const last = joined.at(-1);
        const after = last
          ? {
              closesAt: BigInt(last.closesAt),
              createdId: last.request.createdId,
              kind: last.kind,
            }
          : null;
        const { rows } = (await proverDuties(opened.db, { ...given, first: 1, after }))!;
        if (rows[0] === undefined) break;
        joined.push(rows[0]);
      }
      expect(joined).toEqual(whole);
    }
  });

  test("requests to bid on and eligible provers are those the contract's rule allows, by its own views", async () => {
    const { stakingController: staking, brevisMarket: market } = views();
    const overcommit = BigInt(market["overcommitBps()"]);
    const eligibles = (minStake: bigint) =>
      provers
        .map(({ address }) => address)
        .filter((address) => {
          const key = getAddress(address);
          const eligible = staking["isProverEligible(address,uint256)"][`${key},0`];
          if (!eligible?.eligible) return false;
          const assigned = BigInt(market["assignedStake(address)"][key] ?? 0);
          const assets = BigInt(eligible.currentVaultAssets);
          return assets >= minStake + (assigned * overcommit) / 10_000n;
        });
    for (const row of pending) {
      const expected = eligibles(row.minStake);
      const answer = await eligibleProvers(opened.db, { id: row.id, ...all });
      expect(answer!.rows.map(({ prover }) => prover.address).sort()).toEqual(expected.sort());
      expect(answer!.totalCount).toBe(expected.length);
      const rooms = answer!.rows.map((found) => found.headroom);
      expect(rooms).toEqual(rooms.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
      const at = row.createdAt + bidding;
      for (const { address } of provers.slice(0, 4)) {
        const bidAt = async (time: number) =>
          idsOf(
            (await biddableRequests(opened.db, { ...anything, prover: address, at: time, ...all }))
              .rows,
          ).includes(row.id);
        const useful = BigInt(at) <= row.deadline;
        expect(await bidAt(at)).toBe(expected.includes(address) && useful);
        expect(await bidAt(at + 1)).toBe(false);
      }
    }
  });

  test("each filter of requests to bid on holds at its limit and not beyond", async () => {
    const prover = provers.find(({ state }) => state === "ACTIVE")!.address;
    const row = pending.find(({ minStake }) => minStake < 2000n * 10n ** 18n)!;
    const at = row.createdAt;
    const proving = Number(row.deadline) - at - bidding - reveal;
    const has = async (filter: Partial<typeof anything> | object) =>
      idsOf(
        (await biddableRequests(opened.db, { ...anything, ...filter, prover, at, ...all })).rows,
      ).includes(row.id);
    expect(await has({})).toBe(true);
    expect(await has({ minMaxFee: row.maxFee })).toBe(true);
    expect(await has({ minMaxFee: row.maxFee + 1n })).toBe(false);
    expect(await has({ minProvingSeconds: proving })).toBe(true);
    expect(await has({ minProvingSeconds: proving + 1 })).toBe(false);
    expect(await has({ minBiddingSeconds: bidding })).toBe(true);
    expect(await has({ minBiddingSeconds: bidding + 1 })).toBe(false);
    expect(await has({ vks: [row.vk] })).toBe(true);
    expect(await has({ vks: [`0x${"00".repeat(32)}`] })).toBe(false);
    const won = opened.rows(tables.request).filter((done) => done.winner === prover);
    const served = won.some(({ vk, status }) => vk === row.vk && status === "FULFILLED");
    expect(await has({ provenOnly: true })).toBe(served);
  });

  test("open requests are the requester's pending ones of MarketViewer, with winner and price", async () => {
    const pendingView = views().marketViewer["getSenderPendingRequests(address)"];
    const bidders = new Map(
      Object.values(
        views().marketViewer["batchGetBidders(bytes32[])"] as Record<
          string,
          Record<string, string>[]
        >,
      )
        .flat()
        .map((row) => [row.reqid, row]),
    );
    for (const requester of requesters()) {
      const { rows, totalCount, escrow } = await openRequests(opened.db, {
        requester,
        at: opened.head,
        ...all,
      });
      const expected = (pendingView[getAddress(requester)] ?? []) as { reqid: Hex }[];
      expect(idsOf(rows).sort()).toEqual(expected.map(({ reqid }) => reqid).sort());
      expect(totalCount).toBe(rows.length);
      expect(escrow).toBe(rows.reduce((sum, { request }) => sum + request.maxFee, 0n));
      for (const { request, price, winner } of rows) {
        const view = bidders.get(request.id)!;
        const hasSecond = BigInt(view.second!) !== 0n;
        const isWon = BigInt(view.winner!) !== 0n;
        expect(price).toBe(isWon ? BigInt(hasSecond ? view.secondFee! : view.winnerFee!) : null);
        expect(winner?.address ?? null).toBe(isWon ? view.winner!.toLowerCase() : null);
      }
    }
  });

  test("pending requests of everybody, by winner, program and phase, are the part of all that says so", async () => {
    const ask = (filter: object) => openRequests(opened.db, { at: opened.head, ...filter, ...all });
    const { rows, totalCount } = await ask({});
    expect(idsOf(rows).sort()).toEqual(pending.map(({ id }) => id).sort());
    expect(totalCount).toBe(pending.length);
    const parts = (phase: string, winner: string | null, vk: string) =>
      rows.filter(
        (row) =>
          row.phase === phase &&
          row.request.vk === vk &&
          (winner === null || row.request.winner === winner),
      );
    for (const { phase, request } of rows) {
      const { winner, vk } = request;
      const found = await ask({ phases: [phase], vk, ...(winner !== null && { winner }) });
      expect(idsOf(found.rows)).toEqual(idsOf(parts(phase, winner, vk)));
      expect(found.totalCount).toBe(found.rows.length);
    }
  });

  test("a winner's trouble is what a plain look at the rows says", async () => {
    const requests = opened.rows(tables.request);
    for (const row of pending.filter(({ winner }) => winner !== null)) {
      const revealEnd = row.createdAt + bidding + reveal;
      for (const at of [row.createdAt, revealEnd + 1, Number(row.deadline) - 30]) {
        if (at > Number(row.deadline)) continue;
        const answer = await openRequests(opened.db, { requester: row.requester, at, ...all });
        const found = answer.rows.find(({ request }) => request.id === row.id)!;
        const left = Number(row.deadline) - Math.max(at, revealEnd + 1);
        expect(found.timeToProve).toBe(Math.max(0, left));
        const proven = requests
          .filter(({ winner, status }) => winner === row.winner && status === "FULFILLED")
          .sort((a, b) => Number(b.createdId - a.createdId))
          .slice(0, 100);
        const same = proven.filter(({ vk }) => vk === row.vk);
        const sample = (same.length >= 5 ? same : proven)
          .map(({ provingSeconds }) => provingSeconds!)
          .sort((a, b) => a - b);
        const median = sample.length < 5 ? null : sample[Math.ceil(sample.length / 2) - 1]!;
        expect(found.speed).toEqual({
          medianSeconds: median,
          samples: sample.length,
          sameProgram: same.length >= 5,
        });
        const by = provers.find(({ address }) => address === row.winner)!;
        const counted = ((by.assignedStake - row.minStake) * network.overcommitBps) / 10_000n;
        expect(found.trouble.includes("OVERLOADED")).toBe(by.assets < row.minStake + counted);
        expect(found.trouble.includes("SLOWER_THAN_TIME_LEFT")).toBe(
          median !== null && median > Math.max(0, left),
        );
        expect(found.trouble.includes("NO_PROVING_WINDOW")).toBe(Number(row.deadline) <= revealEnd);
      }
    }
  });
});
