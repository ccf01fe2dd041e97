// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { FeesPageQuery, FeesPageQueryVariables } from "../../data/generated/types.ts";

export const FeesPage = `query FeesPage($unit: BucketUnit!, $by: FeeSubject!, $from: Int, $to: Int) {
  ...RuleChanges
  slashes(from: $from, to: $to, limit: 50) {
    ...SlashMarks
  }
  feeFlowBy(by: $by, from: $from, to: $to, limit: 20) {
    totalCount
    items {
      subject
      prover {
        name
      }
      escrowed
      fulfilled
      fees
      share {
        bps
      }
      protocolFees
      commission
      toStakers
      excess
      refunds
    }
  }
  feeFlow(unit: $unit, from: $from, to: $to) {
    total {
      protocolFeeBalance
      withdrawn
      strayTokens
      protocolFeeDifference
    }
    periods {
      start
      end
      complete
      escrowBefore
      escrowed
      fees
      protocolFees
      commission
      toStakers
      excess
      refunds
      escrowAfter
      escrowBalance
      priceBalance
    }
  }
  subsidyShare(from: $from, to: $to, limit: 50) {
    marketRewards
    epochRewards
    otherRewards
    subsidy {
      numerator
      denominator
      bps
    }
    byProver {
      prover
      proverAccount {
        name
      }
      marketRewards
      epochRewards
      otherRewards
      subsidy {
        numerator
        denominator
        bps
      }
    }
  }
  protocolFeeWithdrawals(orderBy: "id", orderDirection: "desc", limit: 20) {
    items {
      id
      timestamp
      amount
      to
      transaction
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
fragment SlashMarks on SlashPage {
  items {
    slashing {
      id
      timestamp
      amount
    }
  }
}` as Operation<FeesPageQuery, FeesPageQueryVariables>;
