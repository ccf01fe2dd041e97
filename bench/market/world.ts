/** The state of the synthetic market: what the contracts know, and what will happen when. */
import { type Address, type Hex, zeroAddress } from "viem";
import type { QueuedUnstake } from "../../src/domain/unstaking.ts";
import { type Block, contracts, FIRST_BLOCK, type Log, timeOf } from "./chain.ts";
import { createRandom, type Random } from "./random.ts";
import { transfer } from "./tokenLogs.ts";

/** A staker with a prover: shares, and its queue of unstakes. */
export type Position = { shares: bigint; queue: QueuedUnstake[] };

export type Prover = {
  address: Address;
  vault: Address;
  /** A hot key that acts for it; null: it acts itself. */
  submitter: Address | null;
  active: boolean;
  /** [wei] */
  assets: bigint;
  shares: bigint;
  unstaking: bigint;
  assigned: bigint;
  pendingCommission: bigint;
  /** [bps] */
  scale: bigint;
  commissionRate: bigint;
  /** By staker. */
  positions: Map<Address, Position>;
  /** Requests whose auction it takes part in. */
  bidding: Set<Hex>;
  /** Proofs since the last reward epoch. */
  proofs: number;
};

export type Program = { vk: Hex; imgUrl: string; popularity: number };

/** What the market's own figures are now; the index must have the same. Amounts in wei. */
export type Totals = {
  requests: number;
  bids: number;
  reveals: number;
  fulfilled: number;
  refunded: number;
  slashed: number;
  openRequests: number;
  escrow: bigint;
  treasuryPool: bigint;
  protocolFeeBalance: bigint;
  protocolFeesWithdrawn: bigint;
};

/** Lengths of time, in steps: a step is the time between two blocks that may hold transactions. */
export type Lengths = {
  /** Of the bidding phase, and of the reveal phase. */
  phase: number;
  /** From the end of the reveal phase to the deadline. */
  proving: number;
  unstakeDelay: number;
  rewardEpoch: number;
  statsEpoch: number;
};

export type World = {
  random: Random;
  lengths: Lengths;
  /** Blocks from one step to the next. */
  stride: number;
  /** The step that is now. */
  step: number;
  /** The block that is being filled. */
  block: Block;
  agenda: Map<number, (() => void)[]>;
  provers: Prover[];
  stakers: Address[];
  requesters: Address[];
  programs: Program[];
  /** Who was given tokens already. */
  funded: Set<Address>;
  /** [bps] Parameters that change. */
  protocolFeeBps: bigint;
  slashBps: bigint;
  statsEpoch: { id: number; next: number | null };
  rewardEpoch: number;
  nonce: number;
  totals: Totals;
  /** Logs with a handler so far. */
  events: number;
};

type People = { stakers: number; requesters: number; programs: number };

const GIFT = 10n ** 30n;
/** The token's owner, who also owns the contracts. */
export const owner: Address = "0x00000000000000000000000000000000000000aa";

/** A world before its first block. */
export function createWorld(
  seed: number,
  { lengths, stride, people }: { lengths: Lengths; stride: number; people: People },
): World {
  const random = createRandom(seed);
  const addresses = (count: number) => Array.from({ length: count }, () => newAddress(random));
  return {
    random,
    lengths,
    stride,
    step: 0,
    block: { number: FIRST_BLOCK, transactions: [] },
    agenda: new Map(),
    provers: [],
    stakers: addresses(people.stakers),
    requesters: addresses(people.requesters),
    programs: Array.from({ length: people.programs }, (_, index) => ({
      vk: `0x${random.hex(32)}` as Hex,
      imgUrl: `https://programs.example/elf/${index}-${random.hex(8)}`,
      popularity: 0.5 + random.fraction(),
    })),
    funded: new Set(),
    protocolFeeBps: 0n,
    slashBps: 0n,
    statsEpoch: { id: 0, next: null },
    rewardEpoch: 0,
    nonce: 0,
    totals: {
      requests: 0,
      bids: 0,
      reveals: 0,
      fulfilled: 0,
      refunded: 0,
      slashed: 0,
      openRequests: 0,
      escrow: 0n,
      treasuryPool: 0n,
      protocolFeeBalance: 0n,
      protocolFeesWithdrawn: 0n,
    },
    events: 0,
  };
}

export const newAddress = (random: Random): Address => `0x${random.hex(20)}`;

/** [unix s] The time now. */
export const nowIn = (world: World): number => timeOf(world.block.number);

/** [s] So many steps. */
export const secondsOf = (steps: number, stride: number): number =>
  timeOf(FIRST_BLOCK + steps * stride) - timeOf(FIRST_BLOCK);

/** Has something done so many steps from now, at the earliest the next. */
export function later(world: World, steps: number, action: () => void): void {
  const step = world.step + Math.max(1, Math.floor(steps));
  const actions = world.agenda.get(step);
  if (actions) actions.push(action);
  else world.agenda.set(step, [action]);
}

/** A transaction of the block that is being filled. `input` is hex without 0x: selector and arguments. */
export function send(
  world: World,
  { from, to, input, logs }: { from: Address; to: Address; input: string; logs: Log[] },
): void {
  world.block.transactions.push({ from, to, input: `0x${input}`, logs });
  for (const { handled } of logs) if (handled) world.events++;
}

/** Gives an account tokens before its first use of them: more than it will ever spend. */
export function fund(world: World, account: Address): void {
  if (world.funded.has(account)) return;
  world.funded.add(account);
  send(world, {
    from: owner,
    to: contracts.token,
    input: `40c10f19${account.slice(2).padStart(64, "0")}${GIFT.toString(16).padStart(64, "0")}`,
    logs: [transfer(contracts.token, { from: zeroAddress, to: account, value: GIFT })],
  });
}
