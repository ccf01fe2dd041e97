/** What every handled event does: it is booked in the totals, in the buckets of time and in the feed. */

import type { Context } from "ponder:registry";
import {
  activity,
  eventBlock,
  marketDay,
  marketHour,
  network,
  program,
  programDay,
  prover,
  proverDay,
  requester,
  requesterDay,
} from "ponder:schema";
import type { Address, Hex } from "viem";
import { eventId } from "../domain/ids.ts";
import type { ProverStats } from "../domain/statsEpochs.ts";
import { type Delta, increase } from "../domain/sums.ts";
import { dayOf, dayStart, hourOf, hourStart } from "../domain/time.ts";
import { bookGlobalStats, bookProverStats } from "./stats.ts";

type Row<Table extends { $inferSelect: unknown }> = Table["$inferSelect"];
type Hour = Row<typeof marketHour>;
type Network = Row<typeof network>;
type Prover = Row<typeof prover>;

/** What a log's row needs to know of its event. */
export type Log = {
  block: { number: bigint; hash: Hex; timestamp: bigint };
  transaction: { hash: Hex; from: Address; to: Address | null };
  log: { logIndex: number };
};

/** The counters that the network, its hours, programs and requesters keep alike. */
type MarketCounts = Omit<Delta<Row<typeof requesterDay>>, "day" | "start">;
/** Those that the network, its hours and provers keep alike. */
type ProverCounts = Omit<
  Delta<Row<typeof proverDay>>,
  "day" | "start" | "assets" | "shares" | "assignedStake"
>;
/** Added to the totals and buckets of the network, and of every subject named. */
type Counts = MarketCounts & ProverCounts;

/** What counts for a prover too. What it holds, is and did is nothing without its address. */
type OfProver = {
  prover: Address;
  /** Added to the prover alone: what it holds now. */
  proverHolds?: Delta<Prover>;
  /** Written into the prover's row. */
  proverIs?: Partial<
    Pick<
      Prover,
      | "state"
      | "name"
      | "iconUrl"
      | "retiredAt"
      | "slashingScale"
      | "defaultCommissionRate"
      | "lastActiveAt"
    >
  >;
  /** Added to the prover's statistics of the market's current epoch, as the contract keeps them. Its last activity there is the one in `proverIs`. */
  proverStats?: Delta<Omit<ProverStats, "lastActiveAt">>;
};

/** What counts for a requester too. */
type OfRequester = {
  requester: Address;
  /** Added to the requester alone: what it holds now. */
  requesterHolds?: Delta<Row<typeof requester>>;
};

/** None of the columns. */
type Without<Columns> = { [Column in keyof Columns]?: never };

type Totals = {
  counts?: Counts;
  /** Added to the network alone: what it holds now. */
  network?: Delta<Network>;
  /** Added to the network's statistics of the market's current epoch, as the contract keeps them. */
  globalStats?: { requests?: number; fulfilled?: number; fees?: bigint };
  /** Counts for this program too. */
  program?: Hex;
} & (OfProver | Without<OfProver>) &
  (OfRequester | Without<OfRequester>);

/** What an event is booked as. */
export type Entry = {
  /** What the feed calls it. */
  kind: Row<typeof activity>["kind"];
  request?: Hex;
  account?: Address | null;
  /** [wei] */
  amount?: bigint;
} & Totals;

/** What a prover comes to hold, and with it the network. */
export type Holdings = Pick<OfProver, "proverHolds"> & Pick<Totals, "network">;

const HOURS_OF_DAY = 24;

/** What a bucket of the network ends with. */
const levelsOf = (row: Network | Hour) => {
  const { provers, activeProvers, distinctStakers, openRequests } = row;
  const { escrow, assets, unstaking, assignedStake } = row;
  const counts = { provers, activeProvers, distinctStakers, openRequests };
  return { ...counts, escrow, assets, unstaking, assignedStake };
};

/** What happened in an hour: all but its name and what it ends with. */
const countsOf = ({
  hour,
  start,
  provers,
  activeProvers,
  openRequests,
  escrow,
  assets,
  unstaking,
  assignedStake,
  distinctStakers,
  ...counts
}: Hour) => counts;

/** The columns that open every row of an event. */
export const eventColumns = ({ block, transaction, log }: Log) => ({
  id: eventId({ block: block.number, logIndex: log.logIndex }),
  block: Number(block.number),
  timestamp: Number(block.timestamp),
  transaction: transaction.hash,
});

/** Books an event: in the feed, and in every total it concerns. Every row it adds to must exist: who comes first creates it before. */
export async function book(context: Context, event: Log, entry: Entry): Promise<void> {
  await recordActivity(context, event, entry);
  await bookTotals(context, event, entry);
}

/** Books in the totals alone: for whom an event concerns besides those it names. */
export async function bookTotals(context: Context, event: Log, entry: Totals): Promise<void> {
  const timestamp = Number(event.block.timestamp);
  const { counts, program: vk } = entry;
  if (entry.prover !== undefined) await bookProver(context, timestamp, { ...entry, counts });
  if (counts || entry.network || entry.globalStats || entry.proverStats) {
    const { statsEpochId } = await bookNetwork(context, timestamp, entry);
    await bookStats(context, statsEpochId, entry);
  }
  if (vk !== undefined && counts) await bookProgram(context, timestamp, vk, counts);
  if (entry.requester !== undefined) await bookRequester(context, timestamp, { ...entry, counts });
}

async function recordActivity({ db }: Context, event: Log, entry: Entry) {
  const { number, hash, timestamp } = event.block;
  await db
    .insert(eventBlock)
    .values({ number: Number(number), hash, timestamp: Number(timestamp) })
    // Another event of the block came before.
    .onConflictDoNothing();
  await db.insert(activity).values({
    ...eventColumns(event),
    kind: entry.kind,
    sender: event.transaction.from,
    requestId: entry.request ?? null,
    prover: entry.prover ?? null,
    account: entry.account ?? null,
    amount: entry.amount ?? null,
  });
}

async function bookNetwork(
  { db }: Context,
  timestamp: number,
  { counts = {}, network: holds = {} }: Totals,
) {
  const row = await db
    .update(network, { id: 0 })
    .set((now) => increase(now, { ...counts, ...holds }));
  const day = dayOf(timestamp);
  if (row.currentDay < day) {
    await closeDay(db, row.currentDay);
    await db.update(network, { id: 0 }).set({ currentDay: day });
  }
  const end = levelsOf(row);
  const hour = hourOf(timestamp);
  await db
    .insert(marketHour)
    .values({ hour, start: hourStart(hour), ...end, ...counts })
    .onConflictDoUpdate((now) => ({ ...end, ...increase(now, counts) }));
  return row;
}

/** A day is over: its hours are added up, and it ends as the last of them. */
async function closeDay(db: Context["db"], day: number) {
  const hours: Hour[] = [];
  for (let hour = day * HOURS_OF_DAY; hour < (day + 1) * HOURS_OF_DAY; hour++) {
    const row = await db.find(marketHour, { hour });
    if (row !== null) hours.push(row);
  }
  const last = hours.at(-1);
  if (last === undefined) return;
  const counts = hours.map(countsOf).reduce((sum, one) => increase(sum, one) as typeof sum);
  await db.insert(marketDay).values({ day, start: dayStart(day), ...levelsOf(last), ...counts });
}

async function bookStats(context: Context, epoch: number, entry: Totals) {
  if (entry.globalStats) await bookGlobalStats(context, { epoch, ...entry.globalStats });
  if (entry.proverStats) {
    const { prover, proverIs, proverStats } = entry;
    const activeAt = proverIs?.lastActiveAt ?? null;
    await bookProverStats(context, { prover, epoch, activeAt, ...proverStats });
  }
}

/** A prover has no part in what only requests are. */
const ofProvers = ({
  requests,
  refunded,
  refundedNoBids,
  refundedNoReveals,
  maxFees,
  ...counts
}: Counts): ProverCounts => counts;

async function bookProver(
  { db }: Context,
  timestamp: number,
  { prover: address, proverHolds, proverIs, ...entry }: OfProver & { counts: Counts | undefined },
) {
  // A registered submitter, say, is no more than an entry in the feed.
  if (!entry.counts && !proverHolds && !proverIs) return;
  const counts = ofProvers(entry.counts ?? {});
  const row = await db
    .update(prover, { address })
    .set((now) => ({ ...proverIs, ...increase(now, { ...counts, ...proverHolds }) }));
  const end = { assets: row.assets, shares: row.shares, assignedStake: row.assignedStake };
  const day = dayOf(timestamp);
  await db
    .insert(proverDay)
    .values({ prover: address, day, start: dayStart(day), ...end, ...counts })
    .onConflictDoUpdate((now) => ({ ...end, ...increase(now, counts) }));
}

async function bookProgram({ db }: Context, timestamp: number, vk: Hex, counts: MarketCounts) {
  await db.update(program, { vk }).set((now) => increase(now, counts));
  const day = dayOf(timestamp);
  await db
    .insert(programDay)
    .values({ vk, day, start: dayStart(day), ...counts })
    .onConflictDoUpdate((now) => increase(now, counts));
}

async function bookRequester(
  { db }: Context,
  timestamp: number,
  {
    requester: address,
    requesterHolds,
    counts = {},
  }: OfRequester & { counts: MarketCounts | undefined },
) {
  await db
    .update(requester, { address })
    .set((now) => increase(now, { ...counts, ...requesterHolds }));
  const day = dayOf(timestamp);
  await db
    .insert(requesterDay)
    .values({ requester: address, day, start: dayStart(day), ...counts })
    .onConflictDoUpdate((now) => increase(now, counts));
}
