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
    ...Compared
  }
  laterVerifications {
    ...Compared
  }
  contractStatistics {
    figures {
      name
      contract
      index
    }
    reasons
  }
}
fragment Compared on Verification {
  block
  comparedAt
  scope
  outcome
  compared
  equal
  different
  differentViews
  refused
  unsampled
}` as Operation<IntegrityPageQuery, IntegrityPageQueryVariables>;
