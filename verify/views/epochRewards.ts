/** EpochRewards: the schedule and the allocations. */
import { type Address, type Hex, keccak256, toHex, zeroAddress } from "viem";
import type { epochRewardsAbi } from "../../abis/epochRewards.ts";
import { unanswerable } from "../limits.ts";
import {
  INVALID_EPOCH_NUMBER,
  NO_EPOCH_CONFIGS,
  NO_REASON,
  PANIC_ARITHMETIC,
  Reverted,
} from "../outcome.ts";
import type { Row } from "../rows.ts";
import type { ChainState } from "../state.ts";
import { accessViews, isPaused, known } from "./access.ts";
import type { Views } from "./types.ts";

const addressOf = ({ addresses }: ChainState) => known(addresses.epochRewards);

export const epochRewardsViews: Views<typeof epochRewardsAbi> = {
  ...accessViews(addressOf),
  paused: (state) => isPaused(state, addressOf(state)),
  startTimestamp: ({ rewardStart }) => rewardStart ?? 0n,
  stakingController: ({ addresses }) => addresses.staking,
  brevisProof: ({ parameters }) =>
    (parameters.get("EPOCH_REWARDS:brevisProof") as Address | undefined) ??
    unanswerable("epochRewards.brevisProof"),
  vkHash: ({ parameters }) =>
    (parameters.get("EPOCH_REWARDS:vkHash") as Hex | undefined) ??
    unanswerable("epochRewards.vkHash"),
  lastUpdatedEpoch: ({ network }) => Number(network.lastRewardEpoch ?? 0n),
  REWARD_UPDATER_ROLE: () => keccak256(toHex("REWARD_UPDATER_ROLE")),
  EPOCH_UPDATER_ROLE: () => keccak256(toHex("EPOCH_UPDATER_ROLE")),
  PAUSER_ROLE: () => keccak256(toHex("PAUSER_ROLE")),

  epochConfigs: ({ rewardConfigs }, [index]) => {
    const config = rewardConfigs[Number(index)];
    if (config === undefined) throw new Reverted(NO_REASON);
    const { fromEpoch, fromTime, epochLength, maxEpochReward } = config;
    return [Number(fromEpoch), fromTime, epochLength, maxEpochReward];
  },
  getEpochConfigs: ({ rewardConfigs }) =>
    rewardConfigs.map(({ fromEpoch, fromTime, epochLength, maxEpochReward }) => ({
      fromEpoch: Number(fromEpoch),
      fromTime,
      epochLength,
      maxEpochReward,
    })),
  getEpochConfigNumber: ({ rewardConfigs }) => BigInt(rewardConfigs.length),
  getCurrentEpochInfo: (state) => infoAt(state, state.timestamp),
  getEpochInfoByTimestamp: (state, [timestamp]) => infoAt(state, timestamp),
  getEpochInfoByEpochNumber: (state, [epoch]) => {
    const number = BigInt(epoch);
    if (number === 0n) throw new Reverted(INVALID_EPOCH_NUMBER);
    const { fromEpoch, fromTime, epochLength, maxEpochReward } = lastConfig(
      state,
      (config) => number >= config.fromEpoch,
    );
    return [fromTime + (number - fromEpoch) * epochLength, epochLength, maxEpochReward];
  },

  epochTotalRewards: ({ rewardEpochs }, [epoch]) => rewardEpochs.get(BigInt(epoch))?.total ?? 0n,
  epochLastProver: ({ rewardEpochs }, [epoch]) =>
    rewardEpochs.get(BigInt(epoch))?.lastProver ?? zeroAddress,
  epochProverRewards: (state, [epoch, prover]) => allocationOf(state, epoch, prover),
  getProverReward: (state, [epoch, prover]) => allocationOf(state, epoch, prover),
  getBatchProverRewards: (state, [epoch, provers]) => {
    const all = provers.map((prover) => allocationOf(state, epoch, prover));
    return [all.map(([amount]) => amount), all.map(([, distributed]) => distributed)];
  },
  getTotalRewardsForEpochRange: ({ rewardEpochs }, [from, to]) =>
    [...rewardEpochs.values()]
      .filter(({ epoch }) => epoch >= BigInt(from) && epoch <= BigInt(to))
      .reduce((sum, { total }) => sum + total, 0n),
  getDistributableRewards: (state, [from, to, prover]) => {
    const { epochs, amounts } = distributable(state, { from, to, prover });
    return [epochs, amounts];
  },
  getBatchDistributableRewards: (state, [from, to, provers]) =>
    provers.map((prover) => distributable(state, { from, to, prover })),
};

/** The last entry of the schedule that holds. */
function lastConfig(
  { rewardConfigs }: ChainState,
  holds: (config: Row<"rewardEpochConfig">) => boolean,
) {
  if (rewardConfigs.length === 0) throw new Reverted(NO_EPOCH_CONFIGS);
  const config = rewardConfigs.findLast(holds);
  if (config === undefined) throw new Reverted(INVALID_EPOCH_NUMBER);
  return config;
}

/** Mirrors `EpochManager.getEpochInfoByTimestamp`, which cuts the number of epochs passed to 32 bits. */
function infoAt(state: ChainState, timestamp: bigint): [number, bigint, bigint] {
  const config = lastConfig(state, ({ fromTime }) => timestamp >= fromTime);
  const passed = BigInt.asUintN(32, (timestamp - config.fromTime) / config.epochLength);
  const epoch = config.fromEpoch + passed;
  if (epoch >= 2n ** 32n) throw new Reverted(PANIC_ARITHMETIC);
  return [Number(epoch), config.epochLength, config.maxEpochReward];
}

/** What was set for a prover, and whether it was paid. */
function allocationOf(
  { allocations }: ChainState,
  epoch: number,
  prover: Address,
): [bigint, boolean] {
  const row = allocations.get(`${epoch}:${prover}`);
  return row === undefined ? [0n, false] : [row.amount, row.distributedAt !== null];
}

/** What was set for a prover in the epochs from..to and is not paid yet. */
function distributable(
  state: ChainState,
  { from, to, prover }: { from: number; to: number; prover: Address },
) {
  const unpaid = [...state.rewardEpochs.keys()]
    .filter((epoch) => epoch >= BigInt(from) && epoch <= BigInt(to))
    .sort((a, b) => Number(a - b))
    .map((epoch) => ({ epoch: Number(epoch), reward: allocationOf(state, Number(epoch), prover) }))
    .filter(({ reward: [amount, isPaid] }) => amount > 0n && !isPaid);
  return {
    prover,
    epochs: unpaid.map(({ epoch }) => epoch),
    amounts: unpaid.map(({ reward: [amount] }) => amount),
  };
}
