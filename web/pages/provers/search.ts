import type { ProverOrder, ProverState } from "../../data/generated/types.ts";
import { SPANS, whole } from "../../data/range.ts";

export const states: readonly ProverState[] = ["ACTIVE", "DEACTIVATED", "JAILED", "RETIRED"];

export const orders = [
  "FEES",
  "ASSETS",
  "APR",
  "BIDS",
  "WIN_RATE",
  "PRICE_OF_MAX_FEE",
  "PROVING_SECONDS",
  "PROVEN",
  "MISSED",
  "SUCCESS",
] as const satisfies readonly ProverOrder[];

export type ProversSearch = Readonly<{
  view?: "states" | undefined;
  days?: number | undefined;
  state?: ProverState | "ALL" | undefined;
  sort?: ProverOrder | undefined;
  order?: "asc" | undefined;
}>;

export function parseProvers(search: Record<string, unknown>): ProversSearch {
  const days = SPANS.find((known) => known === whole(search.days));
  const state = [...states, "ALL" as const].find((known) => known === search.state);
  const sort = orders.find((known) => known === search.sort);
  return {
    ...(search.view === "states" && { view: "states" as const }),
    ...(days !== undefined && { days }),
    ...(state && { state }),
    ...(sort && { sort }),
    ...(search.order === "asc" && { order: "asc" as const }),
  };
}

/** The middle one of the returns; of two, the lower. Null for none. */
export function medianApr(rows: readonly Readonly<{ apr: string | null }>[]): string | null {
  const known = rows.flatMap(({ apr }) => (apr === null ? [] : [apr]));
  return known.sort((a, b) => Number(a) - Number(b))[Math.floor((known.length - 1) / 2)] ?? null;
}
