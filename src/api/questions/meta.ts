import { network } from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";

/** How exact vault balances are. */
export type Exactness = {
  /** Whether every transfer of the token is indexed, so that donations to vaults are exact at every block. */
  allTransfers: boolean;
  /** [unix s] When vault balances were last sampled; null when every transfer is indexed, or before the first sample. */
  sampledAt: number | null;
};

/** How exact vault balances are; null before anything is indexed. */
export async function exactness(db: Db): Promise<Exactness | null> {
  const [row] = await db
    .select({ allTransfers: network.allTransfers, sampledAt: network.sampledAt })
    .from(network)
    .limit(1);
  return row ?? null;
}
