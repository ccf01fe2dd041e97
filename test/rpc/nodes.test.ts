import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { awaitChain, ofChain, requireChain } from "../../rpc/nodes.ts";
import { WrongChain } from "../../settings/environment.ts";
import { freePort } from "../support/server.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const startNode = async (chainId: string, port = 0) => {
  const server = createServer((_, response) =>
    response.end(JSON.stringify({ id: 0, result: chainId })),
  );
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const settingsOf = (rpcUrls: string[]) => ({ rpcUrls, rpcParallelism: 1, chainId: 8453 });

test("nodes that all serve another chain stop the start, with what was found and an example", async () => {
  const urls = [await startNode("0x1"), await startNode("0xa")];
  const refused = requireChain(settingsOf(urls.map((url) => `${url}/key-0123456789`)), () => {});
  await expect(refused).rejects.toThrow(WrongChain);
  await expect(refused).rejects.toThrow(
    /^RPC_URL .*serves chain 1; .*serves chain 10, but the settings mean chain 8453.*CHAIN_ID.*\n {2}Example: RPC_URL=/s,
  );
  await expect(refused).rejects.not.toThrow("0123456789");
});

test("one node of another chain among several is set aside, and that is told", async () => {
  const notes: string[] = [];
  const urls = [await startNode("0x1"), await startNode("0x2105")];
  expect(await requireChain(settingsOf(urls), (note) => notes.push(note))).toBe(1);
  expect(notes).toEqual([
    `${urls[0]} serves chain 1, but the settings mean chain 8453: it is set aside.`,
  ]);
});

test("a node that does not answer does not stop the start: it may come", async () => {
  const notes: string[] = [];
  const url = `http://127.0.0.1:${await freePort()}`;
  expect(await requireChain(settingsOf([url]), (note) => notes.push(note))).toBe(0);
  expect(notes).toEqual([expect.stringMatching(/did not tell its chain .*asked again later/)]);
});

// Started before the network was there, it ended with a stack of ponder.config.ts.
test("a start waits for the first node that answers, and says so once", async () => {
  const notes: string[] = [];
  const port = await freePort();
  const coming = awaitChain(
    settingsOf([`http://127.0.0.1:${port}`]),
    (note) => notes.push(note),
    new AbortController().signal,
  );
  await expect.poll(() => notes.at(-1), { timeout: 20_000 }).toMatch(/^No node in RPC_URL answers/);
  await startNode("0x2105", port);
  await coming;
  expect(notes).toHaveLength(2);
});

test("a start that waits for a node can be stopped", async () => {
  const stopping = new AbortController();
  const url = `http://127.0.0.1:${await freePort()}`;
  const coming = awaitChain(settingsOf([url]), () => {}, stopping.signal);
  stopping.abort();
  await coming;
});

test("nothing is asked of a node before its chain is known to be right", async () => {
  const bodies: string[] = [];
  let chainId = "0x1";
  const transport = ofChain(async (_, body) => {
    bodies.push(JSON.parse(body).method);
    return { status: 200, retryAfter: null, text: JSON.stringify({ result: chainId }) };
  }, 8453);
  await expect(transport("a", '{"method":"x"}')).rejects.toThrow("it serves chain 1, not 8453");
  chainId = "0x2105";
  await transport("a", '{"method":"x"}');
  await transport("a", '{"method":"x"}');
  expect(bodies).toEqual(["eth_chainId", "eth_chainId", "x", "x"]);
});
