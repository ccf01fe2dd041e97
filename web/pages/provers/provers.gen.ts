// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProversPageQuery, ProversPageQueryVariables, ProverSpellsPageQuery, ProverSpellsPageQueryVariables } from "../../data/generated/types.ts";

export const ProversPage = `query ProversPage($days: Int, $from: Int, $states: [proverState!], $orderBy: ProverOrder!, $orderDirection: String) {
  proverStandings(
    days: $days
    from: $from
    states: $states
    orderBy: $orderBy
    orderDirection: $orderDirection
    limit: 200
  ) {
    totalCount
    items {
      rank
      bids
      winRate {
        numerator
        denominator
        bps
      }
      priceOfMaxFee {
        bps
      }
      provingSeconds {
        p50
        p90
      }
      proven
      missed
      success {
        numerator
        denominator
        bps
      }
      fees
      assets
      apr
      reason
      before {
        fees
      }
      prover {
        address
        name
        state
        assets
        assignedStake
        stakers
        defaultCommissionRate
        slashingScale
      }
    }
  }
  proverSet {
    registered
    active
    deactivated
    jailed
    retired
    activeByBids
  }
}` as Operation<ProversPageQuery, ProversPageQueryVariables>;
export const ProverSpellsPage = `query ProverSpellsPage {
  proverSpells(limit: 200) {
    totalCount
    items {
      state
      joinedAt
      since
      changes
      activeByBids
      activeSeconds
      deactivatedSeconds
      jailedSeconds
      retiredSeconds
      prover {
        address
        name
      }
    }
  }
}` as Operation<ProverSpellsPageQuery, ProverSpellsPageQueryVariables>;
