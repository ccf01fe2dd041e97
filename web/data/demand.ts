import type { DemandOrder } from "./generated/types.ts";
import { SPANS, whole } from "./range.ts";

/** What programs and requesters can be ranked by. */
export const demandOrders: readonly DemandOrder[] = [
  "REQUESTS",
  "FULFILLED",
  "MISSED",
  "SUCCESS",
  "FEES",
  "PRICE",
  "SAVING",
  "SECONDS_TO_PROOF",
];

/** What of an address says how a ranking is made. */
export type DemandSearch = Readonly<{
  days?: number | undefined;
  sort?: DemandOrder | undefined;
  order?: "asc" | undefined;
}>;

export function parseDemand(search: Record<string, unknown>): DemandSearch {
  const days = SPANS.find((known) => known === whole(search.days));
  const sort = demandOrders.find((known) => known === search.sort);
  return {
    ...(days !== undefined && { days }),
    ...(sort && { sort }),
    ...(search.order === "asc" && { order: "asc" as const }),
  };
}
