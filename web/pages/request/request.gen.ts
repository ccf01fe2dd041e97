// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../../data/ask.ts";
import type { RequestPageQuery, RequestPageQueryVariables } from "../../data/generated/types.ts";

export const RequestPage = `query RequestPage($id: String!) {
  requestTimeline(requestId: $id) {
    request {
      id
      status
      requester
      vk
      nonce
      version
      publicValuesDigest
      imgUrl
      inputUrl
      inputSize
      inputHash
      maxFee
      minStake
      createdAt
      createdBlock
      createdTransaction
      deadline
      bidders
      revealers
      winner
      winnerFee
      second
      secondFee
      price
      protocolFee
      commission
      toStakers
      excess
      provingSeconds
      fulfilledAt
      fulfilledTransaction
      refundedAt
      refundReason
      refundAmount
      refundedTransaction
      slashedAt
      slashAsked
      slashTaken
      clock {
        phase
        endsAt
        nextPhase
        biddingEndsAt
        revealEndsAt
        deadline
        hasProvingWindow
        refundableFrom
        refundableReason
        slashableUntil
      }
      winnerProver {
        address
        name
        state
      }
      bids(limit: 1000) {
        items {
          prover
          commits
          reveals
          fee
          firstBidAt
          lastBidAt
          lastRevealAt
          bidTransaction
          revealTransaction
          proverAccount {
            name
          }
        }
      }
    }
    steps(limit: 500) {
      items {
        activity {
          id
          kind
          prover
          sender
          amount
          timestamp
          transaction
        }
        isRepeat
        changesWinner
        winner
        winnerFee
        second
        secondFee
      }
      pageInfo {
        hasNextPage
      }
    }
    proof {
      verifier
      sender
      words
      version
      timestamp
      transaction
    }
    surplus
    waterfall {
      maxFee
      held
      protocolFee
      commission
      toStakers
      excess
      refunded
      remainder
    }
    slashing {
      asked
      amount
      fromVault
      fromUnstaking
    }
  }
  eligibleProvers(requestId: $id, limit: 20) {
    totalCount
    items {
      required
      headroom
      hasBid
      hasProvenProgram
      prover {
        address
        name
      }
    }
  }
  bidding: parameterHistory(name: "biddingPhaseDuration", limit: 20) {
    items {
      change {
        oldValue
        timestamp
      }
    }
  }
  reveal: parameterHistory(name: "revealPhaseDuration", limit: 20) {
    items {
      change {
        oldValue
        timestamp
      }
    }
  }
}` as Operation<RequestPageQuery, RequestPageQueryVariables>;
