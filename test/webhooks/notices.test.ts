import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bid, network, parameterChange, request } from "../../ponder.schema.ts";
import { phaseOf } from "../../src/api/rules/phases.ts";
import type { Durations } from "../../src/domain/phases.ts";
import { itemsOf } from "../../webhooks/items.ts";
import { timeLeftOf } from "../../webhooks/notices.ts";
import { type Opened, openRecording } from "../api/support.ts";
import { addressOf, wordOf } from "../support/people.ts";
import {
  anyRequest,
  createWorld,
  drain,
  follow,
  random,
  type World,
  webhookOf,
} from "./support.ts";

describe("of a recorded month", () => {
  let month: Opened;
  beforeAll(async () => {
    month = await openRecording("month");
  });
  afterAll(() => month.close());

  /** What is told of the month from one second to another, read in pieces of any length [s]. */
  async function toldInPieces(
    filters: Parameters<typeof itemsOf>[1],
    { from, longest }: { from: number; longest: number },
  ) {
    const chance = random(4);
    const told: string[] = [];
    for (let at = from; at < month.head; ) {
      const to = Math.min(month.head, at + 1 + Math.floor(chance() ** 4 * longest));
      const stretch = { after: { block: 0, timestamp: at }, until: { block: 0, timestamp: to } };
      told.push(...(await itemsOf(month.db, filters, stretch)).items.map(({ key }) => key));
      at = to;
    }
    return told;
  }

  test("every change of phase by time is told once, at its second, as a clock that ticks each second finds it", async () => {
    const durations = month.rows(network)[0]! as Durations;
    expect(
      month
        .rows(parameterChange)
        .filter(({ name, oldValue }) => /PhaseDuration/.test(name) && oldValue !== null),
    ).toEqual([]);
    const from = month.head - 6 * 86_400;
    const expected: string[] = [];
    for (const row of month.rows(request)) {
      const settled = row.fulfilledAt ?? row.refundedAt ?? row.slashedAt ?? month.head;
      const last = Math.min(settled, month.head, Number(row.deadline) + 2);
      for (let at = Math.max(from, row.createdAt) + 1; at <= last; at++) {
        const phaseAt = (second: number) =>
          phaseOf({ ...row, status: "PENDING" }, durations, second);
        if (phaseAt(at) !== phaseAt(at - 1)) expected.push(`phase/${row.id}/${phaseAt(at)}/${at}`);
      }
    }
    const filters = { events: [], phases: [{ ...anyRequest, to: null }], timeLeft: [] };
    const told = await toldInPieces(filters, { from, longest: 90_000 });
    expect(told.length).toBeGreaterThan(50);
    expect(told.toSorted()).toEqual(expected.sort());
    const times = told.map((key) => Number(key.split("/").at(-1)));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("so much time is left once: a prover is told of what it won, and of reveals that it owes", async () => {
    const from = month.head - 12 * 86_400;
    const bids = month.rows(bid);
    const prover = Map.groupBy(month.rows(request), ({ winner }) => winner)
      .entries()
      .toArray()
      .filter(([winner]) => winner !== null)
      .sort(([, a], [, b]) => b.length - a.length)[0]![0]!;
    const { biddingPhaseDuration, revealPhaseDuration } = month.rows(network)[0]!;
    const expected: string[] = [];
    for (const row of month.rows(request)) {
      const revealEnd = row.createdAt + Number(biddingPhaseDuration + revealPhaseDuration);
      const opens = revealEnd + 1;
      const proving = Math.max(opens, Number(row.deadline) - 600);
      const settled =
        row.fulfilledAt ?? row.refundedAt ?? row.slashedAt ?? Number.POSITIVE_INFINITY;
      const isIn = (at: number) => at > from && at <= month.head && at < settled;
      if (row.winner === prover && isIn(proving) && opens <= Number(row.deadline))
        expected.push(`timeLeft/${row.id}/PROVING/600/${proving}`);
      const own = bids.find((one) => one.requestId === row.id && one.prover === prover);
      const revealLast = Math.min(revealEnd, Number(row.deadline));
      const reveal = Math.max(row.createdAt + Number(biddingPhaseDuration) + 1, revealLast - 60);
      if (own && isIn(reveal) && !(own.firstRevealAt && own.firstRevealAt <= reveal))
        if (row.bidCount > 0 && reveal <= Number(row.deadline))
          expected.push(`timeLeft/${row.id}/REVEALING/60/${reveal}`);
    }
    const told = await toldInPieces(
      {
        ...{ events: [], phases: [] },
        timeLeft: [
          { ...anyRequest, winner: prover, phase: "PROVING", seconds: 600 },
          { ...anyRequest, prover, phase: "REVEALING", seconds: 60 },
        ],
      },
      // Mostly shorter than what is left.
      { from, longest: 4_000 },
    );
    for (const phase of ["PROVING", "REVEALING"])
      expect(expected.filter((key) => key.includes(phase)).length).toBeGreaterThan(0);
    expect(told.toSorted()).toEqual(expected.sort());
  });
});

test("what is told does not depend on how often one looks, whatever the durations become meanwhile", async () => {
  const quirks = await openRecording("quirks");
  const isDuration = ({ name, oldValue }: { name: string; oldValue: string | null }) =>
    /PhaseDuration/.test(name) && oldValue !== null;
  const changes = quirks.rows(parameterChange).filter(isDuration);
  expect(changes.length).toBeGreaterThan(1);
  const filters = {
    events: [],
    phases: [{ ...anyRequest, to: null }],
    timeLeft: [{ ...anyRequest, phase: "PROVING" as const, seconds: 600 }],
  };
  const from = Math.min(...quirks.rows(request).map(({ createdAt }) => createdAt)) - 1;
  const toldAt = async (ends: readonly number[]) => {
    const told: string[] = [];
    let after = { block: 0, timestamp: from };
    for (const timestamp of [...ends, quirks.head])
      while (after.timestamp < timestamp) {
        const until = { block: quirks.recording.head, timestamp };
        const found = await itemsOf(quirks.db, filters, { after, until });
        told.push(...found.items.map(({ key }) => key));
        after = found.until;
      }
    return told.sort();
  };
  const chance = random(5);
  const looks = [
    ...changes.flatMap(({ timestamp }) => [timestamp - 1, timestamp]),
    ...Array.from({ length: 40 }, () => from + Math.floor(chance() * (quirks.head - from))),
  ];
  const told = await toldAt(looks.sort((a, b) => a - b));
  expect(told.length).toBeGreaterThan(20);
  expect(await toldAt([])).toEqual(told);
  await quirks.close();
});

test("of a phase shorter than was asked it is told when it begins", () => {
  const row = {
    ...{ status: "PENDING" as const, winner: null, bidCount: 1 },
    ...{ createdAt: 1_000, deadline: 9_000n },
    ...{ fulfilledAt: null, refundedAt: null, slashedAt: null },
  };
  const durations = { biddingPhaseDuration: 20n, revealPhaseDuration: 30n };
  expect(timeLeftOf(row, durations, { phase: "REVEALING", seconds: 600 })).toEqual({
    ...{ phase: "REVEALING", at: 1_021, endsAt: 1_050, secondsLeft: 29 },
  });
});

describe("of a chain that a test makes", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
    await world.addParameters(20n, 20n);
  });
  afterAll(() => world.close());
  const mine = async (count: number) => {
    for (let block = 0; block < count; block++) await world.mine(() => 0);
  };
  const winner = addressOf("a11ce");

  test("a request won: phases and time left, each once, although the worker slept; its removal when a fork takes the request back", async () => {
    const queue = await world.open();
    const webhook = webhookOf({
      events: [],
      phases: [{ ...anyRequest, to: null }],
      timeLeft: [{ ...anyRequest, winner, phase: "PROVING", seconds: 10 }],
    });
    await mine(40);
    await follow(world, queue, webhook);
    // An event lies in the request's block: else no fork could be noticed.
    await world.mine(() => 0.3);
    const createdBlock = world.height();
    const created = world.timeOf(createdBlock);
    const id = wordOf("1d");
    const row = { id, createdBlock, deadline: BigInt(created + 100), winner, bidCount: 1 };
    await world.addRequest(row);
    await mine(15);
    await follow(world, queue, webhook);
    await follow(world, queue, webhook);
    const first = await drain(queue);
    expect(first).toMatchObject([
      {
        type: "phase",
        subject: `request/${id}`,
        data: { from: "BIDDING", to: "REVEALING", at: created + 21 },
      },
    ]);
    // Followed in between, when the request is older than an auction.
    await mine(25);
    await follow(world, queue, webhook);
    await mine(6);
    await follow(world, queue, webhook);
    expect(await drain(queue)).toMatchObject([
      { type: "phase", data: { from: "REVEALING", to: "PROVING", at: created + 41 } },
      {
        type: "timeLeft",
        data: { phase: "PROVING", secondsLeft: 10, endsAt: created + 100, winner },
      },
    ]);
    // A second request, which a fork takes back before it is final.
    await world.mine(() => 0.3);
    const lost = wordOf("2d");
    const at = world.timeOf(world.height());
    await world.addRequest({
      ...row,
      id: lost,
      createdBlock: world.height(),
      deadline: BigInt(at + 1_000),
    });
    await mine(12);
    await follow(world, queue, webhook);
    const told = await drain(queue);
    const ofLost = told.filter(({ data }) => data.requestId === lost);
    expect(ofLost).toMatchObject([{ type: "phase", data: { to: "REVEALING", at: at + 21 } }]);
    await world.takeBack(13);
    await world.db.delete(request).where(eq(request.id, lost));
    await mine(14);
    await follow(world, queue, webhook);
    expect(await drain(queue)).toMatchObject([
      {
        type: "phase.removed",
        subject: `request/${lost}`,
        data: { removes: ofLost[0]!.id, requestId: lost },
      },
    ]);
  });

  test("an index that is behind tells nothing, and what was told and is final not again", async () => {
    const queue = await world.open(["behind"]);
    const webhook = webhookOf({
      ...{ name: "behind", events: [] },
      phases: [{ ...anyRequest, requestId: wordOf("4d"), to: null }],
    });
    await follow(world, queue, webhook);
    await world.mine(() => 0.3);
    const createdBlock = world.height();
    const deadline = BigInt(world.timeOf(createdBlock) + 900);
    await world.addRequest({ id: wordOf("4d"), createdBlock, deadline, bidCount: 1 });
    await mine(60);
    await follow(world, queue, webhook);
    expect(await drain(queue, "behind")).toMatchObject([
      { data: { to: "REVEALING" } },
      { data: { to: "REFUNDABLE" } },
    ]);
    // Its blocks are read anew, and it calls itself ready meanwhile.
    for (const until of [createdBlock, world.height()]) {
      await world.rebuild(until);
      await follow(world, queue, webhook);
    }
    expect(await drain(queue, "behind")).toEqual([]);
  });

  test("a duration made shorter ends a phase in the past: that is told too, once", async () => {
    const queue = await world.open(["shorter"]);
    const webhook = webhookOf({
      ...{ name: "shorter", events: [] },
      phases: [{ ...anyRequest, requestId: wordOf("3d"), to: null }],
    });
    await follow(world, queue, webhook);
    await world.mine(() => 0.3);
    const createdBlock = world.height();
    const created = world.timeOf(createdBlock);
    const bids = { winner: null, bidCount: 1 };
    await world.addRequest({
      id: wordOf("3d"),
      createdBlock,
      deadline: BigInt(created + 900),
      ...bids,
    });
    await mine(4);
    await follow(world, queue, webhook);
    expect(await drain(queue, "shorter")).toEqual([]);
    await mine(1);
    const place = { block: world.height(), timestamp: world.timeOf(world.height()) };
    const change = { contract: "MARKET", name: "biddingPhaseDuration" } as const;
    await world.db.insert(parameterChange).values([
      {
        ...change,
        id: 1n,
        block: 1,
        timestamp: world.timeOf(1),
        transaction: wordOf("1"),
        newValue: "20",
      },
      {
        ...change,
        id: 2n,
        ...place,
        transaction: wordOf("2"),
        oldValue: "20",
        newValue: "3",
      },
    ]);
    await world.db.update(network).set({ biddingPhaseDuration: 3n });
    await follow(world, queue, webhook);
    await mine(3);
    await follow(world, queue, webhook);
    expect(await drain(queue, "shorter")).toMatchObject([
      { type: "phase", data: { from: "BIDDING", to: "REVEALING", at: created + 4 } },
    ]);
  });
});
