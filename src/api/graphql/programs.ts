import { feeAdvice } from "../questions/auctions.ts";
import {
  type ProgramScope,
  programBinaries,
  programOf,
  programProvers,
  programRequesters,
} from "../questions/programs.ts";
import { bytes32Of, firstOf, type Optional } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";
import { type SpanArgs, spanOf } from "./span.ts";

type Page = { scope: ProgramScope };
type FirstArgs = { first?: Optional<number> };

/** A program's page. */
export const programs: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "A program's page: who asks for it, who proves it, what it costs, where its binary is. Null for a program nobody ever asked for."
      programPage(
        "Verifying key of the program."
        vk: String!
        "[unix s] Requests made from then on, in all but \`program\`. Default: the first."
        from: Int
        "[unix s] Requests made before then, in all but \`program\`. Default and latest: the second after the indexed head."
        to: Int
      ): ProgramPage
    }

    "A program's page."
    type ProgramPage {
      "The program, with its totals since the beginning; its \`days\` are the same per UTC day."
      program: program!
      "[unix s] First second of the span the rest is about."
      from: Int!
      "[unix s] End of the span, exclusive."
      to: Int!
      "Prices, times and bidders of its auctions."
      auctions: FeeAdvice!
      "Who asked for it, most requests first."
      requesters(
        "Rows, 1 to 1000. Default 50."
        first: Int
      ): [ProgramRequester!]!
      "Who proved it or should have, most proofs first."
      provers(
        "Rows, 1 to 1000. Default 50."
        first: Int
      ): [ProgramProver!]!
      "Where requests said that its binary is, the one used last first. Arbitrary text from the chain: several are no error, and none is checked."
      binaries(
        "Rows, 1 to 1000. Default 50."
        first: Int
      ): [ProgramBinary!]!
    }

    "An account that asked for a program."
    type ProgramRequester {
      "The requester."
      requester: String!
      "Its requests for the program."
      requests: Int!
      "Of them proven."
      fulfilled: Int!
      "[wei] Σ max fee of the requests."
      maxFees: BigInt!
      "[wei] Σ price of the proven ones."
      fees: BigInt!
      "[unix s] Its last request for the program."
      lastRequestAt: Int!
    }

    "A prover that won requests for a program."
    type ProgramProver {
      "The prover."
      prover: String!
      "Requests it proved."
      fulfilled: Int!
      "Requests whose deadline it missed, refunded yet or not."
      missed: Int!
      "Proven / (proven + missed)."
      success: CountRatio!
      "[wei] Prices of its proofs."
      price: AmountPercentiles!
      "[s] From the end of the reveal phase to the proof, of its proofs."
      provingSeconds: NumberPercentiles!
      "[unix s] Its last proof; null without one."
      lastProofAt: Int
    }

    "A place where a program's binary is said to be."
    type ProgramBinary {
      "The place. Arbitrary text from the chain: do not load unchecked."
      imgUrl: String!
      "Requests that named it."
      requests: Int!
      "[unix s] The first of them."
      firstUsedAt: Int!
      "[unix s] The last of them."
      lastUsedAt: Int!
    }
  `,
  resolvers: {
    Query: {
      programPage: (async (_parent, args, context) => {
        const vk = bytes32Of(args.vk, "vk");
        const span = await spanOf(args, context);
        const scope = { vk, ...span, from: args.from ?? 0 };
        const program = await programOf(context.db, vk);
        return program && { program, scope, from: scope.from, to: scope.to };
      }) satisfies Resolver<unknown, SpanArgs & { vk: string }>,
    },
    ProgramPage: {
      auctions: (({ scope }, _args, { db }) => feeAdvice(db, scope)) satisfies Resolver<Page>,
      requesters: (({ scope }, args, { db }) =>
        programRequesters(db, scope, firstOf(args.first))) satisfies Resolver<Page, FirstArgs>,
      provers: (({ scope }, args, { db }) =>
        programProvers(db, scope, firstOf(args.first))) satisfies Resolver<Page, FirstArgs>,
      binaries: (({ scope }, args, { db }) =>
        programBinaries(db, scope, firstOf(args.first))) satisfies Resolver<Page, FirstArgs>,
    },
  },
  costs: {
    "ProgramPage.auctions": { base: 100 },
    "ProgramPage.requesters": { base: 50 },
    "ProgramPage.provers": { base: 50 },
    "ProgramPage.binaries": { base: 50 },
  },
};
