/** Question 18: how much happened, of which kinds, per bucket of time. */
import { sql } from "drizzle-orm";
import { activity } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { byDefault, required } from "../declare/arguments.ts";
import { bool, int, list, one, question } from "../declare/fields.ts";
import { listOf, object, stored, type ValueOf } from "../declare/types.ts";
import { type Buckets, bucketArgs, unitArg } from "../reads/buckets.ts";
import { boundariesOf, bucketSql } from "../reads/flows.ts";
import { idsWithin, rowsOf } from "../reads/history.ts";
import type { Topic } from "../topic.ts";

const KindCount = object("KindCount", "Events of one kind.", {
  kind: one(stored("activityKind"), "The kind."),
  count: int("How many there were."),
});

const EventCounts = object("EventCounts", "Events in one bucket of time.", {
  start: int("[unix s] First second."),
  end: int("[unix s] End, exclusive."),
  complete: bool("Whether the bucket is over."),
  total: int("Events of all kinds."),
  kinds: list(KindCount, "Of each kind that there were events of, the most first.", { rows: 10 }),
});

/** Events of each kind in each of the buckets: from the feed itself, so a bucket costs what it holds. */
export async function eventCounts(
  db: Db,
  { buckets, at }: Pick<Buckets, "buckets" | "at">,
): Promise<ValueOf<typeof EventCounts>[]> {
  if (buckets.length === 0) return [];
  const boundaries = boundariesOf(buckets);
  const { low, high } = await idsWithin(db, boundaries[0]!, boundaries.at(-1)!);
  const rows = await rowsOf<{ bucket: number } & ValueOf<typeof KindCount>>(
    db,
    sql`select ${bucketSql(sql`timestamp`, buckets)} as bucket, kind::text collate "C" as kind, count(*)::int as count
      from ${activity} where id >= ${low} and id < ${high} group by 1, 2 order by 3 desc, 2`,
  );
  const found = Map.groupBy(rows, ({ bucket }) => bucket);
  return buckets.map(({ start, end }, index) => {
    const kinds = (found.get(index + 1) ?? []).map(({ kind, count }) => ({ kind, count }));
    const total = kinds.reduce((sum, { count }) => sum + count, 0);
    return { start, end, complete: end <= at, total, kinds };
  });
}

export const eventCountTopic: Topic = {
  queries: {
    eventCounts: question(listOf(EventCounts), {
      text: "How many events there were, by kind, per bucket of time, gaps filled, oldest first. Buckets are whole, half open and in UTC.",
      args: { within: bucketArgs(required(byDefault(unitArg, "DAY")), { max: 400 }) },
      cost: { base: 200, rows: 30 },
      ask: ({ within }, { db }) => eventCounts(db, within),
    }),
  },
};
