/** Question 26: how many provers there were, in which state, and how many of them took part. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { proverDay } from "../../../ponder.schema.ts";
import { dayOf } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import { type Argument, byDefault, enumArg, required, timeArg } from "../declare/arguments.ts";
import { int, one, question } from "../declare/fields.ts";
import { listOf, object, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { BucketUnit, bucketArgs, type Unit } from "../reads/buckets.ts";
import { boundariesOf } from "../reads/flows.ts";
import { arrayOf, rowsOf } from "../reads/history.ts";
import {
  BIDS_COUNT_FOR,
  biddersAt,
  type Change,
  changesUpTo,
  type ProverState,
} from "../reads/prover-states.ts";
import { type Bucket, DAY } from "../rules/buckets.ts";
import type { Topic } from "../topic.ts";

const ProverSetCounts = object(
  "ProverSetCounts",
  "How many provers there were at a time. Active by its bids: it bid in the 7 days up to and including that second.",
  {
    registered: int("Registered: joined and not retired."),
    active: int("In state ACTIVE."),
    deactivated: int("In state DEACTIVATED."),
    jailed: int("In state JAILED."),
    retired: int("Retired so far; they never return."),
    activeByBids: int("Provers active by their bids, whatever their state."),
    activeByBoth: int("ACTIVE and active by its bids."),
    activeByStateOnly: int("ACTIVE without a bid."),
    activeByBidsOnly: int("Active by its bids, and not ACTIVE any more."),
  },
);

const ProverSetBucket = object("ProverSetBucket", "The set of provers in a bucket of time.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  joined: int("Provers that joined."),
  retired: int("Provers that retired."),
  activated: int("Changes to ACTIVE; joining not counted."),
  deactivated: int("Changes to DEACTIVATED."),
  jailed: int("Changes to JAILED."),
  at: int(
    "[unix s] The second that `counts` is of: the bucket's last, or the indexed head's while it lasts.",
  ),
  counts: one(ProverSetCounts, "The set then."),
});

type ProverSetCounts = ValueOf<typeof ProverSetCounts>;
/** The set after the last block at or before `at` [unix s]. */
export async function proverSetAt(db: Db, at: number): Promise<ProverSetCounts> {
  const [changes, bidders] = await Promise.all([changesUpTo(db, at), biddersAt(db, at)]);
  return countsOf(statesOf(changes), bidders);
}

/**
 * The set in each of the buckets, which must be of whole UTC days and without a gap. `at` [unix s]: known up to then;
 * the bucket it lies in ends there.
 */
export async function proverSetSeries(
  db: Db,
  { buckets, at }: { buckets: readonly Bucket[]; at: number },
): Promise<ValueOf<typeof ProverSetBucket>[]> {
  if (buckets.length === 0) return [];
  const days = arrayOf(boundariesOf(buckets).map(dayOf), "int");
  const firstDay = dayOf(buckets[0]!.start) - BIDS_COUNT_FOR / DAY;
  const [changes, bidders, daysWithBids] = await Promise.all([
    changesUpTo(db, at),
    biddersAt(db, at),
    // The bucket whose end is less than 7 days after a day with a bid counts its prover.
    rowsOf<{ bucket: number; prover: Address }>(
      db,
      sql`select distinct n as bucket, d.prover
        from ${proverDay} d join unnest(${days}) with ordinality b (day, n)
          on d.day < b.day and d.day >= b.day - ${BIDS_COUNT_FOR / DAY}
        where d.day >= ${firstDay} and d.bids > 0 and b.n > 1`,
    ),
  ]);
  const byBucket = Map.groupBy(daysWithBids, ({ bucket }) => Number(bucket) - 2);
  const states = new Map<Address, ProverState>();
  let next = 0;
  return buckets.map(({ start, end }, index) => {
    for (; next < changes.length && changes[next]!.timestamp < start; next++)
      states.set(changes[next]!.prover, changes[next]!.new_state);
    const within: Change[] = [];
    for (; next < changes.length && changes[next]!.timestamp < end; next++) {
      within.push(changes[next]!);
      states.set(changes[next]!.prover, changes[next]!.new_state);
    }
    const count = (is: (change: Change) => boolean) => within.filter(is).length;
    const to = (state: ProverState) => (change: Change) =>
      change.old_state !== null && change.new_state === state;
    const active =
      end > at
        ? bidders
        : new Set((byBucket.get(index) ?? []).map(({ prover: address }) => address));
    return {
      start,
      end,
      at: Math.min(end - 1, at),
      joined: count(({ old_state }) => old_state === null),
      retired: count(to("RETIRED")),
      activated: count(to("ACTIVE")),
      deactivated: count(to("DEACTIVATED")),
      jailed: count(to("JAILED")),
      counts: countsOf(states, active),
    };
  });
}

const statesOf = (changes: readonly Change[]): Map<Address, ProverState> =>
  new Map(changes.map((change) => [change.prover, change.new_state]));

function countsOf(
  states: ReadonlyMap<Address, ProverState>,
  bidders: ReadonlySet<Address>,
): ProverSetCounts {
  const all = [...states.values()];
  const of = (state: ProverState) => all.filter((found) => found === state).length;
  const [active, retired] = [of("ACTIVE"), of("RETIRED")];
  const both = [...bidders].filter((address) => states.get(address) === "ACTIVE").length;
  return {
    registered: all.length - retired,
    active,
    deactivated: of("DEACTIVATED"),
    jailed: of("JAILED"),
    retired,
    activeByBids: bidders.size,
    activeByBoth: both,
    activeByStateOnly: active - both,
    activeByBidsOnly: bidders.size - both,
  };
}

const unit = required(
  byDefault(enumArg(BucketUnit, "Length of the buckets: DAY, WEEK or MONTH."), "DAY"),
);

/** Who took part is known by the day. */
const unitOfDaysArg: Argument<Unit> = {
  ...unit,
  read: (given: Unit, argument: string) => {
    if (["DAY", "WEEK", "MONTH"].includes(given)) return given;
    throw new UserError({
      argument,
      problem: `is ${given}; who took part is known by the day, so it must be DAY, WEEK or MONTH.`,
      example: "unit: WEEK",
    });
  },
};

export const proverSetTopic: Topic = {
  queries: {
    proverSet: question(ProverSetCounts, {
      text: "The set of provers at a time: by state, and by bids.",
      args: {
        at: timeArg(
          "[unix s] The time, that second included; the past is answered as it was then. Default: the indexed head's.",
        ),
      },
      cost: { base: 50 },
      ask: ({ at }, { db }) => proverSetAt(db, at),
    }),
    proverSetSeries: question(listOf(ProverSetBucket), {
      text: "The set of provers over time: who came and went, and the set at the end of each bucket. Whole buckets without gaps, oldest first.",
      args: { within: bucketArgs(unitOfDaysArg, { max: 400 }) },
      cost: { base: 100, rows: 30 },
      ask: ({ within }, { db }) => proverSetSeries(db, within),
    }),
  },
};
