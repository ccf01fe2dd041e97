/**
 * The BREV token: who escrowed a request's fee, what was given to vaults, and what the protocol's contracts hold.
 * No contract event tells any of these.
 */
import { type Context, ponder } from "ponder:registry";
import { tokenBalance } from "ponder:schema";
import { type Address, zeroAddress } from "viem";
import { recordDonationTo } from "../store/donations.ts";
import { readNetwork, remember } from "../store/network.ts";

ponder.on("Token:Transfer", async ({ event, context }) => {
  const { from, to, value } = event.args;
  const network = await readNetwork(context);
  const tracked = (address: Address) =>
    address !== zeroAddress &&
    (network.allTransfers ||
      [network.market, network.staking, network.epochRewardsContract].includes(address));
  if (tracked(from)) await changeBalance(context, from, -value);
  if (tracked(to)) await changeBalance(context, to, value);

  if (to === network.market) {
    // NewRequest follows directly and names no requester.
    await remember(context, {
      depositor: from,
      deposit: value,
      depositTransaction: event.transaction.hash,
    });
  }
  // What the controller sends to a vault is stake or reward, and has its own event.
  if (network.allTransfers && from !== network.staking) {
    await recordDonationTo(context, event, { to, from, amount: value });
  }
});

async function changeBalance({ db }: Context, address: Address, change: bigint) {
  await db
    .insert(tokenBalance)
    .values({ address, balance: change })
    .onConflictDoUpdate((now) => ({ balance: now.balance + change }));
}
