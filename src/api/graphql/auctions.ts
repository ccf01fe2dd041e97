import { auctionQuality, feeAdvice } from "../questions/auctions.ts";
import { marketConcentration } from "../questions/concentration.ts";
import { UserError } from "./errors.ts";
import { firstOf, type Optional } from "./inputs.ts";
import type { Module, Resolver } from "./module.ts";
import { programOrAll, type SpanArgs, spanOf } from "./span.ts";

type ScopeArgs = SpanArgs & { vk?: Optional<string> };
type AdviceArgs = ScopeArgs & { maxFee?: Optional<bigint>; seconds?: Optional<number> };
type ConcentrationArgs = ScopeArgs & { first?: Optional<number> };

/** What auctions cost, how well they work, and who wins them. */
export const auctions: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "What to offer for a proof: price, chance of bidders and time to the proof in the auctions of a span of time, by when their requests were made."
      feeAdvice(
        "Verifying key of the program. Default: all programs."
        vk: String
        "[wei] A max fee one thinks of: adds what it would have met."
        maxFee: BigInt
        "[s] A time from request to deadline one thinks of: adds how many proofs came within it."
        seconds: Int
        "[unix s] Requests made from then on. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Requests made before then. Default and latest: the second after the indexed head."
        to: Int
      ): FeeAdvice!
      "How well auctions of a span of time worked, by the number of provers that revealed."
      auctionQuality(
        "Verifying key of the program. Default: all programs."
        vk: String
        "[unix s] Requests made from then on. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Requests made before then. Default and latest: the second after the indexed head."
        to: Int
      ): AuctionQuality!
      "How concentrated wins, stake and demand are, and whether wins go round fairly, in a span of time."
      marketConcentration(
        "Verifying key of the program. Default: all programs."
        vk: String
        "[unix s] Requests made from then on. Default: 30 days before \`to\`."
        from: Int
        "[unix s] Requests made before then. Default and latest: the second after the indexed head."
        to: Int
        "Rows of each list of holders and provers, 1 to 1000; the figures are of all. Default 10."
        first: Int = 10
      ): MarketConcentration!
    }

    "What to offer for a proof. An auction counts when it is over: settled, or past the reveal phase."
    type FeeAdvice {
      "Auctions the answer is drawn from."
      auctions: Int!
      "Of them proven."
      fulfilled: Int!
      "Of them missed by the winner, refunded yet or not."
      missed: Int!
      "Auctions with at least one bidder, over all."
      oneBidder: CountRatio!
      "Auctions with at least two bidders, over all."
      twoBidders: CountRatio!
      "Auctions with at least one prover that revealed, over all."
      oneRevealer: CountRatio!
      "Auctions with at least two provers that revealed, over all: only then competition sets the price."
      twoRevealers: CountRatio!
      "Proven / (proven + missed)."
      success: CountRatio!
      "[wei] Prices of the proven requests."
      price: AmountPercentiles!
      "[wei] Max fees offered."
      maxFee: AmountPercentiles!
      "[bps] Price over max fee of each proven request; a max fee of 0 left out."
      priceOfMaxFee: NumberPercentiles!
      "Provers that revealed, per auction."
      revealers: NumberPercentiles!
      "[s] From the request to the proof, of the proven requests."
      secondsToProof: NumberPercentiles!
      "[s] From the end of the reveal phase to the proof, of the proven requests."
      provingSeconds: NumberPercentiles!
      "What the given max fee would have met; null when none is given."
      atMaxFee: MaxFeeAdvice
      "Proofs within the given seconds of their request, over proven + missed; null when none are given."
      provenWithin: CountRatio
    }

    "What a max fee would have met."
    type MaxFeeAdvice {
      "Proven requests with a price not above it, over all proven."
      priced: CountRatio!
      "Auctions with at least one prover that revealed, over the auctions that offered no more."
      oneRevealer: CountRatio!
      "Auctions with at least two provers that revealed, over the auctions that offered no more."
      twoRevealers: CountRatio!
    }

    "How well auctions worked."
    type AuctionQuality {
      "Auctions by how many provers revealed, fewest first."
      groups: [AuctionGroup!]!
      "All of them together."
      all: AuctionGroup!
      "Auctions with one revealer, in which the price is the winner's own bid, over auctions with any."
      oneRevealerShare: CountRatio!
    }

    "Auctions with the same number of revealers."
    type AuctionGroup {
      "Provers that revealed; null for all auctions together."
      revealers: Int
      "Auctions that are over."
      auctions: Int!
      "Of them proven."
      fulfilled: Int!
      "Of them missed by the winner."
      missed: Int!
      "Σ price over Σ max fee of the proven requests."
      priceOfMaxFee: AmountRatio!
      "[bps] Price over max fee of each proven request; a max fee of 0 left out."
      priceOfMaxFeeEach: NumberPercentiles!
      "Σ second bid less winner's bid, over Σ second bid, of the auctions with a second bid."
      spread: AmountRatio!
      "Σ price less winner's own bid, over Σ price, of the proven requests."
      winnersSurplus: AmountRatio!
      "Σ max fee less price, over Σ max fee, of the proven requests."
      requestersSaving: AmountRatio!
      "Auctions whose winner revealed twice and is its own second."
      ownSecond: Int!
      "Auctions whose two lowest bids, of two provers, are equal."
      ties: Int!
      "Auctions won with a bid of the whole max fee."
      wonAtMaxFee: Int!
      "Bidders that never revealed."
      sealedBidders: Int!
      "Proven requests that break winner's bid ≤ price ≤ max fee: always 0."
      violations: Int!
      "[bps] Length of the auction, as of the parameters now, over the time from request to deadline."
      auctionOfDeadline: NumberPercentiles!
    }

    "Concentration of wins, stake and demand."
    type MarketConcentration {
      "Auctions with a winner, by winner. Provers that revealed and never won count with 0."
      wins: Concentration!
      "[wei] Vault assets of registered provers, as of the indexed head."
      stake: Concentration!
      "Requests, by requester."
      requests: Concentration!
      "[wei] Max fees, by requester."
      maxFees: Concentration!
      "Wins against what 1/revealers promised; most auctions first."
      fairness: [WinFairness!]!
      "Auctions won by the winner of the auction before."
      backToBack: BackToBackWins!
    }

    "How something is spread over its holders."
    type Concentration {
      "Holders."
      holders: Int!
      "What they hold together."
      total: BigInt!
      "Herfindahl–Hirschman index: Σ amount² / (Σ amount)². 10000 bps: one has all; 10000/n: n have the same."
      herfindahl: AmountRatio!
      "Gini coefficient: 0: all have the same; towards 10000 bps: one has all."
      gini: AmountRatio!
      "Nakamoto coefficient: least number of holders who have more than half; null when nothing is held."
      nakamotoHalf: Int
      "Least number of holders who have more than a third; null when nothing is held."
      nakamotoThird: Int
      "The largest holders, largest first."
      largest: [Holder!]!
    }

    "One holder."
    type Holder {
      "Address of the prover or requester."
      address: String!
      "What it holds."
      amount: BigInt!
      "Its part of the total."
      share: AmountRatio!
    }

    "A prover's wins against an even chance in each auction in which it revealed."
    type WinFairness {
      "The prover."
      prover: String!
      "Auctions in which it revealed."
      auctions: Int!
      "Auctions it won."
      wins: Int!
      "[1/10000 win] Σ 1/revealers over these auctions, floored: what an even chance promised."
      expectedWinsBps: BigInt!
      "[bps] Wins over expected wins, floored; 10000: just its part."
      winsOfExpectedBps: Int
    }

    "Auctions won by the winner of the auction before, in the order of the requests."
    type BackToBackWins {
      "Auctions with the same winner as the one before, over the auctions with a winner but the first."
      sameWinner: CountRatio!
      "[bps] Σ share of wins²: what it would be were every winner drawn anew. Null without wins."
      expectedBps: Int
      "Most auctions that one prover won in a row."
      longestStreak: Int!
      "Who; the least address of several; null without wins."
      longestStreakProver: String
    }
  `,
  resolvers: {
    Query: {
      feeAdvice: (async (_parent, args, context) => {
        const [maxFee, seconds] = [args.maxFee ?? null, args.seconds ?? null];
        const vk = programOrAll(args.vk);
        for (const [argument, value] of Object.entries({ maxFee, seconds }))
          if (value !== null && value < 0)
            throw new UserError({
              argument,
              problem: `is ${value}; it must not be negative.`,
              example: `${argument}: 3600`,
            });
        const scope = { vk, ...(await spanOf(args, context)) };
        return feeAdvice(context.db, scope, { maxFee, seconds });
      }) satisfies Resolver<unknown, AdviceArgs>,
      auctionQuality: (async (_parent, args, context) => {
        const vk = programOrAll(args.vk);
        return auctionQuality(context.db, { vk, ...(await spanOf(args, context)) });
      }) satisfies Resolver<unknown, ScopeArgs>,
      marketConcentration: (async (_parent, args, context) => {
        const [vk, first] = [programOrAll(args.vk), firstOf(args.first)];
        return marketConcentration(context.db, { vk, ...(await spanOf(args, context)) }, first);
      }) satisfies Resolver<unknown, ConcentrationArgs>,
    },
  },
  costs: {
    "Query.feeAdvice": { base: 100 },
    "Query.auctionQuality": { base: 100 },
    "Query.marketConcentration": { base: 200 },
  },
};
