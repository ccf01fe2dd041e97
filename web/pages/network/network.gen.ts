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
      ...Market
      stake
      utilization {
        bps
      }
    }
  }
  ...RuleChanges
  slashes(from: $from, to: $to, limit: 50) {
    ...SlashMarks
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
  proverReturns(days: 30, states: [ACTIVE], limit: 10) {
    items {
      rank
      apr
      reason
      success {
        numerator
        denominator
        bps
      }
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
  fulfilled
  deadlinesMissed
  success {
    numerator
    denominator
    bps
  }
  fees
  price {
    p50
  }
  secondsToProof {
    p50
  }
}
fragment Market on MarketPoint {
  start
  end
  complete
  requests
  fulfilled
  deadlinesMissed
  refunded
  missed
  fees
  price {
    p50
    p90
  }
  secondsToProof {
    p50
    p90
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
}
fragment SlashMarks on SlashPage {
  items {
    slashing {
      id
      timestamp
      amount
    }
  }
}` as Operation<NetworkPageQuery, NetworkPageQueryVariables>;
