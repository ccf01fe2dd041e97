// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProgramsPageQuery, ProgramsPageQueryVariables } from "../../data/generated/types.ts";

export const ProgramsPage = `query ProgramsPage($orderBy: DemandOrder!, $orderDirection: String, $days: Int, $from: Int, $limit: Int, $after: String) {
  programStandings(
    orderBy: $orderBy
    orderDirection: $orderDirection
    days: $days
    from: $from
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      program {
        vk
        lastRequestAt
        days(limit: 30, orderBy: "day", orderDirection: "desc") {
          items {
            day
            requests
          }
        }
      }
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
}` as Operation<ProgramsPageQuery, ProgramsPageQueryVariables>;
