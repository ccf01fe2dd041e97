import type { ProverState, ProversPageQuery } from "../../data/generated/types.ts";
import { whole } from "../../data/range.ts";

export type Standing = ProversPageQuery["proverReturns"]["items"][number];

export const windows = [7, 30, 90] as const;
export const states: readonly ProverState[] = ["ACTIVE", "DEACTIVATED", "JAILED", "RETIRED"];

/** What the list can be sorted by, greatest first; where there is no value, last. */
const orders = {
  stake: ({ prover }: Standing) => BigInt(prover.assets),
  apr: ({ apr }: Standing) => (apr === null ? null : Number(apr)),
  success: ({ success }: Standing) => success.bps,
  missed: ({ missed }: Standing) => missed,
  use: ({ prover }: Standing) => used(prover.assignedStake, prover.assets),
  price: ({ prover }: Standing) => mean(prover.fees, prover.fulfilled),
  speed: ({ prover }: Standing) => mean(prover.provingSeconds, prover.fulfilled),
  commission: ({ defaultCommissionBps }: Standing) => defaultCommissionBps,
} as const;

export type Order = keyof typeof orders;

export type ProversSearch = Readonly<{
  view?: "states" | undefined;
  days?: number | undefined;
  state?: ProverState | "ALL" | undefined;
  sort?: Order | undefined;
}>;

export function parseProvers(search: Record<string, unknown>): ProversSearch {
  const days = whole(search.days);
  const state = [...states, "ALL" as const].find((known) => known === search.state);
  const sort = (Object.keys(orders) as Order[]).find((known) => known === search.sort);
  return {
    ...(search.view === "states" && { view: "states" as const }),
    ...(windows.some((known) => known === days) && { days }),
    ...(state && { state }),
    ...(sort && { sort }),
  };
}

/** A mean, cut; null for none. */
export const mean = (total: string, count: number): bigint | null =>
  count === 0 ? null : BigInt(total) / BigInt(count);

/** Basis points of stake that is assigned; null without stake. */
export const used = (assigned: string, assets: string): bigint | null =>
  BigInt(assets) === 0n ? null : (BigInt(assigned) * 10_000n) / BigInt(assets);

export function sorted(rows: readonly Standing[], order: Order): readonly Standing[] {
  const of = orders[order];
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return x === y ? 0 : x < y ? 1 : -1;
  });
}

/** The middle one of the returns; of two, the lower. Null for none. */
export function medianApr(rows: readonly Standing[]): string | null {
  const known = rows.flatMap(({ apr }) => (apr === null ? [] : [apr]));
  return known.sort((a, b) => Number(a) - Number(b))[Math.floor((known.length - 1) / 2)] ?? null;
}
