/**
 * The BREV token: who escrowed a request's fee, what was given to vaults, and what the protocol's contracts hold.
 * No contract event tells any of these.
 */
import { type Context, ponder } from "ponder:registry";
import { tokenBalance } from "ponder:schema";
import { type Address, zeroAddress } from "viem";
import { recordDonationTo } from "../store/donations.ts";
import { readNetwork, remember } from "../store/network.ts";

// Every transfer, or those to the protocol's contracts where vault balances are sampled.
ponder.on("Token:Transfer", async ({ event, context }) => {
  const { from, to, value } = event.args;
  const { allTransfers, market, staking } = await readNetwork(context);
  if (allTransfers) await changeBalance(context, from, -value);
  await changeBalance(context, to, value);

  if (to === market) {
    // NewRequest follows directly and names no requester.
    await remember(context, {
      depositor: from,
      deposit: value,
      depositTransaction: event.transaction.hash,
    });
  } else if (allTransfers && from !== staking) {
    // What the controller sends to a vault is stake or reward, and has its own event.
    await recordDonationTo(context, event, { to, from, amount: value });
  }
});

// Those from the protocol's contracts, only where the above are not all.
ponder.on("SampledToken:Transfer", async ({ event, context }) => {
  await changeBalance(context, event.args.from, -event.args.value);
});

/** The zero address holds nothing: it mints and burns. */
async function changeBalance({ db }: Context, address: Address, change: bigint) {
  if (address === zeroAddress) return;
  await db
    .insert(tokenBalance)
    .values({ address, balance: change })
    .onConflictDoUpdate((now) => ({ balance: now.balance + change }));
}
