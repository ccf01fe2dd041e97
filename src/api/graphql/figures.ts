import type { Module } from "./module.ts";

/** Types of figures that several topics give: ratios and percentiles. */
export const figures: Module = {
  typeDefs: /* GraphQL */ `
    "A ratio of two counts."
    type CountRatio {
      "What is counted."
      numerator: Int!
      "Out of how many."
      denominator: Int!
      "[bps] numerator × 10000 / denominator, floored; at most 2147483647. Null when the denominator is 0."
      bps: Int
    }

    "A ratio of two amounts."
    type AmountRatio {
      "[wei] unless the field says otherwise."
      numerator: BigInt!
      "[wei] unless the field says otherwise."
      denominator: BigInt!
      "[bps] numerator × 10000 / denominator, floored; at most 2147483647. Null when the denominator is 0."
      bps: Int
    }

    "Exact percentiles of amounts by nearest rank: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values."
    type AmountPercentiles {
      "How many values there are."
      count: Int!
      "[wei] The smallest."
      min: BigInt
      "[wei] 10th percentile."
      p10: BigInt
      "[wei] 25th percentile."
      p25: BigInt
      "[wei] The median."
      p50: BigInt
      "[wei] 75th percentile."
      p75: BigInt
      "[wei] 90th percentile."
      p90: BigInt
      "[wei] 95th percentile."
      p95: BigInt
      "[wei] 99th percentile."
      p99: BigInt
      "[wei] The largest."
      max: BigInt
    }

    "Exact percentiles of whole numbers by nearest rank, in the unit the field names: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values."
    type NumberPercentiles {
      "How many values there are."
      count: Int!
      "The smallest."
      min: Int
      "10th percentile."
      p10: Int
      "25th percentile."
      p25: Int
      "The median."
      p50: Int
      "75th percentile."
      p75: Int
      "90th percentile."
      p90: Int
      "95th percentile."
      p95: Int
      "99th percentile."
      p99: Int
      "The largest."
      max: Int
    }
  `,
  resolvers: {},
};
