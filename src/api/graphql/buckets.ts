import { bucketsOf, type NumberedBucket, type Unit } from "../questions/series.ts";
import { UserError } from "./errors.ts";
import { timeRangeOf } from "./inputs.ts";
import type { Context } from "./module.ts";
import type { SpanArgs } from "./span.ts";

const DAY = 86_400;

/**
 * The whole buckets that a span touches, none beyond the indexed head: by default the last 30. `at` [unix s] is the head's time.
 * @throws UserError when an end is negative, `to` is not after `from`, or there are more than `max`
 */
export async function bucketsWithin(
  { unit, ...span }: SpanArgs & { unit: Unit },
  { db, head }: Context,
  max: number,
): Promise<{ buckets: NumberedBucket[]; at: number }> {
  const { timestamp: at } = await head();
  const { from, to } = timeRangeOf(span);
  const end = Math.min(to ?? at + 1, at + 1);
  if (from !== null && from >= end) return { buckets: [], at };
  const buckets = await bucketsOf(db, { unit, from, to: end, at }, max);
  if (buckets.length <= max) return { buckets, at };
  throw new UserError({
    argument: "from",
    problem: `is ${from}: up to ${end} there are more than ${max} buckets of unit ${unit}.`,
    example: `unit: DAY, from: ${Math.max(0, end - 30 * DAY)}, to: ${end}`,
  });
}
