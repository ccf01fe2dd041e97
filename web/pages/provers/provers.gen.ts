// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProversPageQuery, ProversPageQueryVariables, ProverSpellsPageQuery, ProverSpellsPageQueryVariables } from "../../data/generated/types.ts";

export const ProversPage = `query ProversPage($days: Int, $states: [proverState!]) {
  proverReturns(days: $days, states: $states, limit: 200) {
    totalCount
    items {
      rank
      state
      apr
      reason
      success {
        numerator
        denominator
        bps
      }
      missed
      defaultCommissionBps
      ownStakeShare {
        bps
      }
      prover {
        address
        name
        assets
        assignedStake
        stakers
        fulfilled
        fees
        provingSeconds
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
