import type { Table } from "drizzle-orm";
import type { Address } from "viem";
import type { Block, Interval, Log, Transaction } from "./chain.ts";
import { loadPonder } from "./ponder.ts";
import type { Factory, Filter, LogFilter } from "./sources.ts";

/** What is cached, by source and factory. */
export type CachedIntervals = Map<Filter | Factory, { fragment: object; intervals: Interval[] }[]>;
type SyncStore = {
  getIntervals: (given: { filters: readonly Filter[] }) => Promise<CachedIntervals>;
  getChildAddresses: (given: { factory: Factory }) => Promise<Map<Address, number>>;
  insertIntervals: (given: object) => Promise<void>;
  insertChildAddresses: (given: object) => Promise<void>;
};
type Encode<Name extends string, T> = (given: Record<Name, T> & { chainId: number }) => object;
type LogTest<Name extends string, T> = (given: Record<Name, T> & { log: Log }) => boolean;

const loadModules = async () => {
  const [encode, tables, store, cache, kit, filter, runtime, fragments, actions] =
    await Promise.all([
      loadPonder<{
        encodeBlock: Encode<"block", Block>;
        encodeLog: Encode<"log", Log>;
        encodeTransaction: Encode<"transaction", Transaction>;
      }>("sync-store/encode.js"),
      loadPonder<Record<"blocks" | "logs" | "transactions", Table>>("sync-store/schema.js"),
      loadPonder<{ createSyncStore: (given: object) => SyncStore }>("sync-store/index.js"),
      loadPonder<{
        getCopyHelper: (
          qb: object,
        ) => (table: Table, text: string, includeSchema: boolean) => Promise<void>;
      }>("indexing-store/cache.js"),
      loadPonder<{ getColumnCasing: (column: unknown, casing: "snake_case") => string }>(
        "drizzle/kit/index.js",
      ),
      loadPonder<{
        isLogFilterMatched: LogTest<"filter", LogFilter>;
        isLogFactoryMatched: LogTest<"factory", Factory>;
        isAddressMatched: (given: object) => boolean;
        getChildAddress: (given: { log: Log; factory: Factory }) => Address;
      }>("runtime/filter.js"),
      loadPonder<{
        getRequiredIntervals: (given: object) => Interval[];
        getRequiredIntervalsWithFilters: (given: object) => {
          intervals: { filter: Filter; interval: Interval }[];
          factoryIntervals: { factory: Factory; interval: Interval }[];
        };
      }>("runtime/index.js"),
      loadPonder<{
        getFragments: (filter: Filter) => { fragment: object; adjacentIds: string[] }[];
        getFactoryFragments: (factory: Factory) => object[];
        encodeFragment: (fragment: object) => string;
      }>("runtime/fragments.js"),
      loadPonder<{
        standardizeBlock: (block: Block, request: object) => Block;
        standardizeTransactions: (transactions: Transaction[], request: object) => Transaction[];
        standardizeLogs: (logs: Log[], request: object) => Log[];
      }>("rpc/actions.js"),
    ]);
  return { encode, tables, store, cache, kit, filter, runtime, fragments, actions };
};

let loading: ReturnType<typeof loadModules> | undefined;
/** The functions of Ponder that know its cache, loaded once. */
export const modules = () => {
  loading ??= loadModules();
  return loading;
};
