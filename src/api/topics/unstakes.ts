/** Unstakes one by one, and when they become ready. */
import { and, count, desc, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { network as networkTable, prover, unstake } from "../../../ponder.schema.ts";
import { dayOf, dayStart } from "../../domain/time.ts";
import { effectiveAmount, readyAt } from "../../domain/unstaking.ts";
import type { Db } from "../db.ts";
import { addressArg, boundedArg, enumArg, type Parameters, timeArg } from "../declare/arguments.ts";
import { big, bool, int, intOrNull, list, one, question } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, stored, type ValueOf } from "../declare/types.ts";
import { networkOf } from "../reads/network.ts";
import { countSql, sumSql } from "../rules/figures-sql.ts";
import { numeric } from "../rules/phase-sql.ts";
import { LATEST, toSeconds } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";

const MAX_DAYS = 366;

const UnstakeState = enumeration("UnstakeState", "State of an unstake at a time.", {
  WAITING: "The delay is not over.",
  READY: "It can be completed.",
  COMPLETED: "It was paid out.",
});

const UnstakeEntry = object("UnstakeEntry", "One unstake.", {
  unstake: one(
    stored("unstake"),
    "The entry of the queue: amount when asked, when asked, when completed.",
  ),
  state: one(UnstakeState, "State at the time asked about."),
  readyAt: intOrNull(
    "[unix s] First second at which it can be completed, by the unstake delay now; null once completed.",
  ),
  effective: big("[wei] What it is worth after slashing; what was paid, once completed."),
  slashed: big("[wei] Amount when asked less `effective`: what slashes took."),
  isStuck: bool(
    "Whether completing it would fail now although it is READY: by rounding, the prover's pool is a few wei short of what the staker's ready entries are worth. It goes through once somebody else unstakes from the prover.",
  ),
});

const UnstakeQueuePage = pages(UnstakeEntry, {
  name: "UnstakeQueuePage",
  text: "Unstakes.",
  key: { requestedId: unstake.requestedId },
  place: (row) => ({ requestedId: row.unstake.requestedId }),
  more: {
    totalCount: int("Unstakes in the whole list."),
  },
});

const unbonding = {
  amount: big("[wei] What they are worth, after slashing as of now."),
  unstakes: int("Unstakes."),
  stakers: int("Distinct stakers."),
};

const UnbondingSum = object("UnbondingSum", "Pending unstakes in sum.", unbonding);

const UnbondingDay = object("UnbondingDay", "Pending unstakes that become ready on a UTC day.", {
  start: int("[unix s] Start of the day."),
  ...unbonding,
});

const UnbondingCalendar = object("UnbondingCalendar", "When pending unstakes become ready.", {
  ready: one(UnbondingSum, "Ready already."),
  days: list(
    UnbondingDay,
    "By UTC day, without gaps; the first is what is left of the present day.",
    { rows: 14 },
  ),
  later: one(UnbondingSum, "After the last of the days."),
  total: one(UnbondingSum, "All of them."),
});

type UnstakeEntry = ValueOf<typeof UnstakeEntry>;

const queueArgs = {
  staker: addressArg("Only of this staker."),
  prover: addressArg("Only from this prover."),
  state: enumArg(UnstakeState, "Only in this state."),
  at: timeArg(),
};

/**
 * Unstakes one by one, the latest first, and how many there are in all.
 * Worth and readiness mirror `PendingUnstakes`; the delay is the one in force now.
 */
export async function unstakes(
  db: Db,
  given: Parameters<typeof queueArgs> & PageOf<typeof UnstakeQueuePage>,
): Promise<{ rows: UnstakeEntry[]; totalCount: number }> {
  const { state, at, first, after } = given;
  const network = await networkOf(db);
  if (network === null) return { rows: [], totalCount: 0 };
  const ready = sql`${unstake.requestedAt} + ${numeric(network.unstakeDelay)} <= ${numeric(at)}`;
  const states: Record<ValueOf<typeof UnstakeState>, SQL | undefined> = {
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
      .where(and(isMeant, after === null ? undefined : lt(unstake.requestedId, after.requestedId)))
      .orderBy(desc(unstake.requestedId))
      .limit(first + 1),
    db.select({ count: count() }).from(unstake).where(isMeant),
  ]);
  return {
    rows: rows.map(({ unstake: entry, scale, isShort }): UnstakeEntry => {
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
    totalCount: total!.count,
  };
}

const nothing: ValueOf<typeof UnbondingSum> = { amount: 0n, unstakes: 0, stakers: 0 };

/** The unbonding calendar of the network, or of one prover, for some days from a time on. */
export async function unbondingCalendar(
  db: Db,
  { prover: of, at, days }: { prover: Address | null; at: number; days: number },
): Promise<ValueOf<typeof UnbondingCalendar>> {
  const today = dayOf(at);
  const isReadyAt = sql`least(${unstake.requestedAt} + ${networkTable.unstakeDelay}, ${LATEST})`;
  const slot = sql`case when ${isReadyAt} <= ${numeric(at)} then -1
    else least(floor(${isReadyAt} / 86400) - ${numeric(today)}, ${numeric(days)}) end`;
  const rows = await db
    .select({
      slot: sql<number | null>`slot`.mapWith(Number),
      amount: sumSql(sql`worth`),
      unstakes: countSql(),
      stakers: sql`count(distinct staker)`.mapWith(Number),
    })
    .from(sql`(
      select ${slot} as slot, ${unstake.staker} as staker,
        div(${unstake.amount} * ${prover.slashingScale}, ${unstake.scaleSnapshot}) as worth
      from ${unstake}
      join ${prover} on ${prover.address} = ${unstake.prover}
      cross join ${networkTable}
      where ${unstake.completedAt} is null ${of === null ? sql`` : sql`and ${unstake.prover} = ${of}`}
    ) pending`)
    .groupBy(sql`grouping sets ((slot), ())`);
  const slots = new Map<number | null, typeof nothing>(
    rows.map(({ slot: day, ...sum }) => [day, sum]),
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

export const unstakeTopic: Topic = {
  queries: {
    unstakeQueue: pagedList(UnstakeQueuePage, {
      text: "Unstakes one by one, the latest first: what is left of them after slashing, when they are ready, what was paid.",
      args: queueArgs,
      cost: { base: 20 },
      ask: (given, { db }) => unstakes(db, given),
    }),
    unbondingCalendar: question(UnbondingCalendar, {
      text: "When the network's pending unstakes become ready, by UTC day.",
      args: {
        prover: addressArg("Only from this prover."),
        days: boundedArg<number>("How many days, the present one included: 1 to 366. Default 14.", {
          max: MAX_DAYS,
          otherwise: 14,
        }),
        at: timeArg(),
      },
      cost: { base: 50 },
      ask: (asked, { db }) => unbondingCalendar(db, asked),
    }),
  },
};
