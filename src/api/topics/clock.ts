/** Where a request stands: on every request of the schema. */
import type { request } from "../../../ponder.schema.ts";
import { refundReason } from "../../domain/auction.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import type { Context } from "../context.ts";
import { timeArg } from "../declare/arguments.ts";
import { bool, int, intOrNull, one, question } from "../declare/fields.ts";
import type { Asked } from "../declare/selection.ts";
import { enumeration, object, orNull, stored, type ValueOf } from "../declare/types.ts";
import { remember } from "../once.ts";
import { type Network, networkOf } from "../reads/network.ts";
import {
  hasProvingWindow,
  type Phase,
  phaseEnd,
  phaseOf,
  refundableFrom,
  slashableUntil,
  toSeconds,
} from "../rules/phases.ts";
import type { Topic } from "../topic.ts";

type Request = typeof request.$inferSelect;

export const RequestPhase = enumeration<Phase>("RequestPhase", "Phase of a request.", {
  BIDDING: "Sealed bids are accepted.",
  REVEALING: "Sealed bids are opened; the lowest so far leads.",
  PROVING: "There is a winner; its proof is accepted until the deadline.",
  REFUNDABLE:
    "Nothing but a refund can end it: nobody bid, nobody revealed, or the deadline passed.",
  FULFILLED: "Proven and paid.",
  REFUNDED: "The fee was returned.",
  SLASHED: "The fee was returned, and the winner slashed.",
});

const RequestClock = object(
  "RequestClock",
  "Where a request stands at a time. Ends of bidding and reveal follow the durations now: the contract reads them at every call, also for requests made before a change. Of a settled request they are where its phases would end now; `requestTimeline { phases }` tells how they were. A time beyond 2038-01-19 is given as 2147483647.",
  {
    phase: one(RequestPhase, "Phase at that time."),
    endsAt: intOrNull(
      "[unix s] Last second of the phase; null when only somebody's act ends it (REFUNDABLE) or it is settled.",
    ),
    secondsLeft: intOrNull(
      "[s] From the time asked about to `endsAt`: 0 in the last second; null when `endsAt` is.",
    ),
    nextPhase: one(
      orNull(RequestPhase),
      "Phase in the second after `endsAt` if nothing happens until then; null when `endsAt` is.",
    ),
    biddingEndsAt: int("[unix s] Last second at which a bid is accepted."),
    revealEndsAt: int(
      "[unix s] Last second at which a reveal is accepted; the first is the one after `biddingEndsAt`.",
    ),
    deadline: int(
      "[unix s] Last second at which a proof is accepted; the first is the one after `revealEndsAt`.",
    ),
    hasProvingWindow: bool(
      "Whether any second is left between the end of the reveal phase and the deadline. False: no proof can ever be accepted.",
    ),
    refundableFrom: intOrNull(
      "[unix s] First second at which a refund goes through if bids and winner stay as they are; null once settled.",
    ),
    refundableReason: one(
      orNull(stored("refundReason")),
      "Why it can be refunded at that time; null unless REFUNDABLE.",
    ),
    slashableUntil: intOrNull(
      "[unix s] Last second at which the winner's miss can be slashed; null unless the winner missed the deadline at that time and is not slashed.",
    ),
  },
);

/** Where a request stands at a time. */
export function clockOf(row: Request, network: Network, at: number): ValueOf<typeof RequestClock> {
  const phase = phaseOf(row, network, at);
  const end = phaseEnd(row, network, at);
  const endsAt = end === null ? null : toSeconds(end);
  const isMissed = row.winner !== null && row.status !== "FULFILLED" && BigInt(at) > row.deadline;
  return {
    phase,
    endsAt,
    secondsLeft: endsAt === null ? null : endsAt - at,
    nextPhase: endsAt === null ? null : phaseOf(row, network, endsAt + 1),
    biddingEndsAt: toSeconds(biddingEnd(row.createdAt, network)),
    revealEndsAt: toSeconds(revealEnd(row.createdAt, network)),
    deadline: toSeconds(row.deadline),
    hasProvingWindow: hasProvingWindow(row, network),
    refundableFrom: row.status === "PENDING" ? toSeconds(refundableFrom(row, network)) : null,
    refundableReason: phase === "REFUNDABLE" ? refundReason(row) : null,
    slashableUntil:
      isMissed && row.status !== "SLASHED" && slashableUntil(row, network) >= BigInt(at)
        ? toSeconds(slashableUntil(row, network))
        : null,
  };
}

const networks = new WeakMap<Context, Promise<Network>>();

/** The network's row, read once per request of a client. It is there wherever a request is. */
const parametersOf = (context: Context): Promise<Network> =>
  remember(networks, context, async () => {
    const row = await networkOf(context.db);
    if (row === null) throw new Error("Invariant: there are requests and no network");
    return row;
  });

export const clockTopic: Topic = {
  fields: {
    request: {
      clock: question(RequestClock, {
        text: "Where the request stands at a time, and what comes next.",
        args: {
          at: timeArg(
            "[unix s] The time asked about; moves the clock alone, not the bids. Default: the indexed head's.",
          ),
        },
        ask: async ({ at }, context, { parent }: Asked<Request>) =>
          clockOf(parent, await parametersOf(context), at),
      }),
    },
  },
};
