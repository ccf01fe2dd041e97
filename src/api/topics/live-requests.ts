/** Requests as a subscription: their present state, whenever they change. */
import { and, asc, eq, gt, gte, or } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { eventBlock, request } from "../../../ponder.schema.ts";
import type { Context } from "../context.ts";
import { encodeCursor } from "../cursor.ts";
import type { Db } from "../db.ts";
import { addressArg, bytes32Arg, enumArg, listArg } from "../declare/arguments.ts";
import {
  bool,
  bytesOrNull,
  int,
  intOrNull,
  list,
  one,
  subscription,
  text,
} from "../declare/fields.ts";
import { cursorArg, keyOf } from "../declare/pages.ts";
import { object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { type Live, liveOf } from "../live/live.ts";
import { afterMissed } from "../live/missed.ts";
import {
  EVENTS,
  type LiveEvent,
  type News,
  nextEvents,
  type RequestRow,
  requestsOf,
} from "../live/news.ts";
import { type Moment, type PhaseChange, phaseChanges } from "../live/phase-changes.ts";
import { blockOfId } from "../reads/chain.ts";
import { durationsAt } from "../reads/history.ts";
import { type FeedPlace, placesAt, resumeAfter } from "../reads/locator.ts";
import { networkOf } from "../reads/network.ts";
import { type Phase, phaseOf } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";
import { RequestPhase } from "./clock.ts";
import { FeedPage } from "./feed.ts";

const RequestUpdate = object("RequestUpdate", "A request that changed.", {
  requestId: bytesOrNull(
    "The request; null in the update that only says, after a reconnect, what was taken back.",
  ),
  request: one(orNull(stored("request")), "The request's row; null when its block was taken back."),
  phase: one(orNull(RequestPhase), "The request's phase at `at`; null when `request` is."),
  at: int("[unix s] The chain's time of this."),
  kinds: list(
    stored("activityKind"),
    "What happened to it; empty when its phase changed without an event, or events were taken back.",
  ),
  reorganised: bool("Whether events about it were taken back: the row is as it is without them."),
  takenBackFrom: intOrNull(
    "Only after a reconnect: this block and later ones were taken back. Requests made in those blocks are gone unless updates about them follow; an update follows for each request that may have changed.",
  ),
  cursor: text("Pass it as `after` to go on from here after a reconnect."),
});

type Update = Omit<ValueOf<typeof RequestUpdate>, "cursor">;
type RequestQuestion = {
  requester: Address | null;
  prover: Address | null;
  vk: Hex | null;
  requestId: Hex | null;
  phases: readonly Phase[] | null;
};
/** Updates for one listener, and the place in the feed after them. */
type Batch = Readonly<{
  updates: readonly Update[];
  /** Null: as it was. */
  place: FeedPlace | null;
  /** The place before them; null: not known. */
  start: FeedPlace | null;
  begun: number;
  /** Whether events were taken back. */
  isReorganised: boolean;
  /** Whether not all that is gone is known. */
  isDeep: boolean;
}>;

/** Whether a request is asked for; `provers` are those whom the change concerns beside the winner. */
const isAsked = (
  asked: RequestQuestion,
  row: RequestRow,
  { provers, phase }: { provers: readonly (Hex | null)[]; phase: Phase | null },
): boolean =>
  (asked.requester === null || row.requester === asked.requester) &&
  (asked.prover === null || row.winner === asked.prover || provers.includes(asked.prover)) &&
  (asked.vk === null || row.vk === asked.vk) &&
  (asked.requestId === null || row.id === asked.requestId) &&
  (asked.phases === null || (phase !== null && asked.phases.includes(phase)));

/** What events, those that came and those that are gone, have made of requests. */
function updatesOf(
  asked: RequestQuestion,
  { events, gone, requests }: Pick<News, "events" | "gone" | "requests">,
  { at, durations }: Moment,
): Update[] {
  const concerned = Map.groupBy([...gone, ...events], ({ row }) => row.requestId);
  return [...concerned].flatMap(([requestId, about]): Update[] => {
    if (requestId === null) return [];
    const row = requests.get(requestId) ?? null;
    const phase = row && phaseOf(row, durations, at);
    const provers = about.map(({ row: { prover } }) => prover);
    if (!isAsked(asked, row ?? goneRow(about[0]!, requestId), { provers, phase })) return [];
    const isGone = new Set(gone);
    const kinds = about.flatMap((event) => (isGone.has(event) ? [] : [event.row.kind]));
    const reorganised = about.length > kinds.length;
    return [{ requestId, request: row, phase, at, kinds, reorganised, takenBackFrom: null }];
  });
}

/** What is left of a request that was taken back: what its events said. */
const goneRow = ({ requester, vk }: LiveEvent, id: Hex) =>
  ({ id, requester, vk, winner: null }) as RequestRow;

/** A request's present state, without an event. */
const stateOf = (
  { row, phase, at }: Omit<PhaseChange, "bidders">,
  reorganised: boolean,
): Update => ({
  ...{ requestId: row.id, request: row, phase, at, kinds: [], reorganised, takenBackFrom: null },
});

const phaseUpdates = (asked: RequestQuestion, changes: readonly PhaseChange[]): Update[] =>
  changes
    .filter(({ row, phase, bidders }) => isAsked(asked, row, { provers: bidders, phase }))
    .map((change) => stateOf(change, false));

async function listenToRequests(
  { after, ...asked }: RequestQuestion & { after: FeedPlace | null },
  context: Context,
) {
  const { db } = context;
  const live = liveOf(context);
  let heard: FeedPlace | null = null;
  const { known, values } = await live.listen<Batch>({
    news({ begun, isDeep, changes, ...news }, push) {
      const { network, place } = news.known;
      const moment = network && { at: live.now(), durations: network };
      const updates = moment ? updatesOf(asked, news, moment) : [];
      updates.push(...phaseUpdates(asked, changes));
      const [start, isReorganised] = [heard, news.from !== null];
      heard = place;
      if (updates.length > 0 || isDeep)
        push({ updates, place, start, begun, isReorganised, isDeep });
    },
    phases({ changes, begun }, push) {
      const updates = phaseUpdates(asked, changes);
      if (updates.length > 0)
        push({ updates, place: null, start: null, begun, isReorganised: false, isDeep: false });
    },
  });
  heard ??= known.place;
  const start = after ?? known.place;
  const reading: Reading = { db, asked, place: start, cursor: start, looked: null, open: null };
  const take = (batch: Batch, isKnown: boolean) => {
    if (batch.isDeep) return null;
    // What was read may be ahead of what was looked at: these news do not tell whether it was taken back.
    const isAhead = !isKnown && batch.place !== null && reading.place.id > (batch.start?.id ?? -1n);
    if (isAhead) return null;
    reading.place = batch.place ?? reading.place;
    const { place, cursor } = reading;
    return tell(reading, batch.updates, place, batch.isReorganised ? cursor : place);
  };
  return afterMissed({
    values,
    isBehind: after !== null,
    catchUp: () => live.read(() => missed(reading, live)),
    take,
  });
}

/** How far one listener is. */
type Reading = {
  readonly db: Db;
  readonly asked: RequestQuestion;
  /** Up to where it was read. */
  place: FeedPlace;
  /** From where a reconnect goes on: behind what was told. */
  cursor: FeedPlace;
  /** When phases were looked at last. */
  looked: Moment | null;
  /** Which requests are still to be told after a reorganisation; null: none. */
  open: Open | null;
};

/**
 * The last of some updates moves the cursor. Those before go on from where it was, and say what was `seen` of the chain: who
 * is cut off among them is told when a block is taken back that they knew already.
 */
function tell(
  reading: Reading,
  updates: readonly Update[],
  moved: FeedPlace,
  { seen }: FeedPlace = moved,
) {
  const before = { id: reading.cursor.id, seen };
  reading.cursor = moved;
  return updates.map((update, index) => {
    const place = index === updates.length - 1 ? moved : before;
    return { ...update, cursor: encodeCursor(keyOf(FeedPage), place) };
  });
}

/** The next part of what a listener missed. */
async function missed(reading: Reading, live: Live) {
  const { db, open } = reading;
  const [network, { finalized }] = await Promise.all([networkOf(db), live.progress()]);
  if (network === null) return { updates: [], isBehind: false };
  const now = { at: live.now(), durations: network };
  if (open !== null) return missedOpen(reading, open, now);
  const { id, reorganised } = await resumeAfter(db, reading.place);
  const placeAt = async (of: bigint) =>
    (await placesAt(db, { ids: [of], finalized: finalized?.block ?? -1 }))(of);
  if (reorganised === null) return missedEvents(reading, id, { now, placeAt });
  reading.place = await placeAt(id);
  reading.looked = await momentOf(db, id);
  reading.open = { after: -1n, missedSince: BigInt(reading.looked.at) - network.slashWindow };
  const nothing = { requestId: null, request: null, phase: null, kinds: [] };
  const update = { ...nothing, at: now.at, reorganised: true, takenBackFrom: reorganised.from };
  return { updates: tell(reading, [update], reading.cursor), isBehind: true };
}

/** The present state of requests that a reorganisation may have changed. */
async function missedOpen(reading: Reading, open: Open, { at, durations }: Moment) {
  const { db, asked, cursor } = reading;
  const rows = await openSince(db, asked, open);
  reading.open = rows.length < EVENTS ? null : { ...open, after: rows.at(-1)!.createdId };
  const states = rows.map((row) => stateOf({ row, phase: phaseOf(row, durations, at), at }, true));
  const wanted = states.filter(({ phase }) => asked.phases?.includes(phase!) ?? true);
  return { updates: tell(reading, wanted, cursor), isBehind: true };
}

/** What events after an id have made of requests, and the time since. */
async function missedEvents(
  reading: Reading,
  id: bigint,
  { now, placeAt }: { now: Moment; placeAt(of: bigint): Promise<FeedPlace> },
) {
  const { db, asked } = reading;
  const before = reading.looked ?? (await momentOf(db, id));
  const events = await nextEvents(db, id);
  const requests = await requestsOf(db, events);
  const changes = await phaseChanges(db, { before, now, except: requests });
  const updates = updatesOf(asked, { events, gone: [], requests }, now);
  updates.push(...phaseUpdates(asked, changes));
  reading.looked = now;
  if (events.length > 0) reading.place = await placeAt(events.at(-1)!.row.id);
  return { updates: tell(reading, updates, reading.place), isBehind: events.length === EVENTS };
}

/** The time of the block that a place is in, and the durations then. */
async function momentOf(db: Db, id: bigint): Promise<Moment> {
  const block = blockOfId(id);
  const [row] = await db.select().from(eventBlock).where(eq(eventBlock.number, block));
  const at = row?.timestamp ?? 0;
  return { at, durations: (await durationsAt(db, at))! };
}

/** Requests made after an event's id: those pending, and those refunded whose deadline [unix s] was not before. */
type Open = Readonly<{ after: bigint; missedSince: bigint }>;

/**
 * Requests that may have had events since a time which are gone: those pending, and those whose miss could be slashed. Of
 * any prover: its bids may be gone.
 */
function openSince(
  db: Db,
  { requester, vk, requestId }: RequestQuestion,
  { after, missedSince }: Open,
): Promise<RequestRow[]> {
  return db
    .select()
    .from(request)
    .where(
      and(
        gt(request.createdId, after),
        or(
          eq(request.status, "PENDING"),
          and(eq(request.status, "REFUNDED"), gte(request.deadline, missedSince)),
        ),
        requester === null ? undefined : eq(request.requester, requester),
        vk === null ? undefined : eq(request.vk, vk),
        requestId === null ? undefined : eq(request.id, requestId),
      ),
    )
    .orderBy(asc(request.createdId))
    .limit(EVENTS);
}

export const liveRequestsTopic: Topic = {
  subscriptions: {
    requestUpdated: subscription(RequestUpdate, {
      text: "Requests as they change: by an event, by a reorganisation, or by the time or a parameter alone, which end a phase at their second. With `after` it begins with the present state of those that changed since that cursor.",
      args: {
        requester: addressArg("Only this requester's."),
        prover: addressArg(
          "Only those that this prover is winning, or acts on; when a phase ends by the time alone, those too that it has bid on.",
        ),
        vk: bytes32Arg("Only for the program with this verifying key."),
        requestId: bytes32Arg("Only the request with this id."),
        phases: listArg(enumArg(RequestPhase, "Only while in these phases."), {
          min: 1,
          example: "[PROVING, REFUNDABLE]",
        }),
        after: cursorArg(FeedPage, "Go on after this cursor, of an update or of `feed`."),
      },
      listen: listenToRequests,
    }),
  },
};
