/** Question 26: who was in the set of provers, in which state, and who of them took part. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { activity, prover, proverDay, proverStateChange } from "../../../ponder.schema.ts";
import { dayOf } from "../../domain/time.ts";
import type { Db } from "../db.ts";
import type { Bucket } from "../rules/buckets.ts";
import { boundariesOf } from "./flows.ts";
import { arrayOf, idsWithin, rowsOf } from "./history.ts";

export type ProverState = (typeof prover.$inferSelect)["state"];

/** [s] How long a bid makes a prover active by deed. */
export const DEED = 7 * 86_400;

/** The set of provers at a time: how many in each state, how many that bid in the 7 days up to it, and both. */
export type ProverCounts = {
  registered: number;
  active: number;
  deactivated: number;
  jailed: number;
  /** CUMULATIVE, as they never return. */
  retired: number;
  /** Provers that bid, in whatever state. */
  activeByDeed: number;
  activeByBoth: number;
  /** ACTIVE and without a bid. */
  activeByStateOnly: number;
  /** With a bid and not ACTIVE any more. */
  activeByDeedOnly: number;
};

/** The set in a bucket: who came and went in it, and the set at its end (or at the present). */
export type ProverSetBucket = Bucket & {
  joined: number;
  retired: number;
  /** Changes from and to ACTIVE, joining and retiring not counted. */
  activated: number;
  deactivated: number;
  jailed: number;
  /** [unix s] The second of `counts`: the bucket's last, or the present. */
  at: number;
  counts: ProverCounts;
};

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
  const { low, high } = await idsWithin(db, Math.max(0, at + 1 - DEED), at + 1);
  const rows = await rowsOf<{ address: Address }>(
    db,
    sql`select address from ${prover} p where exists (
      select from ${activity} a where a.prover = p.address and a.kind = 'BID' and a.id >= ${low} and a.id < ${high})`,
  );
  return new Set(rows.map(({ address }) => address));
}

/** The set after the last block at or before `at` [unix s]. */
export async function proverSetAt(db: Db, at: number): Promise<ProverCounts> {
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
  const firstDay = dayOf(buckets[0]!.start) - DEED / 86_400;
  const [changes, bidders, deeds] = await Promise.all([
    changesUpTo(db, at),
    biddersAt(db, at),
    // The bucket whose end is less than 7 days after a day with a bid counts its prover.
    rowsOf<{ bucket: number; prover: Address }>(
      db,
      sql`select distinct n as bucket, d.prover
        from ${proverDay} d join unnest(${days}) with ordinality b (day, n)
          on d.day < b.day and d.day >= b.day - ${DEED / 86_400}
        where d.day >= ${firstDay} and d.bids > 0 and b.n > 1`,
    ),
  ]);
  const byBucket = Map.groupBy(deeds, ({ bucket }) => Number(bucket) - 2);
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
): ProverCounts {
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
    activeByDeed: bidders.size,
    activeByBoth: both,
    activeByStateOnly: active - both,
    activeByDeedOnly: bidders.size - both,
  };
}

/** How long a prover was in each state within a window, in seconds. */
export type ProverSpells = {
  address: Address;
  /** State at the end of the window, and since when [unix s]. */
  state: ProverState;
  since: number;
  joinedAt: number;
  activeSeconds: number;
  deactivatedSeconds: number;
  jailedSeconds: number;
  /** Since it retired. */
  retiredSeconds: number;
  /** Changes of state within the window, joining and retiring included. */
  changes: number;
  /** Whether it bid in the 7 days up to the end of the window. */
  activeByDeed: boolean;
};

/** The provers that had joined before `to`, in the order they joined, with their time in each state in [from, to) [unix s]. One row per prover. */
export async function proverSpells(
  db: Db,
  { from, to }: { from: number; to: number },
): Promise<ProverSpells[]> {
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
      activeByDeed: bidders.has(address),
    };
  });
  return spells.sort((a, b) => a.joinedAt - b.joinedAt || (a.address < b.address ? -1 : 1));
}
