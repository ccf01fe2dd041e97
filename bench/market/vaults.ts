/** Provers and their vaults: joining, stakes, unstakes, share transfers and donations, by the rules of StakingController. */
import { type Address, zeroAddress } from "viem";
import { portion } from "../../src/domain/fees.ts";
import { effectiveAmount } from "../../src/domain/unstaking.ts";
import { toAssets, toShares } from "../../src/domain/vault.ts";
import { contracts, type Log } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import * as stakingLogs from "./stakingLogs.ts";
import * as tokenLogs from "./tokenLogs.ts";
import { addressWord, word } from "./words.ts";
import {
  fund,
  later,
  newAddress,
  nowIn,
  type Position,
  type Prover,
  secondsOf,
  send,
  type World,
} from "./world.ts";

const { market, staking, token } = contracts;
const BPS = 10_000n;
const MOST_UNSTAKES = 10;

/** A prover joins: its vault is created, and it stakes with itself. */
export function joinProver(world: World): void {
  const { random } = world;
  const prover: Prover = {
    address: newAddress(random),
    vault: newAddress(random),
    submitter: null,
    active: true,
    assets: 0n,
    shares: 0n,
    unstaking: 0n,
    assigned: 0n,
    pendingCommission: 0n,
    scale: BPS,
    commissionRate: BigInt(500 * random.below(6)),
    positions: new Map(),
    bidding: new Set(),
    proofs: 0,
  };
  const { address, vault } = prover;
  const number = world.provers.push(prover);
  fund(world, address);
  send(world, {
    from: address,
    to: staking,
    input: `f97e87ed${word(prover.commissionRate)}`,
    logs: [
      tokenLogs.vaultCreated(address, vault, random.hex(32)),
      ...stakeLogs(prover, address, random.tokens(50_000, 200_000)),
      stakingLogs.proverInitialized(address, vault, prover.commissionRate),
    ],
  });
  send(world, {
    from: address,
    to: staking,
    input: `0c4f8171${random.hex(64)}`,
    logs: [
      stakingLogs.proverProfileUpdated(
        address,
        `Prover ${number}`,
        `https://icons.example/${number}.svg`,
      ),
    ],
  });
  if (random.chance(0.5)) addSubmitter(world, prover);
}

function addSubmitter(world: World, prover: Prover): void {
  const submitter = newAddress(world.random);
  send(world, {
    from: submitter,
    to: market,
    input: `58c4a5bd${addressWord(prover.address)}`,
    logs: [marketLogs.submitterConsented(submitter, prover.address)],
  });
  send(world, {
    from: prover.address,
    to: market,
    input: `1ecfdb63${addressWord(submitter)}`,
    logs: [marketLogs.submitterRegistered(submitter, prover.address)],
  });
  prover.submitter = submitter;
}

/** Somebody stakes, mostly with one of the larger provers. */
export function stakeSome(world: World): void {
  const { random } = world;
  const staker = random.pickBusy(world.stakers);
  const prover = random.pickBusy(world.provers);
  if (!prover.active) return;
  fund(world, staker);
  const amount = random.tokens(100, 20_000);
  send(world, {
    from: staker,
    to: staking,
    input: `adc9772e${addressWord(prover.address)}${word(amount)}`,
    logs: stakeLogs(prover, staker, amount),
  });
}

function stakeLogs(prover: Prover, staker: Address, amount: bigint): Log[] {
  const shares = toShares(amount, prover);
  positionOf(prover, staker).shares += shares;
  prover.assets += amount;
  prover.shares += shares;
  const { address, vault } = prover;
  return [
    tokenLogs.transfer(token, { from: staker, to: staking, value: amount }),
    tokenLogs.transfer(token, { from: staking, to: vault, value: amount }),
    tokenLogs.transfer(vault, { from: zeroAddress, to: staker, value: shares }),
    tokenLogs.vaultDeposit(vault, { staker, amount, shares }),
    stakingLogs.staked({ prover: address, staker, shares, amount }),
  ];
}

function positionOf({ positions }: Prover, staker: Address): Position {
  const known = positions.get(staker) ?? { shares: 0n, queue: [] };
  positions.set(staker, known);
  return known;
}

/** A staker that is not the prover itself, with its position; null when there is none with shares. */
function someStaker({ random }: World, { address, positions }: Prover): [Address, Position] | null {
  const holders = [...positions].filter(
    ([staker, { shares }]) => staker !== address && shares > 0n,
  );
  return holders.length === 0 ? null : random.pick(holders);
}

/** A staker asks some or all of its stake back, and fetches it when the delay is over. */
export function unstakeSome(world: World): void {
  const { random, lengths } = world;
  const prover = random.pickBusy(world.provers);
  const [staker, position] = someStaker(world, prover) ?? [];
  if (!staker || !position || position.queue.length >= MOST_UNSTAKES) return;
  const shares = random.chance(0.3) ? position.shares : portion(position.shares, 4_000n) + 1n;
  const amount = toAssets(shares, prover);
  if (amount === 0n) return;
  position.shares -= shares;
  position.queue.push({ amount, scaleSnapshot: prover.scale, requestedAt: nowIn(world) });
  prover.assets -= amount;
  prover.shares -= shares;
  prover.unstaking += amount;
  const { address, vault } = prover;
  send(world, {
    from: staker,
    to: staking,
    input: `710ba631${addressWord(address)}${word(shares)}`,
    logs: [
      tokenLogs.transfer(vault, { from: staker, to: zeroAddress, value: shares }),
      tokenLogs.transfer(token, { from: vault, to: staking, value: amount }),
      tokenLogs.vaultWithdraw(vault, { staker, amount, shares }),
      stakingLogs.unstakeRequested({ prover: address, staker, shares, amount }),
    ],
  });
  later(world, lengths.unstakeDelay + 1 + random.below(lengths.phase), () =>
    completeUnstakes(world, prover, staker),
  );
}

function completeUnstakes(world: World, prover: Prover, staker: Address): void {
  const { queue } = positionOf(prover, staker);
  const delay = secondsOf(world.lengths.unstakeDelay, world.stride);
  const firstWaiting = queue.findIndex(({ requestedAt }) => requestedAt + delay > nowIn(world));
  const ready = queue.slice(0, firstWaiting === -1 ? queue.length : firstWaiting);
  const amount = ready.reduce((sum, entry) => sum + effectiveAmount(entry, prover.scale), 0n);
  // The contract panics when its pool, floored at every slash, is a wei short.
  if (ready.length === 0 || amount > prover.unstaking) return;
  queue.splice(0, ready.length);
  prover.unstaking -= amount;
  send(world, {
    from: staker,
    to: staking,
    input: `08a1d322${addressWord(prover.address)}`,
    logs: [
      tokenLogs.transfer(token, { from: staking, to: staker, value: amount }),
      stakingLogs.unstakeCompleted(prover.address, staker, amount),
    ],
  });
}

/** A staker gives shares to another account. */
export function transferShares(world: World): void {
  const { random } = world;
  const prover = random.pickBusy(world.provers);
  const [from, position] = someStaker(world, prover) ?? [];
  const to = random.pick(world.stakers);
  if (!from || !position || from === to) return;
  const shares = random.chance(0.2) ? position.shares : portion(position.shares, 2_500n) + 1n;
  position.shares -= shares;
  positionOf(prover, to).shares += shares;
  send(world, {
    from,
    to: prover.vault,
    input: `a9059cbb${addressWord(to)}${word(shares)}`,
    logs: [tokenLogs.transfer(prover.vault, { from, to, value: shares })],
  });
}

/** Somebody sends tokens straight to a vault. */
export function donate(world: World): void {
  const { random } = world;
  const from = random.pick(world.stakers);
  const prover = random.pickBusy(world.provers);
  fund(world, from);
  const value = random.tokens(1, 20);
  prover.assets += value;
  send(world, {
    from,
    to: token,
    input: `a9059cbb${addressWord(prover.vault)}${word(value)}`,
    logs: [tokenLogs.transfer(token, { from, to: prover.vault, value })],
  });
}
