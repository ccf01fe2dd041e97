import type { request } from "../../../ponder.schema.ts";
import { refundReason } from "../../domain/auction.ts";
import { biddingEnd, revealEnd } from "../../domain/phases.ts";
import { type Network, networkOf } from "../questions/network.ts";
import {
  hasProvingWindow,
  phaseEnd,
  phaseOf,
  refundableFrom,
  slashableUntil,
  toSeconds,
} from "../rules/phases.ts";
import { atOf, type Optional } from "./inputs.ts";
import type { Context, Module, Resolver } from "./module.ts";

type Request = typeof request.$inferSelect;

/** Where a request stands: on every request of the schema. */
export const clock: Module = {
  typeDefs: /* GraphQL */ `
    extend type request {
      "Where the request stands at a time, and what comes next."
      clock(
        "[unix s] The time asked about; moves the clock alone, not the bids. Default: the indexed head's."
        at: Int
      ): RequestClock!
    }

    "Where a request stands at a time. Times derived from parameters follow the parameters now, as the contract does; a time beyond 2038-01-19 is given as 2147483647."
    type RequestClock {
      "Phase at that time."
      phase: RequestPhase!
      "[unix s] Last second of the phase; null when only somebody's act ends it (REFUNDABLE) or it is settled."
      endsAt: Int
      "[s] From that time to \`endsAt\`: 0 in the last second; null with it."
      secondsLeft: Int
      "Phase in the second after \`endsAt\` if nothing happens until then; null with it."
      nextPhase: RequestPhase
      "[unix s] Last second at which a bid is accepted."
      biddingEndsAt: Int!
      "[unix s] Last second at which a reveal is accepted; the first is the one after \`biddingEndsAt\`."
      revealEndsAt: Int!
      "[unix s] Last second at which a proof is accepted; the first is the one after \`revealEndsAt\`."
      deadline: Int!
      "Whether any second is left between the end of the reveal phase and the deadline. False: no proof can ever be accepted."
      hasProvingWindow: Boolean!
      "[unix s] First second at which a refund goes through if bids and winner stay as they are; null once settled."
      refundableFrom: Int
      "Why it can be refunded at that time; null unless REFUNDABLE."
      refundableReason: refundReason
      "[unix s] Last second at which the winner's miss can be slashed; null unless the winner missed the deadline at that time and is not slashed."
      slashableUntil: Int
    }

    "Phase of a request."
    enum RequestPhase {
      "Sealed bids are accepted."
      BIDDING
      "Sealed bids are opened; the lowest so far leads."
      REVEALING
      "There is a winner; its proof is accepted until the deadline."
      PROVING
      "Nothing but a refund can end it: nobody bid, nobody revealed, or the deadline passed."
      REFUNDABLE
      "Proven and paid."
      FULFILLED
      "The fee was returned."
      REFUNDED
      "The fee was returned, and the winner slashed."
      SLASHED
    }
  `,
  resolvers: {
    request: {
      clock: (async (row, { at }, context) =>
        clockOf(row, await parametersOf(context), await atOf(at, context))) satisfies Resolver<
        Request,
        { at?: Optional<number> }
      >,
    },
  },
};

/** Where a request stands at a time. */
export function clockOf(row: Request, network: Network, at: number) {
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

const known = new WeakMap<Context, Promise<Network>>();

/** The network's row, read once per request of a client. It is there wherever a request is. */
function parametersOf(context: Context): Promise<Network> {
  let network = known.get(context);
  if (network === undefined) {
    network = networkOf(context.db).then((row) => {
      if (row === null) throw new Error("Invariant: there are requests and no network");
      return row;
    });
    known.set(context, network);
  }
  return network;
}
