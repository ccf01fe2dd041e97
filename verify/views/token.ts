/** The BREV token. */
import type { tokenAbi } from "../../abis/token.ts";
import { unanswerable } from "../limits.ts";
import type { Views } from "./types.ts";

export const tokenViews: Views<typeof tokenAbi> = {
  balanceOf: ({ balances, network }, [account]) => {
    const { allTransfers, market, staking, epochRewardsContract } = network;
    const isExact = allTransfers || [market, staking, epochRewardsContract].includes(account);
    return isExact ? (balances.get(account) ?? 0n) : unanswerable("token.balanceOf");
  },
  totalSupply: ({ balances, network }) =>
    network.allTransfers
      ? [...balances.values()].reduce((sum, balance) => sum + balance, 0n)
      : unanswerable("token.totalSupply"),
  // The controller's initialisation refuses any other token.
  decimals: () => 18,
  allowance: () => unanswerable("token.allowance"),
  name: () => unanswerable("token.name"),
  symbol: () => unanswerable("token.symbol"),
};
