import { stakerPortfolio } from "../questions/portfolio.ts";
import { selectedColumns } from "./entities/selection.ts";
import { entities } from "./entities/tables.ts";
import { addressOf, atOf, type Optional } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";

type Args = { staker: string; at?: Optional<number> };

const worth = /* GraphQL */ `
      "[wei] What the shares are worth, by the vault's own rounding."
      value: BigInt!
      "[wei] Average cost of the shares held: deposits and received shares at their value then, less the part that left."
      costBasis: BigInt!
      "[wei] Value less cost basis. May be negative."
      unrealisedGain: BigInt!
      "[wei] Gain of what left: shares transferred out at their value then, unstakes at what was paid out, less their cost. May be negative."
      realisedGain: BigInt!
      "[wei] Pending unstakes, after slashing."
      unstaking: BigInt!
      "[wei] Average cost of the shares that the pending unstakes burned."
      unstakingCost: BigInt!
      "[wei] Unstaking less its cost. May be negative."
      unstakingGain: BigInt!
      "[wei] Part of the pending unstakes that can be completed at that time."
      withdrawable: BigInt!
      "[wei] Unrealised, realised and unstaking gain together: everything earned since the first stake. May be negative."
      totalGain: BigInt!`;

/** What a staker's positions are worth, and what they earned. */
export const portfolio: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What a staker's positions are worth and have earned, per prover and in sum. Empty for an address that never held shares."
      stakerPortfolio(
        "The staker's address."
        staker: String!
        "[unix s] The time at which unstakes are ready or not; shares and assets are the indexed head's. Default: its time."
        at: Int
      ): StakerPortfolio!
    }

    "What a staker's positions are worth and have earned."
    type StakerPortfolio {
      "The positions, by the time their prover joined; closed ones too. At most one per prover."
      positions: [StakerPosition!]!
      "All positions in sum."
      total: StakerWorth!
    }

    "What positions are worth and have earned."
    type StakerWorth {${worth}
    }

    "A staker's position with one prover."
    type StakerPosition {
      "The prover."
      prover: prover!
      "The position's row: shares, and what went in and out."
      stake: stake!
      "Pending unstakes."
      pending: Int!
      "[unix s] When the first pending unstake that is not ready will be, by the delay now; null when there is none."
      nextReadyAt: Int${worth}
    }
  `,
  resolvers: {
    Query: {
      stakerPortfolio: (async (_parent, args, context, info) => {
        const staker = addressOf(args.staker, "staker");
        const columns = {
          stake: selectedColumns(info, entities.get("stake")!, ["positions", "stake"]),
          prover: selectedColumns(info, entities.get("prover")!, ["positions", "prover"]),
        };
        return stakerPortfolio(context.db, { staker, at: await atOf(args.at, context), columns });
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.stakerPortfolio": { base: 20 }, "StakerPortfolio.positions": { rows: 100 } },
};
