/** The feed as a subscription. */
import type { Context } from "../context.ts";
import { encodeCursor } from "../cursor.ts";
import { int, list, one, subscription, text } from "../declare/fields.ts";
import { cursorArg, keyOf } from "../declare/pages.ts";
import { listOf, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { liveOf } from "../live/live.ts";
import { afterMissed } from "../live/missed.ts";
import type { Activity, LiveEvent, News } from "../live/news.ts";
import { blockStart } from "../reads/chain.ts";
import type { FeedPlace } from "../reads/locator.ts";
import type { Topic } from "../topic.ts";
import { type FeedArgs, FeedPage, type FeedSubjects, feedArgs, feedPage } from "./feed.ts";

const ActivityReorganisation = object("ActivityReorganisation", "Events that are taken back.", {
  from: int("Every event given so far of this block or a later one is taken back."),
  gone: one(
    orNull(listOf(stored("activity"))),
    "Those events, latest first; null when the server no longer knows them, as after a reconnect.",
  ),
});

const ActivityUpdate = object(
  "ActivityUpdate",
  "Events of one or more blocks, in the order of the chain.",
  {
    items: list(stored("activity"), "The events; empty when some were only taken back."),
    cursor: text(
      "Pass it as `after` to this subscription or to `feed`, to go on after this update.",
    ),
    reorganised: one(
      orNull(ActivityReorganisation),
      "What is to be taken back before `items` are added; null: nothing.",
    ),
  },
);

type ActivityUpdate = ValueOf<typeof ActivityUpdate>;
/** News for one listener, before it is known what it has already. */
type Batch = Readonly<{
  from: number | null;
  /** Null: not all that is gone is known. */
  gone: readonly Activity[] | null;
  items: readonly Activity[];
  place: FeedPlace;
  begun: number;
}>;
type ActivityQuestion = FeedSubjects &
  Pick<FeedArgs, "kinds" | "finality" | "span"> & { after: FeedPlace | null };

/** Whether an event is one of those asked for: what `feed` asks of the database. */
export const concerns = (
  { row, requester, vk, giver }: LiveEvent,
  asked: Omit<ActivityQuestion, "finality" | "after">,
): boolean =>
  (asked.account === null || [row.account, row.prover, giver, requester].includes(asked.account)) &&
  (asked.prover === null || row.prover === asked.prover) &&
  (asked.requester === null || requester === asked.requester) &&
  (asked.requestId === null || row.requestId === asked.requestId) &&
  (asked.vk === null || vk === asked.vk) &&
  (asked.transaction === null || row.transaction === asked.transaction) &&
  (asked.block === null || row.block === asked.block) &&
  (asked.kinds === null || asked.kinds.includes(row.kind)) &&
  (asked.span.from === null || row.timestamp >= asked.span.from) &&
  (asked.span.to === null || row.timestamp < asked.span.to);

const rowsOf = (events: readonly LiveEvent[], asked: ActivityQuestion) =>
  events.flatMap((event) => (concerns(event, asked) ? [event.row] : []));

/** Whether events alone do not tell whom they concern: whatever is new, the database is asked. */
const isReadAnew = ({ account, withVaults }: ActivityQuestion) => account !== null && !!withVaults;

/** News for one listener; null: none. What was taken back moves its place, whether it had received any of it or not. */
function batchOf(news: News, asked: ActivityQuestion): Batch | null {
  const { isDeep, begun, known } = news;
  if (isReadAnew(asked)) return { from: null, gone: null, items: [], place: known.place, begun };
  const isFinal = asked.finality === "FINAL";
  const items = rowsOf(isFinal ? news.finals : news.events, asked);
  const from = isFinal && !isDeep ? null : news.from;
  if (from === null && items.length === 0) return null;
  const gone = isDeep ? null : rowsOf(news.gone, asked);
  return { from, gone, items, place: isFinal ? known.finalPlace : known.place, begun };
}

/** Events in the order of the chain: first those since the cursor, from the database, then those that come. */
async function listenToActivity(asked: ActivityQuestion, { db, ...context }: Context) {
  const live = liveOf({ db, ...context });
  const { known, values } = await live.listen<Batch>({
    news(news, push) {
      const batch = batchOf(news, asked);
      if (batch !== null) push(batch);
    },
  });
  let place = asked.after ?? (asked.finality === "FINAL" ? known.finalPlace : known.place);
  const update = (
    items: readonly Activity[],
    reorganised: ActivityUpdate["reorganised"],
  ): ActivityUpdate[] => {
    if (items.length === 0 && reorganised === null) return [];
    return [{ items, cursor: encodeCursor(keyOf(FeedPage), place), reorganised }];
  };

  const catchUp = async () => {
    const { span, ...subjects } = asked;
    const page = { newestFirst: false, first: CATCH_UP, after: place, isFollowed: true };
    const given = { ...subjects, ...span, ...page };
    const read = await live.read(() => feedPage({ db, progress: live.progress }, given));
    const { rows, reorganised, empty = place, placeOf } = read;
    const items = rows.slice(0, CATCH_UP);
    const last = items.at(-1);
    place = last === undefined ? empty : placeOf(last);
    const updates = update(items, reorganised && { ...reorganised, gone: null });
    return { updates, isBehind: rows.length > CATCH_UP };
  };
  const take = ({ from, gone, items, place: end }: Batch, isToldAll: boolean) => {
    if (isReadAnew(asked)) return null;
    const start = from === null ? null : blockStart(from) - 1n;
    const isBack = start !== null && start < place.id;
    const had = isBack ? start : place.id;
    const isKnown = isToldAll && gone !== null;
    if (isBack || end.id > place.id) place = end;
    const isTold = isBack && !(isKnown && gone.length === 0);
    return update(
      items.filter(({ id }) => id > had),
      isTold ? { from: from!, gone: isKnown ? gone : null } : null,
    );
  };
  return afterMissed({ values, isBehind: asked.after !== null, catchUp, take });
}

/** Events read at once of those that are behind. */
const CATCH_UP = 500;

export const liveActivityTopic: Topic = {
  subscriptions: {
    activity: subscription(ActivityUpdate, {
      text: "The feed as it comes: every event once, in the order of the chain, and those that a reorganisation takes back. With `after` it begins behind that cursor, else with what is new.",
      args: {
        ...feedArgs,
        after: cursorArg(FeedPage, "Go on after this cursor, of an update or of `feed`."),
      },
      listen: listenToActivity,
    }),
  },
};
