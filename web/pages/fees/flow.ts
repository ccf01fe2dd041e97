import type { FeesPageQuery } from "../../data/generated/types.ts";
import { sum } from "../../data/numbers.ts";
import type { Flow } from "../../pictures/river/river.ts";

export type Period = FeesPageQuery["feeFlow"]["periods"][number];

/** The flow of all periods together; null without any. */
export function flowOf(periods: readonly Period[]): Flow | null {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return null;
  const total = (
    name: "escrowed" | "fees" | "excess" | "refunds" | "toStakers" | "commission" | "protocolFees",
  ) => sum(periods.map((period) => period[name]));
  return {
    before: BigInt(first.escrowBefore),
    escrowed: total("escrowed"),
    paid: total("fees"),
    returned: total("excess"),
    refunded: total("refunds"),
    after: BigInt(last.escrowAfter),
    toStakers: total("toStakers"),
    commission: total("commission"),
    protocolFees: total("protocolFees"),
  };
}
