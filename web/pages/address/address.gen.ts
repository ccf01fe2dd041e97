// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { AddressPageQuery, AddressPageQueryVariables, StatementQuery, StatementQueryVariables } from "../../data/generated/types.ts";

export const AddressPage = `query AddressPage($address: String!) {
  account(address: $address) {
    isProver
    isRequester
    isStaker
    isSubmitter
    firstSeenAt
  }
  stakerPortfolio(staker: $address) {
    total {
      value
      costBasis
      unrealisedGain
      realisedGain
      unstaking
      unstakingGain
      withdrawable
      totalGain
    }
    positions {
      prover {
        address
        name
        state
      }
      stake {
        shares
        deposited
        firstStakedAt
      }
      pending
      nextReadyAt
      value
      costBasis
      unrealisedGain
      realisedGain
      unstaking
      unstakingGain
      withdrawable
      totalGain
    }
  }
  unstakeQueue(staker: $address, limit: 100) {
    totalCount
    items {
      state
      readyAt
      effective
      slashed
      isStuck
      unstake {
        prover
        proverAccount {
          name
        }
        number
        amount
        requestedAt
        requestedTransaction
        completedAt
        received
      }
    }
  }
  requester(address: $address) {
    requests
    openRequests
    escrow
  }
  prover(address: $address) {
    name
    state
    assets
  }
  submitter(address: $address) {
    prover
    registeredAt
    actions
  }
  vault(address: $address) {
    prover
    proverAccount {
      name
    }
  }
  contract(address: $address) {
    name
  }
  roleMembers(where: {account: $address}, limit: 50) {
    items {
      contract
      role
      roleName
      granted
      since
    }
  }
  feed(account: $address, limit: 50) {
    items {
      id
      timestamp
      kind
      transaction
      requestId
      prover
      proverAccount {
        name
      }
      amount
    }
  }
}` as Operation<AddressPageQuery, AddressPageQueryVariables>;
export const Statement = `query Statement($address: String!, $after: String) {
  vaultChanges(
    where: {account: $address}
    orderBy: "id"
    orderDirection: "asc"
    limit: 1000
    after: $after
  ) {
    items {
      id
      timestamp
      transaction
      kind
      prover
      assets
      shares
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  in: shareTransfers(where: {to: $address}, limit: 1000, orderBy: "id") {
    items {
      id
      timestamp
      transaction
      prover
      assets
      shares
    }
  }
  out: shareTransfers(where: {from: $address}, limit: 1000, orderBy: "id") {
    items {
      id
      timestamp
      transaction
      prover
      assets
      shares
    }
  }
}` as Operation<StatementQuery, StatementQueryVariables>;
