/** What is new in the index since it was last looked at: one read, however many listen. */
import { asc, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { activity, network, request, shareTransfer } from "../../../ponder.schema.ts";
import type { Head, Progress } from "../context.ts";
import type { Db } from "../db.ts";
import { blockStart, type ChainBlock, epochOf, hashesOf, notedBlocks } from "../reads/chain.ts";
import { type FeedPlace, placesAt, resumeAfter } from "../reads/locator.ts";

export type Activity = typeof activity.$inferSelect;
export type RequestRow = typeof request.$inferSelect;
type NetworkRow = typeof network.$inferSelect;

/** An event, with what decides whom it concerns. */
export type LiveEvent = Readonly<{
  row: Activity;
  requester: Hex | null;
  vk: Hex | null;
  /** Who gave the shares of a transfer. */
  giver: Hex | null;
}>;

/** Where the last look ended. */
export type Known = Readonly<{
  place: FeedPlace;
  /** Where what is final ends. */
  finalPlace: FeedPlace;
  /** Events that are not final, in their order. */
  open: readonly LiveEvent[];
  head: Head | null;
  /** Hashes of blocks that were told, by number. */
  told: ReadonlyMap<number, Hex>;
  epoch: string;
  finalized: Head | null;
  network: NetworkRow | null;
}>;

/** What is new. */
export type News = Readonly<{
  /** Events of this block and later ones are taken back; null: none. */
  from: number | null;
  /** Whether that goes back beyond what was final: then not all that is gone is known. */
  isDeep: boolean;
  gone: readonly LiveEvent[];
  events: readonly LiveEvent[];
  /** Events that became final. */
  finals: readonly LiveEvent[];
  blocks: readonly ChainBlock[];
  /** First and last block that are no longer part of the chain; null: none. */
  reorganised: Readonly<{ from: number; to: number }> | null;
  /** The rows of requests that events or what was taken back are about, by id. */
  requests: ReadonlyMap<Hex, RequestRow>;
  /** When the look began, by `performance.now()`. */
  begun: number;
  known: Known;
}>;

/** Blocks whose hashes are kept to tell what a reorganisation took back. */
const TOLD = 300;
/** Events that are read at once. */
export const EVENTS = 1_000;

/** Events after a place, at most `EVENTS` of them. */
export const nextEvents = (db: Db, id: bigint): Promise<LiveEvent[]> =>
  db
    .select({
      row: activity,
      requester: request.requester,
      vk: request.vk,
      giver: shareTransfer.from,
    })
    .from(activity)
    .leftJoin(request, eq(request.id, activity.requestId))
    .leftJoin(shareTransfer, eq(shareTransfer.id, activity.id))
    .where(gt(activity.id, id))
    .orderBy(asc(activity.id))
    .limit(EVENTS);

async function eventsAfter(db: Db, id: bigint): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  for (let after = id; ; after = events.at(-1)!.row.id) {
    const page = await nextEvents(db, after);
    events.push(...page);
    if (page.length < EVENTS) return events;
  }
}

/** The rows of requests that events are about, by id. */
export async function requestsOf(
  db: Db,
  events: readonly LiveEvent[],
): Promise<ReadonlyMap<Hex, RequestRow>> {
  const ids = new Set(events.flatMap(({ row }) => (row.requestId ? [row.requestId] : [])));
  if (ids.size === 0) return new Map();
  const rows = await db
    .select()
    .from(request)
    .where(inArray(request.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Starts from the index as it is. */
export async function knownNow(db: Db, { chainId, head, finalized }: Progress): Promise<Known> {
  const last = finalized?.block ?? -1;
  const [[newest], [newestFinal], [networkRow], open, hashes, epoch] = await Promise.all([
    db.select({ id: activity.id }).from(activity).orderBy(desc(activity.id)).limit(1),
    db
      .select({ id: activity.id })
      .from(activity)
      .where(sql`${activity.id} < ${blockStart(last + 1)}`)
      .orderBy(desc(activity.id))
      .limit(1),
    db.select().from(network).limit(1),
    eventsAfter(db, blockStart(last + 1) - 1n),
    head === null ? null : hashesOf(db, chainId, head),
    epochOf(db),
  ]);
  const ids = [newest?.id ?? -1n, newestFinal?.id ?? -1n] as const;
  const placeAt = await placesAt(db, { ids, finalized: last });
  const told = new Map(head !== null && hashes?.hash ? [[head.block, hashes.hash]] : []);
  return {
    ...{ place: placeAt(ids[0]), finalPlace: placeAt(ids[1]), open, head, finalized, told, epoch },
    network: networkRow ?? null,
  };
}

/** What is new since; in one state of the index. */
export async function newsSince(
  db: Db,
  progress: Progress,
  known: Known,
): Promise<Omit<News, "begun">> {
  const { head, finalized } = progress;
  const last = finalized?.block ?? -1;
  const { id: start, reorganised } = await resumeAfter(db, known.place);
  const from = reorganised?.from ?? null;
  const events = await eventsAfter(db, start);
  const kept = known.open.filter(({ row }) => row.id <= start);
  const gone = known.open.filter(({ row }) => row.id > start).toReversed();
  const all = [...kept, ...events];
  const finals = all.filter(({ row }) => row.block <= last && row.id > known.finalPlace.id);
  const ids = [
    events.at(-1)?.row.id ?? start,
    finals.at(-1)?.row.id ?? known.finalPlace.id,
  ] as const;
  const [placeAt, blocks, requests, [networkRow], epoch] = await Promise.all([
    placesAt(db, { ids, finalized: last }),
    blocksSince(db, progress, known),
    requestsOf(db, [...events, ...gone]),
    db.select().from(network).limit(1),
    epochOf(db),
  ]);
  const told = new Map(known.told);
  if (blocks.reorganised !== null)
    for (const number of told.keys()) if (number >= blocks.reorganised.from) told.delete(number);
  for (const { number, hash } of blocks.blocks) if (hash !== null) told.set(number, hash);
  for (const number of told.keys()) if (number < (head?.block ?? 0) - TOLD) told.delete(number);
  return {
    ...blocks,
    from,
    isDeep: from !== null && from <= (known.finalized?.block ?? -1),
    gone,
    events,
    finals,
    requests,
    known: {
      place: placeAt(ids[0]),
      finalPlace: placeAt(ids[1]),
      open: all.filter(({ row }) => row.block > last),
      ...{ head, finalized, told, epoch },
      network: networkRow ?? null,
    },
  };
}

/** Every block since the head that was told, and what was told of and is no longer part of the chain. */
async function blocksSince(db: Db, { chainId, head }: Progress, known: Known) {
  if (head === null) return { blocks: [], reorganised: null };
  const { hash, parentHash } = await hashesOf(db, chainId, head);
  const before = known.head;
  const newest: ChainBlock = { number: head.block, timestamp: head.timestamp, hash, parentHash };
  const isSame = hash === null || known.told.get(head.block) === hash;
  if (before?.block === head.block && before.timestamp === head.timestamp && isSame)
    return { blocks: [], reorganised: null };
  // Its parents, back to one that was told.
  const noted = await notedBlocks(db, chainId, {
    from: Math.max(0, Math.min(head.block, before?.block ?? head.block) - TOLD),
    to: head.block,
  });
  const blocks = [newest];
  const isTold = (number: number, of: Hex) => known.told.get(number) === of;
  let { number, parentHash: parent } = newest;
  // Blocks before the first that was told are nobody's news.
  const first = Math.min(...known.told.keys());
  while (parent !== null && number > first && !isTold(number - 1, parent)) {
    const block = noted.get(parent);
    if (block === undefined) break;
    blocks.unshift(block);
    number = block.number;
    parent = block.parentHash;
  }
  const to = before?.block ?? -1;
  // Without hashes a head that did not grow is all that tells.
  const isForked = parent === null ? head.block <= to : number <= to;
  return { blocks, reorganised: isForked && before !== null ? { from: number, to } : null };
}
