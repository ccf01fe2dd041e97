import { createAnswer } from "../rpc/answer.ts";
import { chooseRangeCheck, createCompleteness } from "../rpc/completeness.ts";
import { contractVariables } from "../settings/chain.ts";
import type { Settings } from "../settings.ts";
import { type Block, type Interval, lengthOf } from "./chain.ts";
import { type ChainFile, type FileHeader, openChainFile } from "./chainFile.ts";
import { holdEmpty } from "./empty.ts";
import { rangeOfFile, readAll } from "./fromFile.ts";
import { openNodes } from "./nodes.ts";
import type { Options } from "./options.ts";
import { requireKnownPonder } from "./ponder.ts";
import { fragmentsOf, openCache, type Plan, planOfAll } from "./ponderSync.ts";
import type { Pool } from "./pool.ts";
import { createProgress, type Progress, summary } from "./progress.ts";
import { createSpan } from "./ranges.ts";
import { readRules } from "./rules.ts";
import { fetchAll, type Sink } from "./run.ts";
import { openSources, type Sources } from "./sources.ts";
import { createFileWriter } from "./toFile.ts";

type Job = {
  settings: Settings;
  /** Null: nothing is written to a database. */
  databaseUrl: string | null;
  options: Options;
  /** Ends it early; what is written by then stays. */
  stop: AbortSignal;
  /** Hears how it goes. */
  say: (text: string) => void;
  /** Hears what an operator should know. */
  warn: (text: string) => void;
  /** Called when more of the chain is in the cache. */
  onWritten: () => void;
};

/**
 * Does what the command line asks for.
 * @throws Refusal when something must be fixed first; other errors when nodes or the database fail
 */
export async function prefetch(job: Job): Promise<void> {
  requireKnownPonder();
  const { from, to } = job.options;
  if (from !== null) return fillFromFile(job, from);
  const pool = await openNodes({ ...job, note: job.warn });
  return to === null ? fillFromNodes(job, pool) : writeFile(job, pool, to);
}

async function fillFromNodes(job: Job, pool: Pool): Promise<void> {
  const { settings, options, say } = job;
  const reader = await openSources();
  const sources = await reader.read(askBlockOf(pool));
  const cache = await openCache({ connectionString: connectionOf(job), ...sources });
  try {
    const range = upTo(sources.history, options.until);
    const progress = startProgress(cache.plan, range, job);
    if (range === null || progress === null) return;
    const fetcher = await createFetcher(job, pool, range);
    const { plan, children } = cache;
    const write: Sink = async (need, rows) => {
      await cache.write(need, rows);
      job.onWritten();
    };
    const first = holdEmpty({ settings, range, plan, sink: write });
    await fetchAll({ fetcher, plan, children, range, sink: first.sink, progress });
    await first.end();
    progress.end();
    say(summary(progress.done(), pool.figures()));
  } finally {
    await cache.close();
  }
}

async function fillFromFile(job: Job, path: string): Promise<void> {
  const { settings, options, stop, say } = job;
  const file = await openChainFile(path, settings.chainId);
  const reader = await openSources();
  const sources = await reader.read(async (tag) => standIn(tag, file));
  const wanted = upTo(sources.history, options.until);
  const range =
    wanted &&
    rangeOfFile({
      file,
      finality: reader.finality,
      fragments: await fragmentsOf(sources.filters),
      wanted,
    });
  const cache = await openCache({ connectionString: connectionOf(job), ...sources });
  try {
    const progress = startProgress(cache.plan, range, job);
    if (range === null || progress === null) return;
    const rules = await readRules();
    const { plan, children, write: sink } = cache;
    await readAll({ file, plan, children, rules, range, sink, progress, stop });
    progress.end();
    say(summary(progress.done(), null));
  } finally {
    await cache.close();
  }
}

async function writeFile(job: Job, pool: Pool, path: string): Promise<void> {
  const { settings, options, say } = job;
  const askBlock = askBlockOf(pool);
  const head = Number((await askBlock("latest")).number);
  const reader = await openSources();
  const sources = await reader.read(askBlock);
  const plan = await planOfAll(sources.filters);
  const range = upTo(sources.history, options.until);
  const progress = startProgress(plan, range, job);
  if (range === null || progress === null) return;
  const writer = createFileWriter(path);
  try {
    await fetchAll({
      fetcher: await createFetcher(job, pool, range),
      plan,
      children: new Map(),
      range,
      sink: (_need, rows) => writer.write(rows),
      progress,
    });
    await writer.finish(headerOf(settings, head, range), await coverageOf(sources, range));
  } catch (error) {
    await writer.discard();
    throw error;
  }
  progress.end();
  say(`${summary(progress.done(), pool.figures())} Written to ${path}.`);
}

const createFetcher = async ({ settings, options }: Job, pool: Pool, range: Interval) => ({
  pool,
  span: createSpan(),
  rules: await readRules(),
  checkReceipts: options.checkReceipts,
  completeness: createCompleteness(pool, () => chooseRangeCheck(settings, lengthOf(range))),
});

/** Null when nothing is missing, which is reported. */
function startProgress(plan: Plan, range: Interval | null, { say, options }: Job): Progress | null {
  const blocks =
    range === null ? 0 : plan.missing(range).reduce((sum, each) => sum + lengthOf(each), 0);
  if (blocks === 0) {
    say("Nothing to prefetch: everything that is final is there.");
    return null;
  }
  say(`Prefetching ${blocks} of the blocks ${range![0]} to ${range![1]} …`);
  return createProgress({
    blocksOf: blocks,
    isTerminal: process.stderr.isTTY === true,
    now: () => performance.now(),
    write: (text) => options.quiet || process.stderr.write(text),
  });
}

function upTo(history: Interval | null, until: number | null): Interval | null {
  if (history === null || until === null) return history;
  return until < history[0] ? null : [history[0], Math.min(until, history[1])];
}

function connectionOf({ databaseUrl }: Job): string {
  if (databaseUrl === null) throw new Error("a database is needed");
  return databaseUrl;
}

/** Asks for a block, the newest among them, as Ponder's own questions are answered: who is alone far ahead is not believed. */
function askBlockOf(pool: Pool): (tag: string) => Promise<Block> {
  const completeness = createCompleteness(pool, () => "off");
  const answer = createAnswer({ pool, completeness, check: "off", onBlock: () => {} });
  return async (tag) =>
    (await answer({ method: "eth_getBlockByNumber", params: [tag, false] })) as Block;
}

/** What Ponder looks at of a block when it asks which is the newest. */
function standIn(tag: string, { header }: ChainFile) {
  const number = tag === "latest" ? `0x${header.head.toString(16)}` : tag;
  return { number, hash: "0x", parentHash: "0x", timestamp: "0x0", logsBloom: "0x" };
}

function headerOf(
  settings: Settings,
  head: number,
  [startBlock]: Interval,
): Omit<FileHeader, "covers"> {
  const addresses = {
    market: settings.marketAddress,
    staking: settings.stakingAddress,
    token: settings.tokenAddress,
    vaultFactory: settings.vaultFactoryAddress,
    epochRewards: settings.epochRewardsAddress,
  };
  const names = { market: "brevisMarket", staking: "stakingController" };
  const contracts = contractVariables.flatMap(({ key }) => {
    if (key === "marketViewer" || key === "stakingViewer") return [];
    const address = addresses[key];
    if (address === null) return [];
    const name = key === "market" || key === "staking" ? names[key] : key;
    return [[name, { address, block: settings.startBlocks[key] }]];
  });
  return {
    chainId: settings.chainId,
    head,
    startBlock,
    contracts: Object.fromEntries(contracts),
  };
}

async function coverageOf({ filters }: Sources, [from, to]: Interval) {
  const covered = new Map<string, Interval>();
  for (const { id, fromBlock, toBlock } of await fragmentsOf(filters)) {
    const known = covered.get(id) ?? [fromBlock, toBlock];
    const widest = [Math.min(known[0], fromBlock), Math.max(known[1], toBlock)] as const;
    covered.set(id, [Math.max(from, widest[0]), Math.min(to, widest[1])]);
  }
  return Object.fromEntries(covered);
}
