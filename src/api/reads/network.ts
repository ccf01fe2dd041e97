import { eq } from "drizzle-orm";
import { contract, network } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import { statement } from "../statements.ts";
import { columnsOf } from "./columns.ts";

/** The network's row: parameters in force, pools, totals. */
export type Network = typeof network.$inferSelect;

const networkRow = statement(
  "network",
  (db: Db, names: readonly string[] | null) =>
    db
      .select(columnsOf(network, names ?? undefined))
      .from(network)
      .limit(1),
  () => true,
);

/** The network's row, or only the columns named; null before anything is indexed. */
export async function networkOf<Name extends keyof Network = keyof Network>(
  db: Db,
  names?: readonly Name[],
): Promise<Pick<Network, Name> | null> {
  const [row] = await networkRow(db, names ?? null).execute();
  return row ?? null;
}

/** Whether StakingController is paused: then no stake, reward, claim or slash goes through, while deadlines keep running. */
export async function isStakingPaused(db: Db): Promise<boolean> {
  const [row] = await db
    .select({ paused: contract.paused })
    .from(contract)
    .where(eq(contract.name, "STAKING"));
  return row?.paused ?? false;
}
