import type { RequestFilter, RequestStatus } from "../../data/generated/types.ts";
import { isAddress, isId } from "../../data/names.ts";
import { whole } from "../../data/range.ts";

export const views = ["all", "open", "refundable", "slashable"] as const;
export type View = (typeof views)[number];

export const statuses: readonly RequestStatus[] = ["PENDING", "FULFILLED", "REFUNDED", "SLASHED"];
/** What an index leads through: all requests by age, pending ones by deadline too. */
export const sorts = ["createdId", "deadline"] as const;

export const settlements = ["proven", "refunded", "pending"] as const;

/** What of the page's address chooses the rows. */
export type RequestsSearch = Readonly<{
  view?: View | undefined;
  status?: RequestStatus | undefined;
  vk?: string | undefined;
  requester?: string | undefined;
  winner?: string | undefined;
  sort?: (typeof sorts)[number] | undefined;
  /** Which requests of the span from `from` to `to`: all made in it, or those settled so in it. */
  settled?: (typeof settlements)[number] | undefined;
  from?: number | undefined;
  to?: number | undefined;
}>;

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((known) => known === value);

const textIf = (is: (text: string) => boolean, value: unknown): string | undefined => {
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  return is(text) ? text : undefined;
};

/** Reads an address; what it cannot be is left out. */
export function parseRequests(search: Record<string, unknown>): RequestsSearch {
  const found = {
    view: oneOf(views, search.view),
    status: oneOf(statuses, search.status),
    vk: textIf(isId, search.vk),
    requester: textIf(isAddress, search.requester),
    winner: textIf(isAddress, search.winner),
    sort: oneOf(sorts, search.sort),
    settled: oneOf(settlements, search.settled),
    from: whole(search.from),
    to: whole(search.to),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The column the rows are sorted by, and which end comes first. */
export function orderOf(search: RequestsSearch) {
  const isPending = search.view === "open" || search.status === "PENDING";
  return isPending && search.sort === "deadline"
    ? { orderBy: "deadline", orderDirection: "asc" }
    : { orderBy: "createdId", orderDirection: "desc" };
}

/** The conditions of the rows; null when there are none. */
export function whereOf({
  view,
  status,
  vk,
  requester,
  winner,
  settled,
  from,
  to,
}: RequestsSearch): RequestFilter {
  const wanted = view === "open" || settled === "pending" ? "PENDING" : status;
  return {
    ...spanOf(settled, from, to),
    ...(wanted && { status: wanted }),
    ...(vk && { vk }),
    ...(requester && { requester }),
    ...(winner && { winner }),
  };
}

/** The span by the time that counts: when it was proven, given back, or made. What is pending, was made before its end. */
function spanOf(
  settled: RequestsSearch["settled"],
  from: number | undefined,
  to: number | undefined,
): RequestFilter {
  if (settled === "proven")
    return { fulfilledAt_gte: from ?? 0, ...(to !== undefined && { fulfilledAt_lt: to }) };
  if (settled === "refunded")
    return { refundedAt_gte: from ?? 0, ...(to !== undefined && { refundedAt_lt: to }) };
  return {
    ...(from !== undefined && settled !== "pending" && { createdAt_gte: from }),
    ...(to !== undefined && { createdAt_lt: to }),
  };
}
