import { prover, request } from "../../../ponder.schema.ts";
import { biddableRequests, type EligiblePlace, eligibleProvers } from "../questions/bidding.ts";
import { UserError } from "./errors.ts";
import { addressOf, atOf, bytes32Of, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const requestKey = [{ name: "createdId", column: request.createdId }];
const proverKey = [
  { name: "headroom", column: prover.assets },
  { name: "address", column: prover.address },
];
const MAX_PROGRAMS = 100;

type BiddableArgs = {
  prover: string;
  programs?: Optional<string[]>;
  provenOnly?: Optional<boolean>;
  minMaxFee?: Optional<bigint>;
  minBiddingSeconds?: Optional<number>;
  minProvingSeconds?: Optional<number>;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};
type EligibleArgs = { request: string; first?: Optional<number>; after?: Optional<string> };

/** Which requests a prover may bid on, and which provers may bid on a request. */
export const bidding: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Requests that a prover may bid on: bidding is open, the prover is ACTIVE, and its vault has room for the minimum stake. The first to close first."
      biddableRequests(
        "The prover's address."
        prover: String!
        "Only requests of these programs (verifying keys), at most 100. Default: of any."
        programs: [String!]
        "Only requests of programs that the prover has proven before. Default false."
        provenOnly: Boolean
        "[wei] Only requests that offer at least this max fee."
        minMaxFee: BigInt
        "[s] Only requests with at least this time left to bid."
        minBiddingSeconds: Int
        "[s] Only requests with at least this time between the end of the reveal phase and the deadline."
        minProvingSeconds: Int
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): BiddableRequests!
      "Provers that may bid on a request and reveal for it, as far as state and stake go, the most headroom first: ACTIVE, and vault assets ≥ minimum stake + assigned stake × overcommitBps / 10000. Null for an unknown request."
      eligibleProvers(
        "Id of the request."
        request: String!
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): EligibleProverPage
    }

    "Requests that a prover may bid on."
    type BiddableRequests {
      "The prover; null if the address never was one."
      prover: prover
      "[wei] Largest minimum stake the vault has room for: vault assets − assigned stake × overcommitBps / 10000. Negative when it has not even room for what is assigned. Null without a prover."
      headroom: BigInt
      "Why the prover may bid on nothing at all; null when nothing is in the way."
      obstacle: BiddingObstacle
      "The page's requests."
      items: [BiddableRequest!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A request that a prover may bid on."
    type BiddableRequest {
      "The request."
      request: request!
      "The prover's bid on it; null if it has not bid. It may be replaced while bidding lasts."
      bid: bid
      "[unix s] Last second at which a bid is accepted and of use: end of the bidding phase, or the deadline if earlier."
      biddingEndsAt: Int!
      "[s] From the end of the reveal phase to the deadline: the time to prove; 0 when no proof can ever be accepted."
      provingSeconds: Int!
    }

    "Why a prover may bid on nothing."
    enum BiddingObstacle {
      "The address never was a prover."
      UNKNOWN_PROVER
      "The prover is not ACTIVE."
      NOT_ACTIVE
      "The vault has no room even for what is assigned."
      NO_HEADROOM
    }

    "Provers that may bid on a request."
    type EligibleProverPage {
      "The request asked about."
      request: request!
      "The page's provers."
      items: [EligibleProver!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Provers in the whole list."
      totalCount: Int!
    }

    "A prover that may bid on a request."
    type EligibleProver {
      "The prover."
      prover: prover!
      "[wei] Vault assets that the request asks of it: minimum stake + assigned stake × overcommitBps / 10000."
      required: BigInt!
      "[wei] Largest minimum stake its vault has room for."
      headroom: BigInt!
      "Whether it has bid on the request."
      hasBid: Boolean!
      "Whether it has proven the request's program before."
      hasProvenProgram: Boolean!
    }
  `,
  resolvers: {
    Query: {
      biddableRequests: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const answer = await biddableRequests(context.db, {
          prover: addressOf(args.prover, "prover"),
          programs: args.programs == null ? null : programsOf(args.programs),
          provenOnly: args.provenOnly ?? false,
          minMaxFee: notNegative(args.minMaxFee, "minMaxFee"),
          minBiddingSeconds: notNegative(args.minBiddingSeconds, "minBiddingSeconds"),
          minProvingSeconds: notNegative(args.minProvingSeconds, "minProvingSeconds"),
          at: await atOf(args.at, context),
          first,
          after: placeOf<[bigint]>(requestKey, args.after)?.[0] ?? null,
        });
        const { rows, ...rest } = answer;
        const page = { key: requestKey, first, after: args.after };
        return {
          ...rest,
          ...listOf(rows, { ...page, keyOf: (row) => row.request }),
        };
      }) satisfies Resolver<unknown, BiddableArgs>,
      eligibleProvers: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const answer = await eligibleProvers(context.db, {
          id: bytes32Of(args.request, "request"),
          first,
          after: placeOf<EligiblePlace>(proverKey, args.after),
        });
        if (answer === null) return null;
        const page = { key: proverKey, first, after: args.after };
        return {
          request: answer.request,
          totalCount: answer.count,
          ...listOf(answer.rows, {
            ...page,
            keyOf: (row) => ({ headroom: row.headroom, address: row.prover.address }),
          }),
        };
      }) satisfies Resolver<unknown, EligibleArgs>,
    },
  },
  costs: { "Query.biddableRequests": { base: 30 }, "Query.eligibleProvers": { base: 30 } },
};

function programsOf(programs: string[]) {
  if (programs.length >= 1 && programs.length <= MAX_PROGRAMS)
    return programs.map((vk, index) => bytes32Of(vk, `programs[${index}]`));
  throw new UserError({
    argument: "programs",
    problem: `holds ${programs.length} verifying keys; it must hold 1 to ${MAX_PROGRAMS}, or be left out.`,
    example: `programs: ["0x${"1f".repeat(32)}"]`,
  });
}

function notNegative<Value extends number | bigint>(
  value: Optional<Value>,
  argument: string,
): Value | null {
  if (value == null) return null;
  if (value >= 0) return value;
  throw new UserError({
    argument,
    problem: `is ${value}; it must not be negative.`,
    example: `${argument}: 600`,
  });
}
