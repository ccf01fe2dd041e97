import type { BucketUnit } from "./generated/types.ts";

/** Part of the address of a page that shows a span of time; all unset is the default. */
export type RangeSearch = Readonly<{
  days?: number | undefined;
  from?: number | undefined;
  to?: number | undefined;
}>;

/** The spans of time a reader may choose, in days; 0 is all. */
export const SPANS = [1, 7, 30, 90, 0] as const;

/** Windows of figures that need some length to mean anything, in days. */
export const WINDOWS = [7, 30, 90] as const;
export type Window = (typeof WINDOWS)[number];

/** The window an address says, if it does. */
export function parseWindow(search: Record<string, unknown>): { days?: Window | undefined } {
  const days = WINDOWS.find((known) => known === whole(search.days));
  return days === undefined ? {} : { days };
}

/** A span in days as the API's questions take it; 0 is all time. */
export const windowOf = (days: number) => (days === 0 ? { from: 0 } : { days });

const DAY = 86_400;
const MAX_BUCKETS = 200;

/** What of an address says a span; anything else is left out. */
export function parseRange(search: Record<string, unknown>): RangeSearch {
  const days = whole(search.days);
  const from = whole(search.from);
  const to = whole(search.to);
  return {
    ...(days !== undefined && SPANS.some((span) => span === days) && { days }),
    ...(from !== undefined && to !== undefined && from < to && { from, to }),
  };
}

export function whole(value: unknown): number | undefined {
  const number = Number(value);
  return value !== "" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/**
 * The span in seconds, all of it from the first event on, cut to the hour so that the same question is asked again within it,
 * and the finest unit that gives at most 200 buckets.
 */
export function rangeOf(
  { days = 30, from, to }: RangeSearch,
  now: number,
  beginsAt: number | null,
): { from: number | undefined; to: number | undefined; unit: BucketUnit } {
  if (from !== undefined && to !== undefined) return { from, to, unit: unitOf(to - from) };
  const start = days === 0 ? beginsAt : now - days * DAY;
  if (now === 0 || start === null) return { from: undefined, to: undefined, unit: "DAY" };
  const hour = Math.floor(start / 3_600) * 3_600;
  return { from: hour, to: undefined, unit: unitOf(now - hour) };
}

/** The same by the chain's clock: to the end of the hour that the head is in. Without a head, all there is. */
export const rangeAt = (search: RangeSearch, head = 0, beginsAt: number | null = null) =>
  rangeOf(search, head === 0 ? 0 : Math.floor(head / 3_600) * 3_600 + 3_600, beginsAt);

function unitOf(seconds: number): BucketUnit {
  if (seconds / 3_600 <= MAX_BUCKETS) return "HOUR";
  return seconds / DAY <= MAX_BUCKETS ? "DAY" : "WEEK";
}
