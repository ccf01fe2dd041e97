/** Question 9: a requester's open requests, and whether their winners are in trouble. */
import { and, asc, count, eq, gt, inArray, sql } from "drizzle-orm";
import type { Address, Hex } from "viem";
import { prover, request } from "../../../ponder.schema.ts";
import { revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import {
  addressArg,
  byDefault,
  bytes32Arg,
  enumArg,
  listArg,
  timeArg,
} from "../declare/arguments.ts";
import { big, bigOrNull, int, intOrNull, list, one } from "../declare/fields.ts";
import { pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { isStakingPaused, networkOf } from "../reads/network.ts";
import { ProverSpeed, speedsOf } from "../reads/prover-speeds.ts";
import { isEligible } from "../rules/eligibility.ts";
import { sumSql } from "../rules/figures-sql.ts";
import { greatest, sumOf } from "../rules/numbers.ts";
import { numeric, phaseEndSql, phaseSql } from "../rules/phase-sql.ts";
import { hasProvingWindow, phaseEnd, phaseOf } from "../rules/phases.ts";
import { isUnpaid, priceNow } from "../rules/prices.ts";
import type { Topic } from "../topic.ts";
import { RequestPhase } from "./clock.ts";

const WinnerTrouble = enumeration("WinnerTrouble", "Why a winner's proof is in doubt.", {
  NOT_ACTIVE: "The prover is not ACTIVE, and the price is not zero: the proof would be refused.",
  OVERLOADED:
    "By the contract's own rule the vault has no room any more for this request beside the others assigned: it could not bid on it now.",
  SLOWER_THAN_TIME_LEFT: "Its usual proving time is longer than the time left.",
  STAKING_PAUSED:
    "StakingController is paused, and the price is not zero: the proof is refused until that ends.",
  NO_PROVING_WINDOW:
    "The deadline is not after the end of the reveal phase: no proof can ever be accepted.",
});

const OpenRequest = object("OpenRequest", "A pending request.", {
  request: one(stored("request"), "The request; `clock` tells when its phase ends."),
  phase: one(RequestPhase, "Phase at the time asked about."),
  winner: one(
    orNull(stored("prover")),
    "Lowest revealed bidder so far; final once PROVING. Null while nobody revealed.",
  ),
  price: bigOrNull(
    "[wei] What the proof would be paid as bids stand, protocol fee included; null while nobody revealed.",
  ),
  timeToProve: intOrNull(
    "[s] Time in which a proof is accepted, from the time asked about on; null without a winner, or when REFUNDABLE.",
  ),
  speed: one(
    orNull(ProverSpeed),
    "How long the winner usually takes; null without a winner, or when REFUNDABLE.",
  ),
  trouble: list(
    WinnerTrouble,
    "Why the winner's proof is in doubt; empty when nothing is, without a winner, or when REFUNDABLE.",
  ),
});

const OpenRequestOrder = enumeration("OpenRequestOrder", "Which open request comes first.", {
  CREATED: "The oldest.",
  ENDS_NEXT:
    "The one whose phase ends next; those that only a refund can end come last. It moves with the time: to go through all, give `at`.",
});

const OpenRequestPage = pages(OpenRequest, {
  name: "OpenRequestPage",
  text: "Pending requests.",
  // A phase's end is a time as the deadline is.
  key: { endsAt: request.deadline, createdId: request.createdId },
  place: (row) => ({ endsAt: 0n, createdId: row.request.createdId }),
  more: {
    totalCount: int("Requests in the whole list."),
    escrow: big("[wei] Σ max fee of the whole list: what the market holds for them."),
  },
});

type WinnerTrouble = ValueOf<typeof WinnerTrouble>;
type OpenRequest = ValueOf<typeof OpenRequest>;
/** [unix s] When the phase ends, `NEVER` without an end; 0 where that is not what the list is ordered by. */
type Place = { endsAt: bigint; createdId: bigint };

/** Which pending requests: of any requester, winner, program and in any phase where these are null. */
type OpenRequestFilter = {
  requester: Address | null;
  winner: Address | null;
  vk: Hex | null;
  phases: readonly ValueOf<typeof RequestPhase>[] | null;
};

const ofAnybody = {
  requester: null,
  winner: null,
  vk: null,
  phases: null,
  orderBy: "CREATED",
} as const;

/** Later than every deadline, which is 30 days ahead at most. */
const NEVER = 2n ** 64n;

/** Pending requests, and all in sum. */
export async function openRequests(
  db: Db,
  given: Partial<OpenRequestFilter & { orderBy: ValueOf<typeof OpenRequestOrder> }> & {
    at: number;
    first: number;
    after: Place | null;
  },
) {
  const { requester, winner, vk, phases, orderBy, at, first, after } = { ...ofAnybody, ...given };
  const network = await networkOf(db);
  const placeOf = ({ request: row }: OpenRequest): Place => {
    const end = orderBy === "CREATED" || network === null ? 0n : phaseEnd(row, network, at);
    return { endsAt: end ?? NEVER, createdId: row.createdId };
  };
  if (network === null) return { rows: [], totalCount: 0, escrow: 0n, placeOf };
  const endsAt =
    orderBy === "CREATED" ? null : sql`coalesce(${phaseEndSql(network, at)}, ${numeric(NEVER)})`;
  const isOpen = and(
    eq(request.status, "PENDING"),
    requester === null ? undefined : eq(request.requester, requester),
    winner === null ? undefined : eq(request.winner, winner),
    vk === null ? undefined : eq(request.vk, vk),
    phases === null ? undefined : inArray(phaseSql(network, at), [...phases]),
  );
  const beyond = (place: Place) =>
    endsAt === null
      ? gt(request.createdId, place.createdId)
      : sql`(${endsAt}, ${request.createdId}) > (${numeric(place.endsAt)}, ${String(place.createdId)}::bigint)`;
  const [isPaused, found, [total]] = await Promise.all([
    isStakingPaused(db),
    db
      .select({ request, winner: prover })
      .from(request)
      .leftJoin(prover, eq(prover.address, request.winner))
      .where(and(isOpen, after === null ? undefined : beyond(after)))
      .orderBy(...(endsAt === null ? [] : [asc(endsAt)]), asc(request.createdId))
      .limit(first + 1),
    db
      .select({ totalCount: count(), escrow: sumSql(request.maxFee) })
      .from(request)
      .where(isOpen),
  ]);
  const speeds = await speedsOf(
    db,
    found.flatMap(({ request: { vk }, winner }) => (winner ? [{ vk, by: winner.address }] : [])),
  );
  const rows = found.map(({ request: row, winner }): OpenRequest => {
    const phase = phaseOf(row, network, at);
    const price = priceNow(row);
    if (winner === null || phase === "REFUNDABLE")
      return { request: row, phase, winner, price, timeToProve: null, speed: null, trouble: [] };
    const from = greatest(revealEnd(row.createdAt, network) + 1n, BigInt(at));
    const timeToProve = row.deadline < from ? 0 : Number(row.deadline - from);
    const speed = speeds(winner.address, row.vk);
    const trouble: WinnerTrouble[] = [];
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
  return { rows, ...total!, placeOf };
}

/** More than there ever are open at once. */
const ALL = 1_000_000;

/** Pending requests whose winner is in one of these troubles. All of them are examined before the page is cut. */
export async function troubledRequests(
  db: Db,
  given: Parameters<typeof openRequests>[1] & { troubles: readonly WinnerTrouble[] },
) {
  const { troubles, first, after } = given;
  const { rows, placeOf } = await openRequests(db, { ...given, first: ALL, after: null });
  const isBeyond = (row: OpenRequest, { endsAt, createdId }: Place) => {
    const place = placeOf(row);
    return place.endsAt > endsAt || (place.endsAt === endsAt && place.createdId > createdId);
  };
  const troubled = rows.filter(({ trouble }) => trouble.some((one) => troubles.includes(one)));
  return {
    rows: troubled.filter((row) => after === null || isBeyond(row, after)).slice(0, first + 1),
    totalCount: troubled.length,
    escrow: sumOf(troubled.map(({ request: { maxFee } }) => maxFee)),
    placeOf,
  };
}

export const openRequestTopic: Topic = {
  queries: {
    openRequests: pagedList(OpenRequestPage, {
      text: "Pending requests, oldest first unless `orderBy` says otherwise: where each stands, who is winning it, and whether the proof is in doubt.",
      args: {
        requester: addressArg("Only this requester's; everybody's if left out."),
        winner: addressArg("Only those that this prover is winning."),
        vk: bytes32Arg("Only for this program (verifying key)."),
        phases: listArg(enumArg(RequestPhase, "Only in these phases at the time asked about."), {
          min: 1,
          example: "[PROVING, REFUNDABLE]",
        }),
        troubles: listArg(
          enumArg(WinnerTrouble, "Only those whose winner's proof is in doubt for one of these."),
          { min: 1, example: "[SLOWER_THAN_TIME_LEFT]" },
        ),
        orderBy: byDefault(enumArg(OpenRequestOrder, "Which comes first."), "CREATED"),
        at: timeArg(),
      },
      cost: { base: 50 },
      ask: ({ troubles, ...given }, { db }) =>
        troubles === null ? openRequests(db, given) : troubledRequests(db, { ...given, troubles }),
    }),
  },
};
