import { type Param, type Placeholder, type SQL, sql } from "drizzle-orm";
import { request } from "../../../ponder.schema.ts";
import type { Durations } from "../../domain/phases.ts";

/** A whole number of any size, or the place for its text in a statement that is prepared. */
type Value = bigint | number | Param | Placeholder;

/** The same durations as values of a statement. */
type DurationValues = Record<keyof Durations, Value>;

/** A whole number of any size as a parameter of a statement. */
export const numeric = (value: Value): SQL =>
  sql`${typeof value === "object" ? value : String(value)}::numeric`;

/** [unix s] Last second of the bidding phase of a row of `request`. */
export const biddingEndSql = ({ biddingPhaseDuration }: DurationValues): SQL =>
  sql`(${request.createdAt} + ${numeric(biddingPhaseDuration)})`;

/** [unix s] Last second of the reveal phase of a row of `request`. */
export const revealEndSql = ({ biddingPhaseDuration, revealPhaseDuration }: DurationValues): SQL =>
  sql`(${request.createdAt} + ${numeric(biddingPhaseDuration)} + ${numeric(revealPhaseDuration)})`;

/** Whether nobody can reveal any more for a row of `request`. */
export const isClosedSql = (durations: DurationValues, at: Value): SQL =>
  sql`(${request.status} <> 'PENDING' or ${revealEndSql(durations)} < ${numeric(at)})`;

/** The phase of a row of `request`, as text: `phaseOf` in SQL. To filter and group; a test holds the two together. */
export const phaseSql = (durations: DurationValues, at: Value): SQL<string> => {
  const [now, bidding, reveal] = [numeric(at), biddingEndSql(durations), revealEndSql(durations)];
  return sql<string>`case
    when ${request.status} <> 'PENDING' then ${request.status}::text
    when ${request.deadline} < ${now} then 'REFUNDABLE'
    when ${now} <= ${bidding} then 'BIDDING'
    when ${request.bidCount} = 0 then 'REFUNDABLE'
    when ${now} <= ${reveal} then 'REVEALING'
    when ${request.winner} is null then 'REFUNDABLE'
    else 'PROVING' end`;
};

/** [unix s] Last second of the phase of a pending row of `request`, null where only a refund ends it: `phaseEnd` in SQL. */
export const phaseEndSql = (durations: DurationValues, at: Value): SQL => {
  const [bidding, reveal] = [biddingEndSql(durations), revealEndSql(durations)];
  return sql`case ${phaseSql(durations, at)}
    when 'BIDDING' then least(${bidding}, ${request.deadline})
    when 'REVEALING' then least(${reveal}, ${request.deadline})
    when 'PROVING' then ${request.deadline} end`;
};
