import { and, asc, count, eq, gt, sql, sum } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { prover, request } from "../../../ponder.schema.ts";
import { revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { isEligible } from "../rules/eligibility.ts";
import { hasProvingWindow, type Phase, phaseOf } from "../rules/phases.ts";
import { isUnpaid, priceNow } from "./duties.ts";
import { isStakingPaused, networkOf } from "./network.ts";

type Request = typeof request.$inferSelect;
type Prover = typeof prover.$inferSelect;

/** Last proofs of a prover that its usual proving time is taken from, and the fewest it takes. */
export const SPEED_SAMPLES = { most: 100, fewest: 5 };

/** Why the winner's proof is in doubt. */
export type Trouble =
  | "NOT_ACTIVE"
  | "OVERLOADED"
  | "SLOWER_THAN_TIME_LEFT"
  | "STAKING_PAUSED"
  | "NO_PROVING_WINDOW";

/** [s] How long a prover usually takes: median of its last proofs, of the request's program or else, below 5 of those, of any; null below 5 at all. */
export type Speed = { medianSeconds: number | null; samples: number; sameProgram: boolean };

/** A requester's pending request. */
export type OpenRequest = {
  request: Request;
  phase: Phase;
  winner: Prover | null;
  /** [wei] As bids stand, protocol fee included; null while nobody revealed. */
  price: bigint | null;
  /** [s] In which a proof is accepted from now on; null without a winner or once the deadline passed. */
  timeToProve: number | null;
  speed: Speed | null;
  trouble: Trouble[];
};

/** A requester's pending requests, oldest first, at most `first` + 1 of them from the place `after` (a `createdId`) on, and all in sum. */
export async function openRequests(
  db: Db,
  given: { requester: Address; at: number; first: number; after: bigint | null },
): Promise<{ rows: OpenRequest[]; count: number; escrow: bigint }> {
  const { at, first, after } = given;
  const isOpen = and(eq(request.status, "PENDING"), eq(request.requester, given.requester));
  const [network, isPaused, found, [total]] = await Promise.all([
    networkOf(db),
    isStakingPaused(db),
    db
      .select({ request, winner: prover })
      .from(request)
      .leftJoin(prover, eq(prover.address, request.winner))
      .where(and(isOpen, after === null ? undefined : gt(request.createdId, after)))
      .orderBy(asc(request.createdId))
      .limit(first + 1),
    db
      .select({ count: count(), escrow: sum(request.maxFee) })
      .from(request)
      .where(isOpen),
  ]);
  if (network === null) return { rows: [], count: 0, escrow: 0n };
  const speeds = await speedsOf(
    db,
    found.flatMap(({ request: { vk }, winner }) => (winner ? [{ vk, by: winner.address }] : [])),
  );
  const rows = found.map(({ request: row, winner }): OpenRequest => {
    const phase = phaseOf(row, network, at);
    const price = priceNow(row);
    if (winner === null || phase === "REFUNDABLE")
      return { request: row, phase, winner, price, timeToProve: null, speed: null, trouble: [] };
    const opens = revealEnd(row.createdAt, network) + 1n;
    const from = opens > BigInt(at) ? opens : BigInt(at);
    const timeToProve = row.deadline < from ? 0 : Number(row.deadline - from);
    const speed = speeds(winner.address, row.vk);
    const trouble: Trouble[] = [];
    if (winner.state !== "ACTIVE" && !isUnpaid(row, network)) trouble.push("NOT_ACTIVE");
    // What is assigned holds this request's minimum stake already.
    const beside = {
      ...winner,
      state: "ACTIVE",
      assignedStake: winner.assignedStake - row.minStake,
    };
    if (!isEligible(beside, row.minStake, network)) trouble.push("OVERLOADED");
    if (speed.medianSeconds !== null && speed.medianSeconds > timeToProve)
      trouble.push("SLOWER_THAN_TIME_LEFT");
    if (isPaused && !isUnpaid(row, network)) trouble.push("STAKING_PAUSED");
    if (!hasProvingWindow(row, network)) trouble.push("NO_PROVING_WINDOW");
    return { request: row, phase, winner, price, timeToProve, speed, trouble };
  });
  return { rows, count: total!.count, escrow: BigInt(total!.escrow ?? 0) };
}

/** The usual proving times of provers with programs, in one statement. */
async function speedsOf(db: Db, asked: { by: Address; vk: Hex }[]) {
  const textOf = (by: string, vk: string) => `${by}${vk}`;
  const pairs = [...new Map(asked.map((pair) => [textOf(pair.by, pair.vk), pair])).values()];
  const found = new Map<string, Speed>();
  if (pairs.length > 0) {
    const values = pairs.map(({ by, vk }) => sql`(${by}::text, ${vk}::text)`);
    const { rows } = await db.execute(sql`
      select "asked"."by", "asked"."vk", "last".*
      from (values ${sql.join(values, sql`, `)}) as "asked"("by", "vk")
      cross join lateral (
        select
          percentile_disc(0.5) within group (order by "seconds") filter (where "program" = "asked"."vk") as "same_median",
          count(*) filter (where "program" = "asked"."vk") as "same",
          percentile_disc(0.5) within group (order by "seconds") as "any_median",
          count(*) as "any"
        from (
          select ${request.provingSeconds} as "seconds", ${request.vk} as "program"
          from ${request}
          where ${request.winner} = "asked"."by" and ${request.status} = 'FULFILLED'
          order by ${request.createdId} desc
          limit ${SPEED_SAMPLES.most}
        ) as "proofs"
      ) as "last"`);
    for (const row of rows as Record<string, string>[]) {
      const sameProgram = Number(row.same) >= SPEED_SAMPLES.fewest;
      const samples = Number(sameProgram ? row.same : row.any);
      const median = Number(sameProgram ? row.same_median : row.any_median);
      found.set(textOf(row.by!, row.vk!), {
        medianSeconds: samples < SPEED_SAMPLES.fewest ? null : median,
        samples,
        sameProgram,
      });
    }
  }
  return (by: Address, vk: Hex): Speed =>
    found.get(textOf(by, vk)) ?? { medianSeconds: null, samples: 0, sameProgram: false };
}
