/** Figures of many rows, as SQL that says how it is read: a select of them answers in the types that are declared. */
import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { type Percentiles, percentilesSql, readAmounts, readNumbers } from "./percentiles.ts";
import { MOST_BPS, type Ratio, ratio } from "./ratios.ts";

/** What a select of these figures answers with. */
export type Selected<Of extends Readonly<Record<string, SQL>>> = {
  [Name in keyof Of]: Of[Name] extends SQL<infer Value> ? Value : never;
};

/** A whole number in the text: PostgreSQL computes a figure that is written twice only once, but not with parameters. */
export const literal = (value: number | bigint): SQL => sql.raw(String(value));

const filtered = (where?: SQL): SQL =>
  where === undefined ? sql`` : sql` filter (where ${where})`;

/** How many rows there are, or how many of those for which a condition holds. */
export const countSql = (where?: SQL): SQL<number> =>
  sql`(count(*)${filtered(where)})::int`.mapWith(Number);

/** [wei] A sum over all rows, or over those for which a condition holds; 0 of none. */
export const sumSql = (value: SQLWrapper, where?: SQL): SQL<bigint> =>
  sql`coalesce(sum(${value})${filtered(where)}, 0)`.mapWith(BigInt);

/** `ratio` of two counts. */
export const countRatioSql = (numerator: SQL, denominator: SQL): SQL<Ratio<number>> =>
  sql`array[${numerator}, ${denominator}]::text[]`.mapWith(
    ([above, below]: readonly [string, string]) => ratio(Number(above), Number(below)),
  );

/** `ratio` of two amounts. */
export const amountRatioSql = (numerator: SQL, denominator: SQL): SQL<Ratio> =>
  sql`array[${numerator}, ${denominator}]::text[]`.mapWith(
    ([above, below]: readonly [string, string]) => ratio(BigInt(above), BigInt(below)),
  );

/** [wei] */
export const amountPercentilesSql = (value: SQL, where?: SQL): SQL<Percentiles<bigint>> =>
  percentilesSql(value, where).mapWith(readAmounts);

/** Of counts, seconds or basis points. */
export const numberPercentilesSql = (value: SQL, where?: SQL): SQL<Percentiles<number>> =>
  percentilesSql(value, where).mapWith(readNumbers);

/** `bps` of two columns that are not negative; null when one of them is, and for a denominator of zero. */
export const bpsSql = (numerator: SQL, denominator: SQL): SQL => {
  const quotient = sql`div((${numerator}) * 10000, nullif(${denominator}, 0))`;
  // Not `least`, which passes over null.
  return sql`case when ${quotient} > ${literal(MOST_BPS)} then ${literal(MOST_BPS)} else ${quotient} end`;
};
