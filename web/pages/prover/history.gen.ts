// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverHistoryQuery, ProverHistoryQueryVariables } from "../../data/generated/types.ts";

export const ProverHistory = `query ProverHistory($address: String!) {
  ...ProverHead
  states: prover(address: $address) {
    stateChanges(limit: 100, orderBy: "id", orderDirection: "desc") {
      items {
        id
        oldState
        newState
        timestamp
        transaction
      }
    }
    submitters(limit: 50) {
      items {
        address
        registeredAt
        lastActionAt
        actions
      }
    }
  }
  proverCommission(prover: $address) {
    rateHistory(limit: 100) {
      items {
        id
        timestamp
        source
        oldRate
        newRate
        transaction
      }
    }
    raises(limit: 50) {
      oldRate
      newRate
      rewards
      extra
      secondsToFirst
      change {
        id
        timestamp
      }
    }
  }
  feed(prover: $address, limit: 50) {
    items {
      id
      kind
      timestamp
      transaction
      requestId
      amount
    }
  }
}
fragment ProverHead on Query {
  prover(address: $address) {
    address
    name
    iconUrl
    state
    vault
    assets
    shares
    unstaking
    assignedStake
    openAssignments
    stakers
    defaultCommissionRate
    slashingScale
    joinedAt
    retiredAt
    lastActiveAt
    pendingCommission
  }
  proverCapacity(prover: $address) {
    headroom
    utilizationBps
  }
  head: proverReturns(days: 30, provers: [$address], limit: 1) {
    items {
      apr
      reason
      seconds
      success {
        numerator
        denominator
        bps
      }
    }
  }
}` as Operation<ProverHistoryQuery, ProverHistoryQueryVariables>;
