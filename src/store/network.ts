/** The network's one row, and the indexer's memory within a transaction. */

import type { Context } from "ponder:registry";
import { account, network, transactionMemory } from "ponder:schema";
import type { Address } from "viem";

/** The network's row. It must exist: the set-up writes it before any event. */
export async function readNetwork({ db }: Context) {
  const row = await db.find(network, { id: 0 });
  if (row === null) throw new Error("Invariant: the set-up has not written the network's row");
  return row;
}

/** Remembers, for a later log of the same transaction, what this log said. */
export async function remember(
  { db }: Context,
  said: Partial<Omit<typeof transactionMemory.$inferInsert, "id">>,
): Promise<void> {
  await db
    .insert(transactionMemory)
    .values({ id: 0, ...said })
    .onConflictDoUpdate(said);
}

/** What earlier logs said; empty before the first. */
export const recall = async ({ db }: Context) =>
  (await db.find(transactionMemory, { id: 0 })) ??
  ({} as Partial<typeof transactionMemory.$inferSelect>);

/** An address takes a role for the first or a further time. */
export async function takeRole(
  { db }: Context,
  address: Address,
  role: "isRequester" | "isProver" | "isSubmitter" | "isStaker",
  timestamp: number,
): Promise<void> {
  await db
    .insert(account)
    .values({ address, [role]: true, firstSeenAt: timestamp })
    .onConflictDoUpdate({ [role]: true });
}

/**
 * An account becomes a staker of a prover (1), is one no more (-1), or neither. Its row must exist: it took that role.
 * Returns by how much the stakers of the network change: summed over provers, and each account once.
 */
export async function countStaker({ db }: Context, address: Address, change: 1 | 0 | -1) {
  if (change === 0) return { stakers: 0, distinctStakers: 0 };
  const { stakes } = await db
    .update(account, { address })
    .set((now) => ({ stakes: now.stakes + change }));
  const isFirstOrLast = stakes === (change === 1 ? 1 : 0);
  return { stakers: change, distinctStakers: isFirstOrLast ? change : 0 };
}
