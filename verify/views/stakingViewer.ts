/** StakingViewer: asks the controller and the vaults, and puts their answers together. */
import { type Address, zeroAddress } from "viem";
import type { stakingViewerAbi } from "../../abis/stakingViewer.ts";
import { toAssets, toShares } from "../../src/domain/vault.ts";
import { ARRAY_LENGTH_MISMATCH, Reverted } from "../outcome.ts";
import type { ChainState } from "../state.ts";
import { stakingControllerViews as controller } from "./stakingController.ts";
import type { Views } from "./types.ts";

export const stakingViewerViews: Views<typeof stakingViewerAbi> = {
  stakingController: ({ addresses }) => addresses.staking,
  getSystemOverview: (state) => ({
    totalVaultAssets: controller.getTotalVaultAssets(state, [false]),
    totalActiveVaultAssets: controller.getTotalVaultAssets(state, [true]),
    totalProvers: BigInt(state.proverList.length),
    activeProvers: BigInt(state.activeProvers.length),
    totalStakers: state.proverList.reduce((sum, prover) => sum + stakerCount(state, prover), 0n),
    minSelfStake: state.network.minSelfStake,
    unstakeDelay: state.network.unstakeDelay,
    stakingToken: state.addresses.token,
  }),

  getProverInfo: (state, [prover]) => proverInfo(state, prover),
  getAllActiveProversInfo: (state) =>
    state.activeProvers.map((prover) => proverInfo(state, prover)),
  getProversInfo: (state, args) => {
    const [first, start, end] = args;
    const provers =
      typeof first === "boolean" ? controller.getProvers(state, [first, start!, end!]) : first;
    return provers.map((prover) => proverInfo(state, prover));
  },
  getTopProvers: (state, [limit]) => {
    const infos = state.proverList.map((prover) => proverInfo(state, prover));
    sortByAssets(infos, 0, infos.length - 1);
    return infos.slice(0, limit < BigInt(infos.length) ? Number(limit) : infos.length);
  },

  getUserPortfolio: (state, [user]) => {
    const stakes = state.proverList
      .map((prover) => stakeInfo(state, prover, user))
      .filter(({ shares, pendingRequests }) => shares > 0n || pendingRequests.length > 0);
    const sum = (of: "currentValue" | "totalUnstaking" | "readyToWithdraw") =>
      stakes.reduce((total, stake) => total + stake[of], 0n);
    return {
      totalValue: sum("currentValue"),
      totalUnstaking: sum("totalUnstaking"),
      totalReadyToWithdraw: sum("readyToWithdraw"),
      stakes,
    };
  },
  getUserStakeWithProver: (state, [user, prover]) => stakeInfo(state, prover, user),
  getUserStakesWithProvers: (state, [user, provers]) =>
    provers.map((prover) => stakeInfo(state, prover, user)),
  getUserReadyWithdrawals: (state, [user]) => {
    const ready = state.proverList
      .map((prover) => ({ prover, amount: controller.getUnstakingInfo(state, [prover, user])[1] }))
      .filter(({ amount }) => amount > 0n);
    const amounts = ready.map(({ amount }) => amount);
    return [ready.map(({ prover }) => prover), amounts, amounts.reduce((a, b) => a + b, 0n)];
  },

  convertSharesToAssets: (state, [prover, shares]) => convert(state, prover, shares, toAssets),
  convertAssetsToShares: (state, [prover, assets]) => convert(state, prover, assets, toShares),
  batchConvertToAssets: (state, [provers, shares]) =>
    pairs(provers, shares).map(([prover, amount]) => convert(state, prover, amount, toAssets)),
  batchConvertToShares: (state, [provers, assets]) =>
    pairs(provers, assets).map(([prover, amount]) => convert(state, prover, amount, toShares)),
  batchPreviewStake: (state, [provers, assets]) => {
    const each = pairs(provers, assets);
    return [
      each.map(([prover, amount]) => convert(state, prover, amount, toShares)),
      each.map(([prover]) => state.provers.get(prover)?.state === "ACTIVE"),
    ];
  },
  batchGetStakerCounts: (state, [provers]) => provers.map((prover) => stakerCount(state, prover)),
};

const stakerCount = (state: ChainState, prover: Address) =>
  controller.getProverInfo(state, [prover])[4];

/** Mirrors `_getSingleProverDisplayInfo`; reverts for an address that is no prover, or none any more. */
function proverInfo(state: ChainState, prover: Address) {
  const [
    proverState,
    vault,
    defaultCommissionRate,
    pendingCommission,
    numStakers,
    joinedAt,
    name,
    iconUrl,
  ] = controller.getProverInfo(state, [prover]);
  const [sources, rates] = controller.getCommissionRates(state, [prover]);
  const { assets: vaultAssets, shares: vaultShares } = state.provers.get(prover)!;
  return {
    prover,
    state: proverState,
    vault,
    vaultAssets,
    vaultShares,
    totalAssets: controller.getProverTotalAssets(state, [prover]),
    totalUnstaking: controller.getProverTotalUnstaking(state, [prover]),
    numStakers,
    joinedAt,
    slashingScale: controller.getProverSlashingScale(state, [prover]),
    pendingCommission,
    defaultCommissionRate,
    commissionRates: sources.map((source, index) => ({ source, rate: rates[index]! })),
    name,
    iconUrl,
  };
}

/** Mirrors `_getUserStakeInfo`. */
function stakeInfo(state: ChainState, prover: Address, user: Address) {
  const shares = controller.getStakeInfo(state, [prover, user]);
  const [totalUnstaking, readyToWithdraw] = controller.getUnstakingInfo(state, [prover, user]);
  return {
    prover,
    shares,
    currentValue: shares > 0n ? convert(state, prover, shares, toAssets) : 0n,
    totalUnstaking,
    readyToWithdraw,
    pendingRequests: controller.getPendingUnstakes(state, [prover, user]),
    isProver: prover === user,
  };
}

/** Zero where there is no vault. */
function convert(
  { provers }: ChainState,
  prover: Address,
  amount: bigint,
  by: typeof toAssets | typeof toShares,
) {
  const vault = provers.get(prover);
  return vault === undefined || vault.vault === zeroAddress ? 0n : by(amount, vault);
}

function pairs(provers: readonly Address[], amounts: readonly bigint[]): [Address, bigint][] {
  if (provers.length !== amounts.length) throw new Reverted(ARRAY_LENGTH_MISMATCH);
  return provers.map((prover, index) => [prover, amounts[index]!]);
}

/**
 * Sorts in place, most assets first, as the contract does: not stable, so that the order of equals depends on the very
 * steps.
 */
function sortByAssets<Item extends { totalAssets: bigint }>(
  list: Item[],
  first: number,
  last: number,
): void {
  if (first >= last) return;
  const swap = (a: number, b: number) => {
    [list[a], list[b]] = [list[b]!, list[a]!];
  };
  let place = first;
  for (let index = first; index < last; index++)
    if (list[index]!.totalAssets > list[last]!.totalAssets) swap(place++, index);
  swap(place, last);
  sortByAssets(list, first, place - 1);
  sortByAssets(list, place + 1, last);
}
