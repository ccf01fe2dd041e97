// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverBidsQuery, ProverBidsQueryVariables } from "../../data/generated/types.ts";

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
        unit
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
