/** EpochRewards: what each epoch sets aside, and its payout through the controller. */
import type { Address } from "viem";
import { addManyRewards } from "./stakingPools.ts";
import { calledBy, require, type World } from "./world.ts";

type Allocation = { prover: Address; amount: bigint };

/** Provers must come in the order of their addresses, epochs in the order of time. */
export function setRewards(
  { state, log }: World,
  { epoch, rewards }: { epoch: number; rewards: Allocation[] },
): void {
  const last = Math.max(0, ...state.epochTotals.keys());
  require(epoch > 0 && epoch >= last, "StakingRewardsInvalidEpoch");
  let newAmount = 0n;
  for (const { prover, amount } of rewards) {
    const key = `${epoch}:${prover}`;
    require(!state.allocations.has(key), "StakingRewardsUnsortedProvers");
    state.allocations.set(key, amount);
    newAmount += amount;
    log("EpochRewards:RewardsSet", { epoch, prover, amount });
  }
  const cumulativeAmount = (state.epochTotals.get(epoch) ?? 0n) + newAmount;
  state.epochTotals.set(epoch, cumulativeAmount);
  log("EpochRewards:EpochRewardsSet", { epoch, newAmount, cumulativeAmount });
}

export function distributeRewards(
  world: World,
  { epoch, provers }: { epoch: number; provers: Address[] },
): void {
  const { state, addresses } = world;
  const rewards = provers.map((prover) => {
    const amount = state.allocations.get(`${epoch}:${prover}`) ?? 0n;
    require(amount > 0n, "StakingRewardsZeroAmount");
    state.allocations.set(`${epoch}:${prover}`, 0n);
    return { prover, amount };
  });
  addManyRewards(calledBy(world, addresses.rewards), { rewards });
}
