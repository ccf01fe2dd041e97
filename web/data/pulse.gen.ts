// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../data/ask.ts";
import type { PulseQuery, PulseQueryVariables, LagQuery, LagQueryVariables } from "../data/generated/types.ts";

export const Pulse = `query Pulse {
  meta {
    block {
      number
      timestamp
    }
    epoch
    ready
    chainId
    allTransfers
    sampledAt
  }
  oldest: feed(orderDirection: "asc", limit: 1) {
    items {
      timestamp
    }
  }
  feed(limit: 1) {
    items {
      id
    }
  }
}` as Operation<PulseQuery, PulseQueryVariables>;
export const Lag = `query Lag {
  meta {
    block {
      timestamp
    }
    lagSeconds
  }
  lastVerification {
    different
  }
}` as Operation<LagQuery, LagQueryVariables>;
