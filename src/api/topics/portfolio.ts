/** What a staker's positions are worth, and what they earned. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Address } from "viem";
import { prover, stake, unstake } from "../../../ponder.schema.ts";
import { effectiveAmount, readyAt } from "../../domain/unstaking.ts";
import { toAssets } from "../../domain/vault.ts";
import type { Db } from "../db.ts";
import { addressArg, required, timeArg } from "../declare/arguments.ts";
import { big, int, intOrNull, list, one, question } from "../declare/fields.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { columnsOf } from "../reads/columns.ts";
import { networkOf } from "../reads/network.ts";
import { sumOf } from "../rules/numbers.ts";
import { toSeconds } from "../rules/phases.ts";
import { statement } from "../statements.ts";
import type { Topic } from "../topic.ts";

const worthFields = {
  value: big("[wei] What the shares are worth, by the vault's own rounding."),
  costBasis: big(
    "[wei] Average cost of the shares held: deposits and received shares at their value then, less the part that left.",
  ),
  unrealisedGain: big("[wei] Value less cost basis. May be negative."),
  realisedGain: big(
    "[wei] Gain of what left: shares transferred out at their value then, unstakes at what was paid out, less their cost. May be negative.",
  ),
  unstaking: big(
    "[wei] Pending unstakes, after slashing, ready or not: `locked` and `withdrawable` together; the viewer's `totalUnstaking`.",
  ),
  locked: big("[wei] Part of the pending unstakes whose delay is not over at that time."),
  unstakingCost: big("[wei] Average cost of the shares that the pending unstakes burned."),
  unstakingGain: big("[wei] Unstaking less its cost. May be negative."),
  withdrawable: big("[wei] Part of the pending unstakes that can be completed at that time."),
  totalGain: big(
    "[wei] Unrealised, realised and unstaking gain together: everything earned since the first stake. May be negative.",
  ),
};

const StakerWorth = object("StakerWorth", "What positions are worth and have earned.", worthFields);

const StakerPosition = object("StakerPosition", "A staker's position with one prover.", {
  prover: one(stored("prover"), "The prover."),
  stake: one(stored("stake"), "The position's row: shares, and what went in and out."),
  pending: int("Pending unstakes."),
  nextReadyAt: intOrNull(
    "[unix s] When the first pending unstake that is not ready will be, by the delay now; null when there is none.",
  ),
  ...worthFields,
});

const StakerPortfolio = object(
  "StakerPortfolio",
  "What a staker's positions are worth and have earned.",
  {
    positions: list(
      StakerPosition,
      "The positions, by the time their prover joined; closed ones too. At most one per prover.",
      { rows: 100 },
    ),
    total: one(StakerWorth, "All positions in sum."),
  },
);

type StakerWorth = ValueOf<typeof StakerWorth>;

/** Names of columns of a position's two rows. */
type Columns = { stake: readonly string[]; prover: readonly string[] };

/** What the worth of a position is made of. */
const NEEDED: Columns = {
  stake: ["shares", "costBasis", "realisedGain"],
  prover: ["address", "slashingScale", "assets", "shares"],
};
const QUEUED = ["prover", "amount", "scaleSnapshot", "requestedAt", "costBasis"] as const;

const positionsOf = statement(
  "positions",
  (db: Db, columns: Columns | null) =>
    db
      .select({
        stake: columnsOf(stake, columns?.stake),
        prover: columnsOf(prover, columns?.prover),
      })
      .from(stake)
      .innerJoin(prover, eq(prover.address, stake.prover))
      .where(eq(stake.staker, sql.placeholder("staker")))
      .orderBy(asc(prover.joinedAt), asc(prover.address)),
  () => true,
);

const queueOf = statement(
  "queue",
  (db: Db) =>
    db
      .select(columnsOf(unstake, QUEUED))
      .from(unstake)
      .where(and(eq(unstake.staker, sql.placeholder("staker")), isNull(unstake.completedAt)))
      .orderBy(asc(unstake.requestedId)),
  () => true,
);

/**
 * A staker's positions at a time, by prover, and all in sum. At most one per prover. Agrees with
 * `StakingViewer.getUserPortfolio` and `getUserReadyWithdrawals`.
 * With `columns`, the others of a position's rows are not there.
 */
export async function stakerPortfolio(
  db: Db,
  { staker, at, columns }: { staker: Address; at: number; columns?: Columns },
): Promise<ValueOf<typeof StakerPortfolio>> {
  const read = columns && {
    stake: [...NEEDED.stake, ...columns.stake],
    prover: [...NEEDED.prover, ...columns.prover],
  };
  const [network, positions, entries] = await Promise.all([
    networkOf(db, ["unstakeDelay"]),
    positionsOf(db, read ?? null).execute({ staker }),
    queueOf(db, null).execute({ staker }),
  ]);
  if (network === null) return { positions: [], total: totalOf([]) };
  const queues = Map.groupBy(entries, (entry) => entry.prover);
  const worths = positions.map(({ stake: held, prover: by }): ValueOf<typeof StakerPosition> => {
    const queue = (queues.get(by.address) ?? []).map((entry) => ({
      cost: entry.costBasis,
      worth: effectiveAmount(entry, by.slashingScale),
      readyAt: readyAt(entry, network.unstakeDelay),
    }));
    const waiting = queue.filter((entry) => entry.readyAt > BigInt(at));
    const value = toAssets(held.shares, by);
    const unstaking = sumOf(queue.map(({ worth }) => worth));
    const locked = sumOf(waiting.map(({ worth }) => worth));
    const unstakingCost = sumOf(queue.map(({ cost }) => cost));
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
      locked,
      withdrawable: unstaking - locked,
      totalGain: unrealisedGain + held.realisedGain + unstaking - unstakingCost,
    };
  });
  return { positions: worths, total: totalOf(worths) };
}

const totalOf = (worths: readonly StakerWorth[]): StakerWorth =>
  Object.fromEntries(
    Object.keys(worthFields).map((part) => [
      part,
      sumOf(worths.map((worth) => worth[part as keyof StakerWorth])),
    ]),
  ) as StakerWorth;

export const portfolioTopic: Topic = {
  queries: {
    stakerPortfolio: question(StakerPortfolio, {
      text: "What a staker's positions are worth and have earned, per prover and in sum. Empty for an address that never held shares.",
      args: {
        staker: required(addressArg("The staker's address.")),
        at: timeArg(
          "[unix s] The time at which unstakes are ready or not; shares and assets are the indexed head's. Default: its time.",
        ),
      },
      cost: { base: 20 },
      ask: ({ staker, at }, { db }, asked) => {
        const columns = {
          stake: asked.columns("stake", "positions", "stake"),
          prover: asked.columns("prover", "positions", "prover"),
        };
        return stakerPortfolio(db, { staker, at, columns });
      },
    }),
  },
};
