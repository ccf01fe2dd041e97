/** Buckets of time: half open [start, end), in UTC. All times in unix seconds. */

/** [s] A UTC day. */
export const DAY = 86_400;

/** Units of the calendar. A week starts on Monday. */
export type CalendarUnit = "HOUR" | "DAY" | "WEEK" | "MONTH";

/** A span of time, `end` exclusive. */
export type Bucket = { start: number; end: number };

const SECONDS = { HOUR: 3_600, DAY, WEEK: 7 * DAY } as const;
/** 1970-01-05 was the first Monday. */
const FIRST = { HOUR: 0, DAY: 0, WEEK: 4 * DAY } as const;

/** Start of the bucket that a time lies in. */
export function bucketStart(unit: CalendarUnit, time: number): number {
  if (unit === "MONTH") {
    const date = new Date(time * 1000);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / 1000;
  }
  const [first, length] = [FIRST[unit], SECONDS[unit]];
  return first + Math.floor((time - first) / length) * length;
}

/** End (exclusive) of the bucket that starts at a time: the start of the next. */
function bucketEnd(unit: CalendarUnit, start: number): number {
  if (unit !== "MONTH") return start + SECONDS[unit];
  const date = new Date(start * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 1000;
}

/** Start of the bucket `count` buckets before the one that a time lies in. Never before 1970's first. */
export function startBefore(unit: CalendarUnit, time: number, count: number): number {
  const start = bucketStart(unit, time);
  if (unit !== "MONTH") return Math.max(FIRST[unit], start - count * SECONDS[unit]);
  const date = new Date(start * 1000);
  return Math.max(0, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count) / 1000);
}

/** The whole buckets that [from, to) touches, without a gap; at most `limit + 1`, to show that there are too many. */
export function calendarBuckets(
  unit: CalendarUnit,
  { from, to }: { from: number; to: number },
  limit: number,
): Bucket[] {
  const buckets: Bucket[] = [];
  for (let start = bucketStart(unit, from); start < to && buckets.length <= limit; ) {
    const end = bucketEnd(unit, start);
    buckets.push({ start, end });
    start = end;
  }
  return buckets;
}

/** The span of the same length just before [from, to); null when it would begin before 1970. */
export const spanBefore = ({ from, to }: { from: number; to: number }) =>
  2 * from - to < 0 ? null : { from: 2 * from - to, to: from };

/** The buckets that a span [from, to) touches. They are in order and without a gap. */
export const touching = <Of extends Bucket>(
  buckets: readonly Of[],
  { from, to }: { from: number; to: number },
): Of[] => buckets.filter(({ start, end }) => start < to && end > from);
