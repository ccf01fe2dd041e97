// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { VaultsPageQuery, VaultsPageQueryVariables } from "../../data/generated/types.ts";

export const VaultsPage = `query VaultsPage($days: Int) {
  proverReturns(days: $days, states: [ACTIVE], limit: 200) {
    totalCount
    items {
      rank
      seconds
      priceBefore
      priceAfter
      apr
      apy
      reason
      commissionShare {
        bps
      }
      slashes {
        count
        amount
      }
      sources {
        source
        apr
        amount
      }
      prover {
        address
        name
        assets
      }
    }
  }
  unbondingCalendar(days: 14) {
    ready {
      amount
      unstakes
      stakers
    }
    days {
      start
      amount
      unstakes
      stakers
    }
    later {
      amount
      unstakes
      stakers
    }
    total {
      amount
      unstakes
      stakers
    }
  }
  rewardOverview {
    currentEpoch
    currentStartAt
    currentEndAt
    currentBudget
    set
    distributed
    left
  }
  rewardEpochList(limit: 15) {
    items {
      epoch
      startAt
      endAt
      complete
      budget
      set
      distributed
      left
      provers
      proversPaid
      allocations {
        epoch
        prover
        proverAccount {
          name
        }
        amount
        distributedAt
      }
    }
  }
}` as Operation<VaultsPageQuery, VaultsPageQueryVariables>;
