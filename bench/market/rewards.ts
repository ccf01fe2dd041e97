/** Rewards, commission, slashes and suspensions of provers, by the rules of StakingController. */
import { type Address, zeroAddress } from "viem";
import { portion } from "../../src/domain/fees.ts";
import { slashScale, slashUnstaking } from "../../src/domain/unstaking.ts";
import { contracts, type Log, MAX_SLASH_BPS } from "./chain.ts";
import * as stakingLogs from "./stakingLogs.ts";
import * as tokenLogs from "./tokenLogs.ts";
import { addressWord, word } from "./words.ts";
import { later, type Prover, send, type World } from "./world.ts";

const { staking, token } = contracts;
const BPS = 10_000n;

/** A reward comes in: part is the prover's commission, the rest its vault's. Returns the logs. A reward of zero has none. */
export function addReward(prover: Prover, source: Address, amount: bigint): Log[] {
  if (amount === 0n) return [];
  return [tokenLogs.transfer(token, { from: source, to: staking, value: amount })].concat(
    creditReward(prover, source, amount),
  );
}

/** As `addReward`, for tokens that the controller has received already. */
export function creditReward(prover: Prover, source: Address, amount: bigint): Log[] {
  const commission = portion(amount, prover.commissionRate);
  const toStakers = amount - commission;
  prover.pendingCommission += commission;
  prover.assets += toStakers;
  return [
    ...(toStakers === 0n
      ? []
      : [tokenLogs.transfer(token, { from: staking, to: prover.vault, value: toStakers })]),
    stakingLogs.rewardsAdded(prover.address, source, { amount, commission }),
  ];
}

/** A prover fetches its commission. */
export function claimCommission(world: World): void {
  const prover = world.random.pickBusy(world.provers);
  const amount = prover.pendingCommission;
  if (amount === 0n) return;
  prover.pendingCommission = 0n;
  send(world, {
    from: prover.address,
    to: staking,
    input: "fad99f98",
    logs: [
      tokenLogs.transfer(token, { from: staking, to: prover.address, value: amount }),
      stakingLogs.commissionClaimed(prover.address, amount),
    ],
  });
}

/** A prover changes its default commission. */
export function changeCommission(world: World): void {
  const prover = world.random.pickBusy(world.provers);
  const before = prover.commissionRate;
  const after = BigInt(500 * world.random.below(6));
  if (after === before) return;
  prover.commissionRate = after;
  send(world, {
    from: prover.address,
    to: staking,
    input: `988a894e${addressWord(zeroAddress)}${word(after)}`,
    logs: [stakingLogs.commissionRateUpdated(prover.address, zeroAddress, { before, after })],
  });
}

/** The controller takes a slash from a prover's vault and its pending unstakes. Returns the logs. */
export function takeSlash(world: World, prover: Prover, asked: bigint): Log[] {
  const slashable = prover.assets + prover.unstaking;
  if (asked === 0n || slashable === 0n) return [];
  const wanted = (asked * BPS) / slashable;
  const bps = wanted < MAX_SLASH_BPS ? wanted : MAX_SLASH_BPS;
  const fromVault = portion(prover.assets, bps);
  const scale = slashScale(prover.scale, bps);
  const unstaking = slashUnstaking(prover.unstaking, prover.scale, scale);
  const amount = fromVault + prover.unstaking - unstaking;
  prover.assets -= fromVault;
  prover.unstaking = unstaking;
  prover.scale = scale;
  world.totals.treasuryPool += amount;
  const { vault, address } = prover;
  return [
    ...(fromVault === 0n
      ? []
      : [
          tokenLogs.transfer(token, { from: vault, to: staking, value: fromVault }),
          tokenLogs.controllerSlash(vault, fromVault),
        ]),
    stakingLogs.slashTaken(address, amount, bps),
  ];
}

/** A prover is taken out of service for a while. */
export function suspendSome(world: World): void {
  const { random, lengths } = world;
  const prover = random.pick(world.provers);
  if (!prover.active || world.provers.length < 10) return;
  const change = (before: number, after: number) => {
    prover.active = after === 1;
    send(world, {
      from: prover.address,
      to: staking,
      input: `1c5d9faa${addressWord(prover.address)}${word(after)}`,
      logs: [stakingLogs.proverStateChanged(prover.address, before, after)],
    });
  };
  change(1, 2);
  later(world, 4 * lengths.phase, () => change(2, 1));
}
