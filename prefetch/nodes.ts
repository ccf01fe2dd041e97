import { setTimeout as sleep } from "node:timers/promises";
import { ofChain, requireChain } from "../rpc/nodes.ts";
import { Refusal } from "../settings/environment.ts";
import { hideSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { limitsOf } from "./endpoint.ts";
import { type Clock, createPool, type Pool } from "./pool.ts";
import { httpTransport } from "./transport.ts";

/** Longer than a node takes for the largest answer that is asked for. */
const TIMEOUT_MS = 45_000;

const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
  random: Math.random,
};

/**
 * The nodes of RPC_URL that serve the chain meant, as one.
 * @throws WrongChain when all serve another chain, Refusal when none answers
 */
export async function openNodes(given: {
  settings: Pick<Settings, "rpcUrls" | "rpcParallelism" | "chainId">;
  stop: AbortSignal;
  note: (message: string) => void;
}): Promise<Pool> {
  const { settings, stop, note } = given;
  const transport = httpTransport(TIMEOUT_MS, stop);
  const urls = settings.rpcUrls.filter((url) => url.startsWith("http"));
  if (urls.length === 0)
    throw new Refusal(
      "RPC_URL has no http:// or https:// address: prefetching needs one, besides WebSockets.",
    );
  const right = await requireChain({ ...settings, rpcUrls: urls }, note);
  if (right === 0) throw new Refusal("No address in RPC_URL answers.");
  stop.throwIfAborted();
  const pool = createPool({
    endpoints: urls.map((url) => ({ url, limits: limitsOf(url, settings.rpcParallelism) })),
    transport: ofChain(transport, settings.chainId),
    clock,
    note: (message) => note(hideSecrets(message, urls)),
  });
  stop.addEventListener("abort", () => pool.stop(new Error("stopped")));
  return pool;
}
