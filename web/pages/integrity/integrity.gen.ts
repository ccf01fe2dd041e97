// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { IntegrityPageQuery, IntegrityPageQueryVariables } from "../../data/generated/types.ts";

export const IntegrityPage = `query IntegrityPage {
  meta {
    block {
      number
      hash
      timestamp
    }
    finalized {
      number
    }
    lagSeconds
    ready
    chainId
    allTransfers
    sampledAt
    versions {
      indexer
      ponder
      node
    }
  }
  invariants {
    name
    meaning
    left
    right
    stray
    exceptions
    holds
  }
  lastVerification {
    block
    timestamp
    comparedAt
    compared
    equal
    different
  }
}` as Operation<IntegrityPageQuery, IntegrityPageQueryVariables>;
