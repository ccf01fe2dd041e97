import { and, asc, count, eq, gt, sum } from "drizzle-orm";
import type { Address } from "viem";
import { request } from "../../../ponder.schema.ts";
import { refundReason } from "../../domain/auction.ts";
import type { Db } from "../db.ts";
import { phaseSql } from "../rules/phase-sql.ts";
import { refundableFrom, toSeconds } from "../rules/phases.ts";
import { networkOf } from "./network.ts";

/** A request whose refund would go through now. */
export type Refundable = {
  request: typeof request.$inferSelect;
  reason: ReturnType<typeof refundReason>;
  /** [unix s] First second at which the refund went through. */
  since: number;
};

/**
 * Requests that can be refunded at a time, oldest first, at most `first` + 1 of them from the place `after` (a `createdId`) on,
 * and how many there are in all. As a set, `MarketViewer.getSenderRefundableRequests`. Null requester: everybody's.
 */
export async function refundableRequests(
  db: Db,
  given: { requester: Address | null; at: number; first: number; after: bigint | null },
): Promise<{ rows: Refundable[]; count: number; amount: bigint }> {
  const { requester, at, first, after } = given;
  const network = await networkOf(db);
  if (network === null) return { rows: [], count: 0, amount: 0n };
  const isRefundable = and(
    eq(request.status, "PENDING"),
    requester === null ? undefined : eq(request.requester, requester),
    eq(phaseSql(network, at), "REFUNDABLE"),
  );
  const [rows, [total]] = await Promise.all([
    db
      .select()
      .from(request)
      .where(and(isRefundable, after === null ? undefined : gt(request.createdId, after)))
      .orderBy(asc(request.createdId))
      .limit(first + 1),
    db
      .select({ count: count(), amount: sum(request.maxFee) })
      .from(request)
      .where(isRefundable),
  ]);
  return {
    rows: rows.map((row) => ({
      request: row,
      reason: refundReason(row),
      since: toSeconds(refundableFrom(row, network)),
    })),
    count: total!.count,
    amount: BigInt(total!.amount ?? 0),
  };
}
