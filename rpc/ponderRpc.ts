import { databaseUrl } from "../postgres/files.ts";
import type { Pool } from "../prefetch/pool.ts";
import { hideSecrets } from "../settings/reader.ts";
import type { Settings } from "../settings.ts";
import { type BlockListener, createAnswer } from "./answer.ts";
import { chooseRangeCheck, createCompleteness } from "./completeness.ts";
import { noteBlocks } from "./finality/notes.ts";
import { DEEP_FORK, watchFinality } from "./finality/watch.ts";
import { serveHeads } from "./heads.ts";
import { publishFigures } from "./metrics.ts";
import { openLastingPool, requireChain } from "./nodes.ts";
import { startRelay } from "./relay.ts";

/**
 * Where Ponder asks for the chain: an address, and the same as often as it wants one to ask it fast enough; and where it
 * receives new blocks; null when it polls for them.
 */
type PonderRpc = { url: string; budgets: string[]; ws: string | null };

/** Ponder asks an address 20 times a second at first. How often the nodes are asked is up to the pool. */
const BUDGETS = 40;

/** Ponder's own surroundings, and what was opened in its process: it runs its configuration again when that changes. */
const shared = globalThis as {
  PONDER_COMMON?: { options: { command: string } };
  PONDER_NAMESPACE_BUILD?: { schema: string };
  PROVERNET_RPC?: Map<string, Promise<PonderRpc>>;
};

/**
 * Opens the way on which Ponder asks the nodes: a server in its process, which checks their answers and hides their
 * addresses. Where the configuration is run by others nothing is opened.
 * @throws Refusal when the nodes are of another chain
 */
export function openPonderRpc(settings: Settings): Promise<PonderRpc> {
  const { rpcUrls, rpcBudgets, chainId, rpcParallelism, logChecks } = settings;
  if (shared.PONDER_COMMON === undefined)
    return Promise.resolve({ url: rpcUrls[0] ?? "", budgets: [...rpcBudgets], ws: null });
  shared.PROVERNET_RPC ??= new Map();
  const { wsUrl, pollingIntervalMs } = settings;
  const key = JSON.stringify([
    ...[rpcUrls, wsUrl, pollingIntervalMs],
    ...[chainId, rpcParallelism, logChecks],
  ]);
  const opening = shared.PROVERNET_RPC.get(key) ?? open(settings);
  shared.PROVERNET_RPC.set(key, opening);
  return opening;
}

async function open(settings: Settings): Promise<PonderRpc> {
  const { rpcUrls, startBlocks, logChecks, wsUrl, pollingIntervalMs } = settings;
  const say = (message: string) => process.stderr.write(`${message}\n`);
  await requireChain(settings, say);
  const pool = openLastingPool(settings, say);
  publishFigures(pool);
  const watch = watchIndex(settings, pool, say);
  const note = noteIndexed(settings);
  let newest = 0;
  const first = Math.min(...Object.values(startBlocks));
  const answer = createAnswer({
    pool,
    completeness: createCompleteness(pool, () => chooseRangeCheck(settings, newest - first)),
    check: logChecks === "off" || logChecks === "twice" ? logChecks : "logs",
    onBlock(block) {
      newest = Math.max(newest, Number(block.number));
      watch(block);
      note(block);
    },
  });
  const { url, server } = await startRelay(answer, (text) => hideSecrets(text, rpcUrls));
  const budgets = Array<string>(BUDGETS).fill(url);
  if (wsUrl === null) return { url, budgets, ws: null };
  serveHeads({
    ...{ server, answer, wsUrl, pollingIntervalMs },
    say: (message) => say(hideSecrets(message, [wsUrl])),
  });
  return { url, budgets, ws: url.replace("http:", "ws:") };
}

const isWriter = () => ["start", "dev"].includes(shared.PONDER_COMMON?.options.command ?? "");

/** Only who writes rows notes what they are built upon. */
function noteIndexed({ database, chainId }: Settings): BlockListener {
  const url = databaseUrl(database);
  return isWriter() && url !== null ? noteBlocks(url, chainId) : () => {};
}

/** Only who writes rows watches what they are built upon, and ends when that is gone: at the next start it is put right. */
function watchIndex(
  { database, databaseSchema, chainId }: Settings,
  pool: Pool,
  say: (message: string) => void,
): BlockListener {
  if (!isWriter() || database.kind !== "postgres") return () => {};
  return watchFinality({
    pool,
    connectionString: database.connectionString,
    index: () => ({ schema: shared.PONDER_NAMESPACE_BUILD?.schema ?? databaseSchema, chainId }),
    onDeepFork({ number, hash }) {
      say(
        `The chain was reorganised deeper than what was taken for final: block ${number} was ${hash}, and is not any more. This process ends; the next start rebuilds the tables.`,
      );
      process.once("exit", () => {
        process.exitCode = DEEP_FORK;
      });
      // At this signal Ponder unlocks its schema.
      process.kill(process.pid, "SIGINT");
    },
  });
}
