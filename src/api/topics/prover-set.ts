/** Question 26: who was in the set of provers, in which state, and who of them took part. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { activity, prover, proverDay, proverStateChange } from "../../../ponder.schema.ts";
import { dayOf } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import {
  type Argument,
  byDefault,
  enumArg,
  required,
  spanArgs,
  timeArg,
} from "../declare/arguments.ts";
import { bool, int, one, question } from "../declare/fields.ts";
import { pagedList, pages, rowsFrom } from "../declare/pages.ts";
import { listOf, object, stored, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { BucketUnit, bucketArgs, type Unit } from "../reads/buckets.ts";
import { boundariesOf } from "../reads/flows.ts";
import { arrayOf, idsWithin, rowsOf } from "../reads/history.ts";
import { type Prover, withProvers } from "../reads/prover-rows.ts";
import { type Bucket, DAY } from "../rules/buckets.ts";
import type { Topic } from "../topic.ts";

/** [s] How long a bid makes a prover active by its bids. */
export const BIDS_COUNT_FOR = 7 * DAY;

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

const ProverSpells = object(
  "ProverSpells",
  "A prover's time in each state within a window. The seconds add up to the window, less the time before it joined.",
  {
    prover: one(stored("prover"), "The prover, with its state now."),
    joinedAt: int("[unix s] When it joined."),
    state: one(stored("proverState"), "State at the end of the window."),
    since: int("[unix s] Since when."),
    activeSeconds: int("[s] In state ACTIVE."),
    deactivatedSeconds: int("[s] In state DEACTIVATED."),
    jailedSeconds: int("[s] In state JAILED."),
    retiredSeconds: int("[s] After it retired."),
    changes: int("Changes of state within the window, joining and retiring included."),
    activeByBids: bool("Whether it bid in the 7 days up to the end of the window."),
  },
);

const ProverSpellPage = pages(ProverSpells, {
  name: "ProverSpellPage",
  text: "Provers with their time in each state.",
  key: { joinedAt: prover.joinedAt, address: prover.address },
  place: ({ joinedAt, prover: { address } }) => ({ joinedAt, address }),
  more: { totalCount: int("Provers in the whole list.") },
});

type ProverSetCounts = ValueOf<typeof ProverSetCounts>;
type ProverSetBucket = ValueOf<typeof ProverSetBucket>;
type Spells = Omit<ValueOf<typeof ProverSpells>, "prover"> & { address: Address };
type SpellKey = Pick<Spells, "joinedAt" | "address">;
type ProverState = Prover["state"];

type Change = { id: string; timestamp: number; prover: Address } & {
  old_state: ProverState | null;
  new_state: ProverState;
};

/** Changes of state up to a second, in the order of the chain: a few for each prover. */
const changesUpTo = (db: Db, at: number): Promise<Change[]> =>
  rowsOf<Change>(
    db,
    sql`select id, timestamp, prover, old_state::text as old_state, new_state::text as new_state
      from ${proverStateChange} where timestamp <= ${at} order by id`,
  );

/** Provers that bid in the 7 days up to and including the second `at`. */
async function biddersAt(db: Db, at: number): Promise<Set<Address>> {
  const { low, high } = await idsWithin(db, Math.max(0, at + 1 - BIDS_COUNT_FOR), at + 1);
  const rows = await rowsOf<{ address: Address }>(
    db,
    sql`select address from ${prover} p where exists (
      select from ${activity} a where a.prover = p.address and a.kind = 'BID' and a.id >= ${low} and a.id < ${high})`,
  );
  return new Set(rows.map(({ address }) => address));
}

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
): Promise<ProverSetBucket[]> {
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

/** The provers that had joined before `to`, in the order they joined, with their time in each state in [from, to) [unix s]. One row per prover. */
export async function proverSpells(
  db: Db,
  { from, to }: { from: number; to: number },
): Promise<Spells[]> {
  const [changes, bidders] = await Promise.all([changesUpTo(db, to - 1), biddersAt(db, to - 1)]);
  const spells = [...Map.groupBy(changes, (change) => change.prover)].map(([address, own]) => {
    const seconds = { ACTIVE: 0, DEACTIVATED: 0, JAILED: 0, RETIRED: 0 };
    for (const [index, { timestamp, new_state }] of own.entries()) {
      const until = own[index + 1]?.timestamp ?? to;
      seconds[new_state] += Math.max(0, until - Math.max(timestamp, from));
    }
    const last = own.at(-1)!;
    return {
      address,
      state: last.new_state,
      since: last.timestamp,
      joinedAt: own[0]!.timestamp,
      activeSeconds: seconds.ACTIVE,
      deactivatedSeconds: seconds.DEACTIVATED,
      jailedSeconds: seconds.JAILED,
      retiredSeconds: seconds.RETIRED,
      changes: own.filter(({ timestamp }) => timestamp >= from).length,
      activeByBids: bidders.has(address),
    };
  });
  return spells.sort(compareSpells);
}

/** In the order they joined. */
const compareSpells = (a: SpellKey, b: SpellKey): number =>
  a.joinedAt - b.joinedAt || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0);

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
    proverSpells: pagedList(ProverSpellPage, {
      text: "How long each prover was in each state within a window, in the order they joined; retired ones too.",
      args: {
        span: spanArgs({
          from: "[unix s] First second of the window. Default: 30 days before `to`.",
          to: "[unix s] End of the window, exclusive. Default and latest: the second after the indexed head.",
        }),
      },
      cost: { base: 50 },
      ask: async ({ span, ...page }, { db }) => {
        const all = await proverSpells(db, span);
        const found = rowsFrom(all, page, compareSpells);
        const rows = await withProvers(db, found, ({ address }) => address);
        return { rows, totalCount: all.length };
      },
    }),
  },
};
