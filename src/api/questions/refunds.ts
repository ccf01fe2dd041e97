import { and, asc, count, eq, gt, sql, sum } from "drizzle-orm";
import type { Address } from "viem";
import { request } from "../../../ponder.schema.ts";
import { refundReason } from "../../domain/auction.ts";
import type { Db } from "../db.ts";
import { createValues, prepared } from "../prepared.ts";
import { phaseSql } from "../rules/phase-sql.ts";
import { refundableFrom, toSeconds } from "../rules/phases.ts";
import { columnsOf } from "./columns.ts";
import { networkOf } from "./network.ts";

type Request = typeof request.$inferSelect;

/** A request whose refund would go through now. */
export type Refundable = {
  request: Request;
  reason: ReturnType<typeof refundReason>;
  /** [unix s] First second at which the refund went through. */
  since: number;
};

/** Columns that tell reason, time and place. */
const NEEDED = ["createdId", "createdAt", "status", "deadline", "bidCount", "winner"] as const;

/**
 * Requests that can be refunded at a time, oldest first, at most `first` + 1 of them from the place `after` (a `createdId`) on,
 * and how many there are in all. As a set, `MarketViewer.getSenderRefundableRequests`. Null requester: everybody's.
 * With `columns`, a request's others are not there.
 */
export async function refundableRequests(
  db: Db,
  given: {
    requester: Address | null;
    at: number;
    first: number;
    after: bigint | null;
    columns?: readonly string[];
  },
): Promise<{ rows: Refundable[]; count: number; amount: bigint }> {
  const { requester, at, first, after } = given;
  const durations = await networkOf(db, ["biddingPhaseDuration", "revealPhaseDuration"]);
  if (durations === null) return { rows: [], count: 0, amount: 0n };
  const columns = columnsOf(request, given.columns && [...NEEDED, ...given.columns]);
  const values = createValues();
  const phase = phaseSql(
    {
      biddingPhaseDuration: values.bind(String(durations.biddingPhaseDuration)),
      revealPhaseDuration: values.bind(String(durations.revealPhaseDuration)),
    },
    values.bind(String(at)),
  );
  const isRefundable = and(
    eq(request.status, "PENDING"),
    requester === null
      ? undefined
      : eq(request.requester, values.bind(requester, request.requester)),
    eq(phase, "REFUNDABLE"),
  );
  const isBeyond =
    after === null ? undefined : gt(request.createdId, values.bind(after, request.createdId));
  const shape = `${requester !== null} ${after !== null}`;
  const way = (what: string) => ({ text: `refundable ${what} ${shape}`, isPlannedOnce: false });
  const [rows, [total]] = await Promise.all([
    prepared(db, way(`${Object.keys(columns)}`), () =>
      db
        .select(columns)
        .from(request)
        .where(and(isRefundable, isBeyond))
        .orderBy(asc(request.createdId))
        .limit(sql.placeholder("rows")),
    ).execute({ ...values.byName, rows: first + 1 }),
    prepared(db, way("total"), () =>
      db
        .select({ count: count(), amount: sum(request.maxFee) })
        .from(request)
        .where(isRefundable),
    ).execute(values.byName),
  ]);
  return {
    rows: rows.map((row) => ({
      request: row,
      reason: refundReason(row),
      since: toSeconds(refundableFrom(row, durations)),
    })),
    count: total!.count,
    amount: BigInt(total!.amount ?? 0),
  };
}
