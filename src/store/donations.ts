/** Tokens sent straight to a vault. */

import type { Context } from "ponder:registry";
import { donation } from "ponder:schema";
import type { Address } from "viem";
import { book, eventColumns, type Log } from "./ledger.ts";
import { proverOfVault, readProver, recordVaultChange } from "./vaults.ts";

/** Books a donation. `from` is null when it is not known: given before the vault was created, or found by sampling. A sample may also find less than expected. */
export async function recordDonation(
  context: Context,
  event: Log,
  gift: { prover: Address; from: Address | null; amount: bigint; sampled: boolean },
): Promise<void> {
  const { prover, from, amount } = gift;
  const { state } = await readProver(context, prover);
  await context.db.insert(donation).values({ ...eventColumns(event), ...gift });
  await book(context, event, {
    kind: "DONATED",
    prover,
    account: from,
    amount,
    counts: { donated: amount },
    proverHolds: { assets: amount },
    // What a retired prover's vault is given is nobody's stake.
    network: state === "RETIRED" ? {} : { assets: amount },
  });
  await recordVaultChange(context, event, {
    prover,
    kind: "DONATION",
    account: from,
    assets: amount,
    shares: 0n,
  });
}

/** Books what a contract of ProverNet sent to an address as a donation, should that address be a vault. */
export async function recordDonationTo(
  context: Context,
  event: Log,
  { to, from, amount }: { to: Address; from: Address; amount: bigint },
): Promise<void> {
  const prover = amount > 0n ? await proverOfVault(context, to) : null;
  if (prover !== null)
    await recordDonation(context, event, { prover, from, amount, sampled: false });
}
