import { and, count, desc, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { network as networkTable, prover, unstake } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import { effectiveAmount, readyAt } from "../../domain/unstaking.ts";
import type { Db } from "../db.ts";
import { numeric } from "../rules/phase-sql.ts";
import { LATEST, toSeconds } from "../rules/phases.ts";
import { networkOf } from "./network.ts";

type Unstake = typeof unstake.$inferSelect;

/** WAITING: the delay is not over. READY: it can be completed. COMPLETED: paid out. */
export type UnstakeState = "WAITING" | "READY" | "COMPLETED";
/** One unstake. Amounts in wei, times in unix seconds. */
export type UnstakeRow = {
  unstake: Unstake;
  state: UnstakeState;
  /** From when it can be completed; null once completed. */
  readyAt: number | null;
  /** What it is worth after slashing; what was paid, once completed. */
  effective: bigint;
  /** What slashes took of it: amount asked less `effective`. */
  slashed: bigint;
  /** Whether completing it would fail now: the prover's pool is short of its ready entries by rounding. */
  isStuck: boolean;
};

/**
 * Unstakes one by one, the latest first, at most `first` + 1 of them from the place `after` (a `requestedId`) on, and how many there are in all.
 * Worth and readiness mirror `PendingUnstakes`; the delay is the one in force now.
 */
export async function unstakes(
  db: Db,
  given: {
    staker: Address | null;
    prover: Address | null;
    state: UnstakeState | null;
    at: number;
    first: number;
    after: bigint | null;
  },
): Promise<{ rows: UnstakeRow[]; count: number }> {
  const { state, at, first, after } = given;
  const network = await networkOf(db);
  if (network === null) return { rows: [], count: 0 };
  const ready = sql`${unstake.requestedAt} + ${numeric(network.unstakeDelay)} <= ${numeric(at)}`;
  const states: Record<UnstakeState, SQL | undefined> = {
    COMPLETED: isNotNull(unstake.completedAt),
    READY: and(isNull(unstake.completedAt), ready),
    WAITING: and(isNull(unstake.completedAt), sql`not (${ready})`),
  };
  const isMeant = and(
    given.staker === null ? undefined : eq(unstake.staker, given.staker),
    given.prover === null ? undefined : eq(unstake.prover, given.prover),
    state === null ? undefined : states[state],
  );
  // What completing would pay: all ready entries of the same queue together.
  const payout = sql<string>`coalesce((
    select sum(div("q"."amount" * ${prover.slashingScale}, "q"."scale_snapshot"))
    from ${unstake} as "q"
    where "q"."prover" = ${unstake.prover} and "q"."staker" = ${unstake.staker} and "q"."completed_at" is null
      and "q"."requested_at" + ${numeric(network.unstakeDelay)} <= ${numeric(at)}), 0)`;
  const [rows, [total]] = await Promise.all([
    db
      .select({
        unstake,
        scale: prover.slashingScale,
        isShort: sql<boolean>`${unstake.completedAt} is null and ${payout} > ${prover.unstaking}`,
      })
      .from(unstake)
      .innerJoin(prover, eq(prover.address, unstake.prover))
      .where(and(isMeant, after === null ? undefined : lt(unstake.requestedId, after)))
      .orderBy(desc(unstake.requestedId))
      .limit(first + 1),
    db.select({ count: count() }).from(unstake).where(isMeant),
  ]);
  return {
    rows: rows.map(({ unstake: entry, scale, isShort }): UnstakeRow => {
      const ready = readyAt(entry, network.unstakeDelay);
      const effective = entry.received ?? effectiveAmount(entry, scale);
      const isReady = ready <= BigInt(at);
      const isPending = entry.completedAt === null;
      return {
        unstake: entry,
        state: isPending ? (isReady ? "READY" : "WAITING") : "COMPLETED",
        readyAt: isPending ? toSeconds(ready) : null,
        effective,
        slashed: entry.amount - effective,
        isStuck: isPending && isReady && isShort,
      };
    }),
    count: total!.count,
  };
}

/** Pending unstakes that become ready in a span. Amounts in wei, after slashing as of now. */
export type Unbonding = { amount: bigint; unstakes: number; stakers: number };
/** What becomes ready when: `ready` already, then by UTC day (`start` [unix s]), the first day being what is left of the present one, and `later`. */
export type UnbondingCalendar = {
  ready: Unbonding;
  days: ({ start: number } & Unbonding)[];
  later: Unbonding;
  total: Unbonding;
};

const nothing: Unbonding = { amount: 0n, unstakes: 0, stakers: 0 };

/** The unbonding calendar of the network, or of one prover, from a time on, for so many days. One statement over the pending unstakes. */
export async function unbondingCalendar(
  db: Db,
  { prover: of, at, days }: { prover: Address | null; at: number; days: number },
): Promise<UnbondingCalendar> {
  const today = dayOf(at);
  const isReadyAt = sql`least(${unstake.requestedAt} + ${networkTable.unstakeDelay}, ${LATEST})`;
  const slot = sql`case when ${isReadyAt} <= ${numeric(at)} then -1
    else least(floor(${isReadyAt} / 86400) - ${numeric(today)}, ${numeric(days)}) end`;
  const { rows } = await db.execute(sql`
    select "slot", sum("worth") as "amount", count(*) as "unstakes", count(distinct "staker") as "stakers"
    from (
      select ${slot} as "slot", ${unstake.staker} as "staker",
        div(${unstake.amount} * ${prover.slashingScale}, ${unstake.scaleSnapshot}) as "worth"
      from ${unstake}
      join ${prover} on ${prover.address} = ${unstake.prover}
      cross join ${networkTable}
      where ${unstake.completedAt} is null ${of === null ? sql`` : sql`and ${unstake.prover} = ${of}`}
    ) as "pending"
    group by grouping sets (("slot"), ())`);
  const slots = new Map(
    (rows as Record<string, string | null>[]).map((row) => [
      row.slot === null ? null : Number(row.slot),
      {
        amount: BigInt(row.amount ?? 0),
        unstakes: Number(row.unstakes),
        stakers: Number(row.stakers),
      },
    ]),
  );
  return {
    ready: slots.get(-1) ?? nothing,
    days: Array.from({ length: days }, (_, index) => ({
      start: dayStart(today + index),
      ...(slots.get(index) ?? nothing),
    })),
    later: slots.get(days) ?? nothing,
    total: slots.get(null) ?? nothing,
  };
}
