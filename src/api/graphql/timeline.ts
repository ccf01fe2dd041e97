import { activity } from "../../../ponder.schema.ts";
import { requestTimeline } from "../questions/timeline.ts";
import { bytes32Of, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "id", column: activity.id }];

type Timeline = NonNullable<Awaited<ReturnType<typeof requestTimeline>>>;
type StepArgs = { first?: Optional<number>; after?: Optional<string> };

/** One request end to end. */
export const timeline: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "One request end to end. Null for an unknown request."
      requestTimeline(
        "Id of the request."
        request: String!
      ): RequestTimeline
    }

    "One request end to end."
    type RequestTimeline {
      "The request; its \`clock\` tells the phase and the next boundary, its \`bids\` each prover's bid."
      request: request!
      "What happened to it, in the order of the chain: every bid and bid anew, every reveal, and how it ended, each with its transaction and how the auction stood after it."
      steps(
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): RequestStepPage!
      "The accepted proof; null until proven."
      proof: proof
      "[wei] Price less the winner's own bid: what the second price gave it above; null until proven."
      surplus: BigInt
      "Where the escrowed fee is."
      waterfall: FeeWaterfall!
      "The slash of the winner; null unless slashed."
      slashing: slashing
    }

    "Steps of a request."
    type RequestStepPage {
      "The page's steps."
      items: [RequestStep!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Steps in the whole list."
      totalCount: Int!
    }

    "One event of a request, and how the auction stood after it."
    type RequestStep {
      "The event: kind, prover, sender, amount, time and transaction."
      activity: activity!
      "Whether the same prover had bid (BID) or revealed (REVEALED) on this request before."
      isRepeat: Boolean!
      "Whether it changed who wins, or with which bid."
      changesWinner: Boolean!
      "Lowest revealed bidder after it; null before the first reveal."
      winner: String
      "[wei] Its bid."
      winnerFee: BigInt
      "Second-lowest revealed bidder after it: may be the winner itself when it revealed twice; null with fewer than two reveals."
      second: String
      "[wei] Its bid: the price."
      secondFee: BigInt
    }

    "Where the escrowed fee of a request is. The parts add up to the max fee."
    type FeeWaterfall {
      "[wei] The fee escrowed."
      maxFee: BigInt!
      "[wei] Still held by the market: the max fee while pending, then 0."
      held: BigInt!
      "[wei] Protocol fee; 0 unless proven."
      protocolFee: BigInt!
      "[wei] Commission of the prover; 0 unless proven."
      commission: BigInt!
      "[wei] To the prover's stakers; 0 unless proven."
      toStakers: BigInt!
      "[wei] Returned to the requester with the proof: max fee less price; 0 unless proven."
      excess: BigInt!
      "[wei] Returned to the requester without a proof; 0 unless refunded."
      refunded: BigInt!
      "[wei] Max fee less the parts: always 0."
      remainder: BigInt!
    }
  `,
  resolvers: {
    Query: {
      requestTimeline: (async (_parent, { request }, { db }) =>
        requestTimeline(db, bytes32Of(request, "request"))) satisfies Resolver<
        unknown,
        { request: string }
      >,
    },
    RequestTimeline: {
      steps: (({ steps }, args) => {
        const first = firstOf(args.first);
        const [after] = placeOf<[bigint]>(key, args.after) ?? [null];
        const rest = after === null ? steps : steps.filter((step) => step.activity.id > after);
        const page = { key, keyOf: (step: (typeof steps)[number]) => step.activity };
        return { ...listOf(rest, { ...page, first, after: args.after }), totalCount: steps.length };
      }) satisfies Resolver<Timeline, StepArgs>,
    },
  },
  costs: { "Query.requestTimeline": { base: 20 } },
};
