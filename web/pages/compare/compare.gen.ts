// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ComparePageQuery, ComparePageQueryVariables, ComparePickQuery, ComparePickQueryVariables } from "../../data/generated/types.ts";

export const ComparePage = `query ComparePage($a: String!, $b: String!, $from: Int, $days: Int) {
  proverReturns(days: $days, provers: [$a, $b], limit: 2) {
    items {
      apr
      reason
      defaultCommissionBps
      ownStakeShare {
        bps
      }
      prover {
        address
        name
        state
        assets
        assignedStake
        stakers
        slashingScale
      }
    }
  }
  a: proverRecord(prover: $a, from: $from) {
    total {
      ...Figures
    }
    days {
      start
      end
      winRate {
        bps
      }
    }
  }
  b: proverRecord(prover: $b, from: $from) {
    total {
      ...Figures
    }
    days {
      start
      end
      winRate {
        bps
      }
    }
  }
  pricesA: vaultPrices(prover: $a) {
    buckets(unit: DAY, from: $from) {
      start
      after {
        price
      }
    }
  }
  pricesB: vaultPrices(prover: $b) {
    buckets(unit: DAY, from: $from) {
      start
      after {
        price
      }
    }
  }
  proverRivals(prover: $a, byProgram: false, from: $from, limit: 100) {
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
      headToHead {
        numerator
        denominator
        bps
      }
    }
  }
}
fragment Figures on ProverPerformance {
  bids
  revealRate {
    bps
  }
  winRate {
    bps
  }
  proven
  missed
  missRate {
    bps
  }
  fees
  surplus
  provingSeconds {
    p50
    p90
  }
}` as Operation<ComparePageQuery, ComparePageQueryVariables>;
export const ComparePick = `query ComparePick($days: Int) {
  proverReturns(days: $days, limit: 200) {
    items {
      prover {
        address
        name
      }
    }
  }
}` as Operation<ComparePickQuery, ComparePickQueryVariables>;
