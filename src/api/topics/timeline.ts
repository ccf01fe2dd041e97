/** Question 5: one request end to end. */
import { asc, eq, inArray } from "drizzle-orm";
import type { Hex } from "viem";
import { activity, parameterChange, proof, request, slashing } from "../../../ponder.schema.ts";
import { type Ranking, rank } from "../../domain/auction.ts";
import { biddingEnd, type Durations, revealEnd } from "../../domain/phases.ts";
import type { Db } from "../db.ts";
import { bytes32Arg, required } from "../declare/arguments.ts";
import { big, bigOrNull, bool, bytesOrNull, int, list, one, question } from "../declare/fields.ts";
import { pagedList, pages } from "../declare/pages.ts";
import type { Asked } from "../declare/selection.ts";
import { object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { greatest, least, sumOf } from "../rules/numbers.ts";
import { LATEST, toSeconds } from "../rules/phases.ts";
import type { Topic } from "../topic.ts";
import { RequestPhase } from "./clock.ts";

const FeeWaterfall = object(
  "FeeWaterfall",
  "Where the escrowed fee of a request is. The parts add up to the max fee.",
  {
    maxFee: big("[wei] The fee escrowed."),
    held: big("[wei] Still held by the market: the max fee while pending, then 0."),
    protocolFee: big("[wei] Protocol fee; 0 unless proven."),
    commission: big("[wei] Commission of the prover; 0 unless proven."),
    toStakers: big("[wei] To the prover's stakers; 0 unless proven."),
    excess: big(
      "[wei] Returned to the requester with the proof: max fee less price; 0 unless proven.",
    ),
    refunded: big("[wei] Returned to the requester without a proof; 0 unless refunded."),
    remainder: big("[wei] Max fee less the parts: always 0."),
  },
);

const RequestStep = object(
  "RequestStep",
  "One event of a request, and how the auction stood after it.",
  {
    activity: one(
      stored("activity"),
      "The event: kind, prover, sender, amount, time and transaction.",
    ),
    isRepeat: bool(
      "Whether the same prover had bid (BID) or revealed (REVEALED) on this request before.",
    ),
    changesWinner: bool("Whether it changed who wins, or with which bid."),
    winner: bytesOrNull("Lowest revealed bidder after it; null before the first reveal."),
    winnerFee: bigOrNull("[wei] Its bid."),
    second: bytesOrNull(
      "Second-lowest revealed bidder after it: may be the winner itself when it revealed twice; null with fewer than two reveals.",
    ),
    secondFee: bigOrNull("[wei] Its bid: the price."),
  },
);

const RequestStepPage = pages(RequestStep, {
  name: "RequestStepPage",
  text: "Steps of a request.",
  key: { id: activity.id },
  place: (step) => ({ id: step.activity.id }),
  more: {
    totalCount: int("Steps in the whole list."),
  },
});

const PhaseSpan = object(
  "PhaseSpan",
  "A span in which the market took bids, reveals or a proof of a request, as it was.",
  {
    phase: one(RequestPhase, "BIDDING, REVEALING or PROVING."),
    from: int("[unix s] Its first second."),
    to: int(
      "[unix s] Its last second: while the request is pending by the durations now, and then not after it was settled.",
    ),
  },
);

const RequestTimeline = object("RequestTimeline", "One request end to end.", {
  request: one(
    stored("request"),
    "The request; its `clock` tells the phase and the next boundary, its `bids` each prover's bid.",
  ),
  steps: pagedList(RequestStepPage, {
    text: "What happened to it, in the order of the chain: every bid and bid anew, every reveal, and how it ended, each with its transaction and how the auction stood after it.",
    ask: async ({ after }, _context, { parent }: Asked<{ steps: readonly RequestStep[] }>) => ({
      rows:
        after === null ? parent.steps : parent.steps.filter((step) => step.activity.id > after.id),
      totalCount: parent.steps.length,
    }),
  }),
  phases: list(
    PhaseSpan,
    "What the market took when, by the durations in force in each second: as it was, where `clock` follows the durations now. A change of a duration may cut a span short, or open one again. PROVING is told whether there was a winner or not.",
    { rows: 3 },
  ),
  proof: one(orNull(stored("proof")), "The accepted proof; null until proven."),
  surplus: bigOrNull(
    "[wei] Price less the winner's own bid: what the second price gave it above; null until proven.",
  ),
  waterfall: one(FeeWaterfall, "Where the escrowed fee is."),
  slashing: one(orNull(stored("slashing")), "The slash of the winner; null unless slashed."),
});

type Request = typeof request.$inferSelect;
type Activity = typeof activity.$inferSelect;
type ParameterChange = typeof parameterChange.$inferSelect;
type RequestStep = ValueOf<typeof RequestStep>;

/** One request end to end: its steps in the order of the chain, proof, slash and money. Null for an unknown request. */
export async function requestTimeline(db: Db, id: Hex) {
  const [[row], changes, events, [accepted], [slash]] = await Promise.all([
    db.select().from(request).where(eq(request.id, id)),
    db
      .select()
      .from(parameterChange)
      .where(inArray(parameterChange.name, [...DURATIONS]))
      .orderBy(asc(parameterChange.id)),
    db.select().from(activity).where(eq(activity.requestId, id)).orderBy(asc(activity.id)),
    db.select().from(proof).where(eq(proof.requestId, id)),
    db.select().from(slashing).where(eq(slashing.requestId, id)),
  ]);
  if (row === undefined) return null;
  return {
    request: row,
    steps: stepsOf(events),
    phases: spansOf(row, changes),
    proof: accepted ?? null,
    slashing: slash ?? null,
    /** [wei] What the second price gave the winner above its bid; null until proven. */
    surplus: row.price === null || row.winnerFee === null ? null : row.price - row.winnerFee,
    waterfall: waterfallOf(row),
  };
}

const DURATIONS = ["biddingPhaseDuration", "revealPhaseDuration"] as const;

/** What the market took of a request when, by the history of the durations, in order. */
export function spansOf(
  { createdAt, deadline, fulfilledAt, refundedAt }: Request,
  changes: readonly Pick<ParameterChange, "timestamp" | "name" | "newValue">[],
): ValueOf<typeof PhaseSpan>[] {
  const end = BigInt(fulfilledAt ?? refundedAt ?? LATEST);
  const durations: Durations = { biddingPhaseDuration: 0n, revealPhaseDuration: 0n };
  const spans: { phase: ValueOf<typeof RequestPhase>; from: bigint; to: bigint }[] = [];
  /** Adds what of a window lies in the seconds in which the durations were these. */
  const add = (phase: ValueOf<typeof RequestPhase>, from: bigint, to: bigint) => {
    const last = spans.at(-1);
    if (from > to) return;
    if (last?.phase === phase && last.to + 1n === from) last.to = to;
    else spans.push({ phase, from, to });
  };
  for (const [index, { name, newValue, timestamp }] of changes.entries()) {
    durations[name as keyof Durations] = BigInt(newValue);
    const since = greatest(BigInt(createdAt), BigInt(timestamp));
    const until = least(end, BigInt(changes[index + 1]?.timestamp ?? LATEST + 1) - 1n);
    const [bidding, reveal] = [biddingEnd(createdAt, durations), revealEnd(createdAt, durations)];
    add("BIDDING", since, least(until, bidding));
    add("REVEALING", greatest(since, bidding + 1n), least(until, reveal));
    add("PROVING", greatest(since, reveal + 1n), least(until, deadline));
  }
  return spans.map(({ phase, from, to }) => ({ phase, from: toSeconds(from), to: toSeconds(to) }));
}

/** The steps of an auction, from its events in order. */
function stepsOf(events: readonly Activity[]): RequestStep[] {
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
function waterfallOf(row: Request): ValueOf<typeof FeeWaterfall> {
  const { maxFee, protocolFee, commission, toStakers, excess, refundAmount } = row;
  const parts = {
    held: row.status === "PENDING" ? maxFee : 0n,
    protocolFee: protocolFee ?? 0n,
    commission: commission ?? 0n,
    toStakers: toStakers ?? 0n,
    excess: excess ?? 0n,
    refunded: refundAmount ?? 0n,
  };
  return { maxFee, ...parts, remainder: maxFee - sumOf(Object.values(parts)) };
}

export const timelineTopic: Topic = {
  queries: {
    requestTimeline: question(orNull(RequestTimeline), {
      text: "One request end to end. Null for an unknown request.",
      args: { requestId: required(bytes32Arg("Id of the request.")) },
      cost: { base: 20 },
      ask: ({ requestId: id }, { db }) => requestTimeline(db, id),
    }),
  },
};
