/** The rows of the index that the contracts' state is rebuilt from. */
import type { PgTable } from "drizzle-orm/pg-core";
import * as schema from "../ponder.schema.ts";

/** The tables read, by their names in `ponder.schema.ts`. */
export const tables = [
  "network",
  "contract",
  "roleAdmin",
  "roleChange",
  "parameterChange",
  "tokenBalance",
  "request",
  "bid",
  "assignment",
  "verifier",
  "submitter",
  "submitterChange",
  "prover",
  "vaultNumber",
  "proverStateChange",
  "commissionChange",
  "stake",
  "unstake",
  "shareTransfer",
  "vaultChange",
  "statsEpoch",
  "proverStatsEpoch",
  "rewardEpochConfig",
  "rewardEpoch",
  "rewardAllocation",
] as const;

export type Table = (typeof tables)[number];
const stored: Readonly<Record<string, unknown>> = schema;
export const tableOf = (name: Table): PgTable => stored[name] as PgTable;

/** A row, by the columns' names in `ponder.schema.ts`. */
export type Row<Name extends Table> = (typeof schema)[Name]["$inferSelect"];
/** All rows of every table, as of one block. Their order does not matter. */
export type Rows = { readonly [Name in Table]: readonly Row<Name>[] };

/** All rows of every table, from wherever they are. */
export async function readRows(
  read: <Name extends Table>(table: Name) => Promise<readonly Row<Name>[]> | readonly Row<Name>[],
): Promise<Rows> {
  const entries: [Table, unknown][] = [];
  for (const table of tables) entries.push([table, await read(table)]);
  return Object.fromEntries(entries) as Rows;
}
