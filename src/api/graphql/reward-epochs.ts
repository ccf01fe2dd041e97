import { rewardEpoch } from "../../../ponder.schema.ts";
import {
  allocationsOf,
  rewardEpochs as listEpochs,
  rewardTotals,
  subsidyShare,
} from "../questions/reward-epochs.ts";
import { LATEST } from "../rules/phases.ts";
import { atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";
import { once } from "./once.ts";
import { type SpanArgs, spanOf } from "./span.ts";

const key = [{ name: "epoch", column: rewardEpoch.epoch }];

type EpochArgs = { at?: Optional<number>; first?: Optional<number>; after?: Optional<string> };
type ShareArgs = SpanArgs & { first?: Optional<number> };

/** Reward epochs: what EpochRewards may give, gives, and has given. */
export const rewardEpochList: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Reward epochs that have begun, the latest first, those without rewards included."
      rewardEpochList(
        "[unix s] Epochs begun by then, in the schedule in force. Default: the indexed head's time."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): RewardEpochList!
      "The schedule of reward epochs, and all of them in sum."
      rewardOverview(
        "[unix s] The time whose epoch is the current one. Default: the indexed head's."
        at: Int
      ): RewardOverview!
      "The part of the subsidy in what provers and their stakers earn."
      subsidyShare(
        "[unix s] From the UTC day this lies in. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Exclusive: the last UTC day begins before. Default and latest: the second after the indexed head."
        to: Int
        "Rows of \`byProver\`, 1 to 1000. Default 50."
        first: Int
      ): SubsidyShare!
    }

    "Reward epochs, the latest first."
    type RewardEpochList {
      "The page's epochs."
      items: [RewardEpochEntry!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A reward epoch. What was set and paid is as of the indexed head."
    type RewardEpochEntry {
      "Its number."
      epoch: BigInt!
      "[unix s] First second."
      startAt: Int!
      "[unix s] End, exclusive."
      endAt: Int!
      "Whether it is over: rewards are set afterwards."
      complete: Boolean!
      "[wei] The most that may be set."
      budget: BigInt!
      "[wei] Rewards set; null until then."
      set: BigInt
      "[wei] Of them paid out; null until set."
      distributed: BigInt
      "[wei] Set and not paid out yet; null until set."
      left: BigInt
      "Provers with rewards set; null until set."
      provers: Int
      "Of them paid; null until set."
      proversPaid: Int
      "[unix s] When rewards were set last; null until then."
      setAt: Int
      "What was set for each prover, the largest first."
      allocations: [rewardAllocation!]!
    }

    "The schedule of reward epochs, and all of them in sum."
    type RewardOverview {
      "[unix s] The time asked about."
      at: Int!
      "Entries of the schedule in force."
      schedule: [RewardScheduleEntry!]!
      "Number of the epoch at that time; null before the first."
      currentEpoch: BigInt
      "[unix s] Its first second; null before the first."
      currentStartAt: Int
      "[unix s] Its end, exclusive; null before the first."
      currentEndAt: Int
      "[wei] The most that may be set for it; null before the first."
      currentBudget: BigInt
      "Epochs for which rewards were set so far."
      epochsSet: Int!
      "[wei] Rewards set so far."
      set: BigInt!
      "[wei] Of them paid out."
      distributed: BigInt!
      "[wei] Set and not paid out yet."
      left: BigInt!
    }

    "An entry of the schedule: holds until the next one."
    type RewardScheduleEntry {
      "First epoch it holds for."
      fromEpoch: BigInt!
      "[unix s] When that begins."
      fromTime: Int!
      "[s] Length of an epoch."
      epochLength: BigInt!
      "[wei] The most that may be set for one epoch."
      maxEpochReward: BigInt!
    }

    "The part of the subsidy in what provers and their stakers earn, commission included."
    type SubsidyShare {
      "[unix s] Start of the first UTC day."
      from: Int!
      "[unix s] End of the last UTC day, exclusive."
      to: Int!
      "[wei] Rewards from the market: prices less protocol fees."
      marketRewards: BigInt!
      "[wei] Rewards from EpochRewards."
      epochRewards: BigInt!
      "[wei] Rewards from anybody else."
      otherRewards: BigInt!
      "Epoch rewards over all three."
      subsidy: AmountRatio!
      "The same by prover, the most subsidised first."
      byProver: [ProverSubsidy!]!
    }

    "The part of the subsidy in what one prover and its stakers earn, commission included."
    type ProverSubsidy {
      "The prover."
      prover: String!
      "[wei] Rewards from the market: prices less protocol fees."
      marketRewards: BigInt!
      "[wei] Rewards from EpochRewards."
      epochRewards: BigInt!
      "[wei] Rewards from anybody else."
      otherRewards: BigInt!
      "Epoch rewards over all three."
      subsidy: AmountRatio!
    }
  `,
  resolvers: {
    Query: {
      rewardEpochList: (async (_parent, args, context) => {
        const { db } = context;
        const first = firstOf(args.first);
        const before = placeOf<[bigint]>(key, args.after)?.[0] ?? null;
        const at = Math.min(await atOf(args.at, context), LATEST);
        const rows = await listEpochs(db, { at, first: first + 1, before });
        const epochs = rows.slice(0, first).map(({ epoch }) => epoch);
        const allocations = once(() => allocationsOf(db, epochs));
        const items = rows.map((row) => ({
          ...row,
          allocations: async () => (await allocations()).get(row.epoch) ?? [],
        }));
        return listOf(items, { key, keyOf: (row) => row, first, after: args.after });
      }) satisfies Resolver<unknown, EpochArgs>,
      rewardOverview: (async (_parent, args, context) =>
        rewardTotals(context.db, await atOf(args.at, context))) satisfies Resolver<
        unknown,
        { at?: Optional<number> }
      >,
      subsidyShare: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        return subsidyShare(context.db, { ...(await spanOf(args, context)), first });
      }) satisfies Resolver<unknown, ShareArgs>,
    },
  },
  costs: {
    "RewardEpochEntry.allocations": { rows: 50 },
    "Query.rewardOverview": { base: 20 },
    "Query.subsidyShare": { base: 50 },
  },
};
