import { request } from "../../../ponder.schema.ts";
import { refundableRequests } from "../questions/refunds.ts";
import { selectedColumns } from "./entities/selection.ts";
import { entities } from "./entities/tables.ts";
import { addressOf, atOf, firstOf, type Optional } from "./inputs.ts";
import { listOf, placeOf } from "./list.ts";
import type { Module, Resolver } from "./module.ts";

const key = [{ name: "createdId", column: request.createdId }];

type Args = {
  requester?: Optional<string>;
  at?: Optional<number>;
  first?: Optional<number>;
  after?: Optional<string>;
};

/** Which requests can be refunded, since when and why. */
export const refunds: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "Requests whose refund would go through, oldest first. Anybody may send the refund; the fee goes to the requester."
      refundableRequests(
        "Only this requester's; everybody's if left out."
        requester: String
        "[unix s] The time asked about. Default: the indexed head's."
        at: Int
        "Rows per page, 1 to 1000. Default 50."
        first: Int
        "Go on after this \`endCursor\`."
        after: String
      ): RefundableRequestPage!
    }

    "Requests that can be refunded."
    type RefundableRequestPage {
      "The page's requests."
      items: [RefundableRequest!]!
      "Where the page lies in the list."
      pageInfo: PageInfo!
      "Requests in the whole list."
      totalCount: Int!
      "[wei] Σ max fee of the whole list: what the refunds would return."
      totalAmount: BigInt!
    }

    "A request that can be refunded."
    type RefundableRequest {
      "The request; its \`maxFee\` is what comes back."
      request: request!
      "Why."
      reason: refundReason!
      "[unix s] First second at which the refund went through, by the phase durations now."
      since: Int!
    }
  `,
  resolvers: {
    Query: {
      refundableRequests: (async (_parent, args, context, info) => {
        const first = firstOf(args.first);
        const { rows, count, amount } = await refundableRequests(context.db, {
          requester: args.requester == null ? null : addressOf(args.requester, "requester"),
          at: await atOf(args.at, context),
          first,
          after: placeOf<[bigint]>(key, args.after)?.[0] ?? null,
          columns: selectedColumns(info, entities.get("request")!, ["items", "request"]),
        });
        const page = listOf(rows, { key, keyOf: (row) => row.request, first, after: args.after });
        return { ...page, totalCount: count, totalAmount: amount };
      }) satisfies Resolver<unknown, Args>,
    },
  },
  costs: { "Query.refundableRequests": { base: 20 } },
};
