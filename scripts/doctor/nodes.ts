import { type Hex, numberToHex } from "viem";
import { wordsOf } from "../../prefetch/failures.ts";
import { askChainIds, type Introduction, openTransport } from "../../rpc/nodes.ts";
import { hideSecrets, withoutSecrets } from "../../settings/reader.ts";
import type { Settings } from "../../settings.ts";
import { type Ask, askOf } from "./ask.ts";
import type { Finding } from "./finding.ts";

/** A newest block this old is that of a node behind, or of a clock that is wrong. */
const OLD_SECONDS = 120;
const RANGES = [10_000, 2_000, 500, 100];
/** Asked for at once, to see what the node allows: what the indexer begins with in half a second. */
const BURST = 10;

/** Each node of RPC_URL; `usable` asks the first that serves the chain. */
export async function checkNodes(
  settings: Settings,
): Promise<{ findings: Finding[]; usable: Ask | null }> {
  const transport = openTransport();
  const introductions = await askChainIds(settings.rpcUrls, { transport, tries: 2 });
  const findings = await Promise.all(
    introductions.map((each) => checkNode(each, settings, askOf(each.url, transport))),
  );
  const first = introductions.find(
    (each) => "chainId" in each && each.chainId === settings.chainId,
  );
  return {
    findings: findings.flat(),
    usable: first === undefined ? null : askOf(first.url, transport),
  };
}

async function checkNode(each: Introduction, settings: Settings, ask: Ask): Promise<Finding[]> {
  const what = `Node ${withoutSecrets(each.url)}`;
  if ("failure" in each)
    return [
      { level: "wrong", what, found: `does not answer (${each.failure})`, fix: "check RPC_URL" },
    ];
  const { chainId, rpcUrls } = settings;
  if (each.chainId !== chainId)
    return [
      {
        level: "wrong",
        what,
        found: `serves chain ${each.chainId}, but the settings mean ${chainId}`,
        fix: "check RPC_URL, NETWORK and CHAIN_ID",
      },
    ];
  const checks = [checkClock, checkArchive, checkRange, checkRate];
  const findings = [{ level: "fine", what, found: `serves chain ${chainId}` } as Finding];
  // One after another: a burst would spoil the others' answers.
  for (const check of checks)
    findings.push(
      await check(ask, settings).then(
        (found) => ({ ...found, what }),
        (error) => ({
          level: "wrong",
          what,
          found: hideSecrets(wordsOf(error), rpcUrls),
          fix: "check RPC_URL",
        }),
      ),
    );
  return findings;
}

type Judgement = Omit<Finding, "what">;

async function checkClock(ask: Ask, { network }: Settings): Promise<Judgement> {
  const block = await ask<{ number: Hex; timestamp: Hex }>("eth_getBlockByNumber", "latest", false);
  const age = Math.round(Date.now() / 1_000 - Number(block.timestamp));
  const found = `newest block ${Number(block.number)}, ${age} s old`;
  // A recorded chain's time stands still.
  if (network !== "base" || Math.abs(age) < OLD_SECONDS) return { level: "fine", found };
  return {
    level: "warning",
    found,
    fix:
      age < 0
        ? "this machine's clock is slow"
        : "the node is behind, or this machine's clock is fast",
  };
}

async function checkArchive(
  ask: Ask,
  { marketAddress, startBlocks }: Settings,
): Promise<Judgement> {
  const block = startBlocks.market;
  const code = await ask<Hex>("eth_getCode", marketAddress, numberToHex(block)).catch(() => null);
  if (code !== null) return { level: "fine", found: `knows the state of block ${block}` };
  return {
    level: "wrong",
    found: `does not know the state of block ${block}, where the first parameters are read`,
    fix: "use a node that keeps history (an archive node)",
  };
}

async function checkRange(ask: Ask, { marketAddress }: Settings): Promise<Judgement> {
  const head = Number(await ask<Hex>("eth_blockNumber"));
  for (const blocks of RANGES) {
    const [fromBlock, toBlock] = [numberToHex(Math.max(0, head - blocks + 1)), numberToHex(head)];
    const filter = { address: marketAddress, fromBlock, toBlock };
    const logs = await ask<unknown[]>("eth_getLogs", filter).catch(() => null);
    if (Array.isArray(logs))
      return { level: "fine", found: `gives logs of ${blocks} blocks at once` };
  }
  return {
    level: "warning",
    found: `does not give logs of ${RANGES.at(-1)} blocks at once`,
    fix: "history takes long with it; add another node to RPC_URL",
  };
}

async function checkRate(ask: Ask, { rpcParallelism }: Settings): Promise<Judgement> {
  const count = BURST * rpcParallelism;
  const settled = await Promise.allSettled(
    Array.from({ length: count }, () => ask<Hex>("eth_blockNumber")),
  );
  const refused = settled.filter(({ status }) => status === "rejected").length;
  if (refused === 0) return { level: "fine", found: `answers ${count} questions at once` };
  return {
    level: "warning",
    found: `refuses ${refused} of ${count} questions at once`,
    fix: `history takes longer; a lower RPC_PARALLELISM (now ${rpcParallelism}) asks less often`,
  };
}
