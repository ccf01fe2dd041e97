/** Question 1: which requests can be refunded, since when and why. */
import { and, asc, count, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { request } from "../../../ponder.schema.ts";
import { refundReason } from "../../domain/auction.ts";
import type { Db } from "../db.ts";
import { addressArg, enumArg, timeArg } from "../declare/arguments.ts";
import { big, int, one } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { object, stored, type ValueOf } from "../declare/types.ts";
import { columnsOf } from "../reads/columns.ts";
import { networkOf } from "../reads/network.ts";
import { sumSql } from "../rules/figures-sql.ts";
import { phaseSql } from "../rules/phase-sql.ts";
import { refundableFrom, toSeconds } from "../rules/phases.ts";
import { statement } from "../statements.ts";
import type { Topic } from "../topic.ts";

const RefundableRequest = object("RefundableRequest", "A request that can be refunded.", {
  request: one(stored("request"), "The request; its `maxFee` is what comes back."),
  reason: one(stored("refundReason"), "Why."),
  since: int("[unix s] First second at which the refund went through, by the phase durations now."),
});

const RefundableRequestPage = pages(RefundableRequest, {
  name: "RefundableRequestPage",
  text: "Requests that can be refunded.",
  key: { createdId: request.createdId },
  place: (row) => ({ createdId: row.request.createdId }),
  more: {
    totalCount: int("Requests in the whole list."),
    totalAmount: big("[wei] Σ max fee of the whole list: what the refunds would return."),
  },
});

type RefundableRequest = ValueOf<typeof RefundableRequest>;
type RefundReason = RefundableRequest["reason"];

/** Columns that tell reason, time and place. */
const NEEDED = ["createdId", "createdAt", "status", "deadline", "bidCount", "winner"] as const;

/** What the statements are built of: which filters are there, and the reason sought. */
type Shape = { ofRequester: boolean; ofProver: boolean; reason: RefundReason | null };

/** `refundReason` in SQL. */
const REASONS: Readonly<Record<RefundReason, SQL | undefined>> = {
  NO_BIDS: and(isNull(request.winner), eq(request.bidCount, 0)),
  NO_REVEALS: and(isNull(request.winner), gt(request.bidCount, 0)),
  DEADLINE_MISSED: isNotNull(request.winner),
};

const isRefundable = ({ ofRequester, ofProver, reason }: Shape) =>
  and(
    eq(request.status, "PENDING"),
    ofRequester ? eq(request.requester, sql.placeholder("requester")) : undefined,
    ofProver ? eq(request.winner, sql.placeholder("prover")) : undefined,
    reason === null ? undefined : REASONS[reason],
    eq(
      phaseSql(
        {
          biddingPhaseDuration: sql.placeholder("bidding"),
          revealPhaseDuration: sql.placeholder("reveal"),
        },
        sql.placeholder("at"),
      ),
      "REFUNDABLE",
    ),
  );

const refundablePage = statement(
  "refundable",
  (db: Db, input: Shape & { columns: readonly string[] | null }) =>
    db
      .select(columnsOf(request, input.columns ?? undefined))
      .from(request)
      .where(and(isRefundable(input), gt(request.createdId, sql.placeholder("after"))))
      .orderBy(asc(request.createdId))
      .limit(sql.placeholder("rows")),
);

const refundableTotal = statement("refundable total", (db: Db, input: Shape) =>
  db
    .select({ totalCount: count(), totalAmount: sumSql(request.maxFee) })
    .from(request)
    .where(isRefundable(input)),
);

/**
 * Requests that can be refunded at a time, oldest first, and how many there are in all. As a set,
 * `MarketViewer.getSenderRefundableRequests`. Of any
 * requester, winner and for any reason where these are null.
 * With `columns`, a request's others are not there.
 */
export async function refundableRequests(
  db: Db,
  given: {
    requester: Address | null;
    prover?: Address | null;
    reason?: RefundReason | null;
    at: number;
    columns?: readonly string[];
  } & PageOf<typeof RefundableRequestPage>,
): Promise<{ rows: RefundableRequest[]; totalCount: number; totalAmount: bigint }> {
  const { requester, prover = null, reason = null, at, first, after } = given;
  const durations = await networkOf(db, ["biddingPhaseDuration", "revealPhaseDuration"]);
  if (durations === null) return { rows: [], totalCount: 0, totalAmount: 0n };
  const shape = { ofRequester: requester !== null, ofProver: prover !== null, reason };
  const columns = given.columns === undefined ? null : [...NEEDED, ...given.columns];
  const values = {
    ...(requester !== null && { requester }),
    ...(prover !== null && { prover }),
    bidding: String(durations.biddingPhaseDuration),
    reveal: String(durations.revealPhaseDuration),
    at: String(at),
  };
  const [rows, [total]] = await Promise.all([
    refundablePage(db, { ...shape, columns }).execute({
      ...values,
      after: String(after?.createdId ?? 0n),
      rows: first + 1,
    }),
    refundableTotal(db, shape).execute(values),
  ]);
  return {
    rows: rows.map((row) => ({
      request: row,
      reason: refundReason(row),
      since: toSeconds(refundableFrom(row, durations)),
    })),
    ...total!,
  };
}

export const refundTopic: Topic = {
  queries: {
    refundableRequests: pagedList(RefundableRequestPage, {
      text: "Requests whose refund would go through, oldest first. Anybody may send the refund; the fee goes to the requester.",
      args: {
        requester: addressArg("Only this requester's; everybody's if left out."),
        prover: addressArg("Only those that this prover won and did not prove."),
        reason: enumArg(stored("refundReason"), "Only those that can be refunded for this reason."),
        at: timeArg(),
      },
      cost: { base: 20 },
      ask: (given, { db }, asked) =>
        refundableRequests(db, {
          ...given,
          columns: asked.columns("request", "items", "request"),
        }),
    }),
  },
};
