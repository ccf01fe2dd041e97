/** Subscriptions over HTTP, by the protocol's own client, on a chain that forks. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "graphql-sse";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { concerns } from "../../../src/api/topics/live-activity.ts";
import { createRandom } from "../../mutations/rows.ts";
import { FINALITY } from "../../support/event-chain.ts";
import { ACTIVITY, BEGINNING, createListener, listenTo } from "../../support/listener.ts";
import type { Shape } from "../server.ts";
import { chain, client, quiet, serveAnew, served } from "./chain.ts";

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
      // Every other time all has been told that is taken back then, and the last of it live: that it is gone is told in
      // full.
      for (let block = 0; block < 3 && round % 2 === 0; block++) {
        await expect.poll(() => first.applied()).toEqual(chain.events());
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
    await expect.poll(() => begun[0].applied()).toEqual(chain.events());
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
  await serveAnew();
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
  await serveAnew({ subscriptionsPerClient: 2 });
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
      const told = () => next.values.length + next.errors.length;
      await expect.poll(told).toBe(1);
      next.end();
      return next.values.length;
    })
    .toBe(1);
  two.end();
});

// Each of 2,000 read the index for itself, and some were told after ten seconds that it took too long.
test("many who come at once are told from one look at the index", async () => {
  await chain.mine(createRandom(8));
  let asked = 0;
  await served.stop();
  await serveAnew(
    {},
    {
      progress() {
        asked++;
        return chain.progress();
      },
    },
  );
  const of = client(false);
  const all = Array.from({ length: 45 }, () =>
    listenTo(of, "subscription { head { block { number } } }"),
  );
  await expect.poll(() => all.filter(({ values }) => values.length > 0)).toHaveLength(all.length);
  // Every second it looks again.
  expect(asked).toBeLessThan(all.length);
  for (const each of all) each.end();
  of.dispose();
});

// 2,000 that came and went took every place there was, for good.
test("who hangs up before its subscription has begun leaves no place taken", async () => {
  await chain.mine(createRandom(7));
  let begin = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let asked = 0;
  await served.stop();
  await serveAnew(
    {},
    {
      async progress() {
        asked++;
        await isBegun;
        return chain.progress();
      },
    },
  );
  const body = JSON.stringify({ query: "subscription { head { block { number } } }" });
  const hasty = connect(Number(new URL(served.url).port), "127.0.0.1");
  hasty.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await expect.poll(() => asked).toBeGreaterThan(0);
  hasty.destroy();
  // By then the server knows.
  for (let round = 0; round < 3; round++) await fetch(new URL("/health", served.url));
  begin();
  const other = listenTo(client(false), "subscription { head { block { number } } }");
  await expect.poll(() => other.values.length).toBeGreaterThan(0);
  other.end();
  await expect
    .poll(async () => (await fetch(new URL("/metrics", served.url))).text())
    .toMatch(/^provernet_api_subscriptions 0$/m);
});

test("who reads nothing is cut off, the server keeps no more than it may, and others hear on", async () => {
  await served.stop();
  await serveAnew({
    subscriptionQueue: 5,
    ...{ maxAliases: 5_000, maxFields: 20_000, maxTokens: 50_000, maxCost: 100_000 },
  });
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
  await expect.poll(() => heads.values.length).toBe(1);
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
  await expect.poll(() => text.slice(-2_000)).toContain("TOO_SLOW");
  await expect.poll(() => text.slice(-100)).toContain("event: complete");
  stalled.destroy();
  heads.end();
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
