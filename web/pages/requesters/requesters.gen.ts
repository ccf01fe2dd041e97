// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequestersPageQuery, RequestersPageQueryVariables } from "../../data/generated/types.ts";

export const RequestersPage = `query RequestersPage($orderBy: DemandOrder!, $orderDirection: String, $days: Int, $from: Int, $limit: Int, $after: String) {
  requesterStandings(
    orderBy: $orderBy
    orderDirection: $orderDirection
    days: $days
    from: $from
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      requester
      open
      requests
      fulfilled
      missed
      success {
        numerator
        denominator
        bps
      }
      fees
      saving {
        bps
      }
      price {
        p50
      }
      secondsToProof {
        p50
      }
      before {
        fees
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<RequestersPageQuery, RequestersPageQueryVariables>;
