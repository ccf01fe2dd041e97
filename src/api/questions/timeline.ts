import { asc, eq } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { activity, proof, request, slashing } from "../../../ponder.schema.ts";
import { type Ranking, rank } from "../../domain/auction.ts";
import type { Db } from "../db.ts";

type Request = typeof request.$inferSelect;
type Activity = typeof activity.$inferSelect;

/** One event of a request, and how the auction stood after it. Fees in wei. */
export type Step = {
  activity: Activity;
  /** Whether the same prover had done the same on this request before: a bid replaced, a reveal repeated. */
  isRepeat: boolean;
  /** Whether it changed who wins, or with which bid. */
  changesWinner: boolean;
  winner: Address | null;
  winnerFee: bigint | null;
  second: Address | null;
  secondFee: bigint | null;
};

/** Where the escrowed fee is. Amounts in wei; `remainder` must be zero. */
export type Waterfall = {
  maxFee: bigint;
  held: bigint;
  protocolFee: bigint;
  commission: bigint;
  toStakers: bigint;
  excess: bigint;
  refunded: bigint;
  remainder: bigint;
};

/** One request end to end: the steps in the order of the chain, its proof, its slash, its money. Null for an unknown request. */
export async function requestTimeline(db: Db, id: Hex) {
  const [[row], events, [accepted], [slash]] = await Promise.all([
    db.select().from(request).where(eq(request.id, id)),
    db.select().from(activity).where(eq(activity.requestId, id)).orderBy(asc(activity.id)),
    db.select().from(proof).where(eq(proof.requestId, id)),
    db.select().from(slashing).where(eq(slashing.requestId, id)),
  ]);
  if (row === undefined) return null;
  return {
    request: row,
    steps: stepsOf(events),
    proof: accepted ?? null,
    slashing: slash ?? null,
    /** [wei] What the second price gave the winner above its bid; null until proven. */
    surplus: row.price === null || row.winnerFee === null ? null : row.price - row.winnerFee,
    waterfall: waterfallOf(row),
  };
}

/** The steps of an auction, from its events in order. */
export function stepsOf(events: readonly Activity[]): Step[] {
  const done = new Set<string>();
  let ranking: Ranking = { winner: null, second: null };
  return events.map((event) => {
    const before = ranking.winner;
    if (event.kind === "REVEALED" && event.prover !== null && event.amount !== null)
      ranking = rank(ranking, { prover: event.prover, fee: event.amount });
    const deed = `${event.kind} ${event.prover}`;
    const isRepeat = (event.kind === "BID" || event.kind === "REVEALED") && done.has(deed);
    done.add(deed);
    return {
      activity: event,
      isRepeat,
      changesWinner: ranking.winner !== before,
      winner: ranking.winner?.prover ?? null,
      winnerFee: ranking.winner?.fee ?? null,
      second: ranking.second?.prover ?? null,
      secondFee: ranking.second?.fee ?? null,
    };
  });
}

/** Where the escrowed fee of a request is. */
export function waterfallOf(row: Request): Waterfall {
  const { maxFee, protocolFee, commission, toStakers, excess, refundAmount } = row;
  const parts = {
    held: row.status === "PENDING" ? maxFee : 0n,
    protocolFee: protocolFee ?? 0n,
    commission: commission ?? 0n,
    toStakers: toStakers ?? 0n,
    excess: excess ?? 0n,
    refunded: refundAmount ?? 0n,
  };
  const sum = Object.values(parts).reduce((total, part) => total + part, 0n);
  return { maxFee, ...parts, remainder: maxFee - sum };
}
