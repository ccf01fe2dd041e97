/** Requests: their bidders, and whose stake they commit. */
import type { Context } from "ponder:registry";
import { assignment, request, submitter } from "ponder:schema";
import type { Address, Hex } from "viem";
import type { Bidder, Ranking } from "../domain/auction.ts";
import { bookTotals, eventColumns, type Log } from "./ledger.ts";
import { readNetwork } from "./network.ts";
import { bookProverStats } from "./stats.ts";

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

/** A prover bids, reveals or proves: booked in the contract's statistics, and for the submitter if one sent it straight to the market. */
export async function act(
  context: Context,
  event: Log,
  {
    prover: actor,
    ...stats
  }: { prover: Address; bids?: 1; reveals?: 1; requestsFulfilled?: 1; feeReceived?: bigint },
) {
  const { db } = context;
  const { statsEpochId: epoch, market } = await readNetwork(context);
  const activeAt = Number(event.block.timestamp);
  await bookProverStats(context, { prover: actor, epoch, activeAt, ...stats });
  const { from, to } = event.transaction;
  if (from === actor || to !== market) return;
  if ((await db.find(submitter, { address: from })) === null) return;
  await db
    .update(submitter, { address: from })
    .set((now) => ({ actions: now.actions + 1, lastActionAt: activeAt }));
}

/** A prover takes the lead: its stake is committed until it loses it, proves, or misses. Mirrors `BrevisMarket._assignStake`. */
export async function beginAssignment(
  context: Context,
  event: Log,
  { id: requestId, minStake }: Request,
  { prover, fee }: Bidder,
): Promise<void> {
  const { id, timestamp: startedAt } = eventColumns(event);
  await context.db.insert(assignment).values({ id, requestId, prover, fee, minStake, startedAt });
  await context.db.update(request, { id: requestId }).set({ assignmentId: id });
  await bookTotals(context, event, {
    prover,
    proverHolds: { assignedStake: minStake, openAssignments: 1, assignments: 1 },
    network: { assignedStake: minStake },
  });
}

/** The request's open assignment, if there is one, ends, and its stake is free. Mirrors `BrevisMarket._releaseStake`. */
export async function endAssignment(
  context: Context,
  event: Log,
  { assignmentId, winner: prover, minStake }: Request,
  outcome: "OUTBID" | "FULFILLED" | "MISSED",
): Promise<void> {
  if (assignmentId === null || prover === null) return;
  const { id: endedId, timestamp: endedAt } = eventColumns(event);
  await context.db.update(assignment, { id: assignmentId }).set({ endedAt, endedId, outcome });
  await bookTotals(context, event, {
    prover,
    proverHolds: { assignedStake: -minStake, openAssignments: -1 },
    network: { assignedStake: -minStake },
  });
}
