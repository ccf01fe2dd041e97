import { activity } from "../../../ponder.schema.ts";
import { type Activity, feed as ask } from "../questions/feed.ts";
import { UserError } from "./errors.ts";
import { addressOf, bytes32Of, firstOf, type Optional, timeRangeOf } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "id", column: activity.id }];

type Args = {
  account?: Optional<string>;
  prover?: Optional<string>;
  requester?: Optional<string>;
  request?: Optional<string>;
  program?: Optional<string>;
  kinds?: Optional<Activity["kind"][]>;
  from?: Optional<number>;
  to?: Optional<number>;
  order?: Optional<"NEWEST" | "OLDEST">;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** Everything that concerns somebody or something, event by event. */
export const feed: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Everything that concerns an account, a prover, a requester, a request or a program, event by event; with several of them, what concerns all. To follow the feed, ask for the first page again with \`order: OLDEST\` after the last cursor."
      feed(
        "An address in any role: prover, requester (bids and reveals on its requests included), staker, giver or receiver of shares, submitter, reward source, receiver of tokens, role holder."
        account: String
        "Only about this prover."
        prover: String
        "Only about this requester's requests."
        requester: String
        "Only about the request with this id."
        request: String
        "Only about requests for the program with this verifying key."
        program: String
        "Only events of these kinds."
        kinds: [activityKind!]
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
      ): FeedPage!
    }

    "Events of the protocol, in the order of the chain or the latest first."
    type FeedPage {
      "The page's events."
      items: [activity!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
    }
  `,
  resolvers: {
    Query: {
      feed: (async (_parent, args, { db }) => {
        const first = firstOf(args.first);
        if (args.kinds?.length === 0)
          throw new UserError({
            argument: "kinds",
            problem: "is empty; leave it out for all kinds.",
            example: "kinds: [REQUESTED, FULFILLED]",
          });
        const address = (name: "account" | "prover" | "requester") =>
          args[name] == null ? null : addressOf(args[name], name);
        const rows = await ask(db, {
          account: address("account"),
          prover: address("prover"),
          requester: address("requester"),
          request: args.request == null ? null : bytes32Of(args.request, "request"),
          program: args.program == null ? null : bytes32Of(args.program, "program"),
          kinds: args.kinds ?? null,
          ...timeRangeOf(args),
          newestFirst: args.order !== "OLDEST",
          first,
          after: placeOf<[bigint]>(key, args.after)?.[0] ?? null,
        });
        return listOf(rows, { key, keyOf: (row) => row, first, after: args.after });
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.feed": { base: 20 } },
};
