/** Vaults: what is in them, and the history of it. */

import type { Context } from "ponder:registry";
import { prover, vault, vaultChange, vaultCheckpoint } from "ponder:schema";
import type { Address } from "viem";
import { hourOf, hourStart } from "../domain/time.ts";
import { eventColumns, type Log } from "./ledger.ts";

/** Writes down that a vault changed. The prover's row must have been booked already: the vault is as it says. */
export async function recordVaultChange(
  { db }: Context,
  event: Log,
  change: {
    prover: Address;
    kind: (typeof vaultChange.$inferSelect)["kind"];
    account: Address | null;
    /** [wei] In, or out when negative. */
    assets: bigint;
    /** Share wei minted, or burned when negative. */
    shares: bigint;
  },
): Promise<void> {
  const now = await readProver({ db }, change.prover);
  await db.insert(vaultChange).values({
    ...eventColumns(event),
    ...change,
    assetsAfter: now.assets,
    sharesAfter: now.shares,
  });
  const hour = hourOf(Number(event.block.timestamp));
  const end = { assets: now.assets, shares: now.shares };
  await db
    .insert(vaultCheckpoint)
    .values({ prover: change.prover, hour, start: hourStart(hour), ...end })
    .onConflictDoUpdate(end);
}

/** A prover's row. It must exist: the vault's creation writes it, and nothing concerns a prover before. */
export async function readProver({ db }: Pick<Context, "db">, address: Address) {
  const row = await db.find(prover, { address });
  if (row === null) throw new Error(`Invariant: no prover ${address}`);
  return row;
}

/** The prover whose vault this is; null when the address is no vault. */
export async function proverOfVault({ db }: Context, address: Address): Promise<Address | null> {
  return (await db.find(vault, { address }))?.prover ?? null;
}

/** `ProverState` by its number on chain. Null is no state of a prover that was initialised: retirement has an event of its own. */
export const proverStates = [null, "ACTIVE", "DEACTIVATED", "JAILED"] as const;
