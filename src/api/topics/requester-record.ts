/** What requesters asked for in a span of time, what became of it and what it cost: one by one, and ranked. */
import { type SQL, sql } from "drizzle-orm";
import type { Address } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { addressArg, byDefault, enumArg, required } from "../declare/arguments.ts";
import { big, bytes, int, one, orNull, question } from "../declare/fields.ts";
import {
  amountPercentiles,
  amountRatio,
  countRatio,
  numberPercentiles,
} from "../declare/figures.ts";
import { pagedList, pages } from "../declare/pages.ts";
import { enumeration, object, type ValueOf } from "../declare/types.ts";
import { isMissed, requestsOf, type Scope, scopeArgs } from "../reads/auctions.ts";
import { rowsOf } from "../reads/history.ts";
import { percentilesSql, readAmounts, readNumbers } from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";
import type { Topic } from "../topic.ts";

const RequesterRecord = object(
  "RequesterRecord",
  "A requester's record over a span of time: its requests made in the span, and what became of them by the indexed head.",
  {
    requester: bytes("Address of the requester."),
    requests: int("Requests it made."),
    open: int("Of them neither proven nor refunded yet."),
    fulfilled: int("Of them proven."),
    refunded: int("Of them refunded, the slashed ones included."),
    missed: int("Of them with a winner that missed the deadline, refunded yet or not."),
    success: countRatio("Proven / (proven + missed)."),
    maxFees: big("[wei] Σ max fee of its requests."),
    fees: big("[wei] Σ price of those proven: what it spent."),
    saving: amountRatio("Σ max fee less price, over Σ max fee, of those proven."),
    price: amountPercentiles("[wei] Prices of those proven."),
    secondsToProof: numberPercentiles("[s] From the request to the proof, of those proven."),
    provingSeconds: numberPercentiles(
      "[s] From the end of the reveal phase to the proof, of those proven.",
    ),
  },
);
type RequesterRecord = ValueOf<typeof RequesterRecord>;

const RequesterOrder = enumeration("RequesterOrder", "What requesters are ranked by, most first.", {
  FEES: "`fees`: what they spent.",
  MAX_FEES: "`maxFees`: what they offered.",
  REQUESTS: "`requests`: how often they asked.",
  FULFILLED: "`fulfilled`: how many of their requests were proven.",
  MISSED: "`missed`: how many of their requests were missed.",
});
type RequesterOrder = ValueOf<typeof RequesterOrder>;

/** The field a ranking goes by, which is also the column of `counts`. */
const RANKED_BY = {
  FEES: { field: "fees", column: sql`fees` },
  MAX_FEES: { field: "maxFees", column: sql`max_fees` },
  REQUESTS: { field: "requests", column: sql`requests` },
  FULFILLED: { field: "fulfilled", column: sql`fulfilled` },
  MISSED: { field: "missed", column: sql`missed` },
} as const satisfies Record<RequesterOrder, { field: keyof RequesterRecord; column: SQL }>;

const RequesterRecordPage = pages(RequesterRecord, {
  name: "RequesterRecordPage",
  text: "Requesters with a request in the span, ranked.",
  // Whatever they are ranked by is a whole number: the column is of the same kind.
  key: { ranked: request.maxFee, requester: request.requester },
  place: ({ fees, requester }) => ({ ranked: fees, requester }),
  more: { totalCount: int("Requesters with a request in the span.") },
});

/** A place in the ranking. */
type Place = { ranked: bigint; requester: Address };

const proven = sql`status = 'FULFILLED'`;
const count = (holds: SQL) => sql`(count(*) filter (where ${holds}))::int`;
const total = (value: SQL, holds: SQL) => sql`coalesce(sum(${value}) filter (where ${holds}), 0)`;

/** What every ranking may go by, of each requester of a scope. */
const countsOf = (requests: SQL, at: number): SQL => sql`select requester,
    count(*)::int as requests, ${count(proven)} as fulfilled, ${count(isMissed(at))} as missed,
    sum(max_fee) as max_fees, ${total(sql`price`, proven)} as fees
  from ${request} where ${requests} group by requester`;

/** The records of requesters in a scope, by address. One without a request in it has none. */
async function recordsOf(
  db: Db,
  { requests, at }: { requests: SQL; at: number },
  requesters: readonly Address[],
): Promise<Map<Address, RequesterRecord>> {
  if (requesters.length === 0) return new Map();
  const rows = await rowsOf<Row>(
    db,
    sql`select counts.*, detail.* from (${countsOf(requests, at)}) counts join (
        select requester as of,
          ${count(sql`status = 'PENDING'`)} as open,
          ${count(sql`status in ('REFUNDED', 'SLASHED')`)} as refunded,
          ${total(sql`max_fee`, proven)} as proven_max_fees,
          ${percentilesSql(sql`price`)} as price,
          ${percentilesSql(sql`fulfilled_at - created_at`)} as to_proof,
          ${percentilesSql(sql`proving_seconds`)} as proving
        from ${request} where ${requests} group by requester
      ) detail on detail.of = counts.requester`,
  );
  return new Map(rows.map((row) => [row.requester, toRecord(row)]));
}

type Row = Record<"requests" | "open" | "fulfilled" | "refunded" | "missed", number> &
  Record<"max_fees" | "fees" | "proven_max_fees", string> &
  Record<"price" | "to_proof" | "proving", string[]> & { requester: Address };

function toRecord(row: Row): RequesterRecord {
  const { requester, requests, open, fulfilled, refunded, missed } = row;
  const [fees, provenMaxFees] = [BigInt(row.fees), BigInt(row.proven_max_fees)];
  return {
    requester,
    requests,
    open,
    fulfilled,
    refunded,
    missed,
    success: ratio(fulfilled, fulfilled + missed),
    maxFees: BigInt(row.max_fees),
    fees,
    saving: ratio(provenMaxFees - fees, provenMaxFees),
    price: readAmounts(row.price),
    secondsToProof: readNumbers(row.to_proof),
    provingSeconds: readNumbers(row.proving),
  };
}

/** One requester's record; null when it made no request in the scope. */
export async function requesterRecord(
  db: Db,
  scope: Scope,
  requester: Address,
): Promise<RequesterRecord | null> {
  const requests = sql`(requester = ${requester} and ${await requestsOf(db, scope)})`;
  const records = await recordsOf(db, { requests, at: scope.at }, [requester]);
  return records.get(requester) ?? null;
}

/** The records of all requesters of a scope, ranked, those of a kind by address; `first` + 1 of them from a place on. */
export async function requesterRecords(
  db: Db,
  scope: Scope,
  { orderBy, first, after }: { orderBy: RequesterOrder; first: number; after: Place | null },
): Promise<{ rows: RequesterRecord[]; totalCount: number; placeOf(row: RequesterRecord): Place }> {
  const requests = await requestsOf(db, scope);
  const { field, column } = RANKED_BY[orderBy];
  const beyond =
    after === null
      ? sql`true`
      : sql`(${column}, requester) < (${numeric(after.ranked)}, ${after.requester}::text)`;
  const counts = sql`with counts as (${countsOf(requests, scope.at)})`;
  const [ranked, [whole]] = await Promise.all([
    rowsOf<{ requester: Address }>(
      db,
      sql`${counts} select requester from counts where ${beyond}
        order by ${column} desc, requester desc limit ${first + 1}`,
    ),
    rowsOf<{ requesters: number }>(
      db,
      sql`${counts} select count(*)::int as requesters from counts`,
    ),
  ]);
  const requesters = ranked.map(({ requester }) => requester);
  const theirs = sql`(${requests} and requester = any(string_to_array(${requesters.join()}, ',')))`;
  const records = await recordsOf(db, { requests: theirs, at: scope.at }, requesters);
  return {
    rows: requesters.map((requester) => records.get(requester)!),
    totalCount: whole!.requesters,
    placeOf: (row) => ({ ranked: BigInt(row[field]), requester: row.requester }),
  };
}

export const requesterRecordTopic: Topic = {
  queries: {
    requesterRecord: question(
      orNull(
        one(
          RequesterRecord,
          "A requester's record over a span of time. Null when it made no request in it.",
        ),
      ),
      {
        args: { requester: required(addressArg("Address of the requester.")), ...scopeArgs },
        cost: { base: 50 },
        ask: ({ requester, vk, span }, { db }) => requesterRecord(db, { vk, ...span }, requester),
      },
    ),
    requesterRecords: pagedList(
      RequesterRecordPage,
      "Requesters by what they did in a span of time, the first of the ranking first.",
      {
        args: {
          orderBy: byDefault(enumArg(RequesterOrder, "What they are ranked by."), "FEES"),
          ...scopeArgs,
        },
        cost: { base: 200 },
        ask: ({ orderBy, vk, span, page }, { db }) =>
          requesterRecords(db, { vk, ...span }, { orderBy, ...page }),
      },
    ),
  },
};
