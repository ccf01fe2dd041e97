import { fileURLToPath } from "node:url";
import { encodeEventTopics, toEventSelector } from "viem";
import { decodeEventLog } from "./ponder-internals.ts";
import type { Recording } from "./recording.ts";

/** A contract of `ponder.config.ts`, with its events by selector. Children of a factory have no address. */
export type Source = {
  name: string;
  abi: readonly any[];
  address: string | undefined;
  factory: { address: string; event: any; parameter: string } | undefined;
  startBlock: number;
  endBlock: number;
  events: Map<string, any>;
  /** The topics to match, by selector; an event without a filter matches always. */
  filters: Map<string, readonly (string | string[] | null)[]>;
};
/** A `blocks` entry of `ponder.config.ts`. */
export type BlockSource = { name: string; interval: number; startBlock: number; endBlock: number };
export type Sources = {
  chain: { id: number; name: string };
  contracts: Source[];
  blocks: BlockSource[];
};

const config = fileURLToPath(new URL("../../ponder.config.ts", import.meta.url));

const importConfig = async (env: Record<string, string>) => {
  const before = process.env;
  process.env = { ...env };
  try {
    return (await import(/* @vite-ignore */ `${config}?${new URLSearchParams(env)}`)).default;
  } finally {
    process.env = before;
  }
};

/** Ponder keeps one filter of each event: the last. */
const filtersOf = (abi: readonly any[], filter: any): Source["filters"] =>
  new Map(
    [filter ?? []].flat().map(({ event, args }) => {
      const topics = encodeEventTopics({ abi, eventName: event, args } as any) as any[];
      return [topics[0], topics];
    }),
  );

const toContract = (name: string, contract: any): Source => {
  const { abi, address, filter, startBlock = 0, endBlock = Number.POSITIVE_INFINITY } = contract;
  const events = abi.filter(({ type }: any) => type === "event");
  const isFactory = typeof address === "object";
  return {
    name,
    abi,
    address: isFactory ? undefined : address.toLowerCase(),
    factory: isFactory ? { ...address, address: address.address.toLowerCase() } : undefined,
    startBlock,
    endBlock,
    events: new Map(events.map((item: any) => [toEventSelector(item), item])),
    filters: filtersOf(abi, filter),
  };
};

/** What `ponder.config.ts` says in an environment (nothing else of the process's is seen). */
export const loadSources = async (env: Record<string, string>): Promise<Sources> => {
  const { chains, contracts, blocks = {} } = await importConfig(env);
  const [[name, { id }]] = Object.entries<any>(chains) as [[string, any]];
  return {
    chain: { id, name },
    contracts: Object.entries(contracts).map(([contract, is]) => toContract(contract, is)),
    blocks: Object.entries<any>(blocks).map(([block, is]) => ({
      name: block,
      interval: is.interval ?? 1,
      startBlock: is.startBlock ?? 0,
      endBlock: is.endBlock ?? Number.POSITIVE_INFINITY,
    })),
  };
};

/** The block in which each child of a factory was announced. Its earlier logs of that block count, too. */
const childrenOf = (recording: Recording, { address, event, parameter }: any) => {
  const children = new Map<string, number>();
  const selector = toEventSelector(event);
  for (let block = 0; block <= recording.head; block++)
    for (const { log } of recording.logs(block))
      if (log.address === address && log.topics[0] === selector) {
        const child = decodeEventLog({ abiItem: event, ...log })[parameter];
        if (!children.has(child)) children.set(child, block);
      }
  return children;
};

const fits = (topics: Source["filters"] extends Map<any, infer T> ? T : never, log: any) =>
  topics.every((topic, index) => topic === null || [topic].flat().includes(log.topics[index]));

/** Finds the sources that a recorded log is an event of, as Ponder would. */
export const createMatcher = (recording: Recording, sources: Source[]) => {
  const matchers = sources.map((source) => {
    const { address, factory } = source;
    const children = factory && childrenOf(recording, factory);
    const isFrom = (log: any) =>
      children
        ? (children.get(log.address) ?? Number.POSITIVE_INFINITY) <= log.blockNumber
        : log.address === address;
    return { source, isFrom };
  });
  return (log: any): { source: Source; abiItem: any }[] =>
    matchers.flatMap(({ source, isFrom }) => {
      if (log.blockNumber < source.startBlock || log.blockNumber > source.endBlock) return [];
      const abiItem = isFrom(log) && source.events.get(log.topics[0]);
      if (!abiItem || !fits(source.filters.get(log.topics[0]) ?? [], log)) return [];
      return [{ source, abiItem }];
    });
};

/** Whether a `blocks` entry has an event at this block. */
export const isDue = ({ interval, startBlock, endBlock }: BlockSource, block: number) =>
  block >= startBlock && block <= endBlock && (block - (startBlock % interval)) % interval === 0;
