// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { MarketPageQuery, MarketPageQueryVariables } from "../../data/generated/types.ts";

export const MarketPage = `query MarketPage($from: Int, $to: Int) {
  auctionQuality(from: $from, to: $to) {
    oneRevealerShare {
      numerator
      denominator
      bps
    }
    all {
      auctions
      priceOfMaxFee {
        numerator
        denominator
        bps
      }
      requestersSaving {
        numerator
        denominator
        bps
      }
      winnersSurplus {
        numerator
        denominator
        bps
      }
      violations
    }
    groups {
      revealers
      auctions
      fulfilled
      missed
      priceOfMaxFee {
        numerator
        denominator
        bps
      }
      spread {
        numerator
        denominator
        bps
      }
      requestersSaving {
        numerator
        denominator
        bps
      }
      ties
      wonAtMaxFee
    }
  }
  marketConcentration(from: $from, to: $to, limit: 20) {
    wins {
      holders
      nakamotoHalf
      nakamotoThird
      gini {
        bps
      }
      herfindahl {
        bps
      }
      largest {
        address
        proverAccount {
          name
        }
        amount
        share {
          bps
        }
      }
    }
    stake {
      holders
      nakamotoHalf
      nakamotoThird
      gini {
        bps
      }
      herfindahl {
        bps
      }
      largest {
        address
        proverAccount {
          name
        }
        amount
        share {
          bps
        }
      }
    }
    fairness {
      prover
      proverAccount {
        name
      }
      auctions
      wins
      expectedWinsBps
      winsOfExpectedBps
    }
    backToBack {
      sameWinner {
        numerator
        denominator
        bps
      }
      expectedBps
      longestStreak
      longestStreakProver
    }
  }
  missSummary(from: $from, to: $to, limit: 20) {
    misses
    missRate {
      numerator
      denominator
      bps
    }
    byProver {
      key
      proverAccount {
        name
      }
      misses
      missRate {
        numerator
        denominator
        bps
      }
    }
    byProgram {
      key
      misses
      missRate {
        numerator
        denominator
        bps
      }
    }
  }
  misses(from: $from, to: $to, limit: 50) {
    items {
      requestId
      prover
      proverAccount {
        name
      }
      deadline
      secondsLeftWhenWon
      otherAssignments
      runnerUp
      runnerUpFee
      expectedPrice
      status
    }
  }
}` as Operation<MarketPageQuery, MarketPageQueryVariables>;
