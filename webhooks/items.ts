/** What a webhook receives for a stretch of the chain, in order. */
import { and, eq, exists, gte, inArray, lt, lte, or, type SQL } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, eventBlock, request, requestStatus } from "../ponder.schema.ts";
import type { Head } from "../src/api/context.ts";
import type { Db } from "../src/api/db.ts";
import { blockStart } from "../src/api/reads/chain.ts";
import { durationsAt, idsWithin } from "../src/api/reads/history.ts";
import { toSeconds } from "../src/api/rules/phases.ts";
import { type Activity, feed } from "../src/api/topics/feed.ts";
import { biddingEnd, type Durations, revealEnd } from "../src/domain/phases.ts";
import type { EventFilter, RequestFilter, TimeLeftFilter, Webhook } from "./config.ts";
import { phaseChangesOf, timeLeftOf } from "./notices.ts";

/** Something to tell. */
export type Item = Readonly<{
  /** What it is known by: the same thing has the same key whenever it is read, another block another. */
  key: string;
  type: "event" | "phase" | "timeLeft";
  /** What it is about: all about one subject is delivered in order. */
  subject: string;
  /** Of an event; null for what time alone brings. */
  block: number | null;
  /** [unix s] When it is so. */
  at: number;
  data: Record<string, unknown>;
}>;

/** After this, up to and with that: an event by its block, what time brings by its second. */
type Stretch = Readonly<{ after: Head; until: Head }>;

type Request = typeof request.$inferSelect;

/** Events of a filter that are read at once. */
const PAGE = 500;

/**
 * What a webhook is told of a stretch, in the order of time. Where there is much, the stretch ends sooner, with a whole
 * block: `until` says where.
 */
export async function itemsOf(
  db: Db,
  { events, phases, timeLeft }: Pick<Webhook, "events" | "phases" | "timeLeft">,
  stretch: Stretch,
): Promise<{ items: Item[]; until: Head }> {
  const { rows, until } = await eventsOf(db, events, stretch);
  const hashes = await hashesOf(db, rows);
  const told = await noticesOf(db, { phases, timeLeft }, { ...stretch, until });
  // Stable: what time brings comes before the events of its second, and these stay in the order of the chain.
  const items = [...told, ...rows.map((row) => eventItem(row, hashes.get(row.block)!))].sort(
    (a, b) => a.at - b.at,
  );
  return { items: [...new Map(items.map((item) => [item.key, item])).values()], until };
}

async function eventsOf(db: Db, filters: readonly EventFilter[], stretch: Stretch) {
  let { until } = stretch;
  const found = new Map<bigint, Activity>();
  for (const filter of filters) {
    const rows = await wholeBlocks(db, filter, stretch.after.block, until.block);
    for (const row of rows.all) found.set(row.id, row);
    if (rows.isCut) {
      const { block, timestamp } = rows.all.at(-1)!;
      until = { block, timestamp };
    }
  }
  const rows = [...found.values()].filter(({ block }) => block <= until.block);
  return { rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)), until };
}

/** Events of whole blocks: about a page of them, if there are that many. */
async function wholeBlocks(db: Db, filter: EventFilter, after: number, until: number) {
  for (let first = PAGE; ; first *= 2) {
    const rows = await feed(db, {
      ...filter,
      ...{ transaction: null, block: null, from: null, to: null, newestFirst: false },
      ...{ until, first, after: blockStart(after + 1) - 1n },
    });
    if (rows.length <= first) return { all: rows, isCut: false };
    const all = rows.filter(({ block }) => block < rows.at(-1)!.block);
    if (all.length > 0) return { all, isCut: true };
  }
}

async function hashesOf(db: Db, rows: readonly Activity[]): Promise<Map<number, Hex>> {
  const blocks = [...new Set(rows.map(({ block }) => block))];
  if (blocks.length === 0) return new Map();
  const found = await db.select().from(eventBlock).where(inArray(eventBlock.number, blocks));
  return new Map(found.map(({ number, hash }) => [number, hash]));
}

function eventItem(row: Activity, blockHash: Hex): Item {
  const { requestId, prover, account } = row;
  const subject =
    (requestId && `request/${requestId}`) ??
    (prover && `prover/${prover}`) ??
    (account && `account/${account}`) ??
    "protocol";
  const amount = row.amount === null ? null : String(row.amount);
  return {
    key: `event/${row.id}/${blockHash}`,
    ...{ type: "event", subject, block: row.block, at: row.timestamp },
    data: { ...row, id: String(row.id), blockHash, amount },
  };
}

async function noticesOf(
  db: Db,
  { phases, timeLeft }: Pick<Webhook, "phases" | "timeLeft">,
  { after, until }: Stretch,
): Promise<Item[]> {
  if (phases.length + timeLeft.length === 0 || until.timestamp <= after.timestamp) return [];
  const [before, now] = await Promise.all([
    durationsAt(db, after.timestamp),
    durationsAt(db, until.timestamp),
  ]);
  if (before === null || now === null) return [];
  const span = { from: after.timestamp, to: until.timestamp, before, now };
  const ofPhases = phases.map(async (filter) => {
    const rows = await requestsOf(db, filter, span, 0);
    return rows.flatMap((row) =>
      fallingIn(
        span,
        (durations) => phaseChangesOf(row, durations),
        ({ to }) => to,
      )
        .filter(({ to }) => filter.to === null || filter.to.some((phase) => phase === to))
        .map((change) => noticeItem("phase", row, now, change, change.to)),
    );
  });
  const ofTime = timeLeft.map(async (filter) => {
    const rows = await requestsOf(db, filter, span, filter.seconds);
    const sealed = await sealedOf(db, filter, rows);
    return rows.flatMap((row) =>
      fallingIn(
        span,
        (durations) => [timeLeftOf(row, durations, filter)].filter((one) => one !== null),
        ({ phase }) => phase,
      )
        .filter(({ at }) => sealed(row.id, at))
        .map((left) => noticeItem("timeLeft", row, now, left, `${filter.phase}/${filter.seconds}`)),
    );
  });
  const found = (await Promise.all([...ofPhases, ...ofTime])).flat();
  return found.sort((a, b) => a.at - b.at);
}

/** From (exclusive), to (inclusive) [unix s], and the durations in force at either. */
type Span = { from: number; to: number; before: Durations; now: Durations };

/** What falls into a span; and what a change of the durations has moved from its future into its past. */
function fallingIn<T extends { at: number }>(
  { from, to, before, now }: Span,
  of: (durations: Durations) => T[],
  nameOf: (one: T) => string,
): T[] {
  const late = of(before).filter(({ at }) => at > from);
  return of(now).filter(
    (one) => one.at <= to && (one.at > from || late.some((other) => nameOf(other) === nameOf(one))),
  );
}

/** Requests with possible notices: in their auction within the span or at its end, or this long before their deadline. */
async function requestsOf(db: Db, filter: RequestFilter, span: Span, seconds: number) {
  const { from, to, before, now } = span;
  const longest = Math.max(
    ...[before, now].map((durations) => toSeconds(revealEnd(0n, durations))),
  );
  const { low, high } = await idsWithin(db, Math.max(0, from - longest - 1), to + 1);
  return db
    .select()
    .from(request)
    .where(
      and(
        or(
          and(gte(request.createdId, low), lt(request.createdId, high)),
          and(
            inArray(request.status, requestStatus.enumValues),
            gte(request.deadline, BigInt(from + seconds)),
            lte(request.deadline, BigInt(to + seconds)),
          ),
        ),
        lte(request.createdAt, to),
        filter.requester === null ? undefined : eq(request.requester, filter.requester),
        filter.requestId === null ? undefined : eq(request.id, filter.requestId),
        filter.vk === null ? undefined : eq(request.vk, filter.vk),
        filter.winner === null ? undefined : eq(request.winner, filter.winner),
        filter.prover === null
          ? undefined
          : exists(bidsOf(db, filter.prover, eq(bid.requestId, request.id))),
      ),
    )
    .orderBy(request.createdId);
}

const bidsOf = (db: Db, prover: Address, which: SQL) =>
  db
    .select()
    .from(bid)
    .where(and(eq(bid.prover, prover), which));

/** A prover hears of a reveal phase as long as it has not revealed. */
async function sealedOf(db: Db, { phase, prover }: TimeLeftFilter, rows: readonly Request[]) {
  if (phase !== "REVEALING" || prover === null || rows.length === 0) return () => true;
  const ids = rows.map(({ id }) => id);
  const bids = await bidsOf(db, prover, inArray(bid.requestId, ids));
  // A bid placed again after a reveal, in a reopened phase, is sealed again.
  const open = bids.filter((row) => row.lastRevealAt !== null && row.lastRevealAt >= row.lastBidAt);
  const revealed = new Map(open.map((row) => [row.requestId, row.firstRevealAt]));
  return (id: Hex, at: number) => (revealed.get(id) ?? Number.POSITIVE_INFINITY) > at;
}

function noticeItem(
  type: "phase" | "timeLeft",
  row: Request,
  durations: Durations,
  told: { at: number },
  name: string,
): Item {
  const { id, requester, vk, createdAt, bidCount, winner } = row;
  return {
    key: `${type}/${id}/${name}/${told.at}`,
    ...{ type, subject: `request/${id}`, block: null, at: told.at },
    data: {
      ...{ requestId: id, ...told, requester, vk, winner, bidCount, createdAt },
      maxFee: String(row.maxFee),
      minStake: String(row.minStake),
      biddingEndsAt: toSeconds(biddingEnd(createdAt, durations)),
      revealEndsAt: toSeconds(revealEnd(createdAt, durations)),
      deadline: toSeconds(row.deadline),
    },
  };
}
