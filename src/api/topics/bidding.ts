/** Question 4: which requests a prover may bid on, and which provers may bid on a request. */
import { and, asc, count, desc, eq, gt, gte, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  amountArg,
  boolArg,
  bytes32Arg,
  listArg,
  type Parameters,
  required,
  secondsArg,
  timeArg,
} from "../declare/arguments.ts";
import { big, bigOrNull, bool, int, one } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { type Network, networkOf } from "../reads/network.ts";
import { type Prover, proverOf } from "../reads/prover-rows.ts";
import { headroom, requiredStake } from "../rules/eligibility.ts";
import { numeric, phaseSql, revealEndSql } from "../rules/phase-sql.ts";
import { toSeconds } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";

export const BiddingObstacle = enumeration("BiddingObstacle", "Why a prover may bid on nothing.", {
  UNKNOWN_PROVER: "The address never was a prover.",
  NOT_ACTIVE: "The prover is not ACTIVE.",
  NO_HEADROOM: "The vault has no room even for what is assigned.",
});

const BiddableRequest = object("BiddableRequest", "A request that a prover may bid on.", {
  request: one(stored("request"), "The request."),
  bid: one(
    orNull(stored("bid")),
    "The prover's bid on it; null if it has not bid. It may be replaced while bidding lasts.",
  ),
  biddingEndsAt: int(
    "[unix s] Last second at which a bid is accepted and of use: end of the bidding phase, or the deadline if earlier.",
  ),
  revealEndsAt: int(
    "[unix s] Last second at which a reveal is accepted; the first is the one after the bidding phase.",
  ),
  provingSeconds: int(
    "[s] From the end of the reveal phase to the deadline: the time to prove; 0 when no proof can ever be accepted.",
  ),
});

const BiddableRequests = pages(BiddableRequest, {
  name: "BiddableRequests",
  text: "Requests that a prover may bid on.",
  key: { createdId: request.createdId },
  place: (row) => ({ createdId: row.request.createdId }),
  more: {
    prover: one(orNull(stored("prover")), "The prover; null if the address never was one."),
    headroom: bigOrNull(
      "[wei] Largest minimum stake the vault has room for: vault assets − assigned stake × overcommitBps / 10000. Negative when it has not even room for what is assigned. Null without a prover.",
    ),
    obstacle: one(
      orNull(BiddingObstacle),
      "Why the prover may bid on nothing at all; null when nothing is in the way.",
    ),
  },
});

const EligibleProver = object("EligibleProver", "A prover that may bid on a request.", {
  prover: one(stored("prover"), "The prover."),
  required: big(
    "[wei] Vault assets that the request asks of it: minimum stake + assigned stake × overcommitBps / 10000.",
  ),
  headroom: big("[wei] Largest minimum stake its vault has room for."),
  hasBid: bool("Whether it has bid on the request."),
  hasProvenProgram: bool("Whether it has proven the request's program before."),
});

const EligibleProverPage = pages(EligibleProver, {
  name: "EligibleProverPage",
  text: "Provers that may bid on a request.",
  key: { headroom: prover.assets, address: prover.address },
  place: (row) => ({ headroom: row.headroom, address: row.prover.address }),
  more: {
    request: one(stored("request"), "The request asked about."),
    totalCount: int("Provers in the whole list."),
  },
});

type Request = typeof request.$inferSelect;
type BiddingObstacle = ValueOf<typeof BiddingObstacle>;
type EligibleProver = ValueOf<typeof EligibleProver>;

const biddingArgs = {
  prover: required(addressArg("The prover's address.")),
  vks: listArg(
    bytes32Arg("Only requests of these programs (verifying keys), at most 100. Default: of any."),
    { min: 1, max: 100, example: `["0x${"1f".repeat(32)}"]` },
  ),
  provenOnly: boolArg(
    "Only requests of programs that the prover has proven before. Default false.",
  ),
  minMaxFee: amountArg("[wei] Only requests that offer at least this max fee."),
  minBiddingSeconds: secondsArg("[s] Only requests with at least this time left to bid."),
  minProvingSeconds: secondsArg(
    "[s] Only requests with at least this time between the end of the reveal phase and the deadline.",
  ),
  at: timeArg(),
};

/** Why a prover may bid on nothing at all; null when nothing is in the way. */
export function obstacleOf(row: Prover | null, network: Network | null): BiddingObstacle | null {
  if (row === null || network === null) return "UNKNOWN_PROVER";
  if (row.state !== "ACTIVE") return "NOT_ACTIVE";
  return headroom(row, network) < 0n ? "NO_HEADROOM" : null;
}

/**
 * Requests that a prover may bid on at a time, the first to close first.
 * Eligibility mirrors `BrevisMarket.bid`: Active, and vault assets ≥ minimum stake + assigned stake × overcommitBps / 10000.
 */
export async function biddableRequests(
  db: Db,
  given: Parameters<typeof biddingArgs> & PageOf<typeof BiddableRequests>,
) {
  const { at, first, after } = given;
  const [network, row] = await Promise.all([networkOf(db), proverOf(db, given.prover)]);
  if (network === null || row === null)
    return { prover: null, headroom: null, obstacle: "UNKNOWN_PROVER" as const, rows: [] };
  const room = headroom(row, network);
  const refused = obstacleOf(row, network);
  if (refused !== null) return { prover: row, headroom: room, obstacle: refused, rows: [] };
  const { minBiddingSeconds, minProvingSeconds, minMaxFee, vks } = given;
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
        vks === null ? undefined : inArray(request.vk, [...vks]),
        given.provenOnly ? hasProven(sql`${given.prover}`, sql`${request.vk}`) : undefined,
        minBiddingSeconds === null
          ? undefined
          : sql`least(${request.createdAt} + ${numeric(network.biddingPhaseDuration)}, ${request.deadline}) - ${numeric(at)} >= ${numeric(minBiddingSeconds)}`,
        minProvingSeconds === null
          ? undefined
          : sql`${request.deadline} - ${revealEndSql(network)} >= ${numeric(minProvingSeconds)}`,
        after === null ? undefined : gt(request.createdId, after.createdId),
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
        revealEndsAt: toSeconds(revealEnd(createdAt, network)),
        provingSeconds: proving > 0n ? toSeconds(proving) : 0,
      };
    }),
  };
}

/** Provers whose stake and state let them bid and reveal on a request, most headroom first; null for an unknown request. */
export async function eligibleProvers(
  db: Db,
  { id, first, after }: { id: Hex } & PageOf<typeof EligibleProverPage>,
): Promise<{ request: Request; rows: EligibleProver[]; totalCount: number } | null> {
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
            : sql`(${room} < ${numeric(after.headroom)} or (${room} = ${numeric(after.headroom)} and ${prover.address} > ${after.address}))`,
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
    totalCount: total!.count,
  };
}

/** Whether a prover has proven a program. By the index of winners. */
const hasProven = (by: SQL, vk: SQL): SQL =>
  sql`exists (select 1 from ${request} as "won" where "won"."winner" = ${by} and "won"."vk" = ${vk} and "won"."status" = 'FULFILLED')`;

export const biddingTopic: Topic = {
  queries: {
    biddableRequests: pagedList(BiddableRequests, {
      text: "Requests that a prover may bid on: bidding is open, the prover is ACTIVE, and its vault has room for the minimum stake. The first to close first.",
      args: biddingArgs,
      cost: { base: 30 },
      ask: (given, { db }) => biddableRequests(db, given),
    }),
    eligibleProvers: orNull(
      pagedList(EligibleProverPage, {
        text: "Provers that may bid on a request and reveal for it, as far as state and stake go, the most headroom first: ACTIVE, and vault assets ≥ minimum stake + assigned stake × overcommitBps / 10000. Null for an unknown request.",
        args: { requestId: required(bytes32Arg("Id of the request.")) },
        cost: { base: 30 },
        ask: ({ requestId: id, ...page }, { db }) => eligibleProvers(db, { id, ...page }),
      }),
    ),
  },
};
