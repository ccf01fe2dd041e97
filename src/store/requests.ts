/** Requests: their bidders, and whose stake they commit. */
import type { Context } from "ponder:registry";
import { assignment, missHour, request, submitter } from "ponder:schema";
import type { Address, Hex } from "viem";
import type { Bidder, Ranking } from "../domain/auction.ts";
import { hourOf, hourStart } from "../domain/time.ts";
import { bookTotals, eventColumns, type Holdings, type Log } from "./ledger.ts";
import { readNetwork } from "./network.ts";

type Request = typeof request.$inferSelect;

/** A request's row. It must exist: nothing concerns a request before NewRequest. */
export async function readRequest({ db }: Context, id: Hex): Promise<Request> {
  const row = await db.find(request, { id });
  if (row === null) throw new Error(`Invariant: no request ${id}`);
  return row;
}

/** The request's winner and second, as the auction's rules want them. */
export function rankingOf({ winner, winnerFee, second, secondFee }: Request): Ranking {
  const bidder = (of: Address | null, fee: bigint | null): Bidder | null =>
    of === null || fee === null ? null : { prover: of, fee };
  return { winner: bidder(winner, winnerFee), second: bidder(second, secondFee) };
}

/** A prover bids, reveals or proves: counted for the submitter if one sent it straight to the market. */
export async function countAction(context: Context, event: Log, prover: Address): Promise<void> {
  const { db } = context;
  const { from, to } = event.transaction;
  if (from === prover || (await db.find(submitter, { address: from })) === null) return;
  if (to !== (await readNetwork(context)).market) return;
  await db
    .update(submitter, { address: from })
    .set((now) => ({ actions: now.actions + 1, lastActionAt: Number(event.block.timestamp) }));
}

/** What a prover has committed: by how much it changes. */
type Commitment = { assignedStake: bigint; openAssignments: number };

/**
 * A prover takes the lead: its stake is committed until it loses it, proves, or misses, and that of the one who led,
 * be it the same, is free. Mirrors `BrevisMarket._assignStake`.
 * Returns what is to be booked for the prover and the network.
 */
export async function takeLead(
  context: Context,
  event: Log,
  before: Request,
  { prover, fee }: Bidder,
): Promise<Holdings> {
  const { id: requestId, minStake, winner: leader } = before;
  const { id, timestamp: startedAt } = eventColumns(event);
  const freed = await endAssignment(context, event, before, "OUTBID");
  if (leader !== null) await bookTotals(context, event, { prover: leader, proverHolds: freed });
  await context.db.insert(assignment).values({ id, requestId, prover, fee, minStake, startedAt });
  return {
    proverHolds: { assignedStake: minStake, openAssignments: 1, assignments: 1 },
    network: { assignedStake: minStake + freed.assignedStake },
  };
}

/** A winner missed the deadline, as the refund tells. The miss is dated by the first second after the deadline, in the past. */
export async function recordMiss({ db }: Context, { deadline }: Request): Promise<void> {
  const hour = hourOf(Number(deadline) + 1);
  await db
    .insert(missHour)
    .values({ hour, start: hourStart(hour), missed: 1 })
    .onConflictDoUpdate((now) => ({ missed: now.missed + 1 }));
}

/** The request's open assignment, if there is one, ends, and its stake is free. Mirrors `BrevisMarket._releaseStake`. Returns what is to be booked for its prover. */
export async function endAssignment(
  { db }: Context,
  event: Log,
  { assignmentId, minStake }: Request,
  outcome: "OUTBID" | "FULFILLED" | "MISSED",
): Promise<Commitment> {
  if (assignmentId === null) return { assignedStake: 0n, openAssignments: 0 };
  const { id: endedId, timestamp: endedAt } = eventColumns(event);
  await db.update(assignment, { id: assignmentId }).set({ endedAt, endedId, outcome });
  return { assignedStake: -minStake, openAssignments: -1 };
}
