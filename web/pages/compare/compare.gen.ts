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
  ...RuleChanges
  vaultPricesOf(provers: [$a, $b]) {
    prover {
      address
    }
    buckets(unit: DAY, from: $from) {
      start
      after {
        price
      }
    }
  }
  proverRivals(prover: $a, rival: $b, byProgram: false, from: $from) {
    items {
      meetings {
        numerator
      }
      duels
      below
      same
      above
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
}` as Operation<ComparePageQuery, ComparePageQueryVariables>;
export const ComparePick = `query ComparePick($a: String!, $isChosen: Boolean!) {
  provers(orderBy: "address", limit: 1000) {
    items {
      address
      name
    }
  }
  proverRivals(prover: $a, byProgram: false, limit: 10) @include(if: $isChosen) {
    items {
      prover {
        address
        name
      }
      meetings {
        numerator
      }
      won
      lost
    }
  }
}` as Operation<ComparePickQuery, ComparePickQueryVariables>;
