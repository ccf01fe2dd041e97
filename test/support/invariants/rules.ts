import type { network } from "../../../ponder.schema.ts";

/** All rows of a table, in any order. */
export type Rows = <Table extends { $inferSelect: object }>(
  table: Table,
) => readonly Table["$inferSelect"][];

/** Checks one rule and tells every breach of it. */
export type Rule = (rows: Rows, network: Network) => string[];
export type Network = (typeof network)["$inferSelect"];

type Value = number | bigint | string | boolean | null | undefined;

/** One breach unless both are the same; integers compare by value, whether number or bigint. */
export function same(what: string, is: Value, should: Value): string[] {
  return String(is) === String(should) ? [] : [`${what} is ${is}, not ${should}`];
}

export const holds = (what: string, condition: boolean): string[] => (condition ? [] : [what]);

/** Σ of a column, as a bigint. */
export const sum = <Row>(rows: readonly Row[], of: (row: Row) => number | bigint | null): bigint =>
  rows.reduce((total, row) => total + BigInt(of(row) ?? 0), 0n);

/** Σ of each of the columns that are given, by name. */
export function sumColumns<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): Record<string, bigint> {
  const sums = Object.fromEntries(columns.map((column) => [column, 0n]));
  for (const row of rows)
    for (const column of columns) sums[column]! += BigInt(row[column] as number | bigint);
  return sums;
}

/** Compares a row's columns with sums over others. */
export const sameColumns = (what: string, row: object, sums: Record<string, bigint>): string[] =>
  Object.entries(sums).flatMap(([column, total]) =>
    same(`${what}.${column}`, (row as Record<string, bigint>)[column], total),
  );

export const groupBy = <Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> =>
  Map.groupBy(rows, key);

/** CUMULATIVE columns of the market, as `marketColumns` of the schema has them. */
export const marketColumns = [
  ...(["requests", "bids", "bidders", "reveals", "revealers", "fulfilled", "refunded"] as const),
  ...(["missed", "refundedNoBids", "refundedNoReveals", "slashed", "maxFees", "fees"] as const),
  ...(["protocolFees", "rewards", "commission", "toStakers", "excess", "refunds"] as const),
  ...(["surplus", "slashAsked", "slashTaken", "provingSeconds"] as const),
] as const;

/** CUMULATIVE columns of stake and rewards, as `stakingColumns` of the schema has them. */
export const stakingColumns = [
  ...(["staked", "unstaked", "unstakeCompleted", "marketRewards", "epochRewards"] as const),
  ...(["otherRewards", "rewardCommission", "rewardToStakers", "commissionClaimed"] as const),
  ...(["donated", "slashedAssets", "slashedUnstaking"] as const),
] as const;

/** What only requests are: no prover has a part in it. */
const ofRequests = [
  "requests",
  "refunded",
  "refundedNoBids",
  "refundedNoReveals",
  "maxFees",
] as const;
type OfRequests = (typeof ofRequests)[number];
type ProverColumn = Exclude<(typeof marketColumns | typeof stakingColumns)[number], OfRequests>;
export const proverColumns = [...marketColumns, ...stakingColumns].filter(
  (column): column is ProverColumn => !(ofRequests as readonly string[]).includes(column),
);
