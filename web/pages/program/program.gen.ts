// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProgramPageQuery, ProgramPageQueryVariables } from "../../data/generated/types.ts";

export const ProgramPage = `query ProgramPage($vk: String!, $from: Int, $to: Int) {
  programPage(vk: $vk, from: $from, to: $to) {
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
    requesters(first: 10) {
      requester
      requests
      fulfilled
      fees
      lastRequestAt
    }
    provers(first: 20) {
      prover
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
    binaries(first: 10) {
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
  listRequests(vk: $vk, from: $from, to: $to, first: 500) {
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
}` as Operation<ProgramPageQuery, ProgramPageQueryVariables>;
