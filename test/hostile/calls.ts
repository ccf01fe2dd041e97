/** Calls that no polite user makes, decoded from three small numbers each: who is concerned, which request, how much. */
import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import * as market from "../support/contracts/brevisMarket.ts";
import * as rewards from "../support/contracts/epochRewards.ts";
import * as admin from "../support/contracts/marketAdmin.ts";
import * as staking from "../support/contracts/staking.ts";
import * as pools from "../support/contracts/stakingPools.ts";
import * as token from "../support/contracts/token.ts";
import type { Request, World } from "../support/contracts/world.ts";
import { BREV, vaultOf, wordOf } from "../support/people.ts";

export type Numbers = { who: number; which: number; size: number };
/** Everybody who plays; whoever the sender is, is one of them. */
export type Cast = readonly Address[];

const MAX = {
  uint32: 2 ** 32 - 1,
  uint64: 2n ** 64n - 1n,
  uint96: 2n ** 96n - 1n,
  uint256: 2n ** 256n - 1n,
};
const stakes = [BREV, 3n * BREV + 7n, 50_000n * BREV + 1n, 1_000n * BREV, BREV - 1n] as const;
const amounts = [1_000n * BREV, 1n, 3n * BREV + 7n, 999n, 0n, 2n, 50_000n * BREV] as const;
const fees = [0n, 1n, 2n, 10n, BREV, MAX.uint96] as const;
const INPUT: Hex = `0x${"ff".repeat(300)}`;
const texts = [
  "",
  "\0",
  "a\0b\0",
  "\ufffd\ufffd",
  "\u202e<b>",
  "javascript:0",
  "x".repeat(5_000),
] as const;
/** What each of the market's parameters is set to. */
export const marketValues: Record<admin.MarketParameter, readonly bigint[]> = {
  biddingPhaseDuration: [300n, 0n, 1n, 3_000n, MAX.uint64],
  revealPhaseDuration: [600n, 0n, 1n, 3_000n, MAX.uint64],
  minMaxFee: [0n, 1n, 0n, MAX.uint256],
  maxMaxFee: [0n, 0n, 1n, MAX.uint256],
  slashBps: [1_000n, 0n, 1n, 10_000n],
  slashWindow: [86_400n, 0n, 90n * 86_400n, MAX.uint256],
  protocolFeeBps: [1_000n, 0n, 1n, 3_333n, 10_000n],
  overcommitBps: [500n, 0n, 10_000n],
};

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length]!;

/** A request of this kind if there is one, else any, else none. */
const requestOf = (
  { state }: World,
  { which }: Numbers,
  isMeant: (request: Request) => boolean = ({ status }) => status === "PENDING",
): Hex => {
  const meant = [...state.requests].flatMap(([id, request]) => (isMeant(request) ? [id] : []));
  return pick(meant.length > 0 ? meant : [...state.requests.keys(), zeroHash], which);
};

/** A prover more often than not. */
const proverOf = ({ state }: World, { who }: Numbers, cast: Cast): Address =>
  pick([...state.provers.keys(), ...state.provers.keys(), ...cast], who);

const sharesOf = (world: World, prover: Address, { size }: Numbers): bigint => {
  const held = world.state.provers.get(prover)?.shares.get(world.sender) ?? 0n;
  return pick([held, 1n, held / 2n, held / 3n, 0n, held === 0n ? 0n : held - 1n, BREV, held], size);
};

const anywhere = (world: World, cast: Cast, { who, which }: Numbers): Address => {
  const person = pick(cast, who);
  const { market, staking, token, rewards } = world.addresses;
  const places = [person, vaultOf(person), market, staking, token, rewards, vaultOf(person)];
  return pick(places, which);
};

type Call = (world: World, numbers: Numbers, cast: Cast) => unknown;

export const calls = {
  initializeProver: (world, { size }) =>
    staking.initializeProver(world, { commission: pick([0n, 500n, 1n, 10_000n], size) }),
  stake: (world, numbers, cast) =>
    staking.stake(world, {
      prover: proverOf(world, numbers, cast),
      amount: pick(stakes, numbers.size),
    }),
  requestUnstake(world, numbers, cast) {
    const prover = proverOf(world, numbers, cast);
    staking.requestUnstake(world, { prover, shares: sharesOf(world, prover, numbers) });
  },
  completeUnstake: (world, numbers, cast) =>
    staking.completeUnstake(world, { prover: proverOf(world, numbers, cast) }),
  transferShares(world, numbers, cast) {
    const prover = proverOf(world, numbers, cast);
    // To anybody, to itself, and to the vault.
    const to = pick([...cast, vaultOf(prover)], numbers.which);
    staking.transferShares(world, { prover, to, shares: sharesOf(world, prover, numbers) });
  },
  deactivateProver: (world, numbers, cast) =>
    staking.deactivateProver(world, { prover: proverOf(world, numbers, cast) }),
  jailProver: (world, numbers, cast) =>
    staking.jailProver(world, { prover: proverOf(world, numbers, cast) }),
  reactivateProver: (world, numbers, cast) =>
    staking.reactivateProver(world, { prover: proverOf(world, numbers, cast) }),
  setProverProfile: (world, { who, size }) =>
    staking.setProverProfile(world, { name: pick(texts, who), iconUrl: pick(texts, size) }),
  addRewards: (world, numbers, cast) =>
    pools.addRewards(world, {
      prover: proverOf(world, numbers, cast),
      amount: pick(amounts, numbers.size),
    }),
  claimCommission: (world) => pools.claimCommission(world),
  setCommissionRate: (world, { which, size }, cast) =>
    pools.setCommissionRate(world, {
      source: pick([zeroAddress, world.addresses.market, ...cast], which),
      rate: pick([0n, 1n, 5_000n, 10_000n], size),
    }),
  resetCommissionRate: (world, { which }, cast) =>
    pools.resetCommissionRate(world, { source: pick([world.addresses.market, ...cast], which) }),
  slash: (world, numbers, cast) =>
    pools.slash(world, {
      prover: proverOf(world, numbers, cast),
      bps: pick([0n, 1n, 17n, 333n, 2_500n], numbers.size),
    }),
  slashByAmount: (world, numbers, cast) =>
    pools.slashByAmount(world, {
      prover: proverOf(world, numbers, cast),
      amount: pick(amounts, numbers.size),
    }),
  retireProver: (world, numbers, cast) =>
    pools.retireProver(world, { prover: proverOf(world, numbers, cast) }),
  withdrawTreasury: (world, numbers, cast) =>
    pools.withdrawTreasury(world, {
      to: anywhere(world, cast, numbers),
      amount: pick([world.state.treasuryPool, 1n, 0n], numbers.size),
    }),
  emergencyRecover: (world, numbers, cast) =>
    pools.emergencyRecover(world, { to: anywhere(world, cast, numbers), amount: 1n }),
  pause: (world) => pools.pause(world),
  unpause: (world) => pools.unpause(world),
  setUnstakeDelay: (world, { size }) =>
    pools.setUnstakeDelay(world, { to: pick([0n, 1n, 604_800n, MAX.uint256], size) }),
  setMinSelfStake: (world, { size }) =>
    pools.setMinSelfStake(world, { to: pick([1_000n * BREV, BREV, MAX.uint256], size) }),
  setMaxSlashBps: (world, { size }) =>
    pools.setMaxSlashBps(world, { to: pick([5_000n, 0n, 10_000n], size) }),
  setRequireAuthorization: (world, { size }) =>
    pools.setRequireAuthorization(world, { to: size % 4 === 0 }),

  requestProof: (world, { who, which, size }) =>
    market.requestProof(world, {
      maxFee: pick(fees, size),
      minStake: pick([0n, 1n, BREV, 900n * BREV, MAX.uint96], which),
      deadline: BigInt(world.state.now) + pick([1n, 2_000n, 86_400n, 30n * 86_400n], size),
      nonce: MAX.uint64 - BigInt(world.state.requests.size),
      vk: wordOf(pick(["11", "12", "ff".repeat(32)], who)),
      imgURL: pick(texts, who),
      inputURL: pick(texts, size),
      inputData: pick(["0x", "0x00", INPUT], which),
      version: pick([0, 1, MAX.uint32], who),
    }),
  bid(world, numbers) {
    const reqid = requestOf(world, numbers);
    const most = world.state.requests.get(reqid)?.maxFee ?? 0n;
    const fee = pick([most / 2n, 0n, most / 3n, most, most / 2n, most + 1n], numbers.size);
    market.bid(world, { reqid, fee, ...(numbers.size === 11 && { hash: zeroHash }) });
  },
  reveal(world, numbers) {
    const reqid = requestOf(
      world,
      numbers,
      ({ status, bidCount }) => status === "PENDING" && bidCount > 0,
    );
    const most = world.state.requests.get(reqid)?.maxFee ?? 0n;
    const actor = world.state.submitters.get(world.sender) ?? world.sender;
    const hash = world.state.requests.get(reqid)?.bids.get(actor);
    const fee = [0n, most, most / 2n, most / 3n].find((f) => market.seal(reqid, actor, f) === hash);
    market.reveal(world, { reqid, fee: fee ?? 0n });
  },
  submitProof: (world, numbers) =>
    market.submitProof(world, {
      reqid: requestOf(
        world,
        numbers,
        ({ status, winner }) => status === "PENDING" && winner !== null,
      ),
    }),
  refund: (world, numbers) => market.refund(world, { reqid: requestOf(world, numbers) }),
  slashMiss: (world, numbers) =>
    market.slashMiss(world, {
      reqid: requestOf(
        world,
        numbers,
        ({ status, winner }) => status === "REFUNDED" && winner !== null,
      ),
    }),
  set(world, { which, size }) {
    const parameter = pick(Object.keys(marketValues) as admin.MarketParameter[], which);
    admin.set(world, { parameter, to: pick(marketValues[parameter], size) });
  },
  scheduleStatsEpoch: (world, { size }) =>
    admin.scheduleStatsEpoch(world, {
      startAt: pick([BigInt(world.state.now), BigInt(world.state.now) + 5_000n, MAX.uint64], size),
    }),
  popStatsEpoch: (world) => admin.popStatsEpoch(world),
  withdrawProtocolFee: (world, numbers, cast) =>
    admin.withdrawProtocolFee(world, { to: anywhere(world, cast, numbers) }),
  setPicoVerifier: (world, { which, size }, cast) =>
    admin.setPicoVerifier(world, {
      version: pick([0, 1, MAX.uint32], which),
      from: zeroAddress,
      to: pick([zeroAddress, ...cast], size),
    }),
  setSubmitterConsent: (world, numbers, cast) =>
    admin.setSubmitterConsent(world, {
      prover: numbers.which === 0 ? zeroAddress : proverOf(world, numbers, cast),
    }),
  registerSubmitter(world, { who }, cast) {
    const willing = [...world.state.consents].filter(([, prover]) => prover === world.sender);
    admin.registerSubmitter(world, {
      submitter: pick([...willing.map(([by]) => by), ...cast], who),
    });
  },
  unregisterSubmitter: (world) => admin.unregisterSubmitter(world),
  grantRole: (world, { who }, cast) =>
    admin.grantRole(world, { role: wordOf("01"), to: pick(cast, who) }),

  setRewards: (world, { who, which, size }, cast) =>
    rewards.setRewards(world, {
      epoch: Math.max(1, ...world.state.epochTotals.keys()) + (which % 2),
      rewards: [
        { prover: proverOf(world, { who, which, size }, cast), amount: pick(amounts, size) },
      ],
    }),
  distributeRewards(world, { which }) {
    const owed = [...world.state.allocations].filter(([, amount]) => amount > 0n);
    const [epoch, prover] = pick([...owed.map(([key]) => key), `1:${zeroAddress}`], which).split(
      ":",
    );
    rewards.distributeRewards(world, { epoch: Number(epoch), provers: [prover as Address] });
  },
  give: (world, numbers, cast) =>
    token.transfer(world, {
      to: anywhere(world, cast, numbers),
      value: pick(amounts, numbers.size),
    }),
} satisfies Record<string, Call>;

export type CallName = keyof typeof calls;
