/** The synthetic chain as a node over HTTP. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setUpAnswers } from "../market/chain.ts";
import { toWire } from "../market/wire.ts";
import { firstValuesOf, generateMarket, type MarketOptions, type Summary } from "../market.ts";
import { type Node, respond } from "./node.ts";
import { createChainStore } from "./store.ts";

/** What the server tells about itself, and can be told (`PUT /`). */
export type Figures = {
  head: number;
  /** HTTP requests, and JSON-RPC calls in them by method, since the last reset. */
  requests: number;
  calls: Record<string, number>;
  summary: Summary;
};
export type Orders = { head?: number; latencyMs?: number; reset?: true };

/** Empty blocks behind the last: with them every block that holds something is final. */
const TAIL_BLOCKS = 100;

/** Generates a market and serves it on 127.0.0.1. `remove` ends the server and removes the chain's file. */
export async function serveMarket(options: MarketOptions, port = 0) {
  const store = createChainStore();
  const blocks = generateMarket(options);
  let next = blocks.next();
  for (; !next.done; next = blocks.next()) store.add(toWire(options.seed, next.value));
  store.seal();
  const summary = next.value;
  const node: Node = {
    seed: options.seed,
    store,
    answers: setUpAnswers(firstValuesOf(options)),
    head: summary.lastBlock + TAIL_BLOCKS,
    counts: new Map(),
  };
  let requests = 0;
  let latencyMs = 0;

  const figures = (): Figures => ({
    head: node.head,
    requests,
    calls: Object.fromEntries(node.counts),
    summary,
  });
  const obey = (orders: Orders) => {
    node.head = orders.head ?? node.head;
    latencyMs = orders.latencyMs ?? latencyMs;
    if (!orders.reset) return;
    requests = 0;
    node.counts.clear();
  };
  const answer = (body: string): string | Buffer => {
    const request = JSON.parse(body) as unknown;
    if (!Array.isArray(request)) return respond(node, request);
    const answers = request.map((one) => respond(node, one));
    const pieces = answers.flatMap((one, index) => [Buffer.from(index === 0 ? "[" : ","), one]);
    return Buffer.concat([...pieces.map((one) => Buffer.from(one)), Buffer.from("]")]);
  };
  const send = (response: ServerResponse, body: string | Buffer) => {
    const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    response.writeHead(200, { "content-type": "application/json", "content-length": length });
    response.end(body);
  };

  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const body = Buffer.concat(chunks).toString();
      if (request.method === "PUT") obey(JSON.parse(body) as Orders);
      if (request.method !== "POST")
        return send(
          response,
          JSON.stringify(figures(), (_, value) => asText(value)),
        );
      requests++;
      if (latencyMs > 0) await sleep(latencyMs);
      send(response, answer(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    summary,
    async remove() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      store.remove();
    },
  };
}

const asText = (value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
