/**
 * The unstake queue and the slashing scale. Mirrors `PendingUnstakes` and `StakingController._slash`.
 * Amounts in wei, scales in basis points (10,000 = never slashed), times in unix seconds, all divisions floor.
 */
import { portion } from "./fees.ts";

const NEVER_SLASHED = 10_000n;

/** A queue entry: its amount when asked, the scale then, and when. */
export type QueuedUnstake = { amount: bigint; scaleSnapshot: bigint; requestedAt: number };

/** [wei] What an entry is worth at a scale. The contract takes a scale of zero, a retired prover's, for one never slashed. */
export const effectiveAmount = ({ amount, scaleSnapshot }: QueuedUnstake, scale: bigint): bigint =>
  (amount * (scale || NEVER_SLASHED)) / (scaleSnapshot || NEVER_SLASHED);

/** [unix s] From when an entry may be completed. The delay is the one in force now, also for entries already queued. */
export const readyAt = ({ requestedAt }: QueuedUnstake, delay: bigint): bigint =>
  BigInt(requestedAt) + delay;

/** The slashing scale after a slash of `bps`: floored at every slash. */
export const slashScale = (scale: bigint, bps: bigint): bigint => portion(scale, 10_000n - bps);

/** [wei] Pending unstakes after the scale fell from `before` to `after`: floored once for the whole pool, so it may be less than its entries' sum. */
export const slashUnstaking = (unstaking: bigint, before: bigint, after: bigint): bigint =>
  before === 0n ? unstaking : (unstaking * after) / before;
