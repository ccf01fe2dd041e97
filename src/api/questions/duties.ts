import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import { clearingFee } from "../../domain/auction.ts";
import { splitPrice } from "../../domain/fees.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { isEligible } from "../rules/eligibility.ts";
import { biddingEndSql, numeric, phaseSql, revealEndSql } from "../rules/phase-sql.ts";
import { hasProvingWindow, toSeconds } from "../rules/phases.ts";
import { isStakingPaused, type Network, networkOf } from "./network.ts";

type Request = typeof request.$inferSelect;
type Prover = typeof prover.$inferSelect;

/** What would make the market refuse a reveal or a proof, or make it worthless. */
export type Obstacle = "NOT_ACTIVE" | "STAKE_TOO_LOW" | "STAKING_PAUSED" | "NO_PROVING_WINDOW";
/** A bid to reveal or a proof to submit; `opensAt` and `closesAt` [unix s] are its first and last second. */
export type Duty = {
  kind: "PROVE" | "REVEAL";
  request: Request;
  opensAt: number;
  closesAt: number;
  obstacles: Obstacle[];
};
/** Place in the list: end of the window, the request's `createdId`, kind. */
export type DutyPlace = readonly [closesAt: bigint, createdId: bigint, kind: string];

/** [wei] What the proof would be paid as bids stand, protocol fee included; null while nobody revealed. */
export function priceNow({ winner, winnerFee, second, secondFee }: Request): bigint | null {
  if (winner === null || winnerFee === null) return null;
  return clearingFee({
    winner: { prover: winner, fee: winnerFee },
    second: second === null || secondFee === null ? null : { prover: second, fee: secondFee },
  });
}

/** Whether the proof would be paid nothing: then it goes through for a prover that is not Active, and while StakingController is paused. */
export const isUnpaid = (row: Request, network: Network): boolean => {
  const price = priceNow(row);
  return price !== null && splitPrice(price, network.protocolFeeBps).reward === 0n;
};

/**
 * Bids that a prover has to reveal and proofs it owes, whose window meets the seconds `at` to `at + within`;
 * the next to close first, at most `first` + 1 from the place `after` on. Null for an address that never was a prover.
 */
export async function proverDuties(
  db: Db,
  given: { prover: Address; at: number; within: number; first: number; after: DutyPlace | null },
): Promise<{ prover: Prover; isPaused: boolean; rows: Duty[] } | null> {
  const { at, within, first, after } = given;
  const [network, [row], isPaused] = await Promise.all([
    networkOf(db),
    db.select().from(prover).where(eq(prover.address, given.prover)),
    isStakingPaused(db),
  ]);
  if (network === null || row === undefined) return null;
  const until = numeric(at + within);
  const beyond = (closesAt: SQL, kind: string) =>
    after === null
      ? undefined
      : sql`(${closesAt}, ${request.createdId}, ${kind}::text) > (${numeric(after[0])}, ${String(after[1])}::bigint, ${after[2]}::text)`;
  const phase = phaseSql(network, at);
  const revealed = revealEndSql(network);
  const deadline = sql`${request.deadline}`;
  const [reveals, proofs] = await Promise.all([
    db
      .select({ request })
      .from(request)
      .innerJoin(bid, and(eq(bid.requestId, request.id), eq(bid.prover, given.prover)))
      .where(
        and(
          eq(request.status, "PENDING"),
          inArray(phase, ["BIDDING", "REVEALING"]),
          sql`${biddingEndSql(network)} < ${until}`,
          // A bid placed anew after a reveal, in a phase that was reopened, is sealed again.
          or(isNull(bid.lastRevealAt), sql`${bid.lastBidAt} > ${bid.lastRevealAt}`),
          beyond(revealed, "REVEAL"),
        ),
      )
      .orderBy(asc(revealed), asc(request.createdId))
      .limit(first + 1),
    db
      .select({ request })
      .from(request)
      .where(
        and(
          eq(request.status, "PENDING"),
          eq(request.winner, given.prover),
          sql`${request.deadline} >= ${numeric(at)}`,
          sql`${revealed} < ${until} and ${revealed} < ${request.deadline}`,
          beyond(deadline, "PROVE"),
        ),
      )
      .orderBy(asc(request.deadline), asc(request.createdId))
      .limit(first + 1),
  ]);
  const rows = [
    ...reveals.map(({ request: of }): Duty => {
      const obstacles: Obstacle[] = [];
      if (row.state !== "ACTIVE") obstacles.push("NOT_ACTIVE");
      else if (!isEligible(row, of.minStake, network)) obstacles.push("STAKE_TOO_LOW");
      if (!hasProvingWindow(of, network)) obstacles.push("NO_PROVING_WINDOW");
      const opensAt = toSeconds(biddingEnd(of.createdAt, network) + 1n);
      const closesAt = toSeconds(revealEnd(of.createdAt, network));
      return { kind: "REVEAL", request: of, opensAt, closesAt, obstacles };
    }),
    ...proofs.map(({ request: of }): Duty => {
      const obstacles: Obstacle[] = [];
      if (!isUnpaid(of, network)) {
        if (row.state !== "ACTIVE") obstacles.push("NOT_ACTIVE");
        if (isPaused) obstacles.push("STAKING_PAUSED");
      }
      const opensAt = toSeconds(revealEnd(of.createdAt, network) + 1n);
      return { kind: "PROVE", request: of, opensAt, closesAt: toSeconds(of.deadline), obstacles };
    }),
  ].sort(inOrder);
  return { prover: row, isPaused, rows: rows.slice(0, first + 1) };
}

const inOrder = (a: Duty, b: Duty): number =>
  a.closesAt - b.closesAt ||
  Number(a.request.createdId - b.request.createdId) ||
  (a.kind < b.kind ? -1 : 1);
