import type { Address } from "viem";
import type { Children, Log } from "./chain.ts";
import { modules } from "./ponderModules.ts";
import { type Factory, factoryOf, type LogFilter } from "./sources.ts";

/** Ponder's decisions about single logs. */
export type Rules = {
  isLogMatched: (filter: LogFilter, log: Log, children: Children) => boolean;
  /** The child a log announces; null when the factory does not announce any with it. */
  childOf: (factory: Factory, log: Log) => Address | null;
};

/** Ponder's decisions about logs. */
export async function readRules(): Promise<Rules> {
  const { filter: is } = await modules();
  return {
    isLogMatched(filter, log, children) {
      if (!is.isLogFilterMatched({ filter, log })) return false;
      const factory = factoryOf(filter);
      if (factory === null) return true;
      return is.isAddressMatched({
        address: log.address,
        blockNumber: Number(log.blockNumber),
        childAddresses: children.get(factory.id) ?? new Map(),
      });
    },
    childOf: (factory, log) =>
      is.isLogFactoryMatched({ factory, log }) ? is.getChildAddress({ log, factory }) : null,
  };
}
