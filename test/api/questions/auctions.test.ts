import { readdirSync, readFileSync } from "node:fs";
import { type GraphQLObjectType, getNamedType, isObjectType } from "graphql";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { percentilesOf } from "../../../src/api/rules/percentiles.ts";
import { ratio } from "../../../src/api/rules/ratios.ts";
import { auctionQuality } from "../../../src/api/topics/auction-quality.ts";
import { fairnessOf, marketConcentration } from "../../../src/api/topics/concentration.ts";
import { feeAdvice } from "../../../src/api/topics/fee-advice.ts";
import { misses, missSummary } from "../../../src/api/topics/misses.ts";
import {
  programBinaries,
  programOf,
  programProvers,
  programRequesters,
} from "../../../src/api/topics/programs.ts";
import { createDatabase } from "../../support/database.ts";
import { type Shape, schema, serve } from "../server.ts";
import { type Opened, openRecording } from "../support.ts";

type Request = typeof tables.request.$inferSelect;
const sum = <Row>(rows: readonly Row[], of: (row: Row) => bigint | null) =>
  rows.reduce((total, row) => total + (of(row) ?? 0n), 0n);
const count = <Row>(rows: readonly Row[], holds: (row: Row) => boolean) =>
  rows.filter(holds).length;

const queries = readdirSync("queries").filter((file) => /^(08|10|11|15|17|19|20|21|24)/.test(file));
const read = (file: string) => {
  const text = readFileSync(`queries/${file}`, "utf8");
  return { text, variables: JSON.parse(/^# variables: (.*)$/m.exec(text)![1]!) as object };
};

describe.each(["month", "quirks"] as const)("%s", (name) => {
  let opened: Opened;
  let requests: Request[];
  let api: ReturnType<typeof serve>;
  beforeAll(async () => {
    opened = await openRecording(name);
    requests = opened.rows(tables.request);
    api = serve(opened);
  });
  afterAll(() => opened.close());

  const all = () => ({ vk: null, from: 0, to: opened.head + 1, at: opened.head });
  const busiest = () =>
    opened.rows(tables.program).toSorted((a, b) => b.requests - a.requests)[0]!.vk;
  const isMiss = ({ winner, status, deadline }: Request) =>
    winner !== null && status !== "FULFILLED" && deadline < BigInt(opened.head);
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
      const missed = count(auctions, isMiss);
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
        missed: count(rows, isMiss),
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

  test("misses are the contracts' misses: refunded after the deadline, or overdue", async () => {
    const { views } = opened.recording.views().checkpoints.at(-1);
    const scope = { ...all(), prover: null, requester: null };
    const list = await misses(opened.db, scope, { first: 1000, after: null });
    const overdue = Object.values<string[]>(
      views.marketViewer["getProverOverdueRequests(address)"] ?? {},
    ).flat();
    expect(
      list
        .filter(({ status }) => status === "PENDING")
        .map(({ requestId }) => requestId)
        .toSorted(),
    ).toEqual(overdue.map((id) => id.toLowerCase()).toSorted());
    const [network] = opened.rows(tables.network);
    expect(list.length).toBe(network!.missed + overdue.length);
    expect(list.map(({ deadline }) => deadline)).toEqual(
      list.map(({ deadline }) => deadline).toSorted((a, b) => b - a),
    );

    for (const miss of list) {
      const row = requests.find(({ id }) => id === miss.requestId)!;
      const spells = opened.rows(tables.assignment);
      const won = spells.filter((spell) => spell.requestId === row.id).at(-1)!;
      const others = spells.filter(
        (spell) =>
          spell.prover === row.winner &&
          spell.requestId !== row.id &&
          spell.id < won.id &&
          (spell.endedId === null || spell.endedId > won.id),
      );
      const runnerUp = row.second === row.winner ? null : row.second;
      expect(miss).toMatchObject({
        prover: won.prover,
        deadline: Number(row.deadline),
        expectedPrice: row.secondFee ?? row.winnerFee,
        wonAt: won.startedAt,
        secondsLeftWhenWon: Number(row.deadline) - won.startedAt,
        otherAssignments: others.length,
        otherAssignedStake: sum(others, ({ minStake }) => minStake),
        runnerUp,
        runnerUpFee: runnerUp && row.secondFee,
        runnerUpState: runnerUp
          ? opened.rows(tables.prover).find(({ address }) => address === runnerUp)!.state
          : null,
        timesAskedAgain: 0,
        provenAgainId: null,
        extraCost: null,
      });
    }

    const summary = await missSummary(opened.db, scope, 1000);
    const proven = requests.filter(({ status }) => status === "FULFILLED");
    expect(summary).toMatchObject({
      misses: list.length,
      missRate: ratio(list.length, list.length + proven.length),
      withRunnerUp: ratio(
        count(list, ({ runnerUp }) => runnerUp !== null),
        list.length,
      ),
      askedAgain: ratio(0, list.length),
      extraCost: 0n,
      secondsLeftWhenWon: percentilesOf(list.map((miss) => miss.secondsLeftWhenWon)),
    });
    for (const [counts, of] of [
      [summary.byProver, ({ winner }: Request) => winner],
      [summary.byProgram, ({ vk }: Request) => vk],
    ] as const) {
      expect(counts.reduce((total, row) => total + row.misses, 0)).toBe(list.length);
      for (const { key, misses: missed, missRate } of counts) {
        expect(missed).toBe(count(requests, (row) => of(row) === key && isMiss(row)));
        const proofs = count(proven, (row) => of(row) === key);
        expect(missRate).toEqual(ratio(missed, missed + proofs));
      }
    }
  });

  test("the second after the deadline is the first of the miss", async () => {
    const row = requests.filter(isMiss)[0]!;
    const deadline = Number(row.deadline);
    const at = async (span: { from: number; to: number; at: number }) => {
      const scope = { vk: null, prover: null, requester: null, ...span };
      const list = await misses(opened.db, scope, { first: 1000, after: null });
      return list.some(({ requestId }) => requestId === row.id);
    };
    const [late, head] = [deadline + 1, opened.head];
    expect(await at({ from: late, to: late + 1, at: head })).toBe(true);
    expect(await at({ from: deadline, to: late, at: head })).toBe(false);
    expect(await at({ from: late + 1, to: head, at: head })).toBe(false);
    expect(await at({ from: 0, to: head, at: deadline })).toBe(false);
    expect(await at({ from: 0, to: head, at: late })).toBe(true);
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
    expect(total(provers, ({ missed }) => missed)).toBe(count(own, isMiss));
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

  test.each(queries)("queries/%s is answered", async (file) => {
    const { text, variables } = read(file);
    const answer = await api.data(text, variables);
    expect(Object.keys(answer).length).toBeGreaterThan(1);
    if (name === "month") for (const value of Object.values(answer)) expect(value).not.toBe(null);
  });

  test("misses are paged without a gap or a repetition", async () => {
    const page = async (after: string | null): Promise<Shape> =>
      (
        await api.data(
          "query ($after: String) { misses(from: 0, limit: 7, after: $after) { items { requestId } pageInfo { hasNextPage endCursor } } }",
          { after },
        )
      ).misses;
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { items, pageInfo }: Shape = await page(after);
      found.push(...items.map(({ requestId }: { requestId: string }) => requestId));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBe(count(requests, isMiss));
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
    const open = count(requests, ({ status }) => status === "PENDING");
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

test("an even chance is added up as a fraction: three auctions of three are one win", () => {
  const prover = `0x${"11".repeat(20)}` as const;
  expect(fairnessOf([{ prover, revealers: 3, auctions: 3, wins: 2 }])).toEqual([
    { prover, auctions: 3, wins: 2, expectedWinsBps: 10_000n, winsOfExpectedBps: 20_000 },
  ]);
});

test("nothing is indexed: every question has an answer of nothing", async () => {
  const { db, close } = await createDatabase();
  const api = serve({ db: db as unknown as Db, head: 1_760_000_000 });
  for (const file of queries) {
    const { text, variables } = read(file);
    expect(await api.data(text, variables)).toBeTypeOf("object");
  }
  await close();
});

test("a missed job that is asked for again, twice, and proven: the first proof counts, with its extra cost and time", async () => {
  const { db, close } = await createDatabase();
  const [vk, digest] = [`0x${"aa".repeat(32)}`, `0x${"bb".repeat(32)}`] as [Hex, Hex];
  const [prover, other] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`] as [Hex, Hex];
  const idOf = (nonce: number) => `0x${String(nonce).padStart(64, "0")}` as Hex;
  const requestOf = (nonce: number, more: Partial<Request>) => ({
    id: idOf(nonce),
    requester: prover,
    nonce: BigInt(nonce),
    vk,
    publicValuesDigest: digest,
    imgUrl: "",
    inputUrl: "",
    inputSize: 0,
    version: 0n,
    maxFee: 100n,
    minStake: 5n,
    deadline: 2000n,
    createdAt: 1000 + nonce,
    createdBlock: nonce,
    createdTransaction: vk,
    createdId: BigInt(nonce) * 1_000_000n,
    ...more,
  });
  const winner = { winner: prover, winnerFee: 10n, second: other, secondFee: 30n };
  const proven = (settledId: bigint, fulfilledAt: number, price: bigint) =>
    ({ ...winner, status: "FULFILLED", settledId, fulfilledAt, price }) as const;
  await db
    .insert(tables.request)
    .values([
      requestOf(0, { ...proven(5n, 1500, 1n), createdAt: 900 }),
      requestOf(1, { ...winner, assignmentId: 1_000_001n }),
      requestOf(2, proven(9_000_001n, 3500, 25n)),
      requestOf(3, proven(9_000_000n, 3400, 37n)),
      requestOf(4, { publicValuesDigest: vk }),
    ]);
  await db.insert(tables.assignment).values({
    id: 1_000_001n,
    requestId: idOf(1),
    prover,
    fee: 10n,
    minStake: 5n,
    startedAt: 1400,
  });
  const scope = { vk: null, prover: null, requester: null, from: 0, to: 4001, at: 4000 };
  const [miss, ...rest] = await misses(db as unknown as Db, scope, { first: 9, after: null });
  expect(rest).toEqual([]);
  expect(miss).toMatchObject({
    requestId: idOf(1),
    secondsLeftWhenWon: 600,
    expectedPrice: 30n,
    runnerUp: other,
    runnerUpState: null,
    timesAskedAgain: 2,
    askedAgainId: idOf(2),
    provenAgainId: idOf(3),
    provenAgainAt: 3400,
    extraCost: 7n,
    extraSeconds: 1400,
  });
  expect(await missSummary(db as unknown as Db, scope, 9)).toMatchObject({
    askedAgain: ratio(1, 1),
    provenLater: ratio(1, 1),
    extraCost: 7n,
    extraSeconds: { count: 1, p50: 1400 },
  });
  await close();
});
