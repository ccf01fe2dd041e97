// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequesterPageQuery, RequesterPageQueryVariables } from "../../data/generated/types.ts";

export const RequesterPage = `query RequesterPage($address: String!, $unit: BucketUnit!, $from: Int, $to: Int) {
  requester(address: $address) {
    address
    requests
    openRequests
    escrow
    fees
    firstRequestAt
    lastRequestAt
  }
  requesterRecord(requester: $address, from: $from, to: $to) {
    requests
    fulfilled
    refunded
    missed
    success {
      numerator
      denominator
      bps
    }
    fees
    saving {
      numerator
      denominator
      bps
    }
    price {
      p50
    }
    secondsToProof {
      p50
    }
    before {
      requests
      missed
      success {
        bps
      }
      fees
      saving {
        bps
      }
      secondsToProof {
        p50
      }
    }
  }
  marketSeries(requester: $address, unit: $unit, from: $from, to: $to) {
    points {
      ...Market
    }
  }
  ...RuleChanges
  slashes(requester: $address, from: $from, to: $to, limit: 50) {
    ...SlashMarks
  }
  openRequests(requester: $address, limit: 100) {
    totalCount
    escrow
    items {
      phase
      price
      timeToProve
      trouble
      winner {
        address
        name
      }
      speed {
        medianSeconds
        samples
        sameProgram
      }
      request {
        id
        vk
        maxFee
        bidders
        clock {
          endsAt
          nextPhase
        }
      }
    }
  }
  refundableRequests(requester: $address, limit: 100) {
    totalCount
    totalAmount
    items {
      reason
      since
      request {
        id
        requester
        vk
        maxFee
      }
    }
  }
  slashableMisses(requester: $address, limit: 100) {
    totalCount
    items {
      until
      asked
      expected
      obstacles
      prover {
        address
        name
      }
      request {
        id
      }
    }
  }
  requests(
    where: {requester: $address}
    orderBy: "createdId"
    orderDirection: "desc"
    limit: 25
  ) {
    totalCount
    items {
      id
      status
      requester
      vk
      maxFee
      price
      createdAt
      bidders
      revealers
      provingSeconds
      winnerProver {
        address
        name
      }
      clock {
        phase
        endsAt
      }
    }
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
}` as Operation<RequesterPageQuery, RequesterPageQueryVariables>;
