import { meanUtilization } from "../questions/levels.ts";
import { lastTwoDays, networkState } from "../questions/network-state.ts";
import {
  bucketsOf,
  FEE_PARTS,
  feePeriods,
  feeTotal,
  marketPercentiles,
  marketSeries,
  type Point,
  type Series,
  type Unit,
} from "../questions/series.ts";
import { LATEST } from "../rules/phases.ts";
import { selectedNames } from "./entities/selection.ts";
import { UserError } from "./errors.ts";
import { atOf, type Optional, timeRangeOf } from "./inputs.ts";
import type { Context, Module, Resolver } from "./module.ts";
import { once } from "./once.ts";

/** The most buckets a series has. */
const MAX_POINTS = 1000;
const DAY = 86_400;

/** Fields of a point that are made of levels. */
const OF_LEVELS: ReadonlySet<string> = new Set([
  "openRequests",
  "escrow",
  "stake",
  "assignedStake",
  "provers",
  "activeProvers",
  "utilization",
  "meanUtilization",
]);

type SeriesArgs = { unit: Unit; from?: Optional<number>; to?: Optional<number> };

/** The market as a whole: now, over time, and where the fees go. */
export const market: Module = {
  typeDefs: /* GraphQL */ `
    extend type Query {
      "The network at a time, and the 24 hours before it against the 24 hours before those."
      networkOverview(
        "[unix s] The time asked about; the past is answered as it was then. Default: the indexed head's."
        at: Int
      ): NetworkOverview!
      "The market per bucket of time, gaps filled, oldest first. Buckets are whole, half open and in UTC; a week starts on Monday."
      marketSeries(
        "Length of the buckets."
        unit: BucketUnit!
        "[unix s] The first bucket is the one this lies in. Default: 30 buckets, the last being the indexed head's, but none before the first event."
        from: Int
        "[unix s] Exclusive: the last bucket begins before. Default and latest: the second after the indexed head."
        to: Int
      ): MarketSeries!
      "Where the fees went: in total, and per bucket of time, with the balances that must be zero."
      feeFlow(
        "Length of the buckets."
        unit: BucketUnit! = DAY
        "[unix s] The first bucket is the one this lies in. Default: 30 buckets, the last being the indexed head's, but none before the first event."
        from: Int
        "[unix s] Exclusive: the last bucket begins before. Default and latest: the second after the indexed head."
        to: Int
      ): FeeFlow!
    }

    "Length of the buckets of a series. At most 1000 buckets are given at once."
    enum BucketUnit {
      "Hours."
      HOUR
      "UTC days."
      DAY
      "Weeks from Monday, UTC."
      WEEK
      "Months, UTC."
      MONTH
      "Statistics epochs of BrevisMarket, by their schedule. The contract enters one lazily and books refunds by what it has entered, so its own figures (\`statsEpoch\`) may differ."
      STATS_EPOCH
      "Reward epochs of EpochRewards, by the schedule in force."
      REWARD_EPOCH
    }

    "The network at a time."
    type NetworkOverview {
      "The network at that time."
      now: NetworkState!
      "The network 24 hours before."
      dayBefore: NetworkState!
      "The 24 hours up to and including that second."
      last24h: MarketActivity!
      "The 24 hours before those."
      previous24h: MarketActivity!
    }

    "The network after the last block at or before a time, with the parameters then in force."
    type NetworkState {
      "[unix s] The time."
      at: Int!
      "Open requests, by phase."
      openRequests: OpenRequests!
      "[wei] Σ max fee of the open requests, held by the market."
      escrow: BigInt!
      "[wei] Σ minimum stake of the open requests that have a winner."
      assignedStake: BigInt!
      "[wei] Assets in the vaults of registered provers."
      stake: BigInt!
      "[wei] Assets in the vaults of ACTIVE provers."
      activeStake: BigInt!
      "Registered provers: joined and not retired."
      provers: Int!
      "Provers in state ACTIVE."
      activeProvers: Int!
      "Assigned stake / stake. May exceed 10000 bps."
      utilization: AmountRatio!
    }

    "Counts of requests neither proven nor refunded, by phase at a time."
    type OpenRequests {
      "All of them."
      total: Int!
      "Bids are accepted."
      bidding: Int!
      "Bids are opened."
      revealing: Int!
      "There is a winner, and its proof is accepted."
      proving: Int!
      "Nothing but a refund can end it: the three below."
      refundable: Int!
      "Refundable because nobody bid."
      refundableNoBids: Int!
      "Refundable because nobody revealed."
      refundableNoReveals: Int!
      "Refundable because the winner missed the deadline."
      refundableDeadlineMissed: Int!
    }

    "What happened in the market in 24 hours."
    type MarketActivity {
      "[unix s] First second."
      from: Int!
      "[unix s] End, exclusive."
      to: Int!
      "Requests opened."
      requests: Int!
      "Requests proven."
      fulfilled: Int!
      "Requests refunded."
      refunded: Int!
      "Refunds after the deadline with a winner."
      missed: Int!
      "Requests whose winner the market slashed."
      slashed: Int!
      "Deadlines that passed with a winner and without a proof, refunded yet or not; dated by the first second after the deadline."
      deadlinesMissed: Int!
      "Proven / (proven + deadlines missed)."
      success: CountRatio!
      "Provers that bid."
      biddingProvers: Int!
      "[wei] Σ max fee of the requests opened."
      maxFees: BigInt!
      "[wei] Σ price of the requests proven."
      fees: BigInt!
      "[wei] Σ protocol fee within these."
      protocolFees: BigInt!
      "[wei] Σ price less protocol fee."
      rewards: BigInt!
    }

    "The market per bucket of time."
    type MarketSeries {
      "Length of the buckets."
      unit: BucketUnit!
      "[unix s] Time of the indexed head: known up to then."
      at: Int!
      "The buckets, oldest first, without a gap. Empty when none has begun."
      points: [MarketPoint!]!
    }

    "The market in one bucket of time."
    type MarketPoint {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive. Of a statistics epoch without an end: the second after the indexed head."
      end: Int!
      "Number of the epoch; null for a unit of the calendar."
      number: Int
      "Whether the bucket is over."
      complete: Boolean!
      "Requests opened."
      requests: Int!
      "Requests proven."
      fulfilled: Int!
      "Requests refunded."
      refunded: Int!
      "Refunds after the deadline with a winner."
      missed: Int!
      "Refunds because nobody bid."
      refundedNoBids: Int!
      "Refunds because nobody revealed."
      refundedNoReveals: Int!
      "Requests whose winner the market slashed."
      slashed: Int!
      "Deadlines that passed with a winner and without a proof, refunded yet or not; dated by the first second after the deadline."
      deadlinesMissed: Int!
      "Proven / (proven + deadlines missed)."
      success: CountRatio!
      "[wei] Σ max fee of the requests opened."
      maxFees: BigInt!
      "[wei] Σ price of the requests proven."
      fees: BigInt!
      "[wei] Σ protocol fee within these."
      protocolFees: BigInt!
      "[wei] Σ price less protocol fee: to provers and their stakers."
      rewards: BigInt!
      "[wei] Σ price less the winners' own bids."
      surplus: BigInt!
      "[wei] Σ slash taken for the market."
      slashTaken: BigInt!
      "[wei] Prices of the requests proven."
      price: AmountPercentiles!
      "[s] From the end of the reveal phase to the proof: an upper bound of the proving time."
      provingSeconds: NumberPercentiles!
      "[s] From the request to the proof."
      secondsToProof: NumberPercentiles!
      "Open requests at the end; null before anything happened. Here and below, the end of a bucket that lasts is the indexed head."
      openRequests: Int
      "[wei] Escrow at the end; null before anything happened."
      escrow: BigInt
      "[wei] Assets in the vaults of registered provers at the end; null before anything happened."
      stake: BigInt
      "[wei] Assigned stake at the end; null before anything happened."
      assignedStake: BigInt
      "Registered provers at the end; null before anything happened."
      provers: Int
      "Provers in state ACTIVE at the end; null before anything happened."
      activeProvers: Int
      "Assigned stake / stake at the end; null before anything happened."
      utilization: AmountRatio
      "Assigned stake / stake, each averaged over the seconds of the bucket; numerator and denominator in wei · s. Exact, from every change. Null when no second of the bucket is over."
      meanUtilization: AmountRatio
    }

    "Where the fees went."
    type FeeFlow {
      "Since the beginning; null before anything is indexed."
      total: FeeTotal
      "Per bucket of time, oldest first, without a gap."
      periods: [FeePeriod!]!
    }

    "Where all fees went so far."
    type FeeTotal {
      "[wei] Σ max fee of all requests."
      escrowed: BigInt!
      "[wei] Σ price paid."
      fees: BigInt!
      "[wei] Of it the protocol fee."
      protocolFees: BigInt!
      "[wei] Of it the provers' commission."
      commission: BigInt!
      "[wei] Of it to the provers' stakers."
      toStakers: BigInt!
      "[wei] Returned with a proof: max fee less price."
      excess: BigInt!
      "[wei] Returned without a proof."
      refunds: BigInt!
      "[wei] Held for open requests."
      escrow: BigInt!
      "[wei] Protocol fees withdrawn."
      withdrawn: BigInt!
      "[wei] Protocol fees held by the market."
      protocolFeeBalance: BigInt!
      "[wei] Tokens the market holds."
      marketTokens: BigInt!
      "[wei] Tokens sent to the market past its functions: what it holds less escrow less protocol fees held. Never negative."
      strayTokens: BigInt!
      "[wei] escrowed − fees − excess − refunds − escrow: always 0."
      escrowBalance: BigInt!
      "[wei] fees − protocolFees − commission − toStakers: always 0."
      priceBalance: BigInt!
      "[wei] protocolFees − withdrawn − protocolFeeBalance: always 0."
      protocolFeeDifference: BigInt!
    }

    "Where the fees of one bucket of time went."
    type FeePeriod {
      "[unix s] First second."
      start: Int!
      "[unix s] End, exclusive."
      end: Int!
      "Number of the epoch; null for a unit of the calendar."
      number: Int
      "Whether the bucket is over."
      complete: Boolean!
      "[wei] Escrow at the start."
      escrowBefore: BigInt!
      "[wei] Σ max fee of the requests opened."
      escrowed: BigInt!
      "[wei] Σ price paid."
      fees: BigInt!
      "[wei] Of it the protocol fee."
      protocolFees: BigInt!
      "[wei] Of it the provers' commission."
      commission: BigInt!
      "[wei] Of it to the provers' stakers."
      toStakers: BigInt!
      "[wei] Returned with a proof: max fee less price."
      excess: BigInt!
      "[wei] Returned without a proof."
      refunds: BigInt!
      "[wei] Escrow at the end."
      escrowAfter: BigInt!
      "[wei] Protocol fees withdrawn."
      withdrawn: BigInt!
      "[wei] escrowBefore + escrowed − fees − excess − refunds − escrowAfter: always 0."
      escrowBalance: BigInt!
      "[wei] fees − protocolFees − commission − toStakers: always 0."
      priceBalance: BigInt!
    }
  `,
  resolvers: {
    Query: {
      networkOverview: (async (_parent, args, context) => {
        const at = Math.min(await atOf(args.at, context), LATEST - 1);
        const days = once(() => lastTwoDays(context.db, at));
        return {
          now: () => networkState(context.db, at),
          dayBefore: () => networkState(context.db, at - DAY),
          last24h: async () => (await days()).last24h,
          previous24h: async () => (await days()).previous24h,
        };
      }) satisfies Resolver<unknown, { at?: Optional<number> }>,
      marketSeries: (async (_parent, args, context, info) => {
        const series = await seriesOf(args, context, partsOf(selectedNames(info, ["points"])));
        const { unit, at } = series;
        return { unit, at, points: pointsOf(series, context) };
      }) satisfies Resolver<unknown, SeriesArgs>,
      feeFlow: (async (_parent, args, context) => {
        const [series, total] = await Promise.all([
          seriesOf(args, context, FEE_PARTS),
          feeTotal(context.db),
        ]);
        const periods = feePeriods(series).map(({ maxFees: escrowed, ...period }) => ({
          ...period,
          escrowed,
        }));
        return { total, periods };
      }) satisfies Resolver<unknown, SeriesArgs>,
    },
  },
  costs: {
    "Query.networkOverview": { base: 100 },
    "Query.marketSeries": { base: 50 },
    "MarketSeries.points": { base: 100, rows: 30 },
    "Query.feeFlow": { base: 50 },
    "FeeFlow.periods": { base: 100, rows: 30 },
  },
};

/** What is read for the selected fields of a point; the percentiles are read by their own. */
function partsOf(selected: readonly string[]): ReadonlySet<keyof Point> {
  const parts = new Set(selected as (keyof Point)[]);
  if (selected.some((name) => OF_LEVELS.has(name))) parts.add("level");
  return parts;
}

async function seriesOf(
  args: SeriesArgs,
  { db, head }: Context,
  parts: ReadonlySet<keyof Point>,
): Promise<Series> {
  const { unit } = args;
  const { timestamp: at } = await head();
  const { from, to } = timeRangeOf(args);
  const end = Math.min(to ?? at + 1, at + 1);
  const buckets =
    from !== null && from >= end
      ? []
      : await bucketsOf(db, { unit, from, to: end, at }, MAX_POINTS);
  if (buckets.length > MAX_POINTS)
    throw new UserError({
      argument: "from",
      problem: `is ${from}: up to ${end} there are more than ${MAX_POINTS} buckets of unit ${unit}.`,
      example: `unit: DAY, from: ${end - 30 * DAY}, to: ${end}`,
    });
  return marketSeries(db, { unit, buckets, at }, parts);
}

/** The points of a series; what needs every request or every change is asked when one of its fields is. */
function pointsOf({ points, levels, at }: Series, { db }: Context) {
  const percentiles = once(() => marketPercentiles(db, points));
  const means = once(() => meanUtilization(db, { buckets: points, levels, at }));
  return points.map(({ level, ...point }, index) => ({
    ...point,
    ...level,
    price: async () => (await percentiles())[index]!.price,
    provingSeconds: async () => (await percentiles())[index]!.provingSeconds,
    secondsToProof: async () => (await percentiles())[index]!.secondsToProof,
    meanUtilization: async () => (await means())[index],
  }));
}
