import { afterAll, beforeAll, expect, test } from "vitest";
import type { Queue } from "../../webhooks/queue.ts";
import { ask } from "../support/postgres.ts";
import { createWorld, drain, SCHEMA, type World } from "./support.ts";

/** [s] */
const TOTAL = 1_000;
const NAMES = ["one", "two", "order", "backoff", "dead", "gone"];
let world: World;
let queue: Queue;
beforeAll(async () => {
  world = await createWorld({ patience: { first: 5, longest: 60, total: TOTAL } });
  queue = await world.open(NAMES);
});
afterAll(() => world.close());

let made = 0;
const deliveryOf = (subject: string, text = "") => ({
  subject,
  message: { id: `msg_${made++}`, body: JSON.stringify({ text }) },
});
async function add(webhook: string, ...deliveries: ReturnType<typeof deliveryOf>[]) {
  const client = await queue.pool.connect();
  await queue.add(client, webhook, deliveries);
  client.release();
  return deliveries.map(({ message }) => message.id);
}
const idsOf = (taken: readonly { message: { id: string } }[]) =>
  taken.map(({ message }) => message.id);
const change = (webhook: string, what: string) =>
  ask(world.url, `update ${SCHEMA}.job set ${what} where name = 'webhook/${webhook}'`);
/** What waits for its time is due. */
const passTime = (webhook: string) => change(webhook, "start_after = now()");

test("of a subject one at a time is taken, in order, also when they were added at once; webhooks do not wait for each other", async () => {
  const first = Array.from({ length: 50 }, (_, index) => deliveryOf(`s/${index % 2}`));
  const ids = await add("order", ...first);
  const [other] = await add("two", deliveryOf("s/0"));
  const order: string[] = [];
  for (let round = 0; round < 25; round++) {
    const taken = await queue.take("order", 50);
    expect(new Set(taken.map(({ subject }) => subject)).size).toBe(2);
    expect(await queue.take("order", 50)).toEqual([]);
    order.push(...idsOf(taken.sort((a, b) => (a.subject < b.subject ? -1 : 1))));
    for (const one of taken) await queue.complete(one);
  }
  expect(order).toEqual(ids);
  expect(idsOf(await queue.take("two", 5))).toEqual([other]);
});

test("what failed comes again, longer and longer after, with the same id; those behind it wait, others do not", async () => {
  const [first, second, other] = await add(
    "backoff",
    deliveryOf("a"),
    deliveryOf("a"),
    deliveryOf("b"),
  );
  const delays: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const taken = await queue.take("backoff", 10);
    expect(idsOf(taken).sort()).toEqual(attempt === 0 ? [first, other].sort() : [first]);
    for (const one of taken)
      if (one.subject === "b") await queue.complete(one);
      else expect(await queue.fail(one, "no")).toBe("again");
    const [row] = await ask(
      world.url,
      `select extract(epoch from start_after - now())::float as delay from ${SCHEMA}.job where name = 'webhook/backoff' and state = 'retry'`,
    );
    delays.push(row!.delay);
    expect(await queue.take("backoff", 10)).toEqual([]);
    await passTime("backoff");
  }
  expect(delays[0]).toBeLessThan(11);
  expect(delays[3]).toBeGreaterThan(delays[0]!);
  expect(Math.max(...delays)).toBeLessThanOrEqual(60);
  expect(delays.at(-1)).toBeGreaterThan(50);
  expect((await drain(queue, "backoff")).map(({ id }) => id)).toEqual([first, second]);
});

test("after its time it is a dead letter, with the reason; the next of its subject goes on; it can be sent again, once, or dropped", async () => {
  const [first, second, third] = await add(
    "dead",
    deliveryOf("a", "x"),
    deliveryOf("a"),
    deliveryOf("c"),
  );
  const give = async (reason: string) => {
    for (const one of await queue.take("dead", 10)) {
      const old = { ...one.job, createdOn: new Date(Date.now() - (TOTAL + 1) * 1_000) };
      expect(await queue.fail({ ...one, job: old }, reason)).toBe("dead");
    }
  };
  await give("It answers 500.");
  const letters = await queue.deadLetters(10);
  const expected = { webhook: "dead", attempts: 1, reason: "It answers 500." };
  expect(letters).toMatchObject([expected, expected]);
  expect(idsOf(letters).sort()).toEqual([first, third].sort());
  expect((await drain(queue, "dead")).map(({ id }) => id)).toEqual([second]);

  const letter = letters.find(({ message }) => message.id === first)!;
  const both = await Promise.all([
    queue.takeDead([letter.id], "retry"),
    queue.takeDead([letter.id], "retry"),
  ]);
  expect(both.sort()).toEqual([0, 1]);
  const again = await queue.take("dead", 10);
  expect(again).toMatchObject([{ subject: "a", message: { id: first, body: '{"text":"x"}' } }]);
  // Its day begins anew.
  expect(await queue.fail(again[0]!, "no")).toBe("again");
  await passTime("dead");
  expect((await drain(queue, "dead")).map(({ id }) => id)).toEqual([first]);
  expect(await queue.takeDead([letters.find((one) => one !== letter)!.id], "drop")).toBe(1);
  expect(await queue.deadLetters(10)).toEqual([]);
});

test("who took a delivery and is gone loses it to others, who know it by its id", async () => {
  const [id] = await add("gone", deliveryOf("a"));
  expect(idsOf(await queue.take("gone", 1))).toEqual([id]);
  await change("gone", "started_on = now() - interval '1 hour'");
  await expect
    .poll(
      async () => {
        await passTime("gone");
        return idsOf(await queue.take("gone", 1));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual([id]);
});

test("what is added in a transaction that is undone was never added; nothing that waits is ever forgotten", async () => {
  const client = await queue.pool.connect();
  await client.query("begin");
  await queue.add(client, "one", [deliveryOf("a")]);
  await client.query("rollback");
  client.release();
  expect(await queue.waiting("one")).toBe(0);
  await add("one", deliveryOf("a"));
  expect(await queue.waiting("one")).toBe(1);
  const [row] = await ask(
    world.url,
    `select min(keep_until - now()) > interval '50 years' as kept from ${SCHEMA}.job where state < 'completed'`,
  );
  expect(row).toEqual({ kept: true });
});
