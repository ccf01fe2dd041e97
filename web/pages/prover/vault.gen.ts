// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { ProverVaultQuery, ProverVaultQueryVariables } from "../../data/generated/types.ts";

export const ProverVault = `query ProverVault($address: String!, $from: Int, $to: Int, $unit: BucketUnit!) {
  ...ProverHead
  ...RuleChanges
  slashes(prover: $address, from: $from, to: $to, limit: 50) {
    ...SlashMarks
  }
  vaultPrices(prover: $address) {
    state {
      assets
      shares
      price
    }
    buckets(unit: $unit, from: $from, to: $to) {
      start
      end
      events
      after {
        assets
        shares
        price
      }
    }
    moves(
      kinds: [SLASH, DONATION, EPOCH_REWARD, OTHER_REWARD]
      from: $from
      to: $to
      limit: 50
    ) {
      items {
        change {
          id
          timestamp
          transaction
          kind
          assets
        }
        priceChange
        contribution
      }
    }
  }
  proverReturns(provers: [$address], from: $from, to: $to, limit: 1) {
    items {
      apr
      apy
      reason
      seconds
      sources {
        source
        events
        amount
        apr
      }
      compounding
    }
  }
  proverCommission(prover: $address) {
    accrued
    claimed
    pending
    bySource {
      kind
      source
      rewards
      commission
      rate
      hasOwnRate
    }
  }
  unbondingCalendar(prover: $address, days: 14) {
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
  }
  stakes(
    where: {prover: $address, shares_gt: "0"}
    orderBy: "shares"
    orderDirection: "desc"
    limit: 50
  ) {
    totalCount
    items {
      staker
      shares
      costBasis
      realisedGain
      firstStakedAt
    }
  }
}
fragment ProverHead on Query {
  prover(address: $address) {
    address
    name
    iconUrl
    state
    vault
    assets
    shares
    unstaking
    assignedStake
    openAssignments
    stakers
    defaultCommissionRate
    slashingScale
    joinedAt
    retiredAt
    lastActiveAt
    pendingCommission
  }
  proverCapacity(prover: $address) {
    headroom
    utilizationBps
  }
  head: proverReturns(days: 30, provers: [$address], limit: 1) {
    items {
      apr
      reason
      seconds
      success {
        numerator
        denominator
        bps
      }
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
}` as Operation<ProverVaultQuery, ProverVaultQueryVariables>;
