import { request } from "../../../ponder.schema.ts";
import { openRequests } from "../questions/open-requests.ts";
import { addressOf, atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "createdId", column: request.createdId }];

type Args = {
  requester: string;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** A requester's open requests, and whether their winners are in trouble. */
export const requesterOpenRequests: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "A requester's pending requests, oldest first: where each stands, who is winning it, and whether the proof is in doubt."
      openRequests(
        "The requester's address."
        requester: String!
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): OpenRequestPage!
    }

    "A requester's pending requests."
    type OpenRequestPage {
      "The page's requests."
      items: [OpenRequest!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Requests in the whole list."
      totalCount: Int!
      "[wei] Σ max fee of the whole list: what the market holds for the requester."
      escrow: BigInt!
    }

    "A pending request."
    type OpenRequest {
      "The request; \`clock\` tells when its phase ends."
      request: request!
      "Phase at the time asked about."
      phase: RequestPhase!
      "Lowest revealed bidder so far; final once PROVING. Null while nobody revealed."
      winner: prover
      "[wei] What the proof would be paid as bids stand, protocol fee included; null while nobody revealed."
      price: BigInt
      "[s] Time in which a proof is accepted, from the time asked about on; null without a winner, or when REFUNDABLE."
      timeToProve: Int
      "How long the winner usually takes; null without a winner, or when REFUNDABLE."
      speed: ProverSpeed
      "Why the winner's proof is in doubt; empty when nothing is, without a winner, or when REFUNDABLE."
      trouble: [WinnerTrouble!]!
    }

    "How long a prover usually takes from the end of the reveal phase to the proof: an upper bound of its proving time."
    type ProverSpeed {
      "[s] Median of the last proofs, at most 100 (the lower one of an even number); null with fewer than 5."
      medianSeconds: Int
      "Proofs it is taken from."
      samples: Int!
      "Whether they are of the request's program. False: there were fewer than 5 of those among the last 100, and all are taken."
      sameProgram: Boolean!
    }

    "Why a winner's proof is in doubt."
    enum WinnerTrouble {
      "The prover is not ACTIVE, and the price is not zero: the proof would be refused."
      NOT_ACTIVE
      "By the contract's own rule the vault has no room any more for this request beside the others assigned: it could not bid on it now."
      OVERLOADED
      "Its usual proving time is longer than the time left."
      SLOWER_THAN_TIME_LEFT
      "StakingController is paused, and the price is not zero: the proof is refused until that ends."
      STAKING_PAUSED
      "The deadline is not after the end of the reveal phase: no proof can ever be accepted."
      NO_PROVING_WINDOW
    }
  `,
  resolvers: {
    Query: {
      openRequests: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const { rows, count, escrow } = await openRequests(context.db, {
          requester: addressOf(args.requester, "requester"),
          at: await atOf(args.at, context),
          first,
          after: placeOf<[bigint]>(key, args.after)?.[0] ?? null,
        });
        const page = listOf(rows, { key, keyOf: (row) => row.request, first, after: args.after });
        return { ...page, totalCount: count, escrow };
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.openRequests": { base: 50 } },
};
