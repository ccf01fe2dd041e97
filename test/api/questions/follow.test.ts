import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "../../../src/api/db.ts";
import { createRandom } from "../../mutations/rows.ts";
import { createDatabase } from "../../support/database.ts";
import { createEventChain, type EventChain, FINALITY } from "../../support/event-chain.ts";
import { createFollower } from "../../support/follower.ts";
import { serve } from "../server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let chain: EventChain;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  chain = await createEventChain(database.db);
});

const api = () =>
  serve({ db: database.db as unknown as Db, head: 0 }, {}, undefined, { progress: chain.progress });
const ask = (...asked: Parameters<ReturnType<typeof api>["data"]>) => api().data(...asked);

/** Followers of several habits, while the chain forks at the depth again and again. */
async function follow(depth: number, keep?: (cursor: string | null) => string | null) {
  const random = createRandom(depth);
  const small = () => 1 + Math.floor(random() * 6);
  const habits = {
    eager: { limit: small, ...(keep && { keep }) },
    bids: { limit: small, filter: ", kinds: [BID]" },
    final: { limit: small, filter: ", finality: FINAL" },
    sleepy: { limit: small },
  };
  const followers = Object.fromEntries(
    Object.entries(habits).map(([name, habit]) => [name, createFollower(ask as never, habit)]),
  ) as Record<keyof typeof habits, ReturnType<typeof createFollower>>;
  const { eager, bids, final, sleepy } = followers;
  for (let block = 0; block < depth + 5; block++) await chain.mine(random);
  await sleepy.catchUp();
  for (let fork = 0; fork < 3; fork++) {
    for (let block = small(); block > 0; block--) await chain.mine(random);
    await eager.catchUp();
    for (const follower of [bids, final, eager]) await follower.read();
    await chain.takeBack(depth);
    // Between what is taken back and the blocks that come instead there is nothing.
    if (random() < 0.5) await eager.read();
    for (let block = small() + depth; block > 0; block--) {
      await chain.mine(random);
      if (random() < 0.3) await eager.read();
    }
    await bids.catchUp();
  }
  // One sleeps until everything it was given is long final, or gone.
  for (let block = 0; block < FINALITY + 20; block++) await chain.mine(random);
  for (const follower of Object.values(followers)) await follower.catchUp();
  return followers;
}

test.each(Array.from({ length: 29 }, (_, index) => index + 1))(
  "forks of depth %i: followers have the events of the chain, each once",
  async (depth) => {
    const { eager, bids, final, sleepy } = await follow(depth);
    expect(eager.applied()).toEqual(chain.events());
    expect(sleepy.applied()).toEqual(chain.events());
    expect(bids.applied()).toEqual(chain.events(["BID"]));
    const known = chain.events().filter(({ block }) => block <= chain.finalized());
    expect(final.applied()).toEqual(known);
    expect(final.seen.reorganised).toBe(0);
    expect(eager.seen.longest).toBeLessThan(400);
  },
);

/** Without what a cursor says of the chain, the followers above would have what is gone. */
test("a follower that keeps of a cursor nothing but the place goes wrong", async () => {
  const placeOnly = (cursor: string | null) => {
    if (cursor === null) return null;
    const { id } = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Buffer.from(JSON.stringify({ id, seen: "" })).toString("base64url");
  };
  const { eager } = await follow(7, placeOnly);
  expect(eager.applied()).not.toEqual(chain.events());
});

test("after a fork beyond what was final, everything is given again if nothing agrees", async () => {
  const random = createRandom(1);
  for (let block = 0; block < 60; block++) await chain.mine(random);
  const follower = createFollower(ask as never);
  await follower.catchUp();
  await chain.takeBack(60);
  await follower.catchUp();
  expect(follower.applied()).toEqual([]);
  for (let block = 0; block < 90; block++) await chain.mine(random);
  await follower.catchUp();
  expect(follower.applied()).toEqual(chain.events());
  expect(follower.seen.reorganised).toBe(1);
});

test("a cursor that is none is refused", async () => {
  const seen = (text: string) =>
    Buffer.from(JSON.stringify({ id: "1", seen: text })).toString("base64url");
  for (const text of ["x", "1:zz", "1:00000000;", "9999999999:00000000"]) {
    const { extensions } = await api().refused(
      "query ($after: String) { feed(after: $after) { items { id } } }",
      { after: seen(text) },
    );
    expect(extensions.argument).toBe("after");
  }
});

test("the epoch is another after Ponder took rows back, and the same otherwise", async () => {
  const epoch = async () => (await ask("{ meta { epoch } }")).meta.epoch;
  const before = await epoch();
  await chain.mine(createRandom(2));
  expect(await epoch()).toBe(before);
  // What Ponder does with each of its tables, in the transaction that takes rows back.
  await database.db.execute(
    sql`create or replace function nothing() returns trigger language plpgsql as 'begin return null; end'`,
  );
  const remake = () =>
    database.db.execute(sql`drop trigger if exists reorg on event_block;
      create trigger reorg after insert on event_block for each row execute procedure nothing()`);
  await remake();
  const first = await epoch();
  await remake();
  expect(new Set([before, first, await epoch()]).size).toBe(3);
});
