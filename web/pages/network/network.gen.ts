// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { NetworkPageQuery, NetworkPageQueryVariables } from "../../data/generated/types.ts";

export const NetworkPage = `query NetworkPage($unit: BucketUnit!, $from: Int, $to: Int) {
  networkOverview {
    now {
      ...State
    }
    dayBefore {
      ...State
    }
    last24h {
      ...Activity
    }
    previous24h {
      ...Activity
    }
  }
  marketSeries(unit: $unit, from: $from, to: $to) {
    points {
      start
      end
      complete
      requests
      fulfilled
      deadlinesMissed
      refunded
      fees
      price {
        p50
        p90
      }
      secondsToProof {
        p50
        p90
      }
      stake
      assignedStake
      utilization {
        bps
      }
    }
  }
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
  requests(where: {status: PENDING}, orderBy: "deadline", limit: 200) {
    items {
      id
      maxFee
      bidders
      revealers
      winnerProver {
        address
        name
      }
      clock {
        phase
        endsAt
        nextPhase
      }
    }
  }
  feed(limit: 12) {
    items {
      id
      kind
      timestamp
      transaction
      requestId
      prover
      account
      amount
      proverAccount {
        name
      }
    }
  }
  proverReturns(days: 30, states: [ACTIVE], limit: 5) {
    items {
      rank
      apr
      reason
      success {
        numerator
        denominator
        bps
      }
      missed
      prover {
        address
        name
        assets
      }
    }
  }
  network {
    biddingPhaseDuration
    revealPhaseDuration
    protocolFeeBps
    overcommitBps
    unstakeDelay
    minSelfStake
  }
}
fragment State on NetworkState {
  openRequests {
    total
    bidding
    revealing
    proving
    refundable
  }
  escrow
  stake
  assignedStake
  provers
  activeProvers
  utilization {
    numerator
    denominator
    bps
  }
}
fragment Activity on MarketActivity {
  requests
  fulfilled
  refunded
  deadlinesMissed
  success {
    numerator
    denominator
    bps
  }
  fees
  protocolFees
}` as Operation<NetworkPageQuery, NetworkPageQueryVariables>;
