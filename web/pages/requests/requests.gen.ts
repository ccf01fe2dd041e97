// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequestsPageQuery, RequestsPageQueryVariables, RefundablePageQuery, RefundablePageQueryVariables, SlashablePageQuery, SlashablePageQueryVariables, RequestCountQuery, RequestCountQueryVariables } from "../../data/generated/types.ts";

export const RequestsPage = `query RequestsPage($where: requestFilter, $orderBy: String, $orderDirection: String, $after: String, $limit: Int) {
  requests(
    where: $where
    orderBy: $orderBy
    orderDirection: $orderDirection
    limit: $limit
    after: $after
  ) {
    totalCount
    items {
      id
      status
      requester
      vk
      maxFee
      price
      createdAt
      bidders
      revealers
      provingSeconds
      winnerProver {
        address
        name
      }
      clock {
        phase
        endsAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<RequestsPageQuery, RequestsPageQueryVariables>;
export const RefundablePage = `query RefundablePage($after: String, $requester: String) {
  refundableRequests(limit: 100, after: $after, requester: $requester) {
    totalCount
    totalAmount
    items {
      reason
      since
      request {
        id
        requester
        vk
        maxFee
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<RefundablePageQuery, RefundablePageQueryVariables>;
export const SlashablePage = `query SlashablePage($after: String, $requester: String) {
  slashableMisses(limit: 100, after: $after, requester: $requester) {
    totalCount
    items {
      until
      asked
      expected
      obstacles
      prover {
        address
        name
      }
      request {
        id
        requester
        maxFee
        deadline
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<SlashablePageQuery, SlashablePageQueryVariables>;
export const RequestCount = `query RequestCount($where: requestFilter, $requester: String, $vk: String, $winner: String, $byDay: Boolean!) {
  requests(where: $where) {
    totalCount
  }
  marketSeries(unit: DAY, requester: $requester, vk: $vk, prover: $winner) @include(if: $byDay) {
    points {
      ...Market
    }
  }
}
fragment Market on MarketPoint {
  start
  end
  complete
  requests
  fulfilled
  deadlinesMissed
  refunded
  missed
  fees
  price {
    p50
    p90
  }
  secondsToProof {
    p50
    p90
  }
}` as Operation<RequestCountQuery, RequestCountQueryVariables>;
