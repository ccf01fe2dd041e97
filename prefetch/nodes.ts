import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../scripts/environment.ts";
import { withoutSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { limitsOf } from "./endpoint.ts";
import { wordsOf } from "./failures.ts";
import { type Clock, createPool, type Pool } from "./pool.ts";
import { httpTransport, type Transport } from "./transport.ts";

/** Longer than a node takes for the largest answer that is asked for. */
const TIMEOUT_MS = 45_000;
/** So often a node is asked for its chain before it is left out. */
const TRIES = 5;
const FIRST_WAIT_MS = 300;

const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
  random: Math.random,
};

/**
 * The nodes of RPC_URL that serve the chain meant, as one.
 * @throws Refusal when one serves another chain, or none answers
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
  const answers = await Promise.all(
    urls.map(async (url) => ({
      url,
      chainId: await askChainId(url, transport).catch((error: unknown) => wordsOf(error)),
    })),
  );
  stop.throwIfAborted();
  for (const { url, chainId } of answers) {
    if (typeof chainId === "string")
      note(`${withoutSecrets(url)} is left out: it did not tell its chain (${chainId}).`);
    else if (chainId !== settings.chainId)
      throw new Refusal(
        `${withoutSecrets(url)} serves chain ${chainId}, but the settings mean chain ${settings.chainId}: check NETWORK, CHAIN_ID and RPC_URL.`,
      );
  }
  const good = answers.filter(({ chainId }) => typeof chainId === "number");
  if (good.length === 0) throw new Refusal("No address in RPC_URL answers.");
  const pool = createPool({
    endpoints: good.map(({ url }) => ({ url, limits: limitsOf(url, settings.rpcParallelism) })),
    transport,
    clock,
    note,
  });
  stop.addEventListener("abort", () => pool.stop(new Error("stopped")));
  return pool;
}

const ASK_CHAIN_ID = JSON.stringify({ jsonrpc: "2.0", id: 0, method: "eth_chainId", params: [] });

async function askChainId(url: string, transport: Transport): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      const { status, text } = await transport(url, ASK_CHAIN_ID);
      if (status !== 200) throw new Error(`HTTP ${status}`);
      const { result, error } = JSON.parse(text);
      if (typeof result === "string" && /^0x[0-9a-f]+$/i.test(result)) return Number(result);
      throw new Error(error?.message ?? "its answer has no chain id");
    } catch (error) {
      if (tries === TRIES) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    }
  }
}
