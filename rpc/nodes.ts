import { setTimeout as sleep } from "node:timers/promises";
import { RpcRequestError, webSocket } from "viem";
import { limitsOf } from "../prefetch/endpoint.ts";
import { wordsOf } from "../prefetch/failures.ts";
import { createPool, type Pool } from "../prefetch/pool.ts";
import { httpTransport, type Transport } from "../prefetch/transport.ts";
import { WrongChain } from "../settings/environment.ts";
import { hideSecrets, withoutSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";

type Nodes = Pick<Settings, "rpcUrls" | "rpcParallelism" | "chainId">;

/** What an endpoint said when it was asked for its chain. */
export type Introduction = { url: string } & (
  | { chainId: number }
  /** Why it is not known. */
  | { failure: string }
);

/** What Ponder waits for an answer, less a second. */
const TIMEOUT_MS = 9_000;
/** A node that comes back is soon asked again. */
const LONGEST_BACKOFF_MS = 4_000;
const TRIES = 5;
const FIRST_WAIT_MS = 300;
/** What an operator should know is not told again for so long. */
const SILENCE_MS = 60_000;
const ASK_CHAIN_ID = JSON.stringify({ jsonrpc: "2.0", id: 0, method: "eth_chainId", params: [] });

/** Asks every endpoint which chain it serves, those that do not answer a few times. */
export function askChainIds(
  urls: readonly string[],
  { transport = openTransport(), tries = TRIES }: { transport?: Transport; tries?: number } = {},
): Promise<Introduction[]> {
  return Promise.all(
    urls.map(async (url): Promise<Introduction> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return { url, chainId: await askChainId(url, transport) };
        } catch (error) {
          if (attempt === tries) return { url, failure: hideSecrets(wordsOf(error), urls) };
          await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
        }
      }
    }),
  );
}

/**
 * Makes sure that a node serves the chain meant. One that serves another is reported, and never asked.
 * Nodes that do not answer may come to. Returns how many are right.
 * @throws WrongChain when all that answer serve another chain
 */
export async function requireChain(
  { rpcUrls, chainId }: Nodes,
  note: (message: string) => void,
): Promise<number> {
  const introductions = await askChainIds(rpcUrls);
  const wrong = introductions.filter((each) => "chainId" in each && each.chainId !== chainId);
  const right = introductions.filter((each) => "chainId" in each && each.chainId === chainId);
  const found = wrong.map(sayChain).join("; ");
  if (right.length === 0 && wrong.length > 0)
    throw new WrongChain(
      `RPC_URL is of another chain: ${found}, but the settings mean chain ${chainId}. Set RPC_URL to a node of chain ${chainId}, or NETWORK and CHAIN_ID to the chain you want.\n  Example: RPC_URL=https://mainnet.base.org`,
    );
  for (const each of introductions) {
    if ("failure" in each) note(`${sayChain(each)}. It is asked again later.`);
    else if (each.chainId !== chainId)
      note(`${sayChain(each)}, but the settings mean chain ${chainId}: it is set aside.`);
  }
  return right.length;
}

/**
 * Waits until a node serves the chain meant, or until `stop`. After a power cut the network may come back later than we do,
 * and what is indexed is served meanwhile.
 * @throws WrongChain as `requireChain` does
 */
export async function awaitChain(
  nodes: Nodes,
  note: (message: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const stopped = new Promise<null>((resolve) =>
    stop.addEventListener("abort", () => resolve(null), { once: true }),
  );
  let toldAt = Number.NEGATIVE_INFINITY;
  while (!stop.aborted) {
    const isNews = performance.now() - toldAt > SILENCE_MS;
    const right = await Promise.race([requireChain(nodes, isNews ? note : () => {}), stopped]);
    if (right !== 0) return;
    if (!isNews) continue;
    note("No node in RPC_URL answers. They are asked until one does; Ctrl-C ends it.");
    toldAt = performance.now();
  }
}

const sayChain = (each: Introduction): string =>
  "chainId" in each
    ? `${withoutSecrets(each.url)} serves chain ${each.chainId}`
    : `${withoutSecrets(each.url)} did not tell its chain (${each.failure})`;

/** The nodes of RPC_URL as one: none is given up for good, and one of another chain is never believed. */
export function openLastingPool(nodes: Nodes, say: (message: string) => void): Pool {
  const told = new Map<string, number>();
  const { rpcUrls, rpcParallelism, chainId } = nodes;
  return createPool({
    endpoints: rpcUrls.map((url) => ({
      url,
      limits: { ...limitsOf(url, rpcParallelism), longestBackoffMs: LONGEST_BACKOFF_MS },
    })),
    transport: ofChain(openTransport(), chainId),
    clock: { now: () => performance.now(), sleep: (ms) => sleep(ms), random: Math.random },
    note(message) {
      const shown = hideSecrets(message, rpcUrls);
      // The same about another block is the same.
      const kind = shown.replaceAll(/\(.*\)/g, "").replaceAll(/\d+/g, "");
      if (performance.now() - (told.get(kind) ?? Number.NEGATIVE_INFINITY) < SILENCE_MS) return;
      told.set(kind, performance.now());
      say(shown);
    },
    isLasting: true,
  });
}

/** Asks an endpoint for its chain before anything else; one of another chain refuses everything. */
export function ofChain(transport: Transport, chainId: number): Transport {
  const right = new Set<string>();
  return async (url, body) => {
    if (!right.has(url)) {
      const found = await askChainId(url, transport);
      if (found !== chainId) throw new Error(`it serves chain ${found}, not ${chainId}`);
      right.add(url);
    }
    return transport(url, body);
  };
}

async function askChainId(url: string, transport: Transport): Promise<number> {
  const { status, text } = await transport(url, ASK_CHAIN_ID);
  if (status !== 200) throw new Error(`HTTP ${status}`);
  const { result, error } = JSON.parse(text);
  if (typeof result === "string" && /^0x[0-9a-f]+$/i.test(result)) return Number(result);
  throw new Error(error?.message ?? "its answer has no chain id");
}

/** JSON-RPC over HTTP or WebSocket, by the address. */
export function openTransport(): Transport {
  const http = httpTransport(TIMEOUT_MS, new AbortController().signal);
  const sockets = new Map<string, ReturnType<ReturnType<typeof webSocket>>>();
  return async (url, body) => {
    if (!url.startsWith("ws")) return http(url, body);
    const socket = sockets.get(url) ?? webSocket(url)({ retryCount: 0, timeout: TIMEOUT_MS });
    sockets.set(url, socket);
    const questions = JSON.parse(body) as Question | Question[];
    const answers = await Promise.all([questions].flat().map((each) => askSocket(socket, each)));
    const text = JSON.stringify(Array.isArray(questions) ? answers : answers[0]);
    return { status: 200, retryAfter: null, text };
  };
}

type Question = { id: number; method: string; params: unknown };

/** An answer as HTTP would bring it: an error of the node is part of it. */
async function askSocket(
  { request }: ReturnType<ReturnType<typeof webSocket>>,
  { id, method, params }: Question,
): Promise<object> {
  try {
    return { jsonrpc: "2.0", id, result: await request({ method, params }) };
  } catch (error) {
    const said = error instanceof Error && "walk" in error ? (error as Walk).walk(isSaid) : null;
    if (!(said instanceof RpcRequestError)) throw error;
    return {
      jsonrpc: "2.0",
      id,
      error: { code: said.code, message: said.details, data: said.data },
    };
  }
}

type Walk = Error & { walk: (is: (error: unknown) => boolean) => unknown };
const isSaid = (error: unknown): boolean => error instanceof RpcRequestError;
