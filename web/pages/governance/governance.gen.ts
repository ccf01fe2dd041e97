// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { GovernancePageQuery, GovernancePageQueryVariables } from "../../data/generated/types.ts";

export const GovernancePage = `query GovernancePage {
  asOf {
    parameters {
      contract
      name
      since
      value
      unit
      meaning
    }
  }
  network {
    treasuryPool
    protocolFeeBalance
    token
    market
    staking
    epochRewardsContract
  }
  contracts {
    items {
      address
      name
      owner
      pendingOwner
      paused
      pausedChangedAt
    }
  }
  parameterHistory(limit: 50) {
    items {
      openRequests
      change {
        id
        contract
        name
        oldValue
        newValue
        unit
        account
        timestamp
        transaction
      }
      moved(limit: 15) {
        items {
          oldBiddingEnd
          newBiddingEnd
          oldRevealEnd
          newRevealEnd
          request {
            id
          }
        }
      }
    }
  }
  roleMembers(where: {granted: true}, limit: 200) {
    items {
      contract
      role
      roleName
      account
      since
    }
  }
  verifiers {
    items {
      version
      address
      proofs
      since
    }
  }
  treasuryMovements(orderBy: "id", orderDirection: "desc", limit: 20) {
    items {
      id
      kind
      amount
      poolAfter
      prover
      proverAccount {
        name
      }
      to
      timestamp
      transaction
    }
  }
}` as Operation<GovernancePageQuery, GovernancePageQueryVariables>;
