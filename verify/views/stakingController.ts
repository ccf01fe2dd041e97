/** StakingController. A retired prover is Null again: what was kept about it is gone, but for its vault. */
import { type Address, keccak256, maxUint256, toHex, zeroAddress } from "viem";
import type { stakingControllerAbi } from "../../abis/stakingController.ts";
import { effectiveAmount, readyAt } from "../../src/domain/unstaking.ts";
import { toAssets } from "../../src/domain/vault.ts";
import {
  CONTROLLER_INVALID_ARG,
  MIN_SELF_STAKE_NOT_MET,
  NO_REASON,
  PANIC_ARITHMETIC,
  PANIC_INDEX,
  Reverted,
} from "../outcome.ts";
import type { ChainState } from "../state.ts";
import { accessViews, isPaused } from "./access.ts";
import type { Views } from "./types.ts";

const STATES = { ACTIVE: 1, DEACTIVATED: 2, JAILED: 3, RETIRED: 0 } as const;

export const stakingControllerViews: Views<typeof stakingControllerAbi> = {
  ...accessViews(({ addresses }) => addresses.staking),
  paused: (state) => isPaused(state, state.addresses.staking),

  stakingToken: ({ addresses }) => addresses.token,
  vaultFactory: ({ addresses }) => addresses.vaultFactory,
  minSelfStake: ({ network }) => network.minSelfStake,
  maxSlashBps: ({ network }) => network.maxSlashBps,
  unstakeDelay: ({ network }) => network.unstakeDelay,
  requireAuthorization: ({ network }) => network.requireAuthorization,
  treasuryPool: ({ network }) => network.treasuryPool,
  totalUnstaking: ({ network }) => network.unstaking,
  BPS_DENOMINATOR: () => 10_000n,
  MAX_PENDING_UNSTAKES: () => 10n,
  DEACTIVATION_SCALE: () => 4000n,
  MIN_SCALE_FLOOR: () => 2000n,
  SLASHER_ROLE: () => keccak256(toHex("SLASHER_ROLE")),
  AUTHORIZED_PROVER_ROLE: () => keccak256(toHex("AUTHORIZED_PROVER_ROLE")),
  PAUSER_ROLE: () => keccak256(toHex("PAUSER_ROLE")),

  getProverCount: (state, [activeOnly]) => BigInt(listOf(state, activeOnly).length),
  getProvers: (state, [activeOnly, start, end]) => {
    const list = listOf(state, activeOnly);
    const length = BigInt(list.length);
    const last = end === 0n || end > length ? length : end;
    if (start >= last) throw new Reverted(CONTROLLER_INVALID_ARG);
    return list.slice(Number(start), Number(last));
  },
  getTotalVaultAssets: (state, [activeOnly]) =>
    listOf(state, activeOnly).reduce((sum, prover) => sum + state.provers.get(prover)!.assets, 0n),
  getProverInfo: (state, [prover]) => {
    const row = registered(state, prover);
    if (row === undefined) return [0, zeroAddress, 0n, 0n, 0n, 0n, "", ""];
    return [
      STATES[row.state],
      row.vault,
      row.defaultCommissionRate,
      row.pendingCommission,
      BigInt(row.stakers),
      BigInt(row.joinedAt),
      row.name,
      row.iconUrl,
    ];
  },
  getProverState: ({ provers }, [prover]) => {
    const row = provers.get(prover);
    return row === undefined ? 0 : STATES[row.state];
  },
  getProverVault: ({ provers }, [prover]) => provers.get(prover)?.vault ?? zeroAddress,
  getProverStakers: ({ stakersOf }, [prover]) => stakersOf.get(prover) ?? [],
  getProverTotalAssets: (state, [prover]) => {
    const row = registered(state, prover);
    return row === undefined ? 0n : row.assets + row.unstaking;
  },
  getProverTotalUnstaking: ({ provers }, [prover]) => provers.get(prover)?.unstaking ?? 0n,
  getProverSlashingScale: ({ provers }, [prover]) => provers.get(prover)?.slashingScale ?? 0n,
  getCommissionRate: (state, [prover, source]) => {
    const rates = ratesOf(state, prover);
    return rates?.get(source) ?? rates?.get(zeroAddress) ?? 0n;
  },
  getCommissionRates: (state, [prover]) => {
    const rates = ratesOf(state, prover);
    // The contract writes the default rate into a list that has no place for it.
    if (rates === undefined) throw new Reverted(PANIC_INDEX);
    const own = [...rates].filter(([source]) => source !== zeroAddress);
    const all: [Address, bigint][] = [[zeroAddress, rates.get(zeroAddress) ?? 0n], ...own];
    return [all.map(([source]) => source), all.map(([, rate]) => rate)];
  },
  isProverEligible: ({ provers }, [prover, minimum]) => {
    const row = provers.get(prover);
    // The contract asks the zero address for its assets.
    if (row === undefined) throw new Reverted(NO_REASON);
    return [row.state === "ACTIVE" && row.assets >= minimum, row.assets];
  },

  getStakeInfo: (state, [prover, staker]) => sharesOf(state, prover, staker),
  getPendingUnstakes: (state, [prover, staker]) =>
    queueOf(state, prover, staker).map(({ amount, requestedAt, scaleSnapshot }) => ({
      amount,
      requestTime: BigInt(requestedAt),
      scaleSnapshot,
    })),
  getUnstakingInfo: (state, [prover, staker]) => {
    const scale = state.provers.get(prover)?.slashingScale ?? 0n;
    const { unstakeDelay } = state.network;
    return queueOf(state, prover, staker).reduce<[bigint, bigint]>(
      ([total, ready], entry) => {
        const amount = effectiveAmount(entry, scale);
        const isReady = state.timestamp >= readyAt(entry, unstakeDelay);
        return [total + amount, isReady ? ready + amount : ready];
      },
      [0n, 0n],
    );
  },
  getStakersWithPendingUnstakes: (state, [prover]) =>
    registered(state, prover) ? (state.pendingStakersOf.get(prover) ?? []) : [],
  getStakersWithPendingUnstakesCount: (state, [prover]) =>
    BigInt(stakingControllerViews.getStakersWithPendingUnstakes(state, [prover]).length),
  stakerHasPendingUnstakes: (state, [prover, staker]) => queueOf(state, prover, staker).length > 0,

  maxMint: (state, [prover, receiver]) =>
    receiver === prover || state.provers.get(prover)?.state === "ACTIVE" ? maxUint256 : 0n,
  maxDeposit: (state, [prover, receiver]) =>
    state.provers.has(prover) ? stakingControllerViews.maxMint(state, [prover, receiver]) : 0n,
  maxRedeem: (state, [prover, owner]) => sharesOf(state, prover, owner),
  maxWithdraw: (state, [prover, owner]) => assetsOf(state, prover, sharesOf(state, prover, owner)),
  beforeShareTransfer: (state, [prover, from, shares]) => {
    if (from !== prover || !state.provers.has(prover)) return;
    const before = assetsOf(state, prover, sharesOf(state, prover, prover));
    const left = before - assetsOf(state, prover, shares);
    if (left < 0n) throw new Reverted(PANIC_ARITHMETIC);
    if (left > 0n && left < state.network.minSelfStake) throw new Reverted(MIN_SELF_STAKE_NOT_MET);
  },
};

const listOf = ({ proverList, activeProvers }: ChainState, activeOnly: boolean) =>
  activeOnly ? activeProvers : proverList;

/** The prover's row, unless it is Null on chain: never joined, or retired. */
function registered({ provers }: ChainState, prover: Address) {
  const row = provers.get(prover);
  return row?.state === "RETIRED" ? undefined : row;
}

const ratesOf = (state: ChainState, prover: Address) =>
  registered(state, prover) && state.commissionRatesOf.get(prover);

const sharesOf = ({ stakes }: ChainState, prover: Address, staker: Address) =>
  stakes.get(`${prover}:${staker}`)?.shares ?? 0n;

const assetsOf = ({ provers }: ChainState, prover: Address, shares: bigint) => {
  const vault = provers.get(prover);
  return vault === undefined ? 0n : toAssets(shares, vault);
};

const queueOf = ({ queues }: ChainState, prover: Address, staker: Address) =>
  queues.get(`${prover}:${staker}`) ?? [];
