// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { FeedPageQuery, FeedPageQueryVariables, FeedNewestQuery, FeedNewestQueryVariables } from "../../data/generated/types.ts";

export const FeedPage = `query FeedPage($account: String, $prover: String, $kinds: [activityKind!], $transaction: String, $block: Int, $from: Int, $to: Int, $after: String, $limit: Int) {
  feed(
    account: $account
    prover: $prover
    kinds: $kinds
    transaction: $transaction
    block: $block
    from: $from
    to: $to
    limit: $limit
    after: $after
  ) {
    items {
      id
      block
      timestamp
      transaction
      kind
      requestId
      prover
      account
      amount
      proverAccount {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<FeedPageQuery, FeedPageQueryVariables>;
export const FeedNewest = `query FeedNewest($account: String, $prover: String, $kinds: [activityKind!], $transaction: String, $block: Int, $from: Int, $to: Int, $since: Int, $byHour: Boolean!) {
  feed(
    account: $account
    prover: $prover
    kinds: $kinds
    transaction: $transaction
    block: $block
    from: $from
    to: $to
    limit: 20
  ) {
    items {
      id
    }
  }
  eventCounts(unit: HOUR, from: $since) @include(if: $byHour) {
    start
    end
    complete
    kinds {
      kind
      count
    }
  }
}` as Operation<FeedNewestQuery, FeedNewestQueryVariables>;
