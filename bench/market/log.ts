/** How logs are put together, and the selectors of all events. */
import { type AbiEvent, type Address, type Hex, toEventSelector } from "viem";
import { accessAbi } from "../../abis/access.ts";
import { brevisMarketAbi } from "../../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { stakingControllerAbi } from "../../abis/stakingController.ts";
import { tokenAbi } from "../../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import type { Log } from "./chain.ts";

const selectorsOf = (abi: readonly { type: string; name?: string }[]): Record<string, Hex> =>
  Object.fromEntries(
    abi
      .filter((item): item is AbiEvent => item.type === "event")
      .map((item) => [item.name, toEventSelector(item)]),
  );
/** Selectors of the events, by contract and name. */
export const selectors = {
  market: selectorsOf(brevisMarketAbi),
  staking: selectorsOf(stakingControllerAbi),
  rewards: selectorsOf(epochRewardsAbi),
  token: selectorsOf(tokenAbi),
  vault: selectorsOf(proverVaultAbi),
  factory: selectorsOf(vaultFactoryAbi),
  access: selectorsOf(accessAbi),
};

/** A log that the indexer handles. `data` is hex without 0x. */
export const log = (address: Address, topics: readonly (Hex | undefined)[], data = ""): Log => ({
  address,
  topics: topics as readonly Hex[],
  data: `0x${data}`,
  handled: true,
});
/** The same log as one that nobody indexes. */
export const unhandled = (of: Log): Log => ({ ...of, handled: false });
