import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "../scripts/environment.ts";
import { withoutSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { limitsOf } from "./endpoint.ts";
import { Malformed } from "./failures.ts";
import { type Clock, createPool, type Pool } from "./pool.ts";
import { httpTransport } from "./transport.ts";

/** Longer than a node takes for the largest answer that is asked for. */
const TIMEOUT_MS = 45_000;
/** A node that does not tell its chain in this time is left out. */
const PATIENCE_MS = 20_000;

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
  const poolOf = (urls: readonly string[], hear: (message: string) => void) =>
    createPool({
      endpoints: urls.map((url) => ({ url, limits: limitsOf(url, settings.rpcParallelism) })),
      transport,
      clock,
      note: hear,
    });

  const urls = settings.rpcUrls.filter((url) => url.startsWith("http"));
  if (urls.length === 0)
    throw new Refusal(
      "RPC_URL has no http:// or https:// address: prefetching needs one, besides WebSockets.",
    );
  const answers = await Promise.all(
    urls.map(async (url) => {
      const alone = poolOf([url], () => {});
      const timer = setTimeout(() => alone.stop(new Error("no answer")), PATIENCE_MS);
      const give = (error: unknown) => String(error instanceof Error ? error.message : error);
      const chainId = await askChainId(alone).catch(give);
      clearTimeout(timer);
      return { url, chainId };
    }),
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
  const pool = poolOf(
    good.map(({ url }) => url),
    note,
  );
  stop.addEventListener("abort", () => pool.stop(new Error("stopped")));
  return pool;
}

const askChainId = (pool: Pool): Promise<number> =>
  pool.ask({ method: "eth_chainId", params: [] }, (answer) => {
    if (typeof answer !== "string" || !/^0x[0-9a-f]+$/i.test(answer))
      throw new Malformed("eth_chainId did not answer a number");
    return Number(answer);
  });
