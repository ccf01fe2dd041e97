import { parameterChange, request } from "../../../ponder.schema.ts";
import {
  movedRequests,
  type ParameterChange,
  type ParameterMove,
  parameterHistory,
} from "../questions/parameters.ts";
import { UserError } from "./errors.ts";
import { firstOf, type Optional, quote, timeRangeOf } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const changeKey = [{ name: "id", column: parameterChange.id }];
const movedKey = [{ name: "createdId", column: request.createdId }];

type Page = { first?: Optional<number>; after?: Optional<string> };
type Args = Page & {
  name?: Optional<string>;
  contract?: Optional<ParameterChange["contract"]>;
  from?: Optional<number>;
  to?: Optional<number>;
  order?: Optional<"NEWEST" | "OLDEST">;
};

/** How the governed parameters changed, and whom each change moved. */
export const parameters: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "How the governed parameters changed: old and new value, who, when, and the requests open at that moment."
      parameterHistory(
        "Only this parameter, by the contract's own name, e.g. \`biddingPhaseDuration\`."
        name: String
        "Only of this contract."
        contract: contractName
        "[unix s] Only from this time on."
        from: Int
        "[unix s] Only before this time."
        to: Int
        "Which end of the list comes first."
        order: ListOrder = NEWEST
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): ParameterHistoryPage!
    }

    "Changes of parameters."
    type ParameterHistoryPage {
      "The page's changes."
      items: [ParameterMove!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "A change of a parameter, and what it found."
    type ParameterMove {
      "The change: contract, name, old and new value, account, time, transaction."
      change: parameterChange!
      "Requests neither proven nor refunded at that moment."
      openRequests: Int!
      "For \`biddingPhaseDuration\` and \`revealPhaseDuration\`, which hold for open requests too: the requests open at that moment, the latest first, with their boundaries before and after. Null for other parameters and for a first value."
      moved(
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): MovedRequestPage
    }

    "Requests that a change of a phase's length moved."
    type MovedRequestPage {
      "The page's requests."
      items: [MovedRequest!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }

    "An open request whose phases a change moved. Times beyond 2038-01-19 are given as that."
    type MovedRequest {
      "The request, as it is now."
      request: request!
      "[unix s] Last second of bidding before the change."
      oldBiddingEnd: Int!
      "[unix s] Last second of bidding after the change."
      newBiddingEnd: Int!
      "[unix s] Last second of revealing before the change."
      oldRevealEnd: Int!
      "[unix s] Last second of revealing after the change."
      newRevealEnd: Int!
    }
  `,
  resolvers: {
    Query: {
      parameterHistory: (async (_parent, args, { db }) => {
        const first = firstOf(args.first);
        if (args.name != null && !/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(args.name))
          throw new UserError({
            argument: "name",
            problem: `is ${quote(args.name)}, which is not the name of a parameter.`,
            example: 'name: "revealPhaseDuration"',
          });
        const rows = await parameterHistory(db, {
          name: args.name ?? null,
          contract: args.contract ?? null,
          ...timeRangeOf(args),
          newestFirst: args.order !== "OLDEST",
          first,
          after: placeOf<[bigint]>(changeKey, args.after)?.[0] ?? null,
        });
        const page = { key: changeKey, first, after: args.after };
        return listOf(rows, { ...page, keyOf: ({ change }) => change });
      }) satisfies Resolver<unknown, Args>,
    },
    ParameterMove: {
      moved: (async ({ change }, args, { db }) => {
        const first = firstOf(args.first);
        const after = placeOf<[bigint]>(movedKey, args.after)?.[0] ?? null;
        const rows = await movedRequests(db, { change, first, after });
        const page = { key: movedKey, first, after: args.after };
        return rows && listOf(rows, { ...page, keyOf: (row) => row.request });
      }) satisfies Resolver<ParameterMove, Page>,
    },
  },
  costs: { "Query.parameterHistory": { base: 20 }, "ParameterMove.moved": { base: 50 } },
};
