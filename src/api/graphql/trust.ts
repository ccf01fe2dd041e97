import { contractStatistics } from "../questions/contract-statistics.ts";
import { invariants } from "../questions/invariants.ts";
import { lastVerification } from "../questions/last-verification.ts";
import { addressOf, type Optional } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";

/** Whether the index can be trusted. */
export const trust: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What must be equal in the index, whatever happened on chain: computed now, all from one state of the index. It reads whole tables."
      invariants: [Invariant!]!
      "The market's own lifetime statistics beside plain sums, and why they differ. Null for an address that never was a prover, or before anything is indexed."
      contractStatistics(
        "This prover's (\`getProverStatsTotal\`); the network's (\`getGlobalStatsTotal\`) if left out."
        prover: String
      ): ContractStatistics
      "The last comparison of this index with every view of the contracts (\`npm run verify\`) on this machine; null when there was none."
      lastVerification: LastVerification
    }

    "Two sides that must be equal: left = right + stray."
    type Invariant {
      "Its name."
      name: String!
      "What it says, and what the sides are."
      meaning: String!
      "Left side: wei, unless the meaning says otherwise."
      left: BigInt!
      "Right side."
      right: BigInt!
      "[wei] What a contract holds beyond what it owes: tokens that somebody sent to it past its functions. No event tells them apart from what is owed; their sum is this difference. Null where nothing may be left over, and where it is broken."
      stray: BigInt
      "Rows or columns in which the sides differ: 0 when it holds."
      exceptions: Int!
      "Whether it holds, in sum and for each row. False means that a figure is wrong: please report it."
      holds: Boolean!
    }

    "The market's own lifetime statistics beside plain sums."
    type ContractStatistics {
      "The figures, by the contract's names."
      figures: [StatisticPair!]!
      "Why they differ: SAME alone when they do not."
      reasons: [StatisticsReason!]!
    }

    "One figure of the market's statistics."
    type StatisticPair {
      "The contract's name of it."
      name: String!
      "What the contract shows. Fees in wei, after the protocol fee."
      contract: BigInt!
      "What happened, counted plainly."
      index: BigInt!
    }

    "Why the market's lifetime statistics differ from plain sums. The market carries its totals into a new statistics epoch only from the epoch just before."
    enum StatisticsReason {
      "They do not differ."
      SAME
      "An epoch without activity lies between: the contract's totals began again from zero after it."
      RESTARTED_AFTER_IDLE_EPOCH
      "Nothing happened in this epoch nor in the one before: the contract shows zero until something does."
      IDLE_SINCE_BEFORE_LAST_EPOCH
      "A miss was booked in an epoch in which the prover did nothing else: the contract hides and does not carry forward such an epoch."
      MISS_ALONE_HIDDEN
      "In this epoch, proofs came and no request yet: the contract shows the epoch before."
      PROOF_BEFORE_REQUEST_HIDDEN
      "None of these explains it: please report it."
      UNEXPLAINED
    }

    "A comparison of the index with every view of the contracts."
    type LastVerification {
      "Block compared."
      block: Int!
      "[unix s] Time of that block."
      timestamp: Int!
      "[unix s] When it was compared."
      comparedAt: Int!
      "Answers of views compared."
      compared: Int!
      "Of these, equal."
      equal: Int!
      "Of these, different."
      different: Int!
    }
  `,
  resolvers: {
    Query: {
      invariants: ((_parent, _args, { db }) => invariants(db)) satisfies Resolver,
      contractStatistics: ((_parent, args, { db }) =>
        contractStatistics(
          db,
          args.prover == null ? null : addressOf(args.prover, "prover"),
        )) satisfies Resolver<unknown, { prover?: Optional<string> }>,
      lastVerification: ((_parent, _args, { passes }) => {
        passes();
        return lastVerification();
      }) satisfies Resolver,
    },
  },
  costs: {
    "Query.invariants": { base: 1000, rows: 20 },
    "Query.contractStatistics": { base: 20 },
    "ContractStatistics.figures": { rows: 5 },
  },
};
