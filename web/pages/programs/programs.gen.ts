// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProgramsPageQuery, ProgramsPageQueryVariables } from "../../data/generated/types.ts";

export const ProgramsPage = `query ProgramsPage($orderBy: String, $limit: Int, $after: String) {
  programs(
    orderBy: $orderBy
    orderDirection: "desc"
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      vk
      requests
      fulfilled
      missed
      refunded
      fees
      provingSeconds
      firstRequestAt
      lastRequestAt
      days(limit: 30, orderBy: "day", orderDirection: "desc") {
        items {
          day
          requests
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<ProgramsPageQuery, ProgramsPageQueryVariables>;
