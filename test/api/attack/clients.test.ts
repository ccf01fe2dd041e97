/** Clients that do not behave: they do not read, do not finish, hang up, or do not speak HTTP. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { serve as listen, type ServerType } from "@hono/node-server";
import { getIntrospectionQuery } from "graphql";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../../../src/api/db.ts";
import { createOutbox } from "../../../src/api/outbox.ts";
import { createDatabase } from "../../support/database.ts";
import { serve } from "../server.ts";
import { expectAnswer } from "./support.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let api: ReturnType<typeof serve>;
let server: ServerType;
let port: number;
let url: string;
const MOST = 8 * 2 ** 20;

beforeAll(async () => {
  database = await createDatabase();
  const settings = { maxUnsentMegabytes: 8, cacheMegabytes: 64, maxCost: 1_000_000 };
  api = serve({ db: database.db as unknown as Db, head: 1_762_640_336 }, settings);
  port = await new Promise((resolve) => {
    server = listen(
      { fetch: api.app.fetch, hostname: "127.0.0.1", port: 0 },
      (address: AddressInfo) => resolve(address.port),
    );
  });
  url = `http://127.0.0.1:${port}/graphql`;
});
afterAll(async () => {
  server.close();
  await database.close();
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection that sends something, and reads nothing unless told to. */
const open = async (text: string | Buffer) => {
  const socket = connect({ host: "127.0.0.1", port });
  sockets.push(socket);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.pause();
  socket.write(text);
  return socket;
};
const postOf = (body: string, accept = "*/*") =>
  `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: ${accept}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const EVENTS = "text/event-stream";
const cheap = async () => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"query":"{ meta { block { number } } }"}',
  });
  expect(await response.json()).toEqual({ data: { meta: { block: { number: 5575 } } } });
};
const metric = async (name: string) => {
  const text = await (await api.app.request("/metrics")).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
};
const until = async (isTrue: () => Promise<boolean>) => {
  while (!(await isTrue())) await sleep(20);
};

const introspection = JSON.stringify({ query: getIntrospectionQuery() });
// Six megabytes: more than the system keeps for a connection.
const largest = JSON.stringify({
  query: `{ ${Array.from({ length: 20 }, (_, n) => `a${n}: __schema { types { name description fields { name description args { name description } } } }`).join(" ")} }`,
});
test.each([
  // 22 of them ended the process.
  ["an answer", postOf(introspection).repeat(5), 20],
  // Nobody counted these.
  ["a stream", postOf(largest, EVENTS), 3],
])(
  "who does not read %s holds no more memory than is allowed, all together",
  async (_, text, count) => {
    await (
      await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: introspection,
      })
    ).arrayBuffer();
    const many = await Promise.all(Array.from({ length: count }, () => open(text)));
    const samples: number[] = [];
    const sample = async () => {
      samples.push(await metric("provernet_api_unsent_bytes"));
      return samples.at(-1)! > 0;
    };
    await until(sample);
    for (let times = 0; times < 30; times++) {
      await sample();
      await sleep(20);
    }
    expect(Math.max(...samples)).toBeLessThanOrEqual(MOST);
    // Those that waited longest were let go.
    await until(async () => {
      for (const socket of many) socket.resume();
      return many.some((socket) => socket.closed);
    });
    await cheap();
  },
);

test("a small answer that waits behind another of its connection is counted", async () => {
  const outbox = createOutbox({ maxBytes: 100 });
  const responses: ServerResponse[] = [];
  const own = createServer((_, response) => responses.push(response)).listen(0, "127.0.0.1");
  await once(own, "listening");
  const socket = connect((own.address() as AddressInfo).port, "127.0.0.1").resume();
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2));
  await until(async () => responses.length === 2);
  outbox.send(responses[1]!, "small");
  expect(outbox.unsent()).toBe(5);
  outbox.send(responses[0]!, "small, too");
  await until(async () => outbox.unsent() === 0);
  socket.destroy();
  own.close();
});

const put = () => fetch(url, { method: "PUT" });

// 800 a second were kept for half a minute each.
test("a client has so many streams that nobody has come for yet", async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, put));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  expect(await refused[0]!.json()).toMatchObject({
    errors: [{ extensions: { code: "TOO_MANY_SUBSCRIPTIONS" } }],
  });
});

// 200 of them took 1.8 GB.
test("the editor's page is in memory once, however many do not read it", async () => {
  const get = "GET /graphql HTTP/1.1\r\nhost: x\r\naccept: text/html\r\n\r\n";
  await (await fetch(url, { headers: { accept: "text/html" } })).arrayBuffer();
  const before = process.memoryUsage().external + process.memoryUsage().heapUsed;
  await Promise.all(Array.from({ length: 100 }, () => open(get)));
  await sleep(300);
  const after = process.memoryUsage().external + process.memoryUsage().heapUsed;
  // One page alone takes nine megabytes.
  expect((after - before) / 2 ** 20).toBeLessThan(200);
  await cheap();
});

// 50 that sent 300 small questions each took 600 MB, and nobody else was answered for a minute.
test.each([
  ["new", (n: number) => postOf(`{"query":"{ a${n}: meta { chainId } }"}`)],
  // Each of these is answered before the next is looked at.
  ["known", () => postOf('{"query":"{ meta { chainId } }"}')],
])("a connection has so many %s questions under way, and is closed beyond", async (_, one) => {
  const ask = async (times: number) => {
    const socket = await open(Array.from({ length: times }, (_, n) => one(n)).join(""));
    let text = "";
    const answers = () => text.split("HTTP/1.1 200").length - 1;
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (answers() === times) socket.end();
    });
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    return answers();
  };
  expect(await ask(16)).toBe(16);
  expect(await ask(300)).toBeLessThan(17);
  await cheap();
});

test("who sends slowly, or stops in the middle, harms nobody", async () => {
  for (let times = 0; times < 50; times++) {
    await open("POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-le");
    await open(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`);
  }
  await cheap();
});

test.each([
  ["noise", Buffer.from([0, 1, 2, 3, 255, 254, 13, 10, 13, 10])],
  ["a header without end", `GET / HTTP/1.1\r\nx: ${"a".repeat(100_000)}`],
  ["many headers", `GET / HTTP/1.1\r\n${"x: y\r\n".repeat(20_000)}\r\n`],
  [
    "two lengths",
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{}",
  ],
  [
    "a length and chunks",
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["a wrong length", "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n{}"],
  [
    "a wrong chunk",
    "POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n",
  ],
  ["no host", "GET /graphql HTTP/1.1\r\n\r\n"],
  ["a strange host", "GET /graphql?query={meta{chainId}} HTTP/1.1\r\nhost: a b\r\n\r\n"],
  ["a strange path", "GET //[::/graphql HTTP/1.1\r\nhost: x\r\n\r\n"],
  [
    "an upgrade",
    "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
  ],
])("%s is no question, and is answered with no more than a status", async (_, text) => {
  const socket = await open(text);
  let answer = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    answer += part;
  });
  socket.resume();
  await Promise.race([new Promise((resolve) => socket.once("close", resolve)), sleep(300)]);
  expect(answer).not.toMatch(/^HTTP\/1\.1 5\d\d/);
  expect(answer).not.toMatch(/\.js:|node_modules|at \w+ \(/);
  expect(api.logged).toEqual([]);
  await cheap();
});

test.each([
  ["with its length", (text: string) => text],
  ["in chunks", (text: string) => new Blob([text]).stream()],
])(
  "a large body %s is read, and charged until its client has spent its budget",
  async (_, bodyOf) => {
    const one = serve(
      { db: database.db as unknown as Db, head: 1_762_640_336 },
      { budgetPerMinute: 10_400 },
    );
    const own = listen({ fetch: one.app.fetch, hostname: "127.0.0.1", port: 0 });
    await once(own, "listening");
    const { port: ownPort } = own.address() as AddressInfo;
    const post = (text: string) =>
      fetch(`http://127.0.0.1:${ownPort}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: bodyOf(text),
        duplex: "half",
      } as RequestInit);
    const question = { query: "{ meta { chainId } }", variables: { unused: "x".repeat(250_000) } };
    try {
      expect(await (await post(JSON.stringify(question))).json()).toMatchObject({
        data: { meta: {} },
      });
      expect((await post("x".repeat(200_000))).status).toBe(400);
      // Its connection is closed, maybe before all of it was sent.
      const refused = await post("x".repeat(250_000)).then(
        ({ status }) => status,
        () => 429,
      );
      expect(refused).toBe(429);
      expect((await post("{}")).status).toBe(400);
    } finally {
      own.close();
    }
  },
);

// Fifty were read in one turn of the event loop, again and again, and a cheap question took a second.
test.each([
  ["with their length", postOf("x".repeat(200_000))],
  [
    "in chunks",
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${`8000\r\n${"x".repeat(0x8000)}\r\n`.repeat(6)}0\r\n\r\n`,
  ],
])("large bodies %s are read a few at a time", async (_, text) => {
  let [connected, read] = [0, 0];
  const onConnection = () => (connected += 1);
  const onRequest = (incoming: IncomingMessage) => incoming.once("end", () => (read += 1));
  server.on("connection", onConnection).on("request", onRequest);
  // Connections come one in a turn: they are there before the bodies.
  const many = await Promise.all(Array.from({ length: 50 }, () => open("")));
  await until(async () => connected === many.length);
  for (const socket of many) socket.write(text);
  let most = 0;
  while (read < many.length) {
    const before = read;
    await new Promise(setImmediate);
    most = Math.max(most, read - before);
  }
  server.off("connection", onConnection).off("request", onRequest);
  expect(most).toBeLessThan(10);
});

test("who stops in the middle of a large body keeps no other waiting", async () => {
  const [head, part] = [postOf("x".repeat(200_000)), 100_000];
  for (let times = 0; times < 10; times++) await open(head.slice(0, part));
  const socket = await open(head);
  const [answer] = await once(socket.setEncoding("utf8").resume(), "data");
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
});

test("who hangs up while it waits is forgotten", async () => {
  const body = JSON.stringify({ query: "{ provers { totalCount } }" });
  await Promise.all(Array.from({ length: 50 }, async () => (await open(postOf(body))).destroy()));
  await cheap();
  await until(async () => (await metric("provernet_api_unsent_bytes")) === 0);
  expect(api.logged).toEqual([]);
});

test("a large answer comes packed to who takes that, and says by which header it varies", async () => {
  const query = "{ __schema { types { name description } } }";
  const ask = (encoding: string) => api.post({ query }, { "accept-encoding": encoding });
  const plain = Buffer.from(await (await ask("identity")).arrayBuffer());
  for (const [accepted, encoding, unpack] of [
    ["gzip", "gzip", gunzipSync],
    ["gzip, deflate, br", "br", brotliDecompressSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
  ] as const) {
    const response = await ask(accepted);
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toBe("accept-encoding");
    const packed = Buffer.from(await response.arrayBuffer());
    expect(packed.length).toBeLessThan(plain.length / 2);
    expect(unpack(packed).equals(plain)).toBe(true);
  }
  const small = await api.post(
    { query: "{ meta { block { number } } }" },
    { "accept-encoding": "gzip" },
  );
  expect(small.headers.get("content-encoding")).toBeNull();
  expect(await expectAnswer(small)).toEqual([]);
});

test("no page of another site may show the editor, nor guess what an answer is", async () => {
  const page = await fetch(url, { headers: { accept: "text/html" } });
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  await page.body?.cancel();
  const answer = await fetch(`${url}?query={meta{chainId}}`);
  for (const { headers } of [page, answer]) {
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  }
});

// All of them were answered in one turn of the event loop, and the cheap one after them.
test.each([
  [
    "the schema",
    "application/json",
    (n: number) => `{ a${n}: __schema { types { name fields { name type { name } } } } }`,
  ],
  [
    "the schema in GraphQL's own media type",
    "application/graphql-response+json",
    (n: number) => `{ a${n}: __schema { types { name fields { name type { name } } } } }`,
  ],
  [
    "fields that are not there",
    "application/json",
    (n: number) =>
      `{ ${Array.from({ length: 100 }, (_, index) => `reqests${n}x${index}`).join(" ")} }`,
  ],
])("who asks for %s keeps nobody else waiting", async (_, accept, question) => {
  const one = serve(
    { db: database.db as unknown as Db, head: 0 },
    { trustProxy: true, waitMs: 60_000 },
  );
  const ask = (query: string, client: number) =>
    one.post({ query }, { accept, "x-forwarded-for": `10.0.0.${client}` });
  let answered = 0;
  const crowd = Array.from({ length: 12 }, async (_, n) => {
    const response = await ask(question(n), n);
    answered += 1;
    expect(await expectAnswer(response)).not.toContain("TRY_AGAIN");
  });
  const before: number[] = [];
  while (answered < crowd.length) {
    // Somebody else's question takes some rounds of the loop.
    for (let round = 0; round < 3; round++) await new Promise(setImmediate);
    before.push(answered);
  }
  await Promise.all(crowd);
  const most = before.map((count, index) => count - (before[index - 1] ?? 0));
  expect(Math.max(...most)).toBeLessThan(crowd.length / 2);
});
