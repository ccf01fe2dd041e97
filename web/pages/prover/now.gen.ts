// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverNowQuery, ProverNowQueryVariables } from "../../data/generated/types.ts";

export const ProverNow = `query ProverNow($address: String!) {
  ...ProverHead
  proverDuties(prover: $address, minutes: 1440, limit: 100) {
    at
    until
    stakingPaused
    commissionToClaim
    items {
      kind
      opensAt
      closesAt
      isDue
      obstacles
      request {
        id
        vk
        maxFee
        minStake
        winnerFee
        secondFee
      }
    }
  }
  biddableRequests(prover: $address, limit: 50) {
    obstacle
    headroom
    items {
      biddingEndsAt
      provingSeconds
      bid {
        commits
      }
      request {
        id
        vk
        maxFee
        minStake
        bidders
      }
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
}` as Operation<ProverNowQuery, ProverNowQueryVariables>;
