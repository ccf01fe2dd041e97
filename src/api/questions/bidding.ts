import { and, asc, count, desc, eq, gt, gte, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { headroom, requiredStake } from "../rules/eligibility.ts";
import { numeric, phaseSql, revealEndSql } from "../rules/phase-sql.ts";
import { toSeconds } from "../rules/phases.ts";
import { networkOf } from "./network.ts";

type Request = typeof request.$inferSelect;
type Prover = typeof prover.$inferSelect;
type Bid = typeof bid.$inferSelect;

/** Which requests a prover looks for; null: any. */
export type BiddingFilter = {
  /** Verifying keys. */
  programs: Hex[] | null;
  /** Only programs it has proven before. */
  provenOnly: boolean;
  /** [wei] Least max fee. */
  minMaxFee: bigint | null;
  /** [s] Least time left to bid. */
  minBiddingSeconds: number | null;
  /** [s] Least time between the end of the reveal phase and the deadline. */
  minProvingSeconds: number | null;
};

/** A request that a prover may bid on, with its bid so far. */
export type Biddable = {
  request: Request;
  bid: Bid | null;
  /** [unix s] Last second at which a bid is accepted and of use. */
  biddingEndsAt: number;
  /** [s] From the end of the reveal phase to the deadline; 0 when no proof can ever be accepted. */
  provingSeconds: number;
};

/** Why a prover may bid on nothing. */
export type BiddingObstacle = "UNKNOWN_PROVER" | "NOT_ACTIVE" | "NO_HEADROOM";

/**
 * Requests that a prover may bid on at a time, the first to close first, at most `first` + 1 of them from the place `after` (a `createdId`) on.
 * Eligibility mirrors `BrevisMarket.bid`: Active, and vault assets ≥ minimum stake + assigned stake × overcommitBps / 10000.
 */
export async function biddableRequests(
  db: Db,
  given: BiddingFilter & { prover: Address; at: number; first: number; after: bigint | null },
): Promise<{
  prover: Prover | null;
  /** [wei] Null without a prover. */
  headroom: bigint | null;
  obstacle: BiddingObstacle | null;
  rows: Biddable[];
}> {
  const { at, first, after } = given;
  const [network, [row]] = await Promise.all([
    networkOf(db),
    db.select().from(prover).where(eq(prover.address, given.prover)),
  ]);
  if (network === null || row === undefined)
    return { prover: null, headroom: null, obstacle: "UNKNOWN_PROVER", rows: [] };
  const room = headroom(row, network);
  const refused =
    row.state !== "ACTIVE" ? "NOT_ACTIVE" : room < 0n ? ("NO_HEADROOM" as const) : null;
  if (refused !== null) return { prover: row, headroom: room, obstacle: refused, rows: [] };
  const { minBiddingSeconds, minProvingSeconds, minMaxFee, programs } = given;
  const rows = await db
    .select({ request, bid })
    .from(request)
    .leftJoin(bid, and(eq(bid.requestId, request.id), eq(bid.prover, given.prover)))
    .where(
      and(
        eq(request.status, "PENDING"),
        eq(phaseSql(network, at), "BIDDING"),
        lte(request.minStake, room),
        minMaxFee === null ? undefined : gte(request.maxFee, minMaxFee),
        programs === null ? undefined : inArray(request.vk, programs),
        given.provenOnly ? hasProven(sql`${given.prover}`, sql`${request.vk}`) : undefined,
        minBiddingSeconds === null
          ? undefined
          : sql`least(${request.createdAt} + ${numeric(network.biddingPhaseDuration)}, ${request.deadline}) - ${numeric(at)} >= ${numeric(minBiddingSeconds)}`,
        minProvingSeconds === null
          ? undefined
          : sql`${request.deadline} - ${revealEndSql(network)} >= ${numeric(minProvingSeconds)}`,
        after === null ? undefined : gt(request.createdId, after),
      ),
    )
    .orderBy(asc(request.createdId))
    .limit(first + 1);
  return {
    prover: row,
    headroom: room,
    obstacle: null,
    rows: rows.map((found) => {
      const { createdAt, deadline } = found.request;
      const end = toSeconds(biddingEnd(createdAt, network));
      const proving = deadline - revealEnd(createdAt, network);
      return {
        ...found,
        biddingEndsAt: Math.min(end, toSeconds(deadline)),
        provingSeconds: proving > 0n ? toSeconds(proving) : 0,
      };
    }),
  };
}

/** A prover that may bid on a request. Amounts in wei. */
export type EligibleProver = {
  prover: Prover;
  /** Vault assets that the request asks of it. */
  required: bigint;
  /** Largest minimum stake its vault has room for. */
  headroom: bigint;
  hasBid: boolean;
  /** Whether it has proven the request's program before. */
  hasProvenProgram: boolean;
};
/** Place in the list: headroom, address. */
export type EligiblePlace = readonly [headroom: bigint, prover: Address];

/** Provers that may bid on a request and reveal for it as far as stake and state go, the most headroom first, at most `first` + 1 from the place `after` on. Null for an unknown request. */
export async function eligibleProvers(
  db: Db,
  { id, first, after }: { id: Hex; first: number; after: EligiblePlace | null },
): Promise<{ request: Request; rows: EligibleProver[]; count: number } | null> {
  const [network, [of]] = await Promise.all([
    networkOf(db),
    db.select().from(request).where(eq(request.id, id)),
  ]);
  if (network === null || of === undefined) return null;
  const room = sql`(${prover.assets} - div(${prover.assignedStake} * ${numeric(network.overcommitBps)}, 10000))`;
  const isEligible = and(eq(prover.state, "ACTIVE"), sql`${room} >= ${numeric(of.minStake)}`);
  const [rows, [total]] = await Promise.all([
    db
      .select({
        prover,
        hasBid: sql<boolean>`exists (select 1 from ${bid} where ${bid.requestId} = ${id} and ${bid.prover} = ${prover.address})`,
        hasProvenProgram: sql<boolean>`${hasProven(sql`${prover.address}`, sql`${of.vk}`)}`,
      })
      .from(prover)
      .where(
        and(
          isEligible,
          after === null
            ? undefined
            : sql`(${room} < ${numeric(after[0])} or (${room} = ${numeric(after[0])} and ${prover.address} > ${after[1]}))`,
        ),
      )
      .orderBy(desc(room), asc(prover.address))
      .limit(first + 1),
    db.select({ count: count() }).from(prover).where(isEligible),
  ]);
  return {
    request: of,
    rows: rows.map((row) => ({
      ...row,
      required: requiredStake(of.minStake, row.prover, network),
      headroom: headroom(row.prover, network),
    })),
    count: total!.count,
  };
}

/** Whether a prover has proven a program. By the index of winners. */
const hasProven = (by: SQL, vk: SQL): SQL =>
  sql`exists (select 1 from ${request} as "won" where "won"."winner" = ${by} and "won"."vk" = ${vk} and "won"."status" = 'FULFILLED')`;
