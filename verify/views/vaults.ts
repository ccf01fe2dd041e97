/** VaultFactory and the vaults. */
import { type Address, zeroAddress } from "viem";
import type { proverVaultAbi, vaultFactoryAbi } from "../../abis/vaults.ts";
import { toAssets, toShares, type Vault } from "../../src/domain/vault.ts";
import { unanswerable } from "../limits.ts";
import { NO_REASON, Reverted, VAULT_INDEX_OUT_OF_BOUNDS } from "../outcome.ts";
import type { ChainState } from "../state.ts";
import { stakingControllerViews as controller } from "./stakingController.ts";
import type { Views } from "./types.ts";

export const vaultFactoryViews: Views<typeof vaultFactoryAbi> = {
  stakingController: ({ addresses }) => addresses.staking,
  getVault: ({ provers }, [prover]) => provers.get(prover)?.vault ?? zeroAddress,
  isVaultDeployed: ({ provers }, [prover]) => provers.has(prover),
  predictVaultAddress: ({ provers, addresses }, [asset, prover, staking]) => {
    const vault = provers.get(prover)?.vault;
    const isOurs = asset === addresses.token && staking === addresses.staking;
    return vault && isOurs ? vault : unanswerable("vaultFactory.predictVaultAddress");
  },
  getVaultCount: ({ vaults }) => BigInt(vaults.length),
  getVaultAtIndex: ({ vaults }, [index]) => {
    const vault = vaults[Number(index)];
    if (vault === undefined) throw new Reverted(VAULT_INDEX_OUT_OF_BOUNDS);
    return vault;
  },
  vaults: ({ vaults }, [index]) => {
    const vault = vaults[Number(index)];
    if (vault === undefined) throw new Reverted(NO_REASON);
    return vault;
  },
};

/** The views of one vault: a prover's, for ever. */
export const proverVaultViews = (prover: Address): Views<typeof proverVaultAbi> => {
  const balanceOf = ({ stakes }: ChainState, account: Address) =>
    stakes.get(`${prover}:${account}`)?.shares ?? 0n;
  const vault = ({ provers }: ChainState): Vault => provers.get(prover)!;
  return {
    prover: () => prover,
    controller: ({ addresses }) => addresses.staking,
    asset: ({ addresses }) => addresses.token,
    name: () => `Brevis Prover Vault - ${prover}`,
    symbol: () => `bpv-${prover}`,
    decimals: () => 18,
    totalAssets: (state) => vault(state).assets,
    totalSupply: (state) => vault(state).shares,
    balanceOf: (state, [account]) => balanceOf(state, account),
    getTransferableShares: (state, [account]) => balanceOf(state, account),
    allowance: () => unanswerable("proverVault.allowance"),
    convertToAssets: (state, [shares]) => toAssets(shares, vault(state)),
    convertToShares: (state, [assets]) => toShares(assets, vault(state)),
    previewDeposit: (state, [assets]) => toShares(assets, vault(state)),
    previewMint: (state, [shares]) => toAssets(shares, vault(state), "up"),
    previewWithdraw: (state, [assets]) => toShares(assets, vault(state), "up"),
    previewRedeem: (state, [shares]) => toAssets(shares, vault(state)),
    maxDeposit: (state, [receiver]) => controller.maxDeposit(state, [prover, receiver]),
    maxMint: (state, [receiver]) => controller.maxMint(state, [prover, receiver]),
    maxWithdraw: (state, [owner]) => controller.maxWithdraw(state, [prover, owner]),
    maxRedeem: (state, [owner]) => controller.maxRedeem(state, [prover, owner]),
  };
};
