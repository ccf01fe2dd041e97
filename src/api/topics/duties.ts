/** Question 2: what a prover must do next. */
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { bid, prover, request } from "../../../ponder.schema.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { type Argument, addressArg, intArg, required, timeArg } from "../declare/arguments.ts";
import { big, bool, int, list, one } from "../declare/fields.ts";
import { type PageOf, pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import type { Optional } from "../inputs.ts";
import { isStakingPaused, networkOf } from "../reads/network.ts";
import { proverOf } from "../reads/prover-rows.ts";
import { isEligible } from "../rules/eligibility.ts";
import { ascending } from "../rules/numbers.ts";
import { biddingEndSql, numeric, phaseSql, revealEndSql } from "../rules/phase-sql.ts";
import { hasProvingWindow, toSeconds } from "../rules/phases.ts";
import { isUnpaid } from "../rules/prices.ts";
import type { Topic } from "../topic.ts";

const ProverDutyObstacle = enumeration("ProverDutyObstacle", "What stands in the way of a duty.", {
  NOT_ACTIVE: "The prover is not ACTIVE: a reveal is refused, and a proof with a reward.",
  STAKE_TOO_LOW: "The vault has no room for the minimum stake: the reveal is refused.",
  STAKING_PAUSED: "StakingController is paused: a proof with a reward is refused.",
  NO_PROVING_WINDOW:
    "The deadline is not after the end of the reveal phase: whoever wins must miss it.",
});

const ProverDutyKind = enumeration("ProverDutyKind", "Kind of duty.", {
  REVEAL: "Reveal a sealed bid. A bid that was placed anew after its reveal counts as sealed.",
  PROVE: "Submit the proof of a request it is winning. Before `opensAt` it may still be outbid.",
});

const ProverDuty = object("ProverDuty", "A bid to reveal or a proof to submit.", {
  kind: one(ProverDutyKind, "What is to be done."),
  request: one(stored("request"), "The request."),
  opensAt: int("[unix s] First second at which the market accepts it."),
  closesAt: int("[unix s] Last second at which the market accepts it."),
  secondsLeft: int("[s] From the time asked about to `closesAt`."),
  isDue: bool("Whether it closes within the span: then or never."),
  obstacles: list(
    ProverDutyObstacle,
    "What would make the market refuse it, or make it worthless; empty when nothing does.",
  ),
});

export const ProverDuties = pages(ProverDuty, {
  name: "ProverDuties",
  text: "What a prover can and must do.",
  key: {
    closesAt: request.deadline,
    createdId: request.createdId,
    // No column is of kinds of duties: another text.
    kind: prover.name,
  },
  place: ({ closesAt, kind, request: { createdId } }) => ({
    closesAt: BigInt(closesAt),
    createdId,
    kind,
  }),
  more: {
    at: int("[unix s] The time asked about: the span's first second."),
    until: int("[unix s] The span's last second."),
    state: one(
      stored("proverState"),
      "State of the prover: only ACTIVE may bid, reveal, and be paid for a proof.",
    ),
    commissionToClaim: big("[wei] Commission earned and not claimed."),
    stakingPaused: bool(
      "Whether StakingController is paused: then neither a claim nor a proof with a reward goes through, and deadlines keep running.",
    ),
  },
});

type ProverDutyObstacle = ValueOf<typeof ProverDutyObstacle>;
type ProverDuty = ValueOf<typeof ProverDuty>;
/** A duty, before it is measured from the time asked about. */
type Duty = Omit<ProverDuty, "secondsLeft" | "isDue">;

/**
 * Bids that a prover has to reveal and proofs it owes, whose window meets the seconds `at` to `at + within`;
 * the next to close first. Null for an address that never was a prover.
 */
export async function proverDuties(
  db: Db,
  given: {
    prover: Address;
    at: number;
    within: number;
  } & PageOf<typeof ProverDuties>,
) {
  const { at, within, first, after } = given;
  const [network, row, isPaused] = await Promise.all([
    networkOf(db),
    proverOf(db, given.prover),
    isStakingPaused(db),
  ]);
  if (network === null || row === null) return null;
  const last = at + within;
  const until = numeric(last);
  const beyond = (closesAt: SQL, kind: string) =>
    after === null
      ? undefined
      : sql`(${closesAt}, ${request.createdId}, ${kind}::text) > (${numeric(after.closesAt)}, ${String(after.createdId)}::bigint, ${after.kind}::text)`;
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
          // A bid placed again after a reveal, in a reopened phase, is sealed again.
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
      const obstacles: ProverDutyObstacle[] = [];
      if (row.state !== "ACTIVE") obstacles.push("NOT_ACTIVE");
      else if (!isEligible(row, of.minStake, network)) obstacles.push("STAKE_TOO_LOW");
      if (!hasProvingWindow(of, network)) obstacles.push("NO_PROVING_WINDOW");
      const opensAt = toSeconds(biddingEnd(of.createdAt, network) + 1n);
      const closesAt = toSeconds(revealEnd(of.createdAt, network));
      return { kind: "REVEAL", request: of, opensAt, closesAt, obstacles };
    }),
    ...proofs.map(({ request: of }): Duty => {
      const obstacles: ProverDutyObstacle[] = [];
      if (!isUnpaid(of, network)) {
        if (row.state !== "ACTIVE") obstacles.push("NOT_ACTIVE");
        if (isPaused) obstacles.push("STAKING_PAUSED");
      }
      const opensAt = toSeconds(revealEnd(of.createdAt, network) + 1n);
      return { kind: "PROVE", request: of, opensAt, closesAt: toSeconds(of.deadline), obstacles };
    }),
  ].sort(inOrder);
  return {
    rows: rows.slice(0, first + 1).map(
      (duty): ProverDuty => ({
        ...duty,
        secondsLeft: duty.closesAt - at,
        isDue: duty.closesAt <= last,
      }),
    ),
    at,
    until: last,
    state: row.state,
    commissionToClaim: row.pendingCommission,
    stakingPaused: isPaused,
  };
}

const inOrder = (a: Duty, b: Duty): number =>
  a.closesAt - b.closesAt ||
  Number(a.request.createdId - b.request.createdId) ||
  ascending(a.kind, b.kind);

const MAX_MINUTES = 60 * 24 * 31;

export const minutesArg: Argument<number> = {
  ...intArg(
    "[minutes] How far ahead: duties whose window meets this span, 0 to 44640. Default 60.",
  ),
  read: (given: Optional<number>, argument: string) => {
    const minutes = given ?? 60;
    if (minutes >= 0 && minutes <= MAX_MINUTES) return minutes;
    throw new UserError({
      argument,
      problem: `is ${minutes}; it must be from 0 to ${MAX_MINUTES}.`,
      example: "minutes: 60",
    });
  },
};

export const dutyTopic: Topic = {
  queries: {
    proverDuties: orNull(
      pagedList(ProverDuties, {
        text: "What a prover can and must do from a time on: bids to reveal, proofs due, commission to claim. Null for an address that never was a prover.",
        args: {
          prover: required(addressArg("The prover's address.")),
          minutes: minutesArg,
          at: timeArg(),
        },
        cost: { base: 30 },
        ask: ({ minutes, ...given }, { db }) =>
          proverDuties(db, { ...given, within: minutes * 60 }),
      }),
    ),
  },
};
