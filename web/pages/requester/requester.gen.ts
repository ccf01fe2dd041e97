// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequesterPageQuery, RequesterPageQueryVariables, AdviserQuery, AdviserQueryVariables } from "../../data/generated/types.ts";

export const RequesterPage = `query RequesterPage($address: String!) {
  requester(address: $address) {
    address
    requests
    fulfilled
    refunded
    missed
    openRequests
    escrow
    maxFees
    fees
    excess
    refunds
    firstRequestAt
    lastRequestAt
    days(limit: 90, orderBy: "day", orderDirection: "desc") {
      items {
        start
        requests
        fulfilled
        missed
        fees
      }
    }
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
        vk
        maxFee
        deadline
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
  missSummary(requester: $address) {
    misses
    missRate {
      numerator
      denominator
      bps
    }
    provenLater {
      numerator
      denominator
      bps
    }
    extraCost
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
}` as Operation<RequesterPageQuery, RequesterPageQueryVariables>;
export const Adviser = `query Adviser($vk: String, $maxFee: BigInt, $seconds: Int) {
  feeAdvice(vk: $vk, maxFee: $maxFee, seconds: $seconds) {
    auctions
    fulfilled
    missed
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
    revealers {
      p50
    }
    price {
      count
      p10
      p50
      p90
    }
    maxFee {
      p50
    }
    secondsToProof {
      p50
      p90
    }
    atMaxFee {
      priced {
        numerator
        denominator
        bps
      }
      oneRevealer {
        numerator
        denominator
        bps
      }
      twoRevealers {
        numerator
        denominator
        bps
      }
    }
    provenWithin {
      numerator
      denominator
      bps
    }
  }
}` as Operation<AdviserQuery, AdviserQueryVariables>;
