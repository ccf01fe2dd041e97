import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  anyEvent,
  believe,
  createWorld,
  drain,
  follow,
  random,
  SUBJECTS,
  type Told,
  type World,
  webhookOf,
} from "./support.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The events of the chain from a block on, by subject, as deliveries have them. */
function eventsFrom(block: number, kinds?: readonly string[], until = Number.POSITIVE_INFINITY) {
  const events = world
    .chain()
    .filter(({ number }) => number > block && number <= until)
    .flatMap(({ events, hash }) => events.map((event) => ({ ...event, blockHash: hash })))
    .filter(({ kind }) => kinds?.includes(kind) ?? true)
    .map(({ id, blockHash, requestId }) => ({ id: String(id), blockHash, requestId: requestId! }));
  return Map.groupBy(events, ({ requestId }) => `request/${requestId}`);
}
const placesOf = (told: Map<string, Told[]>) =>
  new Map(
    [...told].map(([subject, all]) => [
      subject,
      all.map(({ data: { id, blockHash, requestId } }) => ({ id, blockHash, requestId })),
    ]),
  );
const sorted = (map: Map<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe("forks at every depth up to finality", () => {
  test("receivers have the events of the chain, each once, in order; a crash in between loses nothing", async () => {
    const webhooks = [
      webhookOf(),
      webhookOf({ name: "bids", events: [{ ...anyEvent, kinds: ["BID"] }] }),
      webhookOf({ name: "final", finality: "FINAL" }),
      webhookOf({ name: "sleepy" }),
    ];
    const names = webhooks.map(({ name }) => name);
    let queue = await world.open(names);
    const chance = random(11);
    for (let block = 0; block < 40; block++) await world.mine(chance);
    for (const webhook of webhooks) await follow(world, queue, webhook);
    const begin = world.height();
    const beginFinal = begin - 30;
    for (const depth of [1, 2, 3, 5, 8, 13, 21, 29]) {
      for (let block = 0; block < 4; block++) {
        await world.mine(chance);
        if (chance() < 0.7)
          for (const webhook of webhooks.slice(0, 3))
            await follow(world, queue, webhook, () => chance() < 0.3);
      }
      await world.takeBack(depth);
      if (chance() < 0.5) await follow(world, queue, webhooks[0]!);
      // The worker is another one now.
      if (depth % 5 === 0) queue = await world.open(names);
      for (let block = 0; block <= depth; block++) {
        // Also a branch on which long nothing happens.
        await world.mine(chance, depth === 13 ? 0 : 3);
        if (chance() < 0.3) await follow(world, queue, webhooks[1]!);
      }
      for (const webhook of webhooks.slice(0, 3)) await follow(world, queue, webhook);
    }
    for (const webhook of webhooks) await follow(world, queue, webhook);

    const all = await drain(queue);
    expect(sorted(placesOf(believe(all)))).toEqual(sorted(eventsFrom(begin)));
    expect(all.filter(({ type }) => type === "event.removed").length).toBeGreaterThan(20);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const bids = await drain(queue, "bids");
    expect(sorted(placesOf(believe(bids)))).toEqual(sorted(eventsFrom(begin, ["BID"])));
    const final = await drain(queue, "final");
    expect(final.filter(({ type }) => type !== "event")).toEqual([]);
    const known = eventsFrom(beginFinal, undefined, world.height() - 30);
    expect(sorted(placesOf(believe(final)))).toEqual(sorted(known));
    expect(sorted(placesOf(believe(await drain(queue, "sleepy"))))).toEqual(
      sorted(eventsFrom(begin)),
    );
  });

  test("an event on a branch that differs nowhere else is told", async () => {
    // Behind the last block with events, a position tells nothing of the blocks without.
    const queue = await world.open(["quiet"]);
    const chance = random(3);
    await world.mine(() => 0.9);
    for (let block = 0; block < 5; block++) await world.mine(() => 0);
    await follow(world, queue, webhookOf({ name: "quiet" }));
    await world.takeBack(4);
    await world.mine(() => 0.99 - chance() / 100);
    for (let block = 0; block < 5; block++) await world.mine(() => 0);
    await follow(world, queue, webhookOf({ name: "quiet" }));
    const told = await drain(queue, "quiet");
    expect(told.map(({ data }) => data.block)).toEqual([
      world.height() - 5,
      world.height() - 5,
      world.height() - 5,
    ]);
  });
});

describe("an index built anew", () => {
  test("sends no old event again, and none while it is behind", async () => {
    const queue = await world.open(["anew"]);
    const webhook = webhookOf({ name: "anew" });
    const chance = random(5);
    await follow(world, queue, webhook);
    const begin = world.height();
    for (let block = 0; block < 40; block++) await world.mine(chance);
    await follow(world, queue, webhook);
    expect((await drain(queue, "anew")).length).toBeGreaterThan(20);
    await world.setReady(false);
    // What it says of its head is not to be believed yet.
    for (let block = 0; block < 3; block++) await world.mine(chance);
    const told = world.height() - 3;
    await follow(world, queue, webhook);
    expect(await drain(queue, "anew")).toEqual([]);
    for (const until of [0, 10, begin, told]) {
      await world.rebuild(until);
      await follow(world, queue, webhook);
    }
    await world.rebuild(told - 3);
    await world.setReady(true);
    await follow(world, queue, webhook);
    await world.rebuild(told);
    await follow(world, queue, webhook);
    expect(await drain(queue, "anew")).toEqual([]);
    // It goes on where it was.
    await world.rebuild(world.height());
    for (let block = 0; block < 5; block++) await world.mine(chance);
    await follow(world, queue, webhook);
    expect(sorted(placesOf(believe(await drain(queue, "anew"))))).toEqual(sorted(eventsFrom(told)));
  });

  test("of which even final blocks are others: nothing that was final is told again", async () => {
    const queue = await world.open(["other"]);
    const webhook = webhookOf({ name: "other" });
    await follow(world, queue, webhook);
    const chance = random(6);
    await world.takeBack(60);
    for (let block = 0; block < 70; block++) await world.mine(chance);
    await follow(world, queue, webhook);
    const told = await drain(queue, "other");
    const first = Math.min(...told.map(({ data }) => Number(data.block)));
    expect(first).toBeGreaterThan(world.height() - 10 - 31);
  });
});

test("a webhook that is new begins at the present, and one with another filter where it was", async () => {
  const queue = await world.open(["new"]);
  await follow(world, queue, webhookOf({ name: "new" }));
  expect(await drain(queue, "new")).toEqual([]);
  const begin = world.height();
  for (let block = 0; block < 6; block++) await world.mine(random(8));
  const filter = { ...anyEvent, requestId: SUBJECTS[1]! };
  await follow(world, queue, webhookOf({ name: "new", events: [filter] }));
  const told = placesOf(believe(await drain(queue, "new")));
  expect([...told.keys()].filter((subject) => subject !== `request/${SUBJECTS[1]}`)).toEqual([]);
  const subject = `request/${SUBJECTS[1]}`;
  expect(told.get(subject) ?? []).toEqual(eventsFrom(begin).get(subject) ?? []);
});

test("after a long sleep all is told, in stretches", async () => {
  const queue = await world.open(["slow"]);
  await follow(world, queue, webhookOf({ name: "slow" }));
  const begin = world.height();
  for (let block = 0; block < 40; block++) await world.mine(() => 0.999, 40);
  await follow(world, queue, webhookOf({ name: "slow" }));
  const told = await drain(queue, "slow");
  expect(told.length).toBe(1_600);
  expect(sorted(placesOf(believe(told)))).toEqual(sorted(eventsFrom(begin)));
});
