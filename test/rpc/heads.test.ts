import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Answer } from "../../rpc/answer.ts";
import { serveHeads } from "../../rpc/heads.ts";
import { withReplay } from "../replay/support.ts";

/** Longer than any test: no block is found by polling. */
const NEVER_MS = 3_600_000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Ponder's side: what it is told of new blocks when a node at `wsUrl` gives the signs and `answer` the blocks. */
async function follow(wsUrl: string, answer: Answer, pollingIntervalMs = NEVER_MS) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const said: string[] = [];
  const heads = serveHeads({
    ...{ server, answer, wsUrl, pollingIntervalMs },
    say: (message) => said.push(message),
  });
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  closing.push(
    () => server.close(),
    heads.close,
    () => socket.terminate(),
  );
  const told: string[] = [];
  let times = 0;
  socket.on("message", (data) => {
    const { method, params } = JSON.parse(String(data));
    if (method !== "eth_subscription") return;
    times++;
    if (told.at(-1) !== params.result.hash) told.push(params.result.hash);
  });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ id: 1, method: "eth_subscribe", params: ["newHeads"] }));
  return { told, said, times: () => times };
}

/** A node that sends what it is told to, or drops its clients, and says how many they were. */
async function startNode(): Promise<{
  url: string;
  send(message: object): number;
  drop(): number;
}> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const clients = () => [...server.clients];
  closing.push(
    () => server.close(),
    () => clients().map((each) => each.terminate()),
  );
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: (message) => clients().map((each) => each.send(JSON.stringify(message))).length,
    drop: () => clients().map((each) => each.terminate()).length,
  };
}

const sign = { method: "eth_subscription", params: { result: { hash: "0xinvented" } } };

test("tells each new block of a chain, a fork's too, when the node says that there is one", async () => {
  await withReplay("quirks", { head: 100 }, async (replay) => {
    const answer: Answer = async (call) => {
      const response = await fetch(replay.url, {
        method: "POST",
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...call }),
      });
      return ((await response.json()) as { result: unknown }).result;
    };
    const { told } = await follow(replay.wsUrl, answer);
    await expect.poll(() => told).toHaveLength(1);
    replay.advance();
    await expect.poll(() => told).toHaveLength(2);
    replay.fork({ depth: 1, blocks: 2 });
    await expect.poll(() => told).toHaveLength(3);
    expect(new Set(told).size).toBe(3);
  });
});

test("believes nothing of a sign but that it is time to ask", async () => {
  const node = await startNode();
  const { told } = await follow(node.url, async () => ({ hash: "0x1" }));
  await expect.poll(() => told).toEqual(["0x1"]);
  await expect.poll(() => node.send(sign)).toBe(1);
  node.send({ nonsense: true });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toEqual(["0x1"]);
});

test("tells of a block again: what follows a fork is not taken at once", async () => {
  const node = await startNode();
  const { told, times } = await follow(node.url, async () => ({ hash: "0x1" }));
  await expect.poll(times).toBeGreaterThan(1);
  expect(told).toEqual(["0x1"]);
});

test("asks again when a sign came while it asked", async () => {
  const node = await startNode();
  let asked = 0;
  const { told } = await follow(node.url, async () => {
    const hash = `0x${++asked}`;
    if (asked === 1) await new Promise((resolve) => setTimeout(resolve, 200));
    return { hash };
  });
  await expect.poll(() => asked).toBe(1);
  await expect.poll(() => node.send(sign)).toBe(1);
  await expect.poll(() => told).toEqual(["0x1", "0x2"]);
});

test("polls while the node is silent or away, says so once, and comes back to it", async () => {
  const node = await startNode();
  let asked = 0;
  const { told, said } = await follow(node.url, async () => ({ hash: `0x${++asked}` }), 20);
  await expect.poll(() => told.length).toBeGreaterThan(3);
  expect(said).toEqual([]);
  await expect.poll(node.drop).toBe(1);
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toContain("they are polled for until it does");
  const before = told.length;
  await expect.poll(() => told.length).toBeGreaterThan(before + 2);
  await expect
    .poll(() => {
      node.send(sign);
      return said;
    })
    .toHaveLength(2);
  expect(said[1]).toBe("WS_URL tells new blocks again.");
});

test("a failed question is asked again at the next sign", async () => {
  const node = await startNode();
  let asked = 0;
  const { told } = await follow(node.url, async () => {
    if (++asked === 1) throw new Error("no node has answered");
    return { hash: `0x${asked}` };
  });
  await expect.poll(() => asked).toBe(1);
  await expect.poll(() => node.send(sign)).toBe(1);
  await expect.poll(() => told).toEqual(["0x2"]);
});
