/**
 * The contracts as the tests need them: what each call checks, changes and logs, in the contracts' order.
 * They make legal chains of events; what the indexer makes of them is compared with numbers, not with this.
 */
import type { Address, Hex } from "viem";

/** A call that the contract refuses: nothing of its transaction remains. */
export class Reverted extends Error {}

/** Reverts unless `holds`. */
export function require(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Reverted(reason);
}

export type QueueEntry = { amount: bigint; requestedAt: number; scale: bigint };
export type Bidder = { prover: Address; fee: bigint };
export type Prover = {
  /** 1 active, 2 deactivated, 3 jailed; 0 retired. */
  state: 0 | 1 | 2 | 3;
  vault: Address;
  scale: bigint;
  supply: bigint;
  shares: Map<Address, bigint>;
  stakers: Set<Address>;
  queues: Map<Address, QueueEntry[]>;
  unstaking: bigint;
  rates: Map<Address, bigint>;
  pendingCommission: bigint;
};
export type Request = {
  status: "PENDING" | "FULFILLED" | "REFUNDED" | "SLASHED";
  sender: Address;
  createdAt: number;
  maxFee: bigint;
  minStake: bigint;
  deadline: bigint;
  bids: Map<Address, Hex>;
  bidCount: number;
  winner: Bidder | null;
  second: Bidder | null;
};
export type Parameters = {
  biddingPhaseDuration: bigint;
  revealPhaseDuration: bigint;
  minMaxFee: bigint;
  maxMaxFee: bigint;
  slashBps: bigint;
  slashWindow: bigint;
  protocolFeeBps: bigint;
  overcommitBps: bigint;
  unstakeDelay: bigint;
  minSelfStake: bigint;
  maxSlashBps: bigint;
  requireAuthorization: boolean;
};

/** The chain's state, plain data. */
export type State = {
  now: number;
  block: bigint;
  balances: Map<Address, bigint>;
  parameters: Parameters;
  provers: Map<Address, Prover>;
  requests: Map<Hex, Request>;
  assignedStake: Map<Address, bigint>;
  submitters: Map<Address, Address>;
  consents: Map<Address, Address>;
  treasuryPool: bigint;
  feeBalance: bigint;
  stakingPaused: boolean;
  statsEpochs: bigint[];
  statsEpochId: number;
  allocations: Map<string, bigint>;
  epochTotals: Map<number, bigint>;
};

export type Addresses = { market: Address; staking: Address; token: Address; rewards: Address };

export type Log = { name: string; args: object; address: Address | undefined };

/** What a call sees and does. */
export type World = {
  state: State;
  addresses: Addresses;
  /** `msg.sender`. */
  sender: Address;
  /** What the transaction logged so far. */
  logs: Log[];
  log: (name: string, args: object, address?: Address) => void;
};

/** Runs one call of a transaction that survives its failure. Returns false, and leaves nothing of it, when it reverts. */
export function attempt(world: World, run: (world: World) => unknown): boolean {
  const before = structuredClone(world.state);
  const logged = world.logs.length;
  try {
    run(world);
    return true;
  } catch (error) {
    if (!(error instanceof Reverted)) throw error;
    world.state = before;
    world.logs.length = logged;
    return false;
  }
}

/** The same world, seen by a contract that `sender` calls. */
export const calledBy = (world: World, sender: Address): World => ({ ...world, sender });

export const balanceOf = ({ balances }: State, address: Address): bigint =>
  balances.get(address) ?? 0n;

export const freshState = (parameters: Parameters): State => ({
  now: 1_760_000_000,
  block: 2000n,
  balances: new Map(),
  parameters,
  provers: new Map(),
  requests: new Map(),
  assignedStake: new Map(),
  submitters: new Map(),
  consents: new Map(),
  treasuryPool: 0n,
  feeBalance: 0n,
  stakingPaused: false,
  statsEpochs: [1_760_000_000n],
  statsEpochId: 0,
  allocations: new Map(),
  epochTotals: new Map(),
});
