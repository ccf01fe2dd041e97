/** What the owner and the schedules do: the first parameters, statistics and reward epochs, withdrawals. */
import { type Address, keccak256, toHex } from "viem";
import { statsReset } from "./auction.ts";
import { contracts } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import { creditReward } from "./rewards.ts";
import * as stakingLogs from "./stakingLogs.ts";
import * as tokenLogs from "./tokenLogs.ts";
import { addressWord, word } from "./words.ts";
import { fund, later, nowIn, owner, type Prover, secondsOf, send, type World } from "./world.ts";

const { market, staking, token, epochRewards } = contracts;
const TREASURY = "0x00000000000000000000000000000000000000bb";
const VERIFIER = "0x00000000000000000000000000000000000000cc";
const SLASH_WINDOW = 86_400n;
const EPOCH_BUDGET = 60_000n * 10n ** 18n;
const PROVERS_PER_CALL = 25;

/** Everything is deployed and configured. */
export function deploy(world: World): void {
  for (const contract of [market, staking, epochRewards])
    send(world, {
      from: owner,
      to: contract,
      input: "",
      logs: [marketLogs.ownershipTransferred(contract, owner)],
    });
  const configured = [
    marketLogs.roleGranted(staking, keccak256(toHex("SLASHER_ROLE")), market),
    marketLogs.marketParameter("SlashBpsUpdated", 0n, 2_000n),
    marketLogs.marketParameter("SlashWindowUpdated", 0n, SLASH_WINDOW),
    marketLogs.marketParameter("ProtocolFeeBpsUpdated", 0n, 100n),
    marketLogs.verifierUpdated(1, VERIFIER),
    stakingLogs.epochConfigSet({
      fromEpoch: 1,
      fromTime: nowIn(world),
      length: secondsOf(world.lengths.rewardEpoch, world.stride),
      maximum: EPOCH_BUDGET,
    }),
  ];
  for (const configuredLog of configured)
    send(world, {
      from: owner,
      to: configuredLog.address,
      input: world.random.hex(4),
      logs: [configuredLog],
    });
  world.slashBps = 2_000n;
  world.protocolFeeBps = 100n;
  fund(world, epochRewards);
  later(world, world.lengths.rewardEpoch, () => endRewardEpoch(world));
  later(world, world.lengths.statsEpoch, () => scheduleStatsEpoch(world));
}

/** A reward epoch ends: what each prover gets is set, and then paid, a part at a time. */
function endRewardEpoch(world: World): void {
  const epoch = ++world.rewardEpoch;
  const earners = world.provers.filter(({ proofs }) => proofs > 0);
  const proofs = earners.reduce((sum, prover) => sum + prover.proofs, 0);
  const shareOf = (prover: Prover) =>
    (EPOCH_BUDGET * BigInt(prover.proofs)) / BigInt(proofs) / BigInt(world.provers.length);
  let cumulative = 0n;
  for (let start = 0; start < earners.length; start += PROVERS_PER_CALL) {
    const part = earners
      .slice(start, start + PROVERS_PER_CALL)
      .map((prover) => ({ prover, amount: shareOf(prover) }));
    const sum = part.reduce((total, { amount }) => total + amount, 0n);
    cumulative += sum;
    send(world, {
      from: owner,
      to: epochRewards,
      input: `5deeab7d${word(epoch)}`,
      logs: [
        ...part.map(({ prover, amount }) => stakingLogs.rewardsSet(epoch, prover.address, amount)),
        stakingLogs.epochRewardsSet(epoch, sum, cumulative),
      ],
    });
    later(world, 1 + start / PROVERS_PER_CALL, () => distribute(world, epoch, part));
  }
  for (const prover of earners) prover.proofs = 0;
  later(world, world.lengths.rewardEpoch, () => endRewardEpoch(world));
}

/** One prover that is not active would have the whole call refused: it is left out. */
function distribute(
  world: World,
  epoch: number,
  part: readonly { prover: Prover; amount: bigint }[],
): void {
  const paid = part.filter(({ prover, amount }) => prover.active && amount > 0n);
  if (paid.length === 0) return;
  const value = paid.reduce((sum, { amount }) => sum + amount, 0n);
  send(world, {
    from: owner,
    to: epochRewards,
    input: distributeInput(
      epoch,
      paid.map(({ prover }) => prover.address),
    ),
    logs: [
      tokenLogs.transfer(token, { from: epochRewards, to: staking, value }),
      ...paid.flatMap(({ prover, amount }) => creditReward(prover, epochRewards, amount)),
    ],
  });
}

function scheduleStatsEpoch(world: World): void {
  const startAt = nowIn(world) + secondsOf(world.lengths.phase, world.stride);
  send(world, {
    from: owner,
    to: market,
    input: `1d2e5a3a${word(startAt)}`,
    logs: [...statsReset(world), marketLogs.statsEpochScheduled(startAt)],
  });
  world.statsEpoch.next = startAt;
  later(world, world.lengths.statsEpoch, () => scheduleStatsEpoch(world));
}

/** The owner changes what part of a price is the protocol's. It counts for requests already open, too. */
export function changeProtocolFee(world: World): void {
  const before = world.protocolFeeBps;
  const after = before === 100n ? 150n : 100n;
  world.protocolFeeBps = after;
  send(world, {
    from: owner,
    to: market,
    input: `c0417e58${word(after)}`,
    logs: [marketLogs.marketParameter("ProtocolFeeBpsUpdated", before, after)],
  });
}

/** The protocol's fees and the slashed tokens are fetched. */
export function withdraw(world: World): void {
  const { totals } = world;
  const [fees, pool] = [totals.protocolFeeBalance, totals.treasuryPool];
  if (fees > 0n) {
    totals.protocolFeeBalance = 0n;
    totals.protocolFeesWithdrawn += fees;
    send(world, {
      from: owner,
      to: market,
      input: "668fb6dc",
      logs: [
        tokenLogs.transfer(token, { from: market, to: TREASURY, value: fees }),
        marketLogs.protocolFeeWithdrawn(TREASURY, fees),
      ],
    });
  }
  if (pool === 0n) return;
  totals.treasuryPool = 0n;
  send(world, {
    from: owner,
    to: staking,
    input: "0d86419a",
    logs: [
      tokenLogs.transfer(token, { from: staking, to: TREASURY, value: pool }),
      stakingLogs.treasuryWithdrawn(TREASURY, pool),
    ],
  });
}

/** Calldata of `distributeRewards(epoch, provers)`. */
const distributeInput = (epoch: number, provers: readonly Address[]): string =>
  `469e32ce${word(epoch)}${word(64)}${word(provers.length)}${provers.map(addressWord).join("")}`;
