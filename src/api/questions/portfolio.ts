import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Address } from "viem";
import { prover, stake, unstake } from "../../../ponder.schema.ts";
import { effectiveAmount, readyAt } from "../../domain/unstaking.ts";
import { toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { prepared } from "../prepared.ts";
import { toSeconds } from "../rules/phases.ts";
import { columnsOf } from "./columns.ts";
import { networkOf } from "./network.ts";

type Stake = typeof stake.$inferSelect;
type Prover = typeof prover.$inferSelect;

/** What a position, or several, are worth and have earned. Amounts in wei; gains may be negative. */
export type Worth = {
  /** Value of the shares. */
  value: bigint;
  /** Average cost of the shares. */
  costBasis: bigint;
  /** Value less cost. */
  unrealisedGain: bigint;
  /** Gain of what left: shares transferred out, unstakes paid out. */
  realisedGain: bigint;
  /** Pending unstakes, after slashing. */
  unstaking: bigint;
  /** Average cost of the shares they burned. */
  unstakingCost: bigint;
  /** The one less the other. */
  unstakingGain: bigint;
  /** Part of the pending unstakes that is ready. */
  withdrawable: bigint;
  /** All three gains. */
  totalGain: bigint;
};

/** A staker's position with one prover. */
export type StakerPosition = Worth & {
  stake: Stake;
  prover: Prover;
  /** Pending unstakes. */
  pending: number;
  /** [unix s] When the first pending unstake that is not ready will be; null when there is none. */
  nextReadyAt: number | null;
};

/** Names of columns of a position's two rows. */
type Columns = { stake: readonly string[]; prover: readonly string[] };

/** What the worth of a position is made of. */
const NEEDED: Columns = {
  stake: ["shares", "costBasis", "realisedGain"],
  prover: ["address", "slashingScale", "assets", "shares"],
};
const QUEUED = ["prover", "amount", "scaleSnapshot", "requestedAt", "costBasis"] as const;

/**
 * A staker's positions at a time, by prover, and all in sum. At most one per prover. Agrees with `StakingViewer.getUserPortfolio` and `getUserReadyWithdrawals`.
 * With `columns`, the others of a position's rows are not there.
 */
export async function stakerPortfolio(
  db: Db,
  { staker, at, columns }: { staker: Address; at: number; columns?: Columns },
): Promise<{ positions: StakerPosition[]; total: Worth }> {
  const fields = {
    stake: columnsOf(stake, columns && [...NEEDED.stake, ...columns.stake]),
    prover: columnsOf(prover, columns && [...NEEDED.prover, ...columns.prover]),
  };
  const names = [Object.keys(fields.stake), Object.keys(fields.prover)].join(" ");
  const [network, positions, entries] = await Promise.all([
    networkOf(db, ["unstakeDelay"]),
    prepared(db, { text: `a staker's positions: ${names}`, isPlannedOnce: true }, () =>
      db
        .select(fields)
        .from(stake)
        .innerJoin(prover, eq(prover.address, stake.prover))
        .where(eq(stake.staker, sql.placeholder("staker")))
        .orderBy(asc(prover.joinedAt), asc(prover.address)),
    ).execute({ staker }),
    prepared(db, { text: "a staker's pending unstakes", isPlannedOnce: true }, () =>
      db
        .select(columnsOf(unstake, QUEUED))
        .from(unstake)
        .where(and(eq(unstake.staker, sql.placeholder("staker")), isNull(unstake.completedAt)))
        .orderBy(asc(unstake.requestedId)),
    ).execute({ staker }),
  ]);
  if (network === null) return { positions: [], total: sumOf([]) };
  const queues = Map.groupBy(entries, (entry) => entry.prover);
  const worths = positions.map(({ stake: held, prover: by }): StakerPosition => {
    const queue = (queues.get(by.address) ?? []).map((entry) => ({
      cost: entry.costBasis,
      worth: effectiveAmount(entry, by.slashingScale),
      readyAt: readyAt(entry, network.unstakeDelay),
    }));
    const waiting = queue.filter((entry) => entry.readyAt > BigInt(at));
    const value = toAssets(held.shares, by);
    const unstaking = total(queue.map(({ worth }) => worth));
    const unstakingCost = total(queue.map(({ cost }) => cost));
    const unrealisedGain = value - held.costBasis;
    return {
      stake: held,
      prover: by,
      pending: queue.length,
      nextReadyAt: waiting[0] === undefined ? null : toSeconds(waiting[0].readyAt),
      value,
      costBasis: held.costBasis,
      unrealisedGain,
      realisedGain: held.realisedGain,
      unstaking,
      unstakingCost,
      unstakingGain: unstaking - unstakingCost,
      withdrawable: unstaking - total(waiting.map(({ worth }) => worth)),
      totalGain: unrealisedGain + held.realisedGain + unstaking - unstakingCost,
    };
  });
  return { positions: worths, total: sumOf(worths) };
}

const parts = [
  "value",
  "costBasis",
  "unrealisedGain",
  "realisedGain",
  "unstaking",
  "unstakingCost",
  "unstakingGain",
  "withdrawable",
  "totalGain",
] as const;

const sumOf = (worths: readonly Worth[]): Worth =>
  Object.fromEntries(
    parts.map((part) => [part, total(worths.map((worth) => worth[part]))]),
  ) as Worth;

const total = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);
