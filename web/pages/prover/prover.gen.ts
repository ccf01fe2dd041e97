// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverNowQuery, ProverNowQueryVariables, ProverLoadQuery, ProverLoadQueryVariables, ProverBidsQuery, ProverBidsQueryVariables, ProverVaultQuery, ProverVaultQueryVariables, ProverHistoryQuery, ProverHistoryQueryVariables } from "../../data/generated/types.ts";

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
    fulfilled
    missed
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
      success {
        numerator
        denominator
        bps
      }
    }
  }
}` as Operation<ProverNowQuery, ProverNowQueryVariables>;
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
    where: {prover: $address, startedAt_gte: $from, startedAt_lt: $to}
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
    fulfilled
    missed
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
      }
    }
  }
}` as Operation<ProverLoadQuery, ProverLoadQueryVariables>;
export const ProverBids = `query ProverBids($address: String!, $from: Int, $to: Int) {
  ...ProverHead
  proverRecord(prover: $address, from: $from, to: $to) {
    total {
      bids
      open
      revealRate {
        ...Counts
      }
      winRate {
        ...Counts
      }
      proven
      wonPending
      missed
      missRate {
        ...Counts
      }
      fees
      surplus
      won {
        auctions
        bidOfPrice {
          bps
        }
      }
      lost {
        auctions
        bidOfPrice {
          bps
        }
      }
      provingSeconds {
        p50
        p90
      }
    }
    days {
      start
      end
      bids
      proven
      missed
      winRate {
        numerator
        denominator
        bps
      }
      fees
    }
    priceLevels(bins: 10) {
      from
      to
      revealed
      won
      winRate {
        ...Counts
      }
    }
    programs(limit: 20) {
      totalCount
      items {
        vk
        bids
        winRate {
          ...Counts
        }
        proven
        missed
        surplus
        provingSeconds {
          p50
        }
      }
    }
  }
  ...RuleChanges
  slashes(prover: $address, from: $from, to: $to, limit: 50) {
    ...SlashMarks
  }
  proverRivals(
    prover: $address
    byProgram: false
    from: $from
    to: $to
    limit: 20
  ) {
    totalCount
    items {
      prover {
        address
        name
      }
      meetings {
        numerator
      }
      duels
      won
      lost
      wonByOthers
      priceLevel {
        p50
      }
      headToHead {
        ...Counts
      }
    }
  }
  bids(
    where: {prover: $address, firstBidAt_gte: $from, firstBidAt_lt: $to}
    orderBy: "firstBidId"
    orderDirection: "desc"
    limit: 100
  ) {
    items {
      requestId
      fee
      firstBidAt
      reveals
      request {
        maxFee
        winner
        price
        clock {
          phase
        }
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
    fulfilled
    missed
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
      success {
        numerator
        denominator
        bps
      }
    }
  }
}
fragment Counts on CountRatio {
  numerator
  denominator
  bps
}
fragment RuleChanges on Query {
  parameterHistory(limit: 50) {
    items {
      change {
        name
        oldValue
        newValue
        timestamp
      }
    }
  }
}
fragment SlashMarks on SlashPage {
  items {
    slashing {
      id
      timestamp
      amount
    }
  }
}` as Operation<ProverBidsQuery, ProverBidsQueryVariables>;
export const ProverVault = `query ProverVault($address: String!, $from: Int, $to: Int, $unit: BucketUnit!) {
  ...ProverHead
  ...RuleChanges
  slashes(prover: $address, from: $from, to: $to, limit: 50) {
    ...SlashMarks
  }
  vaultPrices(prover: $address) {
    state {
      assets
      shares
      price
    }
    buckets(unit: $unit, from: $from, to: $to) {
      start
      end
      events
      after {
        assets
        shares
        price
      }
    }
    moves(
      kinds: [SLASH, DONATION, EPOCH_REWARD, OTHER_REWARD]
      from: $from
      to: $to
      limit: 50
    ) {
      items {
        change {
          id
          timestamp
          transaction
          kind
          assets
        }
        priceChange
        contribution
      }
    }
  }
  proverReturns(provers: [$address], from: $from, to: $to, limit: 1) {
    items {
      apr
      apy
      reason
      sources {
        source
        events
        amount
        apr
      }
      compounding
    }
  }
  proverCommission(prover: $address) {
    accrued
    claimed
    pending
    bySource {
      kind
      source
      rewards
      commission
      rate
      hasOwnRate
    }
  }
  unbondingCalendar(prover: $address, days: 14) {
    ready {
      amount
      unstakes
      stakers
    }
    days {
      start
      amount
      unstakes
      stakers
    }
    later {
      amount
      unstakes
      stakers
    }
  }
  stakes(
    where: {prover: $address}
    orderBy: "shares"
    orderDirection: "desc"
    limit: 50
  ) {
    totalCount
    items {
      staker
      shares
      costBasis
      realisedGain
      firstStakedAt
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
    fulfilled
    missed
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
      }
    }
  }
}
fragment SlashMarks on SlashPage {
  items {
    slashing {
      id
      timestamp
      amount
    }
  }
}` as Operation<ProverVaultQuery, ProverVaultQueryVariables>;
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
    fulfilled
    missed
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
      success {
        numerator
        denominator
        bps
      }
    }
  }
}` as Operation<ProverHistoryQuery, ProverHistoryQueryVariables>;
