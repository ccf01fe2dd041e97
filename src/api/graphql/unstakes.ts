import { unstake } from "../../../ponder.schema.ts";
import { unstakes as ask, type UnstakeState, unbondingCalendar } from "../questions/unstakes.ts";
import { UserError } from "./errors.ts";
import { addressOf, atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "requestedId", column: unstake.requestedId }];
const MAX_DAYS = 366;

type Args = {
  staker?: Optional<string>;
  prover?: Optional<string>;
  state?: Optional<UnstakeState>;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};
type CalendarArgs = {
  prover?: Optional<string>;
  days?: Optional<number>;
  at?: Optional<number>;
};

const amounts = /* GraphQL */ `
      "[wei] What they are worth, after slashing as of now."
      amount: BigInt!
      "Unstakes."
      unstakes: Int!
      "Distinct stakers."
      stakers: Int!`;

/** Unstakes one by one, and when they become ready. */
export const unstakes: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Unstakes one by one, the latest first: what is left of them after slashing, when they are ready, what was paid."
      unstakeQueue(
        "Only of this staker."
        staker: String
        "Only from this prover."
        prover: String
        "Only in this state."
        state: UnstakeState
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): UnstakePage!
      "When the network's pending unstakes become ready, by UTC day."
      unbondingCalendar(
        "Only from this prover."
        prover: String
        "How many days, the present one included: 1 to 366. Default 14."
        days: Int
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
      ): UnbondingCalendar!
    }

    "State of an unstake at a time."
    enum UnstakeState {
      "The delay is not over."
      WAITING
      "It can be completed."
      READY
      "It was paid out."
      COMPLETED
    }

    "Unstakes."
    type UnstakePage {
      "The page's unstakes."
      items: [UnstakeEntry!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Unstakes in the whole list."
      totalCount: Int!
    }

    "One unstake."
    type UnstakeEntry {
      "The entry of the queue: amount when asked, when asked, when completed."
      unstake: unstake!
      "State at the time asked about."
      state: UnstakeState!
      "[unix s] First second at which it can be completed, by the unstake delay now; null once completed."
      readyAt: Int
      "[wei] What it is worth after slashing; what was paid, once completed."
      effective: BigInt!
      "[wei] Amount when asked less \`effective\`: what slashes took."
      slashed: BigInt!
      "Whether completing it would fail now although it is READY: by rounding, the prover's pool is a few wei short of what the staker's ready entries are worth. It goes through once somebody else unstakes from the prover."
      isStuck: Boolean!
    }

    "When pending unstakes become ready."
    type UnbondingCalendar {
      "Ready already."
      ready: UnbondingSum!
      "By UTC day, without gaps; the first is what is left of the present day."
      days: [UnbondingDay!]!
      "After the last of the days."
      later: UnbondingSum!
      "All of them."
      total: UnbondingSum!
    }

    "Pending unstakes in sum."
    type UnbondingSum {${amounts}
    }

    "Pending unstakes that become ready on a UTC day."
    type UnbondingDay {
      "[unix s] Start of the day."
      start: Int!${amounts}
    }
  `,
  resolvers: {
    Query: {
      unstakeQueue: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const { rows, count } = await ask(context.db, {
          staker: args.staker == null ? null : addressOf(args.staker, "staker"),
          prover: args.prover == null ? null : addressOf(args.prover, "prover"),
          state: args.state ?? null,
          at: await atOf(args.at, context),
          first,
          after: placeOf<[bigint]>(key, args.after)?.[0] ?? null,
        });
        const page = listOf(rows, { key, keyOf: (row) => row.unstake, first, after: args.after });
        return { ...page, totalCount: count };
      }) satisfies Resolver<unknown, Args>,
      unbondingCalendar: (async (_parent, args, context) =>
        unbondingCalendar(context.db, {
          prover: args.prover == null ? null : addressOf(args.prover, "prover"),
          days: daysOf(args.days ?? 14),
          at: await atOf(args.at, context),
        })) satisfies Resolver<unknown, CalendarArgs>,
    },
  },
  costs: {
    "Query.unstakeQueue": { base: 20 },
    "Query.unbondingCalendar": { base: 50 },
    "UnbondingCalendar.days": { rows: 14 },
  },
};

function daysOf(days: number): number {
  if (days >= 1 && days <= MAX_DAYS) return days;
  throw new UserError({
    argument: "days",
    problem: `is ${days}; it must be from 1 to ${MAX_DAYS}.`,
    example: "days: 14",
  });
}
