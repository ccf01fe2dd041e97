/** StakingController: rewards, slashes, retirement, the treasury, and its parameters. */
import { type Address, zeroAddress } from "viem";
import { assetsOf, changeState, registered, toAssets, whenNotPaused } from "./staking.ts";
import { move } from "./token.ts";
import { require, type World } from "./world.ts";

type Reward = { prover: Address; amount: bigint };

export function addRewards(world: World, { prover, amount }: Reward): void {
  whenNotPaused(world);
  move(world, world.sender, world.addresses.staking, amount);
  splitReward(world, { prover, amount });
}

/** Several provers at once: the tokens come in one transfer. */
export function addManyRewards(world: World, { rewards }: { rewards: Reward[] }): void {
  whenNotPaused(world);
  const total = rewards.reduce((sum, { amount }) => sum + amount, 0n);
  move(world, world.sender, world.addresses.staking, total);
  for (const reward of rewards) splitReward(world, reward);
}

function splitReward(world: World, { prover: address, amount }: Reward) {
  const { sender: source, addresses, log } = world;
  const prover = registered(world, address);
  require(prover.state === 1, "ControllerProverNotActive");
  const rate = prover.rates.get(source) ?? prover.rates.get(zeroAddress) ?? 0n;
  const commission = (amount * rate) / 10_000n;
  const toStakers = amount - commission;
  prover.pendingCommission += commission;
  if (toStakers > 0n) {
    require(prover.supply > 0n, "ControllerNoShares");
    move(world, addresses.staking, prover.vault, toStakers);
  }
  log("Staking:RewardsAdded", { prover: address, source, amount, commission, toStakers });
}

export function claimCommission(world: World): void {
  whenNotPaused(world);
  const { sender, addresses, log } = world;
  const prover = registered(world, sender);
  const amount = prover.pendingCommission;
  if (amount === 0n) return;
  prover.pendingCommission = 0n;
  move(world, addresses.staking, sender, amount);
  log("Staking:CommissionClaimed", { prover: sender, amount });
}

type Rate = { source?: Address; rate: bigint };

export function setCommissionRate(world: World, { source = zeroAddress, rate }: Rate): void {
  const { rates } = registered(world, world.sender);
  require(rate <= 10_000n, "ControllerInvalidArg");
  const oldRate = rates.get(source) ?? 0n;
  rates.set(source, rate);
  world.log("Staking:CommissionRateUpdated", {
    ...{ prover: world.sender, source, oldRate, newRate: rate, useDefault: false },
  });
}

export function resetCommissionRate(world: World, { source }: { source: Address }): void {
  const { rates } = registered(world, world.sender);
  require(source !== zeroAddress, "ControllerInvalidArg");
  const oldRate = rates.get(source) ?? 0n;
  rates.delete(source);
  const newRate = rates.get(zeroAddress) ?? 0n;
  world.log("Staking:CommissionRateUpdated", {
    ...{ prover: world.sender, source, oldRate, newRate, useDefault: true },
  });
}

export function slash(world: World, { prover, bps }: { prover: Address; bps: bigint }): void {
  whenNotPaused(world);
  registered(world, prover);
  require(bps <= world.state.parameters.maxSlashBps, "ControllerSlashTooHigh");
  executeSlash(world, prover, bps);
}

export function slashByAmount(world: World, { prover: address, amount }: Reward): void {
  whenNotPaused(world);
  const prover = registered(world, address);
  const total = assetsOf(world, prover) + prover.unstaking;
  if (amount === 0n || total === 0n) return;
  const bps = (amount * 10_000n) / total;
  const { maxSlashBps } = world.state.parameters;
  executeSlash(world, address, bps > maxSlashBps ? maxSlashBps : bps);
}

function executeSlash(world: World, address: Address, bps: bigint) {
  const { state, addresses, log } = world;
  const prover = registered(world, address);
  const scale = (prover.scale * (10_000n - bps)) / 10_000n;
  require(scale >= 2_000n, "ControllerSlashTooHigh");
  const unstaking = (prover.unstaking * scale) / prover.scale;
  const fromUnstaking = prover.unstaking - unstaking;
  prover.scale = scale;
  prover.unstaking = unstaking;
  let deactivates = scale < 4_000n;
  const fromVault = (assetsOf(world, prover) * bps) / 10_000n;
  if (fromVault > 0n) {
    move(world, prover.vault, addresses.staking, fromVault);
    log("Vault:ControllerSlash", { assets: fromVault, to: addresses.staking }, prover.vault);
    const own = toAssets(world, prover, prover.shares.get(address) ?? 0n);
    deactivates ||= prover.state === 1 && own < state.parameters.minSelfStake;
  }
  if (deactivates) changeState(world, address, 2);
  const amount = fromVault + fromUnstaking;
  state.treasuryPool += amount;
  log("Staking:ProverSlashed", { prover: address, amount, bps });
}

export function retireProver(world: World, { prover: address }: { prover: Address }): void {
  const { state, addresses, log } = world;
  const prover = registered(world, address);
  require(prover.stakers.size === 0, "ControllerCannotRetireProverWithStakers");
  require(prover.unstaking === 0n, "ControllerCannotRetireProverWithPendingUnstakes");
  require(prover.pendingCommission === 0n, "ControllerCannotRetireProverWithPendingCommission");
  const dust = assetsOf(world, prover);
  if (dust > 0n) {
    move(world, prover.vault, addresses.staking, dust);
    log("Vault:ControllerSlash", { assets: dust, to: addresses.staking }, prover.vault);
    state.treasuryPool += dust;
  }
  prover.state = 0;
  prover.scale = 0n;
  prover.queues.clear();
  log("Staking:ProverRetired", { prover: address });
}

type Payment = { to: Address; amount: bigint };

export function withdrawTreasury(world: World, { to, amount }: Payment): void {
  whenNotPaused(world);
  require(amount <= world.state.treasuryPool, "ControllerInsufficientTreasury");
  world.state.treasuryPool -= amount;
  move(world, world.addresses.staking, to, amount);
  world.log("Staking:TreasuryWithdrawn", { to, amount });
}

export function emergencyRecover(world: World, { to, amount }: Payment): void {
  require(world.state.stakingPaused, "ExpectedPause");
  move(world, world.addresses.staking, to, amount);
  world.log("Staking:EmergencyRecovered", { to, amount });
}

export function pause({ state, log, sender: account }: World): void {
  require(!state.stakingPaused, "EnforcedPause");
  state.stakingPaused = true;
  log("Staking:Paused", { account });
}

export function unpause({ state, log, sender: account }: World): void {
  require(state.stakingPaused, "ExpectedPause");
  state.stakingPaused = false;
  log("Staking:Unpaused", { account });
}

export function setUnstakeDelay({ state, log }: World, { to: newDelay }: { to: bigint }): void {
  log("Staking:UnstakeDelayUpdated", { oldDelay: state.parameters.unstakeDelay, newDelay });
  state.parameters.unstakeDelay = newDelay;
}

export function setMinSelfStake({ state, log }: World, { to: newMin }: { to: bigint }): void {
  require(newMin >= 10n ** 18n, "ControllerInvalidArg");
  log("Staking:MinSelfStakeUpdated", { oldMin: state.parameters.minSelfStake, newMin });
  state.parameters.minSelfStake = newMin;
}

export function setMaxSlashBps({ state, log }: World, { to: newBps }: { to: bigint }): void {
  require(newBps <= 10_000n, "ControllerInvalidArg");
  log("Staking:MaxSlashBpsUpdated", { oldBps: state.parameters.maxSlashBps, newBps });
  state.parameters.maxSlashBps = newBps;
}

export function setRequireAuthorization({ state, log }: World, { to }: { to: boolean }): void {
  state.parameters.requireAuthorization = to;
  log("Staking:RequireAuthorizationUpdated", { required: to });
}
