/** What was asked for in a span of time and what became of it, by requester or by program. */
import { type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import type { PagePart } from "../declare/pages.ts";
import {
  type Percentiles,
  percentilesSql,
  readAmounts,
  readNumbers,
} from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { bpsSql } from "../rules/ratio-sql.ts";
import { type Ratio, ratio } from "../rules/ratios.ts";
import { isMissed, requestsOf, type Scope } from "./auctions.ts";
import { rowsOf } from "./history.ts";
import { type Ranked, sortKey } from "./ranking.ts";

/** The column that tells whose requests they are. */
export type Demander = "requester" | "vk";

/** Amounts in wei, times in seconds. */
export type Demand = Record<"requests" | "open" | "fulfilled" | "refunded" | "missed", number> & {
  success: Ratio<number>;
  maxFees: bigint;
  fees: bigint;
  saving: Ratio;
  price: Percentiles<bigint>;
  secondsToProof: Percentiles<number>;
  provingSeconds: Percentiles<number>;
};

const proven = sql`status = 'FULFILLED'`;
const count = (holds: SQL) => sql`(count(*) filter (where ${holds}))::int`;
const total = (value: SQL) => sql`coalesce(sum(${value}) filter (where ${proven}), 0)`;
const median = (value: SQL) => sql`percentile_disc(0.5) within group (order by ${value})`;
const missed = (at: number) => count(isMissed(at));
const secondsToProof = sql`fulfilled_at - created_at`;

/** What demand may be ranked by: the figure in SQL, and where the answer has it. */
export const DEMAND_FIGURES = {
  REQUESTS: { sql: () => sql`count(*)`, of: ({ requests }) => requests },
  FULFILLED: { sql: () => count(proven), of: ({ fulfilled }) => fulfilled },
  MISSED: { sql: missed, of: (row) => row.missed },
  SUCCESS: {
    sql: (at) => bpsSql(count(proven), sql`${count(proven)} + ${missed(at)}`),
    of: ({ success }) => success.bps,
  },
  MAX_FEES: { sql: () => sql`sum(max_fee)`, of: ({ maxFees }) => maxFees },
  FEES: { sql: () => total(sql`price`), of: ({ fees }) => fees },
  SAVING: {
    sql: () => bpsSql(total(sql`max_fee - price`), total(sql`max_fee`)),
    of: ({ saving }) => saving.bps,
  },
  PRICE: { sql: () => median(sql`price`), of: ({ price }) => price.p50 },
  SECONDS_TO_PROOF: { sql: () => median(secondsToProof), of: (row) => row.secondsToProof.p50 },
  PROVING_SECONDS: {
    sql: () => median(sql`proving_seconds`),
    of: ({ provingSeconds }) => provingSeconds.p50,
  },
} as const satisfies Record<
  string,
  { sql(at: number): SQL; of(row: Demand): number | bigint | null }
>;
export type DemandFigure = keyof typeof DEMAND_FIGURES;

type Row = { name: Hex } & Record<
  "requests" | "open" | "fulfilled" | "refunded" | "missed",
  number
> &
  Record<"max_fees" | "fees" | "proven_max_fees", string> &
  Record<"price" | "to_proof" | "proving", string[]>;

/** The demand of a scope by those named. Who asked for nothing in it has none. */
export async function demandOf(
  db: Db,
  by: Demander,
  scope: Scope,
  names: readonly Hex[],
): Promise<Map<Hex, Demand>> {
  if (names.length === 0) return new Map();
  const column = sql.raw(by);
  const rows = await rowsOf<Row>(
    db,
    sql`select ${column} as name, count(*)::int as requests, ${count(proven)} as fulfilled,
        ${missed(scope.at)} as missed, ${count(sql`status = 'PENDING'`)} as open,
        ${count(sql`status in ('REFUNDED', 'SLASHED')`)} as refunded,
        sum(max_fee) as max_fees, ${total(sql`price`)} as fees, ${total(sql`max_fee`)} as proven_max_fees,
        ${percentilesSql(sql`price`)} as price, ${percentilesSql(secondsToProof)} as to_proof,
        ${percentilesSql(sql`proving_seconds`)} as proving
      from ${request}
      where ${await requestsOf(db, scope)} and ${column} = any(string_to_array(${names.join()}, ','))
      group by 1`,
  );
  return new Map(rows.map((row) => [row.name, toDemand(row)]));
}

/** Of nobody's request. */
export const NO_DEMAND: Demand = toDemand({
  ...{ name: "0x", requests: 0, open: 0, fulfilled: 0, refunded: 0, missed: 0 },
  ...{ max_fees: "0", fees: "0", proven_max_fees: "0" },
  ...{ price: ["0"], to_proof: ["0"], proving: ["0"] },
});

function toDemand(row: Row): Demand {
  const { requests, open, fulfilled, refunded, missed } = row;
  const [fees, provenMaxFees] = [BigInt(row.fees), BigInt(row.proven_max_fees)];
  return {
    ...{ requests, open, fulfilled, refunded, missed },
    success: ratio(fulfilled, fulfilled + missed),
    maxFees: BigInt(row.max_fees),
    fees,
    saving: ratio(provenMaxFees - fees, provenMaxFees),
    price: readAmounts(row.price),
    secondsToProof: readNumbers(row.to_proof),
    provingSeconds: readNumbers(row.proving),
  };
}

/** Who asked for something in a scope, ranked; `first` + 1 of them from a place on, each with its demand. */
export async function rankedDemand(
  db: Db,
  by: Demander,
  scope: Scope,
  page: { orderBy: DemandFigure; greatestFirst: boolean } & PagePart<Ranked>,
): Promise<{ rows: (Demand & { name: Hex })[]; totalCount: number }> {
  const { orderBy, greatestFirst, first, after } = page;
  const [column, requests] = [sql.raw(by), await requestsOf(db, scope)];
  const figure = DEMAND_FIGURES[orderBy].sql(scope.at);
  const sort = sql`coalesce(${greatestFirst ? sql`-(${figure})` : figure}, ${numeric(sortKey(null, greatestFirst))})`;
  const beyond =
    after === null ? sql`true` : sql`(sort, name) > (${numeric(after.sort)}, ${after.name}::text)`;
  const [ranked, [whole]] = await Promise.all([
    rowsOf<{ name: Hex }>(
      db,
      sql`select name from (select ${column} as name, ${sort} as sort from ${request} where ${requests} group by 1) ranked
        where ${beyond} order by sort, name limit ${first + 1}`,
    ),
    rowsOf<{ count: number }>(
      db,
      sql`select count(distinct ${column})::int as count from ${request} where ${requests}`,
    ),
  ]);
  const names = ranked.map(({ name }) => name);
  const demand = await demandOf(db, by, scope, names);
  return {
    rows: names.map((name) => ({ name, ...demand.get(name)! })),
    totalCount: whole!.count,
  };
}
