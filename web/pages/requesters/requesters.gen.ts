// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequestersPageQuery, RequestersPageQueryVariables } from "../../data/generated/types.ts";

export const RequestersPage = `query RequestersPage($orderBy: String, $limit: Int, $after: String) {
  requesters(
    orderBy: $orderBy
    orderDirection: "desc"
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      address
      requests
      openRequests
      escrow
      fees
      maxFees
      fulfilled
      refunded
      missed
      lastRequestAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<RequestersPageQuery, RequestersPageQueryVariables>;
