import { commissionChange } from "../../../ponder.schema.ts";
import {
  type Commission,
  commissionChanges,
  commissionRaises,
  proverCommission,
} from "../questions/commission.ts";
import { UserError } from "./errors.ts";
import { addressOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "id", column: commissionChange.id }];
const DAY = 86_400;

type PageArgs = { first?: Optional<number>; after?: Optional<string> };
type RaiseArgs = { window?: Optional<number>; first?: Optional<number> };

/** A prover's commission: what it earned, from whom, at which rates. */
export const commission: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "A prover's commission: accrued, claimed and pending, by source, with the history of its rates. Null for an address that never was a prover."
      proverCommission(
        "The prover's address."
        prover: String!
      ): ProverCommission
    }

    "A prover's commission."
    type ProverCommission {
      "The prover."
      prover: prover!
      "[wei] Commission earned in all: claimed and pending."
      accrued: BigInt!
      "[wei] Commission claimed."
      claimed: BigInt!
      "[wei] Commission earned and not claimed."
      pending: BigInt!
      "By source of rewards, the most first; of sources other than the market the 100 with the most."
      bySource: [CommissionSource!]!
      "Changes of the rates, the latest first."
      rateHistory(
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): CommissionChangePage!
      "Raises that a reward of the source concerned followed within a window, while the raised rate was in force; the latest first. A raise shortly before a reward takes from the stakers what they could not foresee."
      raises(
        "[s] The window, 1 to 2592000: how soon after the raise the reward came. Default 86400."
        window: Int
        "Rows at most, 1 to 1000. Default 50."
        first: Int
      ): [CommissionRaise!]!
    }

    "A prover's commission from one source of rewards."
    type CommissionSource {
      "What the source is: the market, EpochRewards, or anybody else."
      kind: rewardSource!
      "The account that added the rewards."
      source: String!
      "[wei] Σ rewards added, commission included."
      rewards: BigInt!
      "[wei] Σ commission within them."
      commission: BigInt!
      "[bps] Rate in force now for this source; null once the prover retired."
      rate: BigInt
      "Whether that is a rate of the source's own; false: the default."
      hasOwnRate: Boolean!
    }

    "Changes of a prover's commission rates."
    type CommissionChangePage {
      "The page's changes."
      items: [commissionChange!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "Rewards of one source that fell under a raised rate within the window after the raise."
    type CommissionRaise {
      "The change that raised the rate."
      change: commissionChange!
      "Source of the rewards; not the change's own when the default was raised."
      source: String!
      "[bps] Rate in force for that source before the change."
      oldRate: BigInt!
      "[bps] Rate in force for that source after the change."
      newRate: BigInt!
      "Rewards within the window under that rate."
      rewards: Int!
      "[wei] Σ of those rewards."
      amount: BigInt!
      "[wei] Σ commission within them."
      commission: BigInt!
      "[wei] Commission less what the old rate would have made: what the raise took from the stakers within the window."
      extra: BigInt!
      "[s] From the change to the first of those rewards."
      secondsToFirst: Int!
    }
  `,
  resolvers: {
    Query: {
      proverCommission: ((_parent, { prover }, { db }) =>
        proverCommission(db, addressOf(prover, "prover"))) satisfies Resolver<
        unknown,
        { prover: string }
      >,
    },
    ProverCommission: {
      rateHistory: (async ({ prover }, args, { db }) => {
        const first = firstOf(args.first);
        const after = placeOf<[bigint]>(key, args.after)?.[0] ?? null;
        const rows = await commissionChanges(db, { prover: prover.address, first, after });
        return listOf(rows, { key, keyOf: (row) => row, first, after: args.after });
      }) satisfies Resolver<Commission, PageArgs>,
      raises: (({ prover }, args, { db }) =>
        commissionRaises(db, {
          prover: prover.address,
          window: windowOf(args.window ?? DAY),
          limit: firstOf(args.first),
        })) satisfies Resolver<Commission, RaiseArgs>,
    },
  },
  costs: {
    "Query.proverCommission": { base: 50 },
    "ProverCommission.bySource": { rows: 10 },
    "ProverCommission.raises": { base: 100 },
  },
};

function windowOf(window: number): number {
  if (window >= 1 && window <= 30 * DAY) return window;
  throw new UserError({
    argument: "window",
    problem: `is ${window}; it must be from 1 to ${30 * DAY} seconds.`,
    example: "window: 86400",
  });
}
