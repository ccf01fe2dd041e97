// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { AsOfPageQuery, AsOfPageQueryVariables } from "../../data/generated/types.ts";

export const AsOfPage = `query AsOfPage($block: Int, $at: Int) {
  then: asOf(block: $block, at: $at) {
    block
    timestamp
    network {
      ...Sums
    }
    proverCounts {
      registered
      active
      deactivated
      jailed
      retired
      assets
    }
    parameters {
      contract
      name
      since
      value
      unit
      meaning
    }
    provers(limit: 200) {
      items {
        address
        proverAccount {
          name
        }
        state
        assets
        shares
        price
        since
      }
    }
  }
  now: asOf {
    block
    timestamp
    network {
      ...Sums
    }
  }
}
fragment Sums on PastNetwork {
  requests
  openRequests
  fulfilled
  refunded
  missed
  slashed
  bids
  reveals
  escrow
  maxFees
  fees
  protocolFees
  protocolFeeBalance
  commission
  toStakers
  excess
  refunds
  assignedStake
  staked
  unstaked
  unstaking
  rewards
  epochRewards
  donated
  slashTaken
  pendingCommission
  treasuryPool
}` as Operation<AsOfPageQuery, AsOfPageQueryVariables>;
