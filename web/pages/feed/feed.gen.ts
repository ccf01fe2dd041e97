// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { FeedPageQuery, FeedPageQueryVariables, FeedNewestQuery, FeedNewestQueryVariables } from "../../data/generated/types.ts";

export const FeedPage = `query FeedPage($account: String, $prover: String, $kinds: [activityKind!], $transaction: String, $block: Int, $after: String, $limit: Int) {
  feed(
    account: $account
    prover: $prover
    kinds: $kinds
    transaction: $transaction
    block: $block
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
export const FeedNewest = `query FeedNewest($account: String, $prover: String, $kinds: [activityKind!], $transaction: String, $block: Int) {
  feed(
    account: $account
    prover: $prover
    kinds: $kinds
    transaction: $transaction
    block: $block
    limit: 20
  ) {
    items {
      id
    }
  }
}` as Operation<FeedNewestQuery, FeedNewestQueryVariables>;
