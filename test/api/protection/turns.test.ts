import { afterEach, expect, test, vi } from "vitest";
import { createTurns, LAST } from "../../../src/api/protection/turns.ts";

const { signal } = new AbortController();

/** Has the test turn the clock, so that a busy machine makes no work long and lets no pause go by. */
const stopClock = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
afterEach(() => {
  vi.useRealTimers();
});

/** Keeps the event loop for so many milliseconds. */
const work = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

test.each([
  ["work that is long", 20, ["a", "b", "c"], ["a", "other", "b", "c"]],
  // Fifty that took just less than a pause is made for kept everybody else waiting together.
  ["short work that adds up", 1, [..."abcdefg"], ["a", "b", "c", "other", "d", "e", "f", "g"]],
])("%s leaves the loop to others before the next begins", async (_, ms, clients, expected) => {
  stopClock();
  const takeTurn = createTurns(60_000);
  const order: string[] = [];
  const workAs = async (client: string) => {
    await takeTurn({ client, signal }, 1);
    order.push(client);
    vi.advanceTimersByTime(ms);
  };
  const all = Promise.all(clients.map(workAs));
  // Somebody who needs many rounds of the loop.
  for (let round = 0; round < 10; round++) await new Promise(setImmediate);
  order.push("other");
  await vi.runAllTimersAsync();
  await all;
  expect(order).toEqual(expected);
});

test("short work waits for nothing, however much there is", async () => {
  stopClock();
  const takeTurn = createTurns(60_000);
  // No timer goes off: a pause would never end.
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => takeTurn({ client: `${index}`, signal }, 1)),
  );
});

test("the smallest comes first, and no client has two in the line", async () => {
  const takeTurn = createTurns(60_000);
  const order: string[] = [];
  const ask = async (client: string, size: number) => {
    await takeTurn({ client, signal }, size);
    order.push(`${client} ${size}`);
    work(5);
  };
  await Promise.all([
    ...[ask("greedy", 1), ask("greedy", 2), ask("greedy", 3), ask("greedy", 4)],
    ...[ask("large", 900), ask("small", 3)],
  ]);
  expect(order).toEqual(["greedy 1", "greedy 2", "small 3", "greedy 3", "greedy 4", "large 900"]);
});

// One client's flood of documents of ten characters kept all larger ones waiting until they were refused.
test("many small ones of one client let a larger one of another pass", async () => {
  const takeTurn = createTurns(60_000);
  const order: string[] = [];
  const ask = async (client: string, size: number) => {
    await takeTurn({ client, signal }, size);
    order.push(client);
  };
  await Promise.all([
    ...Array.from({ length: 200 }, () => ask("greedy", 1)),
    ...[ask("other", 50), ask("third", 20)],
  ]);
  expect(order.indexOf("third")).toBeLessThan(order.indexOf("other"));
  expect(order.indexOf("other")).toBeLessThan(150);
  // What is to come last does, also once one of its kind has had its turn.
  order.splice(0);
  const first = ask("a", LAST);
  const second = ask("b", LAST);
  await first;
  await Promise.all([second, ask("c", 50)]);
  expect(order).toEqual(["a", "c", "b"]);
});

test("who waits too long is told to come again, and whose signal ends waits no longer", async () => {
  stopClock();
  const takeTurn = createTurns(10);
  await takeTurn({ client: "first", signal }, 1);
  // It works so long.
  vi.advanceTimersByTime(200);
  const gone = new AbortController();
  const given = takeTurn({ client: "gone", signal: gone.signal }, 1);
  gone.abort(new Error("hung up"));
  await expect(given).rejects.toThrow("hung up");
  const refused = expect(takeTurn({ client: "second", signal }, 1)).rejects.toMatchObject({
    extensions: { code: "TRY_AGAIN" },
  });
  await vi.advanceTimersByTimeAsync(10);
  await refused;
  // It holds no place of the line, nor of its client.
  await vi.advanceTimersByTimeAsync(200);
  await takeTurn({ client: "second", signal }, 1);
});
