/** The logs of StakingController and EpochRewards. Amounts in wei. */
import type { Address } from "viem";
import { contracts, type Log } from "./chain.ts";
import { log, selectors } from "./log.ts";
import { addressTopic, dynamicTuple, numberTopic, textHex, word } from "./words.ts";

const { staking, epochRewards } = contracts;

export const proverInitialized = (prover: Address, vault: Address, rate: bigint): Log =>
  log(
    staking,
    [selectors.staking.ProverInitialized, addressTopic(prover), addressTopic(vault)],
    word(rate),
  );

export const proverProfileUpdated = (prover: Address, name: string, iconUrl: string): Log =>
  log(
    staking,
    [selectors.staking.ProverProfileUpdated, addressTopic(prover)],
    dynamicTuple([{ bytes: textHex(name) }, { bytes: textHex(iconUrl) }], 2),
  );

/** States are numbers of the contract's enum: 1 active, 2 deactivated, 3 jailed. */
export const proverStateChanged = (prover: Address, before: number, after: number): Log =>
  log(
    staking,
    [selectors.staking.ProverStateChanged, addressTopic(prover)],
    word(before) + word(after),
  );

/** Who holds how much of what with whom: a prover's vault and one of its stakers. */
export type Holding = { prover: Address; staker: Address; shares: bigint; amount: bigint };

export const staked = ({ prover, staker, shares, amount }: Holding): Log =>
  log(
    staking,
    [selectors.staking.Staked, addressTopic(prover), addressTopic(staker)],
    word(shares) + word(amount),
  );

export const unstakeRequested = ({ prover, staker, shares, amount }: Holding): Log =>
  log(
    staking,
    [selectors.staking.UnstakeRequested, addressTopic(prover), addressTopic(staker)],
    word(shares) + word(amount),
  );

export const unstakeCompleted = (prover: Address, staker: Address, amount: bigint): Log =>
  log(
    staking,
    [selectors.staking.UnstakeCompleted, addressTopic(prover), addressTopic(staker)],
    word(amount),
  );

export const rewardsAdded = (
  prover: Address,
  source: Address,
  { amount, commission }: { amount: bigint; commission: bigint },
): Log =>
  log(
    staking,
    [selectors.staking.RewardsAdded, addressTopic(prover), addressTopic(source)],
    word(amount) + word(commission) + word(amount - commission),
  );

export const commissionClaimed = (prover: Address, amount: bigint): Log =>
  log(staking, [selectors.staking.CommissionClaimed, addressTopic(prover)], word(amount));

export const commissionRateUpdated = (
  prover: Address,
  source: Address,
  { before, after }: { before: bigint; after: bigint },
): Log =>
  log(
    staking,
    [selectors.staking.CommissionRateUpdated, addressTopic(prover), addressTopic(source)],
    word(before) + word(after) + word(0),
  );

export const slashTaken = (prover: Address, amount: bigint, bps: bigint): Log =>
  log(staking, [selectors.staking.ProverSlashed, addressTopic(prover)], word(amount) + word(bps));

export const treasuryWithdrawn = (to: Address, amount: bigint): Log =>
  log(staking, [selectors.staking.TreasuryWithdrawn, addressTopic(to)], word(amount));

export const epochConfigSet = (config: {
  fromEpoch: number;
  fromTime: number;
  length: number;
  maximum: bigint;
}): Log =>
  log(
    epochRewards,
    [selectors.rewards.EpochConfigSet],
    word(config.fromEpoch) + word(config.fromTime) + word(config.length) + word(config.maximum),
  );

export const rewardsSet = (epoch: number, prover: Address, amount: bigint): Log =>
  log(
    epochRewards,
    [selectors.rewards.RewardsSet, numberTopic(epoch), addressTopic(prover)],
    word(amount),
  );

export const epochRewardsSet = (epoch: number, amount: bigint, cumulative: bigint): Log =>
  log(
    epochRewards,
    [selectors.rewards.EpochRewardsSet, numberTopic(epoch)],
    word(amount) + word(cumulative),
  );
