/** Subscriptions over HTTP, by the protocol's own client, on a chain that forks. */
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serve as listen, type ServerType } from "@hono/node-server";
import { sql } from "drizzle-orm";
import { type Client, createClient } from "graphql-sse";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { network, request } from "../../../ponder.schema.ts";
import type { Db } from "../../../src/api/db.ts";
import { openPools, type Pools } from "../../../src/api/protection/pools.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { concerns } from "../../../src/api/topics/live-activity.ts";
import { createRandom } from "../../mutations/rows.ts";
import { createDatabase } from "../../support/database.ts";
import { createEventChain, type EventChain, FINALITY } from "../../support/event-chain.ts";
import { ACTIVITY, BEGINNING, createListener, listenTo } from "../../support/listener.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "../server.ts";

type Served = Readonly<{
  url: string;
  /** Something may be new. */
  tell(): void;
  stop(): Promise<void>;
}>;

let database: Awaited<ReturnType<typeof createDatabase>>;
let pools: Pools;
/** The chain, which tells the server nothing. */
let quiet: EventChain;
let chain: EventChain;
let served: Served;

async function start(
  given: { db: Db; progress: EventChain["progress"] },
  settings: Parameters<typeof serve>[1] = {},
): Promise<Served> {
  let tell = () => {};
  const stopping = new AbortController();
  const { app } = serve({ db: given.db, head: 0 }, settings, undefined, {
    progress: given.progress,
    stopping: stopping.signal,
    changes(onChange) {
      tell = onChange;
      return async () => {};
    },
  });
  let server: ServerType;
  const url = await new Promise<string>((resolve) => {
    server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}/graphql`),
    );
  });
  return {
    url,
    tell: () => tell(),
    async stop() {
      stopping.abort();
      await sleep(100);
      await new Promise((resolve) => {
        server.close(resolve);
        (server as unknown as { closeAllConnections(): void }).closeAllConnections();
      });
    },
  };
}

beforeAll(async () => {
  database = await createDatabase();
  // What is read at once is read in one state of the index, as it is run.
  pools = openPools({
    source: { connection: { connectionString: database.url }, schema: "public" },
    limits: readApiSettings({}),
    onError: () => {},
  });
});
afterAll(async () => {
  await pools.close();
  await database.close();
});
beforeEach(async () => {
  quiet = await createEventChain(database.db);
  chain = {
    ...quiet,
    async mine(...given) {
      await quiet.mine(...given);
      served.tell();
    },
    async takeBack(depth) {
      await quiet.takeBack(depth);
      served.tell();
    },
  };
  served = await start({ db: pools.db, progress: chain.progress });
});
afterEach(() => served.stop());

const client = (singleConnection: boolean) =>
  createClient({ url: served.url, singleConnection: singleConnection as false, retryAttempts: 0 });

describe.each([
  ["a connection each", false],
  ["one connection for all", true],
])("with %s", (_name, single) => {
  let of: Client;
  beforeEach(() => {
    of = client(single);
  });
  afterEach(() => of.dispose());

  test("every block is told, and what a reorganisation took back", async () => {
    const random = createRandom(1);
    for (let block = 0; block < 5; block++) await chain.mine(random);
    const heads = listenTo(
      of,
      "subscription { head { block { number hash parentHash } reorganised { from to } finalized { number } } }",
    );
    await expect.poll(() => heads.values.length).toBe(1);
    // Two at once: the server looks once.
    await quiet.mine(random);
    await chain.mine(random);
    await expect.poll(() => heads.values.at(-1)?.block.number).toBe(chain.height());
    const before = chain.height();
    await chain.takeBack(3);
    for (let block = 0; block < 4; block++) await chain.mine(random);
    await expect.poll(() => heads.values.at(-1)?.block.hash).toBe(chain.hash());
    const reorganised = heads.values.flatMap(({ reorganised: told }) => (told ? [told] : []));
    expect(reorganised[0].to).toBe(before);
    expect(reorganised[0].from).toBeLessThanOrEqual(before - 2);
    // What is left when the told blocks are taken back is the chain.
    const told: { number: number; hash: string }[] = [];
    for (const { block, reorganised: back } of heads.values) {
      while (back && told.length > 0 && told.at(-1)!.number >= back.from) told.pop();
      told.push(block);
    }
    const [{ number: first }] = told as [(typeof told)[number]];
    expect(told.map(({ number, hash }) => [number, hash])).toEqual(
      told.map((_, index) => [first + index, chain.hash(first + index)]),
    );
    expect(told.length).toBeGreaterThan(3);
    heads.end();
  });

  test("events come once across forks and reconnects, and those that are gone are told", async () => {
    const random = createRandom(3);
    for (let block = 0; block < 40; block++) await chain.mine(random);
    const begun = [
      createListener({}, BEGINNING),
      createListener({ kinds: ["BID"] }, BEGINNING),
      createListener({ finality: "FINAL" }, BEGINNING),
    ] as const;
    for (const follower of begun) follower.on(of);
    for (let round = 0; round < 6; round++) {
      for (let block = 0; block < 5; block++) await chain.mine(random);
      const [first] = begun;
      // Every other time all has been told that is taken back then, and the last of it live: that it is gone is told in full.
      for (let block = 0; block < 3 && round % 2 === 0; block++) {
        await expect.poll(() => first.applied(), { timeout: 10_000 }).toEqual(chain.events());
        await chain.mine(random);
      }
      await chain.takeBack(1 + Math.floor(random() * 8));
      for (let block = 0; block < 10; block++) await chain.mine(random);
      await sleep(60);
      first.off();
      if (round % 2 === 0) await chain.takeBack(4);
      for (let block = 0; block < 5; block++) await chain.mine(random);
      first.on(of);
    }
    for (let block = 0; block < FINALITY + 5; block++) await chain.mine(random);
    await expect.poll(() => begun[0].applied(), { timeout: 10_000 }).toEqual(chain.events());
    await expect.poll(() => begun[1].applied()).toEqual(chain.events(["BID"]));
    const known = chain.events().filter(({ block }) => block <= chain.finalized());
    await expect.poll(() => begun[2].applied()).toEqual(known);
    expect(begun[0].gone.length).toBeGreaterThan(0);
    for (const follower of begun) follower.off();
  });

  test("a query is answered too, and what is wrong is told", async () => {
    const query = listenTo(of, "{ meta { block { number } } }");
    await expect.poll(() => query.ended.by).toBe("complete");
    expect(query.values).toEqual([{ block: { number: chain.height() } }]);
    const wrong = listenTo(of, "subscription { head { blok } }");
    await expect.poll(() => wrong.errors.length + (wrong.ended.by === "error" ? 1 : 0)).toBe(1);
  });
});

test("a server that stops says so, and another goes on", async () => {
  const random = createRandom(4);
  for (let block = 0; block < 10; block++) await chain.mine(random);
  const first = client(false);
  const events = listenTo(first, ACTIVITY, {
    after: BEGINNING,
  });
  await expect.poll(() => events.values.length).toBe(1);
  await served.stop();
  await expect.poll(() => events.ended.by).toBe("complete");
  expect(events.errors.map(({ extensions }) => extensions.code)).toEqual(["SERVER_STOPPING"]);
  served = await start({ db: pools.db, progress: chain.progress });
  await chain.takeBack(5);
  for (let block = 0; block < 8; block++) await chain.mine(random);
  const again = listenTo(client(false), ACTIVITY, { after: events.values.at(-1).cursor });
  await expect.poll(() => again.values.length).toBeGreaterThan(0);
  const [{ reorganised, items }] = again.values;
  const left = events.values[0].items.filter(({ block }: Shape) => block < reorganised.from);
  expect([...left, ...items]).toEqual(chain.events());
  expect(reorganised.gone).toBeNull();
  again.end();
});

test("a client has so many subscriptions, and places are free again", async () => {
  await served.stop();
  served = await start({ db: pools.db, progress: chain.progress }, { subscriptionsPerClient: 2 });
  await chain.mine(createRandom(5));
  const of = client(false);
  const HEAD = "subscription { head { block { number } } }";
  const [one, two] = [listenTo(of, HEAD), listenTo(of, HEAD)];
  await expect.poll(() => one.values.length + two.values.length).toBe(2);
  const three = listenTo(of, HEAD);
  await expect.poll(() => three.errors[0]?.extensions.code).toBe("TOO_MANY_SUBSCRIPTIONS");
  one.end();
  await expect
    .poll(async () => {
      const next = listenTo(of, HEAD);
      await sleep(50);
      const got = next.values.length;
      next.end();
      return got;
    })
    .toBe(1);
  two.end();
});

test("who reads nothing is cut off, the server keeps no more than it may, and others hear on", async () => {
  await served.stop();
  served = await start(
    { db: pools.db, progress: chain.progress },
    {
      subscriptionQueue: 5,
      ...{ maxAliases: 5_000, maxFields: 20_000, maxTokens: 50_000, maxCost: 100_000 },
    },
  );
  const random = createRandom(6);
  await chain.mine(random);
  const heads = listenTo(client(false), "subscription { head { block { number } } }");
  const stalled = connect(Number(new URL(served.url).port), "127.0.0.1");
  stalled.pause();
  // Long enough that the connection's own buffers fill.
  const many = Array.from({ length: 2_000 }, (_, n) => `a${n}: block { hash parentHash }`);
  const body = JSON.stringify({ query: `subscription { head { ${many.join(" ")} } }` });
  stalled.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(() => heads.values.length, { timeout: 10_000 }).toBe(1);
  for (let block = 0; block < 50; block++) {
    await chain.mine(random);
    await expect
      .poll(() => heads.values.at(-1)?.block.number, { interval: 2 })
      .toBe(chain.height());
  }
  let text = "";
  stalled.on("data", (chunk) => {
    text += chunk;
  });
  stalled.resume();
  await expect.poll(() => text.slice(-2_000), { timeout: 10_000 }).toContain("TOO_SLOW");
  await expect.poll(() => text.slice(-100)).toContain("event: complete");
  stalled.destroy();
  heads.end();
});

describe("requests", () => {
  let recorded: Recorded;
  beforeAll(async () => {
    recorded = await recordedDatabase("quirks");
  });
  afterAll(() => recorded.close());

  test("a phase that ends by the time alone is told at its second", async () => {
    const [row] = recorded.rows(request).filter(({ status }) => status === "FULFILLED");
    const [{ biddingPhaseDuration }] = recorded.rows(network) as [typeof network.$inferSelect];
    const writer = database.db.constructor && (recorded.db as unknown as typeof database.db);
    const { eq } = await import("drizzle-orm");
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
    served = await start({
      db: recorded.db,
      progress: async () => ({
        chain: "provernet",
        chainId: 31337,
        head,
        finalized: head,
        ready: true,
      }),
    });
    const of = client(false);
    const changes = listenTo(
      of,
      "subscription ($id: String) { requestUpdated(requestId: $id) { requestId phase at kinds request { status } } }",
      { id: row!.id },
    );
    const others = listenTo(of, "subscription { requestUpdated(phases: [BIDDING]) { requestId } }");
    await expect.poll(() => changes.values.length, { timeout: 10_000 }).toBe(1);
    const [{ at, ...told }] = changes.values;
    expect(told).toEqual({
      requestId: row!.id,
      phase: "REFUNDABLE",
      kinds: [],
      request: { status: "PENDING" },
    });
    // The last second of the phase is still of it.
    expect(at - (createdAt + Number(biddingPhaseDuration))).toBeGreaterThan(0);
    expect(at - (createdAt + Number(biddingPhaseDuration))).toBeLessThan(4);
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
          await expect
            .poll(() => withoutPhase(follower.apply()), { timeout: 10_000 })
            .toEqual(await rows());
          await grow(random, 1);
        }
        follower.off();
        if (round % 4 < 2) await chain.takeBack(1 + Math.floor(random() * 8));
        if (round % 4 > 0) await grow(random, 4);
        follower.on(of);
        await expect
          .poll(() => withoutPhase(follower.apply()), { timeout: 10_000 })
          .toEqual(await rows());
      }
      follower.off();
      // Nothing happens but that bidding and reveal phases end.
      for (let block = 0; block < 30; block++) await chain.mine(() => 0);
      follower.on(of);
      await expect
        .poll(() => new Set(follower.apply().map(({ phase }) => phase)), { timeout: 10_000 })
        .toEqual(new Set(["REFUNDABLE"]));
      // Who has missed nothing is told nothing again.
      follower.off();
      const told = follower.told();
      await chain.mine(() => 0.5, { kind: "DONATED" });
      follower.on(of);
      await grow(() => 0.6, 1);
      await expect
        .poll(() => withoutPhase(follower.apply()), { timeout: 10_000 })
        .toEqual(await rows());
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
    await expect.poll(() => first.values.length, { timeout: 10_000 }).toBe(whole.length);
    first.end();
    expect(whole.length).toBeGreaterThan(5);
    for (let heard = 1; heard < whole.length; heard++) {
      const told = first.values.slice(0, heard);
      const rest = listenTo(of, REQUESTS, { after: told.at(-1).cursor });
      const known = () => new Set([...told, ...rest.values].map(({ requestId }) => requestId));
      await expect.poll(() => [...known()].sort(), { timeout: 10_000 }).toEqual(whole);
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
      await expect.poll(() => now.values.length, { timeout: 10_000 }).toBe(1);
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
  const changes = listenTo(of, "subscription { requestUpdated { requestId phase kinds } }");
  // It listens, and has seen the clock.
  await sleep(2_500);
  expect(changes.values).toEqual([]);
  await db.execute(sql`update network set bidding_phase_duration = 50`);
  await chain.mine(() => 0.5);
  await expect
    .poll(() => changes.values, { timeout: 10_000 })
    .toEqual([{ requestId: "0x1d", phase: "REVEALING", kinds: [] }]);
  of.dispose();
  await db.delete(network);
  await db.delete(request);
});

test("asked without a stream it says how", async () => {
  for (const accept of ["application/json", "application/json, text/event-stream", "*/*"]) {
    const response = await fetch(served.url, {
      method: "POST",
      headers: { accept, "content-type": "application/json" },
      body: JSON.stringify({ query: "subscription { head { block { number } } }" }),
    });
    const { errors } = await response.json();
    expect(errors[0].extensions.code).toBe("NO_STREAM");
  }
});

test("an event concerns whom the feed says it concerns", () => {
  const row = {
    account: "0xa",
    prover: "0xb",
    requestId: "0xc",
    transaction: "0xd",
    block: 5,
    kind: "BID",
    timestamp: 50,
  };
  const event = { row, requester: "0xe", vk: "0xf", giver: "0x1" } as never;
  const anybody = {
    account: null,
    prover: null,
    requester: null,
    requestId: null,
    vk: null,
    transaction: null,
    block: null,
    kinds: null,
    span: { from: null, to: null },
  };
  const is = (given: object) => concerns(event, { ...anybody, ...given });
  const yes = [
    ...["0xa", "0xb", "0xe", "0x1"].map((account) => ({ account })),
    ...[{ prover: "0xb" }, { requester: "0xe" }, { requestId: "0xc" }, { vk: "0xf" }],
    ...[{ transaction: "0xd" }, { block: 5 }, { kinds: ["BID"] }, { span: { from: 50, to: 51 } }],
  ];
  const no = [
    ...["0xc", "0xf"].map((account) => ({ account })),
    ...[{ prover: "0xa" }, { requester: "0xa" }, { requestId: "0xa" }, { vk: "0xa" }],
    ...[
      { transaction: "0xa" },
      { block: 6 },
      { kinds: ["REVEALED"] },
      { span: { from: 51, to: null } },
      { span: { from: null, to: 50 } },
    ],
  ];
  expect(yes.filter((given) => !is(given))).toEqual([]);
  expect(no.filter(is)).toEqual([]);
});
