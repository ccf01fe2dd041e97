import { request, slashing } from "../../../ponder.schema.ts";
import { slashes as ask, type SlashablePlace, slashableMisses } from "../questions/slashes.ts";
import { addressOf, atOf, firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const slashKey = [{ name: "id", column: slashing.id }];
const missKey = [
  { name: "deadline", column: request.deadline },
  { name: "createdId", column: request.createdId },
];

type Args = {
  prover?: Optional<string>;
  requester?: Optional<string>;
  from?: Optional<number>;
  to?: Optional<number>;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** What was slashed, and what can still be. */
export const slashes: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Slashes, the latest first: what was asked, what was taken and from where."
      slashes(
        "Only of this prover."
        prover: String
        "Only for this requester's requests."
        requester: String
        "[unix s] Only from this second on."
        from: Int
        "[unix s] Only before this second."
        to: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): SlashPage!
      "Misses that can still be slashed, the first to lapse first: the winner missed the deadline, and the slash window is open. Those not refunded yet are listed too."
      slashableMisses(
        "Only of this prover."
        prover: String
        "Only for this requester's requests."
        requester: String
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): SlashableMissPage!
    }

    "Slashes."
    type SlashPage {
      "The page's slashes."
      items: [Slash!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Slashes in the whole list."
      totalCount: Int!
      "[wei] Σ asked for by the market, over the whole list."
      totalAsked: BigInt!
      "[wei] Σ taken for what the market asked, over the whole list."
      totalTakenForMarket: BigInt!
      "[wei] Σ taken, over the whole list, slashes without the market included."
      totalTaken: BigInt!
      "[wei] Σ taken from vaults, over the whole list."
      totalFromVault: BigInt!
      "[wei] Σ taken from pending unstakes, over the whole list."
      totalFromUnstaking: BigInt!
    }

    "A slash."
    type Slash {
      "The slash, with its parts."
      slashing: slashing!
      "[wei] Asked less taken: lost in rounding to whole basis points, to the cap \`maxSlashBps\`, and to rounding of the amounts. Null when the controller slashed without the market."
      shortfall: BigInt
    }

    "Misses that can still be slashed."
    type SlashableMissPage {
      "The page's misses."
      items: [SlashableMiss!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Misses in the whole list."
      totalCount: Int!
    }

    "A miss that can still be slashed."
    type SlashableMiss {
      "The request."
      request: request!
      "The prover that missed it."
      prover: prover!
      "[unix s] Last second at which it can be slashed: deadline + slashWindow, as of now."
      until: Int!
      "[s] From the time asked about to \`until\`."
      secondsLeft: Int!
      "[wei] What the market would ask for: minimum stake × slashBps / 10000, as of now."
      asked: BigInt!
      "[wei] What the controller would take now, after rounding and cap."
      expected: BigInt!
      "What must happen first, or stands in the way; empty when it can be slashed at once."
      obstacles: [SlashObstacle!]!
    }

    "What stands before a slash."
    enum SlashObstacle {
      "The request must be refunded first: anybody may do so."
      REFUND_FIRST
      "The prover has retired: the slash is refused."
      PROVER_RETIRED
      "StakingController is paused: the slash is refused until that ends."
      STAKING_PAUSED
    }
  `,
  resolvers: {
    Query: {
      slashes: (async (_parent, args, { db }) => {
        const first = firstOf(args.first);
        const { rows, totals } = await ask(db, {
          ...subjectsOf(args),
          ...timeRangeOf(args),
          first,
          after: placeOf<[bigint]>(slashKey, args.after)?.[0] ?? null,
        });
        const items = rows.map((row) => ({
          slashing: row,
          shortfall: row.asked === null ? null : row.asked - row.amount,
        }));
        return {
          ...listOf(items, {
            key: slashKey,
            keyOf: (row) => row.slashing,
            first,
            after: args.after,
          }),
          totalCount: totals.count,
          totalAsked: totals.asked,
          totalTakenForMarket: totals.takenForMarket,
          totalTaken: totals.taken,
          totalFromVault: totals.fromVault,
          totalFromUnstaking: totals.fromUnstaking,
        };
      }) satisfies Resolver<unknown, Args>,
      slashableMisses: (async (_parent, args, context) => {
        const first = firstOf(args.first);
        const at = await atOf(args.at, context);
        const after = placeOf<SlashablePlace>(missKey, args.after);
        const asked = { ...subjectsOf(args), at, first, after };
        const { rows, count } = await slashableMisses(context.db, asked);
        const items = rows.map(({ winner, ...row }) => ({
          ...row,
          prover: winner,
          secondsLeft: row.until - at,
        }));
        const page = { key: missKey, first, after: args.after };
        return { ...listOf(items, { ...page, keyOf: (row) => row.request }), totalCount: count };
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.slashes": { base: 20 }, "Query.slashableMisses": { base: 20 } },
};

const subjectsOf = ({ prover, requester }: Pick<Args, "prover" | "requester">) => ({
  prover: prover == null ? null : addressOf(prover, "prover"),
  requester: requester == null ? null : addressOf(requester, "requester"),
});
