/** Where vault balances are sampled: the rows as if the next sample had been taken. */
import type { Address } from "viem";
import type { Rows } from "./rows.ts";

/** The rows with what was given to vaults since their balances were sampled, and how much that is; null when nothing was. */
export function withDonations(
  rows: Rows,
  balances: ReadonlyMap<Address, bigint>,
): { rows: Rows; vaults: number; amount: bigint } | null {
  // Less than expected is no donation, and stays a difference.
  const given = new Map(
    rows.prover.flatMap(({ address, vault, assets }) => {
      const amount = (balances.get(vault) ?? assets) - assets;
      return amount > 0n ? [[address, amount] as const] : [];
    }),
  );
  if (given.size === 0) return null;
  const prover = rows.prover.map((row) => ({
    ...row,
    assets: row.assets + (given.get(row.address) ?? 0n),
  }));
  const amount = [...given.values()].reduce((sum, one) => sum + one, 0n);
  return { rows: { ...rows, prover }, vaults: given.size, amount };
}
