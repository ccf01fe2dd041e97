// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProgramPageQuery, ProgramPageQueryVariables } from "../../data/generated/types.ts";

export const ProgramPage = `query ProgramPage($vk: String!, $unit: BucketUnit!, $from: Int, $to: Int) {
  ...RuleChanges
  marketSeries(vk: $vk, unit: $unit, from: $from, to: $to) {
    points {
      ...Market
    }
  }
  programOverview(vk: $vk, from: $from, to: $to) {
    program {
      vk
      requests
      fulfilled
      refunded
      missed
      fees
      firstRequestAt
      lastRequestAt
    }
    requesters(limit: 10) {
      requester
      requests
      fulfilled
      fees
      lastRequestAt
    }
    provers(limit: 20) {
      prover
      proverAccount {
        name
      }
      fulfilled
      missed
      success {
        numerator
        denominator
        bps
      }
      price {
        p50
      }
      provingSeconds {
        p50
        p90
      }
      lastProofAt
    }
    binaries(limit: 10) {
      imgUrl
      requests
      firstUsedAt
      lastUsedAt
    }
  }
  feeAdvice(vk: $vk, from: $from, to: $to) {
    auctions
    success {
      numerator
      denominator
      bps
    }
    twoRevealers {
      numerator
      denominator
      bps
    }
    price {
      count
      p10
      p25
      p50
      p75
      p90
    }
    secondsToProof {
      p50
      p90
    }
  }
  requests(
    where: {vk: $vk, createdAt_gte: $from, createdAt_lt: $to}
    orderBy: "createdId"
    orderDirection: "desc"
    limit: 500
  ) {
    items {
      id
      status
      requester
      vk
      createdAt
      maxFee
      price
      bidders
      revealers
      refundReason
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
    pageInfo {
      hasNextPage
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
}` as Operation<ProgramPageQuery, ProgramPageQueryVariables>;
