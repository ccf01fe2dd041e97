// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../data/ask.ts";
import type { AdviserQuery, AdviserQueryVariables } from "../data/generated/types.ts";

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
