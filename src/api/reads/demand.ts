/** What was asked for in a span of time and what became of it, by requester or by program. */
import { type SQL, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { request } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import type { PagePart } from "../declare/pages.ts";
import {
  amountPercentilesSql,
  amountRatioSql,
  bpsSql,
  countRatioSql,
  countSql,
  numberPercentilesSql,
  type Selected,
  sumSql,
} from "../rules/figures-sql.ts";
import { noPercentiles } from "../rules/percentiles.ts";
import { numeric } from "../rules/phase-sql.ts";
import { ratio } from "../rules/ratios.ts";
import { isMissed, isProven, requestsOf, type Scope } from "./auctions.ts";
import { rowsOf } from "./history.ts";
import { type Ranked, sortKey } from "./ranking.ts";

/** The column that tells whose requests they are. */
export type Demander = "requester" | "vk";

const total = (value: SQL) => sumSql(value, isProven);
const median = (value: SQL) => sql`percentile_disc(0.5) within group (order by ${value})`;
const missed = (at: number) => countSql(isMissed(at));
const secondsToProof = sql`fulfilled_at - created_at`;
const success = (at: number) =>
  [countSql(isProven), sql`${countSql(isProven)} + ${missed(at)}`] as const;
const saving = [sql`${total(sql`max_fee`)} - ${total(sql`price`)}`, total(sql`max_fee`)] as const;

/** The figures of requests, by the indexed head's time. */
const figuresAt = (at: number) => ({
  requests: countSql(),
  open: countSql(sql`status = 'PENDING'`),
  fulfilled: countSql(isProven),
  refunded: countSql(sql`status in ('REFUNDED', 'SLASHED')`),
  missed: missed(at),
  success: countRatioSql(...success(at)),
  maxFees: sumSql(sql`max_fee`),
  fees: total(sql`price`),
  saving: amountRatioSql(...saving),
  price: amountPercentilesSql(sql`price`),
  secondsToProof: numberPercentilesSql(secondsToProof),
  provingSeconds: numberPercentilesSql(sql`proving_seconds`),
});

/** Amounts in wei, times in seconds. */
export type Demand = Selected<ReturnType<typeof figuresAt>>;

/** Of nobody's request. */
export const NO_DEMAND: Demand = {
  ...{ requests: 0, open: 0, fulfilled: 0, refunded: 0, missed: 0, success: ratio(0, 0) },
  ...{ maxFees: 0n, fees: 0n, saving: ratio(0n, 0n) },
  ...{ price: noPercentiles, secondsToProof: noPercentiles, provingSeconds: noPercentiles },
};

/** What demand may be ranked by: the figure in SQL, and where the answer has it. */
export const DEMAND_FIGURES = {
  REQUESTS: { sql: () => sql`count(*)`, of: ({ requests }) => requests },
  FULFILLED: { sql: () => countSql(isProven), of: ({ fulfilled }) => fulfilled },
  MISSED: { sql: missed, of: (row) => row.missed },
  SUCCESS: {
    sql: (at) => bpsSql(...success(at)),
    of: ({ success }) => success.bps,
  },
  MAX_FEES: { sql: () => sql`sum(max_fee)`, of: ({ maxFees }) => maxFees },
  FEES: { sql: () => total(sql`price`), of: ({ fees }) => fees },
  SAVING: {
    sql: () => bpsSql(...saving),
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

/** The demand of a scope by those named. One that asked for nothing in it is missing. */
export async function demandOf(
  db: Db,
  by: Demander,
  scope: Scope,
  names: readonly Hex[],
): Promise<Map<Hex, Demand>> {
  if (names.length === 0) return new Map();
  const column = sql<Hex>`${sql.raw(by)}`;
  const rows = await db
    .select({ name: column, ...figuresAt(scope.at) })
    .from(request)
    .where(
      sql`${await requestsOf(db, scope)} and ${column} = any(string_to_array(${names.join()}, ','))`,
    )
    .groupBy(column);
  return new Map(rows.map(({ name, ...demand }) => [name, demand]));
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
