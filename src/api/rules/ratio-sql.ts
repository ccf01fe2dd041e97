import { type SQL, sql } from "drizzle-orm";
import { numeric } from "./phase-sql.ts";
import { MOST_BPS } from "./ratios.ts";

/** `bps` of two columns that are not negative; null when one of them is, and for a denominator of zero. */
export const bpsSql = (numerator: SQL, denominator: SQL): SQL => {
  const quotient = sql`div((${numerator}) * 10000, nullif(${denominator}, 0))`;
  // Not `least`, which passes over null.
  return sql`case when ${quotient} > ${numeric(MOST_BPS)} then ${numeric(MOST_BPS)} else ${quotient} end`;
};
