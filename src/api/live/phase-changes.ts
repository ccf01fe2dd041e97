/** Requests whose phase the time has changed, or a change of the durations. */
import { and, eq, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Durations } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { phaseSql } from "../rules/phase-sql.ts";
import { type Phase, phaseOf } from "../rules/phases.ts";
import type { RequestRow } from "./news.ts";

/** The chain's time [unix s], and the durations in force then. */
export type Moment = Readonly<{ at: number; durations: Durations }>;

export type PhaseChange = Readonly<{ row: RequestRow; phase: Phase; at: number }>;

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
  return rows
    .filter(({ id }) => !except.has(id))
    .map((row) => ({ row, phase: phaseOf(row, now.durations, now.at), at: now.at }));
}
