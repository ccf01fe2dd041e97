/**
 * Exact percentiles by nearest rank: the p-th of n values is the smallest one that at least p percent of them do not
 * exceed, the value of rank ceil(p·n/100). Always one of the values, never between two; null of no values.
 */
import { type SQL, sql } from "drizzle-orm";

/** The percentiles that answers give. */
export const PERCENTS = [10, 25, 50, 75, 90, 95, 99] as const;

/** Percentiles of one quantity, with how many values there were. All null when there were none. */
export type Percentiles<Value extends number | bigint> = {
  count: number;
  min: Value | null;
  p10: Value | null;
  p25: Value | null;
  p50: Value | null;
  p75: Value | null;
  p90: Value | null;
  p95: Value | null;
  p99: Value | null;
  max: Value | null;
};

/** Rank of the p-th percentile among n values, from 1. `percent` is a whole number above 0 and at most 100. */
export const rankOf = (percent: number, count: number): number =>
  Math.floor((percent * count + 99) / 100);

/** The p-th percentile of values in ascending order; null of none. */
export const percentile = <Value>(ascending: readonly Value[], percent: number): Value | null =>
  ascending[rankOf(percent, ascending.length) - 1] ?? null;

/** The percentiles of values in any order. */
export function percentilesOf<Value extends number | bigint>(
  values: readonly Value[],
): Percentiles<Value> {
  const ascending = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return toPercentiles(
    ascending.length,
    [0, ...PERCENTS, 100].map((percent) =>
      percent === 0 ? (ascending[0] ?? null) : percentile(ascending, percent),
    ),
  );
}

/**
 * The percentiles of a column as an aggregate of SQL, nulls left out: text[] of count, minimum, the PERCENTS and maximum,
 * to be read with `readAmounts` or `readNumbers`. Text, and empty for null: drivers read arrays of numbers and nulls each in its way.
 */
export function percentilesSql(value: SQL, where: SQL = sql`true`): SQL<string[]> {
  const filter = sql`filter (where (${value}) is not null and (${where}))`;
  const count = sql`count(*) ${filter}`;
  const sorted = sql`(array_agg((${value}) order by (${value})) ${filter})`;
  const ranks = [
    sql`1`,
    ...PERCENTS.map((percent) => sql`(${sql.raw(String(percent))} * ${count} + 99) / 100`),
    count,
  ];
  const values = ranks.map((rank) => sql`coalesce((${sorted}[${rank}])::text, '')`);
  return sql<string[]>`array[(${count})::text, ${sql.join(values, sql`, `)}]`;
}

/** [wei] What `percentilesSql` gave. */
export const readAmounts = (array: readonly string[]): Percentiles<bigint> => read(array, BigInt);

/** What `percentilesSql` gave: counts, seconds, basis points. */
export const readNumbers = (array: readonly string[]): Percentiles<number> => read(array, Number);

function read<Value extends number | bigint>(
  [count, ...values]: readonly string[],
  parse: (digits: string) => Value,
): Percentiles<Value> {
  return toPercentiles(
    Number(count),
    values.map((digits) => (digits === "" ? null : parse(digits))),
  );
}

/** Percentiles of no values. */
export const noPercentiles = toPercentiles<never>(0, []);

function toPercentiles<Value extends number | bigint>(
  count: number,
  values: readonly (Value | null)[],
): Percentiles<Value> {
  const [min, p10, p25, p50, p75, p90, p95, p99, max] = values.map((value) => value ?? null);
  return {
    count,
    min: min ?? null,
    p10: p10 ?? null,
    p25: p25 ?? null,
    p50: p50 ?? null,
    p75: p75 ?? null,
    p90: p90 ?? null,
    p95: p95 ?? null,
    p99: p99 ?? null,
    max: max ?? null,
  };
}
