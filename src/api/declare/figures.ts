/** Figures that several topics give: ratios and percentiles. */
import type { Percentiles } from "../rules/percentiles.ts";
import type { Ratio } from "../rules/ratios.ts";
import { big, bigOrNull, type Field, int, intOrNull, one } from "./fields.ts";
import { object, type Type } from "./types.ts";

const BPS =
  "[bps] numerator × 10000 / denominator, floored; at most 2147483647. Null when the denominator is 0.";
const WEI = "[wei] unless the field says otherwise.";

export const CountRatio: Type<Ratio<number>> = object("CountRatio", "A ratio of two counts.", {
  numerator: int("What is counted."),
  denominator: int("Out of how many."),
  bps: intOrNull(BPS),
});

export const AmountRatio: Type<Ratio> = object("AmountRatio", "A ratio of two amounts.", {
  numerator: big(WEI),
  denominator: big(WEI),
  bps: intOrNull(BPS),
});

/** The percentiles of values of a kind; `unit` begins the texts that need one. */
const percentilesOf = <Value>(value: (text: string) => Field<Value>, unit: string) => ({
  count: int("How many values there are."),
  min: value(`${unit}The smallest.`),
  p10: value(`${unit}10th percentile.`),
  p25: value(`${unit}25th percentile.`),
  p50: value(`${unit}The median.`),
  p75: value(`${unit}75th percentile.`),
  p90: value(`${unit}90th percentile.`),
  p95: value(`${unit}95th percentile.`),
  p99: value(`${unit}99th percentile.`),
  max: value(`${unit}The largest.`),
});

const AmountPercentiles: Type<Percentiles<bigint>> = object(
  "AmountPercentiles",
  "Exact percentiles of amounts by nearest rank: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values.",
  percentilesOf(bigOrNull, "[wei] "),
);

const NumberPercentiles: Type<Percentiles<number>> = object(
  "NumberPercentiles",
  "Exact percentiles of whole numbers by nearest rank, in the unit the field names: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values.",
  percentilesOf(intOrNull, ""),
);

export const countRatio = (text: string) => one(CountRatio, text);
export const amountRatio = (text: string) => one(AmountRatio, text);
export const amountPercentiles = (text: string) => one(AmountPercentiles, text);
export const numberPercentiles = (text: string) => one(NumberPercentiles, text);
