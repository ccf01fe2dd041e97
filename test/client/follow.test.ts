/** A follower of the feed, while the chain forks, the network fails and the follower itself is started again. */
import { gt } from "drizzle-orm";
import { type Hex, keccak256, stringToHex } from "viem";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient } from "../../client/src/client.ts";
import type { ApiError } from "../../client/src/errors.ts";
import { type FollowOptions, follow, type Update } from "../../client/src/follow.ts";
import { activity, eventBlock } from "../../ponder.schema.ts";
import type { Db } from "../../src/api/db.ts";
import { serve } from "../api/server.ts";
import { createRandom } from "../mutations/rows.ts";
import { createDatabase } from "../support/database.ts";

const FINALITY = 30;

type Event = typeof activity.$inferInsert;
let database: Awaited<ReturnType<typeof createDatabase>>;
let chain: { number: number; events: Event[] }[] = [];
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.delete(activity);
  await database.db.delete(eventBlock);
  chain = [];
});

const height = () => chain.at(-1)?.number ?? 0;

async function mine(random: () => number) {
  const number = height() + 1;
  const hash = keccak256(stringToHex(`${number} ${random()}`));
  const timestamp = 1_760_000_000 + 2 * number;
  const events = Array.from(
    { length: Math.floor(random() * 4) },
    (_, index): Event => ({
      ...{ id: BigInt(number) * 1_000_000n + BigInt(index), block: number, timestamp },
      ...{ transaction: keccak256(stringToHex(`${hash} ${index}`)), kind: "BID", sender: "0x01" },
    }),
  );
  chain.push({ number, events });
  if (events.length === 0) return;
  await database.db.insert(eventBlock).values({ number, hash, timestamp });
  await database.db.insert(activity).values(events);
}

async function takeBack(depth: number) {
  chain = chain.slice(0, -depth);
  await database.db.delete(activity).where(gt(activity.block, height()));
  await database.db.delete(eventBlock).where(gt(eventBlock.number, height()));
}

/** A client whose network fails now and then: before the server hears of it, or after it has answered. */
const clientOver = (fails: () => boolean) => {
  const at = (block: number) => ({ block, timestamp: 1_760_000_000 + 2 * block });
  const { app } = serve({ db: database.db as unknown as Db, head: 0 }, {}, undefined, {
    progress: async () => ({
      ...{ chain: "provernet", chainId: 31337, ready: true },
      ...{ head: at(height()), finalized: at(Math.max(0, height() - FINALITY)) },
    }),
  });
  const send = async (url: unknown, init?: RequestInit) => {
    if (fails()) throw new TypeError("fetch failed");
    const answer = await app.request(String(url), init as never);
    if (fails())
      return Response.json({
        errors: [{ message: "Busy.", extensions: { code: "TRY_AGAIN", retryAfter: 0.001 } }],
      });
    return answer;
  };
  // What is asked again is left to `follow`.
  return createClient({ url: "http://indexer", fetch: send as typeof fetch, retries: 0 });
};

type Kept = { id: string; block: number; transaction: Hex };

/** Takes updates until `enough` says so, as a program would that keeps cursor and events together. */
async function take(
  state: { kept: Kept[]; cursor: string | null; updates: number },
  {
    enough,
    ...options
  }: FollowOptions & { client: ReturnType<typeof createClient>; enough(update: Update): boolean },
) {
  const { client, ...rest } = options;
  for await (const update of follow(client, { pollMs: 1, after: state.cursor, ...rest })) {
    const from = update.reorganised?.from ?? Number.POSITIVE_INFINITY;
    state.kept = state.kept.filter(({ block }) => block < from);
    for (const { id, block, transaction } of update.events)
      state.kept.push({ id: String(id), block, transaction: transaction as Hex });
    state.cursor = update.cursor;
    state.updates += 1;
    if (enough(update)) return;
  }
}

const eventsOf = (): Kept[] =>
  chain.flatMap(({ events }) =>
    events.map(({ id, block, transaction }) => ({
      id: String(id),
      block: block as number,
      transaction: transaction as Hex,
    })),
  );

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  "nothing is missed or doubled: forks, failures and restarts, play %i",
  async (seed) => {
    const random = createRandom(seed);
    const retried: ApiError[] = [];
    const client = clientOver(() => random() < 0.15);
    const state = { kept: [] as Kept[], cursor: null as string | null, updates: 0 };
    for (let block = 0; block < 25; block++) await mine(random);
    for (let round = 0; round < 6; round++) {
      // It takes some updates, and is killed wherever it is.
      const some = 1 + Math.floor(random() * 2);
      let left = some;
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 300);
      await take(state, {
        client,
        signal: stop.signal,
        onRetry: (error) => retried.push(error),
        enough: () => --left === 0,
      });
      clearTimeout(timer);
      await takeBack(1 + Math.floor(random() * 15));
      for (let block = Math.floor(random() * 25); block > 0; block--) await mine(random);
    }
    for (let block = 0; block < 3; block++) await mine(() => 0.9);
    await take(state, {
      client,
      onRetry: (error) => retried.push(error),
      enough: ({ events }) => events.at(-1)?.id === BigInt(eventsOf().at(-1)!.id),
    });
    expect(state.kept).toEqual(eventsOf());
    expect(new Set(state.kept.map(({ id }) => id)).size).toBe(state.kept.length);
  },
);

test("it goes on while the network fails, and says so", async () => {
  let failures = 3;
  const client = clientOver(() => failures-- > 0);
  for (let block = 0; block < 5; block++) await mine(() => 0.5);
  const retried: string[] = [];
  const state = { kept: [] as Kept[], cursor: null as string | null, updates: 0 };
  await take(state, { client, onRetry: ({ code }) => retried.push(code), enough: () => true });
  expect(state.kept).toEqual(eventsOf());
  expect(retried).toEqual(["NO_ANSWER", "NO_ANSWER", "NO_ANSWER"]);
});

test("from now on: nothing of before", async () => {
  for (let block = 0; block < 5; block++) await mine(() => 0.5);
  const before = eventsOf().length;
  let asked = 0;
  const client = clientOver(() => ++asked === 0);
  const state = { kept: [] as Kept[], cursor: "now" as string | null, updates: 0 };
  const taking = take(state, { client, enough: () => true });
  // Its first question is answered.
  await expect.poll(() => asked).toBeGreaterThan(1);
  await mine(() => 0.5);
  await taking;
  expect(before).toBeGreaterThan(0);
  expect(state.kept).toEqual(eventsOf().slice(before));
});

test("what the server refuses ends it; so does the signal, without an error", async () => {
  const client = clientOver(() => false);
  await expect(follow(client, { filter: { prover: "0x12" } }).next()).rejects.toThrow(
    /prover is "0x12"/,
  );
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  expect((await follow(client, { pollMs: 10, signal: stop.signal }).next()).done).toBe(true);
});
