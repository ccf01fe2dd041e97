/** Which states provers were in, and which of them took part. */
import { sql } from "drizzle-orm";
import type { Address } from "viem";
import { activity, prover, proverStateChange } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { DAY } from "../rules/buckets.ts";
import { idsWithin, rowsOf } from "./history.ts";
import type { Prover } from "./prover-rows.ts";

/** [s] How long a bid makes a prover active by its bids. */
export const BIDS_COUNT_FOR = 7 * DAY;

export type ProverState = Prover["state"];

export type Change = {
  id: string;
  timestamp: number;
  prover: Address;
  old_state: ProverState | null;
  new_state: ProverState;
};

/** Changes of state up to a second, in the order of the chain: a few for each prover. */
export const changesUpTo = (db: Db, at: number): Promise<Change[]> =>
  rowsOf<Change>(
    db,
    sql`select id, timestamp, prover, old_state::text as old_state, new_state::text as new_state
      from ${proverStateChange} where timestamp <= ${at} order by id`,
  );

/** Provers that bid in the 7 days up to and including the second `at`. */
export async function biddersAt(db: Db, at: number): Promise<Set<Address>> {
  const { low, high } = await idsWithin(db, Math.max(0, at + 1 - BIDS_COUNT_FOR), at + 1);
  const rows = await rowsOf<{ address: Address }>(
    db,
    sql`select address from ${prover} p where exists (
      select from ${activity} a where a.prover = p.address and a.kind = 'BID' and a.id >= ${low} and a.id < ${high})`,
  );
  return new Set(rows.map(({ address }) => address));
}
