// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverLoadQuery, ProverLoadQueryVariables } from "../../data/generated/types.ts";

export const ProverLoad = `query ProverLoad($address: String!, $from: Int, $to: Int, $step: Int) {
  ...ProverHead
  load: proverCapacity(prover: $address) {
    overcommitBps
    countedStake
    series(from: $from, to: $to, step: $step) {
      start
      end
      assignedSeconds
      utilizationBps
      peakAssignments
      peakAssignedStake
      assets
      overcommitBps
    }
  }
  assignments(
    where: {prover: $address, startedAt_lt: $to, OR: [{endedAt_gte: $from}, {endedAt: null}]}
    orderBy: "id"
    orderDirection: "desc"
    limit: 1000
  ) {
    items {
      id
      requestId
      startedAt
      endedAt
      outcome
      minStake
      fee
    }
    pageInfo {
      hasNextPage
    }
  }
  misses(prover: $address, from: $from, to: $to, limit: 100) {
    items {
      requestId
      vk
      deadline
      status
      secondsLeftWhenWon
      otherAssignments
      otherAssignedStake
    }
  }
  slashes(prover: $address, from: $from, to: $to, limit: 100) {
    totalTaken
    items {
      shortfall
      slashing {
        id
        timestamp
        amount
        fromVault
        fromUnstaking
        bps
        requestId
        transaction
      }
    }
  }
  ...RuleChanges
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
}
fragment RuleChanges on Query {
  parameterHistory(limit: 50) {
    items {
      change {
        name
        oldValue
        newValue
        timestamp
        unit
      }
    }
  }
}` as Operation<ProverLoadQuery, ProverLoadQueryVariables>;
