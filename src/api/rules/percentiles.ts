/**
 * Exact percentiles by nearest rank: the p-th of n values is the smallest one that at least p percent of them do not
 * exceed, the value of rank ceil(p·n/100). Always one of the values, never between two; null of no values.
 */
import { type SQL, sql } from "drizzle-orm";
import { ascending } from "./numbers.ts";

/** The percentiles that answers give. */
const PERCENTS = [10, 25, 50, 75, 90, 95, 99] as const;

/** Percentiles of one quantity, with how many values there were. All null when there were none. */
export type Percentiles<Value extends number | bigint> = { count: number } & Record<
  "min" | `p${(typeof PERCENTS)[number]}` | "max",
  Value | null
>;

/** Rank of the p-th percentile among n values, from 1. `percent` is a whole number above 0 and at most 100. */
export const rankOf = (percent: number, count: number): number =>
  Math.floor((percent * count + 99) / 100);

/** The p-th percentile of values in ascending order; null of none. */
export const percentile = <Value>(sorted: readonly Value[], percent: number): Value | null =>
  sorted[rankOf(percent, sorted.length) - 1] ?? null;

/** The percentiles of values in any order. */
export function percentilesOf<Value extends number | bigint>(
  values: readonly Value[],
): Percentiles<Value> {
  const sorted = values.toSorted(ascending);
  return toPercentiles(sorted.length, [
    sorted[0] ?? null,
    ...[...PERCENTS, 100].map((percent) => percentile(sorted, percent)),
  ]);
}

/**
 * The percentiles of a column as an aggregate of SQL, nulls left out: text[] of count, minimum, the PERCENTS and maximum,
 * to be read with `readAmounts` or `readNumbers`. Text, and empty for null: drivers read arrays of numbers and nulls each
 * in its way.
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
  const names = ["min", ...PERCENTS.map((percent) => `p${percent}`), "max"];
  const found = names.map((name, index) => [name, values[index] ?? null]);
  return { count, ...Object.fromEntries(found) };
}
