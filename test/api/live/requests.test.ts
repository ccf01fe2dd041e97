/** Requests as a subscription, on a chain that forks and by the time alone. */
import { eq, sql } from "drizzle-orm";
import type { Client } from "graphql-sse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bid, network, request } from "../../../ponder.schema.ts";
import { createRandom } from "../../mutations/rows.ts";
import { BEGINNING, listenTo } from "../../support/listener.ts";
import { type Recorded, recordedDatabase } from "../server.ts";
import { chain, client, database, serveAnew, served } from "./chain.ts";

/** How many listen, as the server tells. */
const listeners = async () => {
  const metrics = await (await fetch(new URL("/metrics", served.url))).text();
  return /^provernet_api_subscriptions (\d+)$/m.exec(metrics)?.[1];
};

describe("requests", () => {
  let recorded: Recorded;
  beforeAll(async () => {
    recorded = await recordedDatabase("quirks");
  });
  afterAll(() => recorded.close());

  test("a phase that ends by the time alone is told at its second", async () => {
    const [row] = recorded.rows(request).filter(({ status }) => status === "FULFILLED");
    const [{ biddingPhaseDuration }] = recorded.rows(network) as [typeof network.$inferSelect];
    const writer = recorded.db as unknown as typeof database.db;
    const createdAt = recorded.head + 2 - Number(biddingPhaseDuration);
    await writer
      .update(request)
      .set({
        status: "PENDING",
        createdAt,
        bidCount: 0,
        winner: null,
        deadline: BigInt(recorded.head + 1_000),
      })
      .where(eq(request.id, row!.id));
    await served.stop();
    const head = { block: recorded.recording.head, timestamp: recorded.head };
    const progress = { chain: "provernet", chainId: 31337, head, finalized: head, ready: true };
    await serveAnew({}, { db: recorded.db, progress: async () => progress });
    const of = client(false);
    const changes = listenTo(
      of,
      "subscription ($id: String) { requestUpdated(requestId: $id) { requestId phase at kinds request { status } } }",
      { id: row!.id },
    );
    // Who begins to listen after that second is not told of it: this one is to be the first.
    await expect.poll(listeners).toBe("1");
    const others = listenTo(of, "subscription { requestUpdated(phases: [BIDDING]) { requestId } }");
    await expect.poll(() => changes.values.length).toBe(1);
    const [{ at, ...told }] = changes.values;
    expect(told).toEqual({
      requestId: row!.id,
      phase: "REFUNDABLE",
      kinds: [],
      request: { status: "PENDING" },
    });
    // The last second of the phase is still of it.
    expect(at - (createdAt + Number(biddingPhaseDuration))).toBeGreaterThan(0);
    expect(at - (createdAt + Number(biddingPhaseDuration))).toBeLessThan(60);
    expect(others.values).toEqual([]);
    const now = listenTo(of, "subscription { networkNow { totalRequests: requests } }");
    await expect.poll(() => now.values.length).toBe(1);
    for (const each of [changes, others, now]) each.end();
  });
});

describe("requests of a chain that forks", () => {
  const is = `0x${"c0".repeat(20)}` as const;
  // The rows that events make, in their transaction: a request with its first event, and a bid with each.
  beforeAll(async () => {
    await database.db.insert(network).values({
      ...{ id: 0, chainId: 31337, market: is, staking: is, token: is, keepsInputs: true },
      ...{ allTransfers: true, biddingPhaseDuration: 20n, revealPhaseDuration: 20n },
    });
    await database.client.query(`
      create function write_rows() returns trigger language plpgsql as $$ begin
        delete from request;
        insert into request (id, requester, nonce, vk, public_values_digest, img_url, input_url, input_size,
            version, max_fee, min_stake, deadline, created_at, created_block, created_transaction, created_id, bid_count)
          select request_id, '${is}', 0, '0x77', '0xd1', '', '', 0, 1, 5, 1, min(timestamp) + 1000, min(timestamp), min(block), '0x7c', min(id), count(*)
          from activity where request_id is not null group by request_id;
        update network set requests = (select count(*) from request);
        return null; end $$;
      create trigger write_rows after insert or delete on activity for each statement execute function write_rows()`);
  });
  afterAll(async () => {
    await database.client.query("drop function write_rows cascade");
    await database.db.delete(network);
    await database.db.delete(request);
  });
  const grow = async (random: () => number, blocks: number) => {
    for (let block = 0; block < blocks; block++) {
      const requestId = `0x${Math.floor(random() * 30)
        .toString(16)
        .padStart(64, "0")}` as const;
      await chain.mine(random, { kind: "BID", requestId });
    }
  };
  const REQUESTS =
    "subscription ($after: String) { requestUpdated(after: $after) { requestId phase takenBackFrom cursor request { createdBlock bidCount } } }";

  /** What a client makes of the updates, across all its connections. */
  function createClientOfRequests() {
    const known = new Map<string, { createdBlock: number; bidCount: number; phase: string }>();
    let cursor: string = BEGINNING;
    let listening: ReturnType<typeof listenTo> | undefined;
    let told = 0;
    const apply = () => {
      for (const update of listening?.values.splice(0) ?? []) {
        told++;
        cursor = update.cursor;
        const from = update.takenBackFrom ?? Number.POSITIVE_INFINITY;
        for (const [id, { createdBlock }] of known) if (createdBlock >= from) known.delete(id);
        if (update.request === null) known.delete(update.requestId);
        else known.set(update.requestId, { ...update.request, phase: update.phase });
      }
      return [...known].map(([id, row]) => ({ id, ...row })).sort((a, b) => (a.id < b.id ? -1 : 1));
    };
    return {
      apply,
      told: () => told,
      on: (of: Client) => {
        listening = listenTo(of, REQUESTS, { after: cursor });
      },
      off: () => {
        apply();
        listening?.end();
        listening = undefined;
      },
    };
  }
  const rows = async () => {
    const found = await database.db.select().from(request).orderBy(request.id);
    return found.map(({ id, createdBlock, bidCount }) => ({ id, createdBlock, bidCount }));
  };
  const withoutPhase = (known: { id: string; createdBlock: number; bidCount: number }[]) =>
    known.map(({ id, createdBlock, bidCount }) => ({ id, createdBlock, bidCount }));

  test.each([2, 8])(
    "who was away is told what changed meanwhile, by events, forks and the time (seed %i)",
    async (seed) => {
      const random = createRandom(seed);
      const of = client(false);
      const follower = createClientOfRequests();
      await grow(random, 20);
      follower.on(of);
      for (let round = 0; round < 12; round++) {
        await grow(random, 3);
        if (round % 3 === 0) await chain.takeBack(2);
        await grow(random, 2);
        if (round % 2 === 0) {
          await expect.poll(() => withoutPhase(follower.apply())).toEqual(await rows());
          await grow(random, 1);
        }
        follower.off();
        if (round % 4 < 2) await chain.takeBack(1 + Math.floor(random() * 8));
        if (round % 4 > 0) await grow(random, 4);
        follower.on(of);
        await expect.poll(() => withoutPhase(follower.apply())).toEqual(await rows());
      }
      follower.off();
      // Nothing happens but that bidding and reveal phases end.
      for (let block = 0; block < 30; block++) await chain.mine(() => 0);
      follower.on(of);
      await expect
        .poll(() => new Set(follower.apply().map(({ phase }) => phase)))
        .toEqual(new Set(["REFUNDABLE"]));
      // Who has missed nothing is told nothing again.
      follower.off();
      const told = follower.told();
      await chain.mine(() => 0.5, { kind: "DONATED" });
      follower.on(of);
      await grow(() => 0.6, 1);
      await expect.poll(() => withoutPhase(follower.apply())).toEqual(await rows());
      expect(follower.told() - told).toBeLessThan(40);
      follower.off();
      of.dispose();
    },
  );

  // The cursor was once that of all that is told at once, in the first of it already.
  test("who is cut off in the middle of what is told at once is told the rest", async () => {
    const of = client(false);
    await grow(createRandom(9), 20);
    const whole = (await rows()).map(({ id }) => id);
    const first = listenTo(of, REQUESTS, { after: BEGINNING });
    await expect.poll(() => first.values.length).toBe(whole.length);
    first.end();
    expect(whole.length).toBeGreaterThan(5);
    for (let heard = 1; heard < whole.length; heard++) {
      const told = first.values.slice(0, heard);
      const rest = listenTo(of, REQUESTS, { after: told.at(-1).cursor });
      const known = () => new Set([...told, ...rest.values].map(({ requestId }) => requestId));
      await expect.poll(() => [...known()].sort()).toEqual(whole);
      rest.end();
    }
    of.dispose();
  });

  test("the network's row is told as it is at every connection", async () => {
    const of = client(false);
    const numbers: number[] = [];
    for (let round = 0; round < 3; round++) {
      await grow(createRandom(round), 6);
      const now = listenTo(of, "subscription { networkNow { totalRequests: requests } }");
      await expect.poll(() => now.values.length).toBe(1);
      numbers.push(now.values[0].totalRequests - (await rows()).length);
      now.end();
    }
    expect(numbers).toEqual([0, 0, 0]);
    of.dispose();
  });
});

test("a duration made shorter ends phases: that is told as it is indexed", async () => {
  const of = client(false);
  const is = `0x${"c0".repeat(20)}` as const;
  const db = database.db;
  await db.insert(network).values({
    ...{ id: 0, chainId: 31337, market: is, staking: is, token: is, keepsInputs: true },
    ...{ allTransfers: true, biddingPhaseDuration: 9_000n, revealPhaseDuration: 9_000n },
  });
  for (let block = 0; block < 10; block++) await chain.mine(() => 0.5);
  await db.execute(sql`insert into request (id, requester, nonce, vk, public_values_digest, img_url, input_url, input_size,
      version, max_fee, min_stake, deadline, created_at, created_block, created_transaction, created_id, bid_count)
    select '0x1d', ${is}, 0, '0x77', '0xd1', '', '', 0, 1, 5, 1, timestamp + 99999, timestamp - 100, number, '0x7c', number * 1000000::bigint, 1
    from event_block order by number desc limit 1`);
  await db.insert(bid).values({
    ...{ requestId: "0x1d", prover: is, bidHash: "0x2d", commits: 1 },
    ...{ firstBidAt: 1, lastBidAt: 1, bidTransaction: "0x7c", firstBidId: 1n },
  });
  const changes = listenTo(of, "subscription { requestUpdated { requestId phase kinds } }");
  const [bidder, stranger] = [is, `0x${"5e".repeat(20)}`].map((prover) =>
    listenTo(
      of,
      "subscription ($prover: String) { requestUpdated(prover: $prover) { requestId } }",
      {
        prover,
      },
    ),
  );
  await expect.poll(listeners).toBe("3");
  expect(changes.values).toEqual([]);
  await db.execute(sql`update network set bidding_phase_duration = 50`);
  await chain.mine(() => 0.5);
  await expect
    .poll(() => changes.values)
    .toEqual([{ requestId: "0x1d", phase: "REVEALING", kinds: [] }]);
  // Its bid can be revealed now.
  await expect.poll(() => bidder!.values).toEqual([{ requestId: "0x1d" }]);
  expect(stranger!.values).toEqual([]);
  of.dispose();
  await db.delete(bid);
  await db.delete(network);
  await db.delete(request);
});
