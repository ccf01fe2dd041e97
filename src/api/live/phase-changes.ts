/** Requests whose phase the time has changed, or a change of the durations. */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { bid, request } from "../../../ponder.schema.ts";
import type { Durations } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { phaseSql } from "../rules/phase-sql.ts";
import { type Phase, phaseOf } from "../rules/phases.ts";
import type { RequestRow } from "./news.ts";

/** The chain's time [unix s], and the durations in force then. */
export type Moment = Readonly<{ at: number; durations: Durations }>;

export type PhaseChange = Readonly<{
  row: RequestRow;
  phase: Phase;
  at: number;
  /** Provers that have bid: the change may open or close what they have to do. */
  bidders: readonly Hex[];
}>;

/** Pending requests, except some, that are in another phase than `before`, with bids and winner as they are now. */
export async function phaseChanges(
  db: Db,
  { before, now, except }: { before: Moment; now: Moment; except: ReadonlyMap<Hex, unknown> },
): Promise<PhaseChange[]> {
  const was = phaseSql(before.durations, before.at);
  const rows = await db
    .select()
    .from(request)
    .where(and(eq(request.status, "PENDING"), sql`${was} <> ${phaseSql(now.durations, now.at)}`));
  const changed = rows.filter(({ id }) => !except.has(id));
  if (changed.length === 0) return [];
  const ids = changed.map(({ id }) => id);
  const bids = await db
    .select({ requestId: bid.requestId, prover: bid.prover })
    .from(bid)
    .where(inArray(bid.requestId, ids));
  const bidsOn = Map.groupBy(bids, ({ requestId }) => requestId);
  return changed.map((row) => ({
    ...{ row, phase: phaseOf(row, now.durations, now.at), at: now.at },
    bidders: (bidsOn.get(row.id) ?? []).map(({ prover }) => prover),
  }));
}
