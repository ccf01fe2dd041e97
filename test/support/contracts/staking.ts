/** StakingController, VaultFactory and ProverVault: stakes, unstakes and shares. */
import { type Address, zeroAddress } from "viem";
import { vaultOf } from "../people.ts";
import { move } from "./token.ts";
import { balanceOf, type Prover, require, type World } from "./world.ts";

const MINIMUM = 10n ** 18n;
const ACTIVE = 1;
const DEACTIVATED = 2;
const JAILED = 3;

/** A prover that is registered. */
export function registered({ state }: World, address: Address): Prover {
  const prover = state.provers.get(address);
  require(prover !== undefined && prover.state !== 0, "ControllerProverNotInitialized");
  return prover;
}

export const assetsOf = ({ state }: World, { vault }: Prover): bigint => balanceOf(state, vault);

export const toAssets = (world: World, prover: Prover, shares: bigint): bigint =>
  (shares * (assetsOf(world, prover) + 1n)) / (prover.supply + 1n);

export const whenNotPaused = ({ state }: World): void =>
  require(!state.stakingPaused, "EnforcedPause");

export function changeState(world: World, address: Address, newState: 1 | 2 | 3): void {
  const prover = registered(world, address);
  const oldState = prover.state;
  if (oldState === newState) return;
  prover.state = newState;
  world.log("Staking:ProverStateChanged", { prover: address, oldState, newState });
}

type Join = { commission?: bigint };

export function initializeProver(world: World, { commission = 0n }: Join = {}): void {
  const { state, sender: prover, log, addresses } = world;
  whenNotPaused(world);
  require(!state.parameters.requireAuthorization, "ControllerNotAuthorized");
  require(!state.provers.has(prover), "ControllerProverAlreadyInitialized");
  const vault = vaultOf(prover);
  const salt = `0x${prover.slice(2).padStart(64, "0")}`;
  log("VaultFactory:VaultCreated", { prover, vault, asset: addresses.token, salt });
  state.provers.set(prover, {
    state: ACTIVE,
    vault,
    scale: 10_000n,
    supply: 0n,
    shares: new Map(),
    stakers: new Set(),
    queues: new Map(),
    unstaking: 0n,
    rates: new Map([[zeroAddress, commission]]),
    pendingCommission: 0n,
  });
  stake(world, { prover, amount: state.parameters.minSelfStake });
  log("Staking:ProverInitialized", { prover, vault, defaultCommissionRate: commission });
}

type Stake = { prover: Address; amount: bigint };

export function stake(world: World, { prover: address, amount }: Stake): void {
  const { sender: staker, log, addresses } = world;
  whenNotPaused(world);
  require(amount >= MINIMUM, "ControllerInvalidStakeAmount");
  const prover = registered(world, address);
  require(staker === address || prover.state === ACTIVE, "ControllerProverNotActive");
  const shares = (amount * (prover.supply + 1n)) / (assetsOf(world, prover) + 1n);
  move(world, staker, addresses.staking, amount);
  move(world, addresses.staking, prover.vault, amount);
  log("Vault:Transfer", { from: zeroAddress, to: staker, value: shares }, prover.vault);
  const before = prover.shares.get(staker) ?? 0n;
  if (before === 0n) prover.stakers.add(staker);
  prover.shares.set(staker, before + shares);
  prover.supply += shares;
  log("Staking:Staked", { prover: address, staker, shares, amount });
}

type Unstake = { prover: Address; shares: bigint };

export function requestUnstake(world: World, { prover: address, shares }: Unstake): void {
  const { state, sender: staker, log, addresses } = world;
  const prover = registered(world, address);
  const before = prover.shares.get(staker) ?? 0n;
  require(shares <= before, "ControllerInsufficientShares");
  const left = before - shares;
  const [leaving, staying] = [toAssets(world, prover, shares), toAssets(world, prover, left)];
  if (left > 0n)
    require(leaving >= MINIMUM && staying >= MINIMUM, "ControllerInvalidUnstakeAmount");
  if (staker === address) {
    const isEnough = left === 0n || staying >= state.parameters.minSelfStake;
    require(isEnough, "ControllerMinSelfStakeNotMet");
    if (left === 0n && prover.state === ACTIVE) changeState(world, address, DEACTIVATED);
  }
  const queue = prover.queues.get(staker) ?? [];
  require(leaving > 0n && queue.length < 10, "ControllerTooManyPendingUnstakes");
  log("Vault:Transfer", { from: staker, to: zeroAddress, value: shares }, prover.vault);
  move(world, prover.vault, addresses.staking, leaving);
  prover.supply -= shares;
  prover.shares.set(staker, left);
  if (left === 0n) prover.stakers.delete(staker);
  queue.push({ amount: leaving, requestedAt: state.now, scale: prover.scale });
  prover.queues.set(staker, queue);
  prover.unstaking += leaving;
  log("Staking:UnstakeRequested", { prover: address, staker, shares, amount: leaving });
}

export function completeUnstake(world: World, { prover: address }: { prover: Address }): void {
  const { state, sender: staker, log, addresses } = world;
  whenNotPaused(world);
  const prover = state.provers.get(address);
  const queue = prover?.queues.get(staker) ?? [];
  const { unstakeDelay } = state.parameters;
  const waiting = queue.findIndex(
    ({ requestedAt }) => BigInt(state.now) < BigInt(requestedAt) + unstakeDelay,
  );
  const ready = queue.splice(0, waiting < 0 ? queue.length : waiting);
  require(prover !== undefined && ready.length > 0, "ControllerUnstakeNotReady");
  const amount = ready.reduce(
    (sum, entry) => sum + (entry.amount * prover.scale) / entry.scale,
    0n,
  );
  // The contract subtracts unchecked by itself: Panic 0x11.
  require(prover.unstaking >= amount, "panic");
  prover.unstaking -= amount;
  if (amount > 0n) move(world, addresses.staking, staker, amount);
  log("Staking:UnstakeCompleted", { prover: address, staker, amount });
}

type Give = { prover: Address; to: Address; shares: bigint };

/** `transfer` of a vault's shares. */
export function transferShares(world: World, { prover: address, to, shares }: Give): void {
  const { state, sender: from, log } = world;
  const prover = registered(world, address);
  const before = prover.shares.get(from) ?? 0n;
  require(shares <= before, "ERC20InsufficientBalance");
  if (from === address) {
    const left = toAssets(world, prover, before) - toAssets(world, prover, shares);
    const isEnough = left === 0n || left >= state.parameters.minSelfStake;
    require(isEnough, "ControllerMinSelfStakeNotMet");
  }
  log("Vault:Transfer", { from, to, value: shares }, prover.vault);
  if (from === to || shares === 0n) return;
  prover.shares.set(from, before - shares);
  if (before === shares) prover.stakers.delete(from);
  if (from === address && before === shares && prover.state === ACTIVE)
    changeState(world, address, DEACTIVATED);
  const held = prover.shares.get(to) ?? 0n;
  if (held === 0n) prover.stakers.add(to);
  prover.shares.set(to, held + shares);
}

type Of = { prover: Address };

export const deactivateProver = (world: World, { prover }: Of): void =>
  changeState(world, prover, DEACTIVATED);

export const jailProver = (world: World, { prover }: Of): void =>
  changeState(world, prover, JAILED);

export function reactivateProver(world: World, { prover: address }: Of): void {
  const prover = registered(world, address);
  const own = toAssets(world, prover, prover.shares.get(address) ?? 0n);
  require(own >= world.state.parameters.minSelfStake, "ControllerMinSelfStakeNotMet");
  changeState(world, address, ACTIVE);
}

export function setProverProfile(
  world: World,
  { name, iconUrl }: { name: string; iconUrl: string },
): void {
  registered(world, world.sender);
  world.log("Staking:ProverProfileUpdated", { prover: world.sender, name, iconUrl });
}
