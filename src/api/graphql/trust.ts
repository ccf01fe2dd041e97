import { contractStatistics } from "../questions/contract-statistics.ts";
import { invariants } from "../questions/invariants.ts";
import { lastVerification, laterVerifications } from "../questions/last-verification.ts";
import { addressOf, type Optional } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";

/** Whether the index can be trusted. */
export const trust: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What must be equal in the index, whatever happened on chain: computed now, each from one state of the index. It reads whole tables: on a large index ask for a few by their names."
      invariants(
        "Those of these names; all if left out. A name that is none is left out."
        names: [String!]
      ): [Invariant!]!
      "The market's own lifetime statistics beside plain sums, and why they differ. Null for an address that never was a prover, or before anything is indexed."
      contractStatistics(
        "This prover's (\`getProverStatsTotal\`); the network's (\`getGlobalStatsTotal\`) if left out."
        prover: String
      ): ContractStatistics
      "The last comparison of this index with the contracts' views (\`npm run verify\`) on this machine that asked everything and could tell: EQUAL or DIFFERENT. Null when there was none."
      lastVerification: Verification
      "The comparisons after that one, the newest first, twenty at most: parts, and those that could not tell. All when there was none."
      laterVerifications: [Verification!]!
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

    "A comparison of the index with the contracts' views."
    type Verification {
      "Block compared."
      block: Int!
      "[unix s] Time of that block."
      timestamp: Int!
      "[unix s] When it was compared."
      comparedAt: Int!
      "What was asked."
      scope: VerificationScope!
      "How it ended."
      outcome: VerificationOutcome!
      "Answers of views compared."
      compared: Int!
      "Of these, equal."
      equal: Int!
      "Of these, different."
      different: Int!
      "Of these, different by nothing but donations to vaults since their balances were last sampled: the next sample finds them."
      unsampled: Int!
      "Calls that the node could not answer."
      refused: Int!
      "Views of which answers differed, by contract and name, e.g. \`brevisMarket.getBidders\`."
      differentViews: [String!]!
    }

    "What a comparison asked."
    enum VerificationScope {
      "Every request, staker, requester, submitter and prover."
      EVERYTHING
      "A sample of them, or some provers."
      PART
    }

    "How a comparison ended."
    enum VerificationOutcome {
      "Every answer compared is equal, and the node refused none."
      EQUAL
      "An answer differs."
      DIFFERENT
      "The node refused calls, or nothing was compared."
      INCONCLUSIVE
    }
  `,
  resolvers: {
    Query: {
      invariants: ((_parent, { names }, { db }) =>
        invariants(db, names == null ? {} : { names })) satisfies Resolver<
        unknown,
        { names?: Optional<string[]> }
      >,
      contractStatistics: ((_parent, args, { db }) =>
        contractStatistics(
          db,
          args.prover == null ? null : addressOf(args.prover, "prover"),
        )) satisfies Resolver<unknown, { prover?: Optional<string> }>,
      lastVerification: ((_parent, _args, { db, passes }) => {
        passes();
        return lastVerification(db);
      }) satisfies Resolver,
      laterVerifications: ((_parent, _args, { db, passes }) => {
        passes();
        return laterVerifications(db);
      }) satisfies Resolver,
    },
  },
  costs: {
    "Query.invariants": { base: 1000, rows: 110 },
    "Query.laterVerifications": { rows: 20 },
    "Query.contractStatistics": { base: 20 },
    "ContractStatistics.figures": { rows: 5 },
  },
};
