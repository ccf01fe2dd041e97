/** Figures that several topics give: ratios and percentiles. */
import type { Percentiles } from "../rules/percentiles.ts";
import type { Ratio } from "../rules/ratios.ts";
import { big, type Field, int, one, orNull } from "./fields.ts";
import { object, type Type } from "./types.ts";

const BPS =
  "[bps] numerator × 10000 / denominator, floored; at most 2147483647. Null when the denominator is 0.";
const WEI = "[wei] unless the field says otherwise.";

const CountRatio = object("CountRatio", "A ratio of two counts.", {
  numerator: int("What is counted."),
  denominator: int("Out of how many."),
  bps: orNull(int(BPS)),
});

const AmountRatio = object("AmountRatio", "A ratio of two amounts.", {
  numerator: big(WEI),
  denominator: big(WEI),
  bps: orNull(int(BPS)),
});

/** The percentiles of values of a kind; `unit` begins the texts that need one. */
const percentilesOf = <Value>(value: (text: string) => Field<Value>, unit: string) => ({
  count: int("How many values there are."),
  min: orNull(value(`${unit}The smallest.`)),
  p10: orNull(value(`${unit}10th percentile.`)),
  p25: orNull(value(`${unit}25th percentile.`)),
  p50: orNull(value(`${unit}The median.`)),
  p75: orNull(value(`${unit}75th percentile.`)),
  p90: orNull(value(`${unit}90th percentile.`)),
  p95: orNull(value(`${unit}95th percentile.`)),
  p99: orNull(value(`${unit}99th percentile.`)),
  max: orNull(value(`${unit}The largest.`)),
});

const AmountPercentiles = object(
  "AmountPercentiles",
  "Exact percentiles of amounts by nearest rank: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values.",
  percentilesOf(big, "[wei] "),
);

const NumberPercentiles = object(
  "NumberPercentiles",
  "Exact percentiles of whole numbers by nearest rank, in the unit the field names: the p-th is the smallest value that at least p percent do not exceed. All null when there are no values.",
  percentilesOf(int, ""),
);

export const countRatio = (text: string): Field<Ratio<number>> =>
  one(CountRatio as Type<Ratio<number>>, text);
export const amountRatio = (text: string): Field<Ratio> => one(AmountRatio as Type<Ratio>, text);
export const amountPercentiles = (text: string): Field<Percentiles<bigint>> =>
  one(AmountPercentiles as Type<Percentiles<bigint>>, text);
export const numberPercentiles = (text: string): Field<Percentiles<number>> =>
  one(NumberPercentiles as Type<Percentiles<number>>, text);
