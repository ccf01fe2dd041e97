import type { Address, Hex } from "viem";
import { Refusal } from "../settings/environment.ts";
import type { Interval } from "./chain.ts";
import { createCommon, loadPonder } from "./ponder.ts";
import { runProject } from "./project.ts";

type Topic = Hex | Hex[] | null;
type Blocks = { fromBlock?: number | undefined; toBlock?: number | undefined };

/** A contract whose event announces others. */
export type Factory = Blocks & {
  id: string;
  address: Address | Address[] | undefined;
  eventSelector: Hex;
};

/** One event of one contract, or of the children of a factory. */
export type LogFilter = Blocks & {
  type: "log";
  address: Address | Address[] | Factory | undefined;
  topic0: Hex;
  topic1: Topic;
  topic2: Topic;
  topic3: Topic;
};

/** Every `interval`-th block, counted from `offset`. */
export type BlockFilter = Blocks & { type: "block"; interval: number; offset: number };

/** What an event comes from, as Ponder builds it of `ponder.config.ts` and the handlers. */
export type Filter = LogFilter | BlockFilter;

/** What Ponder will look for. */
export type Sources = {
  chainId: number;
  filters: readonly Filter[];
  /** First and last block of its historical part; null when that is empty. */
  history: Interval | null;
};

/** Answers eth_getBlockByNumber: Ponder asks for the newest and the last final block. */
type AskBlock = (tagOrNumber: string) => Promise<unknown>;

type ConfigModule = {
  buildConfig: (given: object) => { chains: { id: number; finalityBlockCount: number }[] };
  buildIndexingFunctions: (given: object) => Promise<{
    finalizedBlocks: { number: Hex }[];
    eventCallbacks: { name: string; filter: Filter & { hasTransactionReceipt: boolean } }[][];
  }>;
};

/** Blocks behind the newest that Ponder takes for final, and a function that says what it looks for. */
type SourceReader = {
  chainId: number;
  finality: number;
  read: (ask: AskBlock) => Promise<Sources>;
};

/**
 * Runs `ponder.config.ts` and the handlers, with the environment of this process.
 * @throws Refusal when they fail, or want data that is not prefetched (traces, receipts, several chains)
 */
export async function openSources(): Promise<SourceReader> {
  const common = await createCommon();
  const { buildConfig, buildIndexingFunctions } = await loadPonder<ConfigModule>("build/config.js");
  try {
    const { config, indexingFunctions } = await runProject();
    const { chains } = buildConfig({ common, config });
    const [chain] = chains;
    if (chain === undefined || chains.length > 1)
      throw new Refusal(`Prefetching knows one chain; ponder.config.ts has ${chains.length}.`);
    return {
      chainId: chain.id,
      finality: chain.finalityBlockCount,
      async read(ask) {
        const rpcs = [{ request: ({ params }: { params: [string] }) => ask(params[0]) }];
        const configBuild = { chains, rpcs };
        const built = await buildIndexingFunctions({
          common,
          config,
          indexingFunctions,
          configBuild,
        });
        const filters = built.eventCallbacks[0]!.map(({ name, filter }) => {
          if (!["log", "block"].includes(filter.type) || filter.hasTransactionReceipt)
            throw new Refusal(`Prefetching knows logs and blocks; ${name} needs more.`);
          return filter;
        });
        const finalized = Number(built.finalizedBlocks[0]!.number);
        return { chainId: chain.id, filters, history: historyOf(filters, finalized) };
      },
    };
  } finally {
    await common.shutdown.kill();
  }
}

/** The factory of a filter; null when it has none. */
export const factoryOf = (filter: Filter): Factory | null =>
  filter.type === "log" && typeof filter.address === "object" && !Array.isArray(filter.address)
    ? filter.address
    : null;

/** The blocks from the first any source wants to the last that is both wanted and final; null when there are none. */
export function historyOf(filters: readonly Filter[], finalized: number): Interval | null {
  const starts = filters.flatMap((filter) => [
    filter.fromBlock ?? 0,
    factoryOf(filter)?.fromBlock ?? Number.POSITIVE_INFINITY,
  ]);
  const ends = filters.map(({ toBlock }) => toBlock ?? Number.POSITIVE_INFINITY);
  const from = Math.min(...starts);
  const to = Math.min(finalized, Math.max(...ends));
  return from <= to ? [from, to] : null;
}
