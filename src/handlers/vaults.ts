/**
 * VaultFactory and the vaults. Mints and burns of shares are told better by the controller, which names the staker;
 * only what no controller event tells is taken from here: the vault itself, share transfers, and what a slash took from the vault.
 */
import { type Context, ponder } from "ponder:registry";
import {
  network,
  prover,
  proverStateChange,
  shareTransfer,
  stake,
  tokenBalance,
  vault,
  vaultNumber,
} from "ponder:schema";
import { type Address, zeroAddress } from "viem";
import { costOf } from "../domain/position.ts";
import { toAssets } from "../domain/vault.ts";
import { recordDonation } from "../store/donations.ts";
import { book, eventColumns } from "../store/ledger.ts";
import { countStaker, readNetwork, remember, takeRole } from "../store/network.ts";
import { proverOfVault, readProver } from "../store/vaults.ts";

// The first sign of a new prover: its first stake and ProverInitialized come later in the transaction.
ponder.on("VaultFactory:VaultCreated", async ({ event, context }) => {
  const { prover: address, vault: vaultAddress } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  await db
    .insert(prover)
    .values({ address, vault: vaultAddress, state: "ACTIVE", joinedAt: timestamp });
  await db.insert(vault).values({
    address: vaultAddress,
    prover: address,
    createdBlock: Number(event.block.number),
    createdAt: timestamp,
  });
  const { vaults: number } = await readNetwork(context);
  await db.insert(vaultNumber).values({ number, vault: vaultAddress, prover: address });
  await db.insert(proverStateChange).values({
    ...eventColumns(event),
    prover: address,
    oldState: null,
    newState: "ACTIVE",
  });
  await takeRole(context, address, "isProver", timestamp);
  await db.update(network, { id: 0 }).set((now) => ({
    vaults: now.vaults + 1,
    provers: now.provers + 1,
    activeProvers: now.activeProvers + 1,
  }));
  // The address of a vault is predictable: it may have been given tokens before.
  const given = await db.find(tokenBalance, { address: vaultAddress });
  if (given !== null && given.balance > 0n) {
    await recordDonation(context, event, {
      prover: address,
      from: null,
      amount: given.balance,
      sampled: false,
    });
  }
});

ponder.on("Vault:Transfer", async ({ event, context }) => {
  const { from, to, value: shares } = event.args;
  if (from === zeroAddress || to === zeroAddress || from === to || shares === 0n) return;
  const address = await proverOfVault(context, event.log.address);
  if (address === null) throw new Error(`Invariant: no prover has the vault ${event.log.address}`);
  const assets = toAssets(shares, await readProver(context, address));
  await context.db
    .insert(shareTransfer)
    .values({ ...eventColumns(event), prover: address, from, to, shares, assets });
  // In this order, as the controller does: it decides the order of its set of stakers.
  const left = await sendShares(context, { prover: address, staker: from, shares, assets });
  const joined = await receiveShares(context, {
    prover: address,
    staker: to,
    shares,
    assets,
    timestamp: Number(event.block.timestamp),
  });
  const stakers = joined.stakers + left.stakers;
  const distinctStakers = joined.distinctStakers + left.distinctStakers;
  await book(context, event, {
    kind: "SHARES_TRANSFERRED",
    prover: address,
    account: to,
    amount: assets,
    proverHolds: { stakers },
    network: { stakers, distinctStakers },
  });
});

ponder.on("Vault:ControllerSlash", async ({ event, context }) => {
  // Whether a slash or a retirement took it, the controller's next event tells.
  await remember(context, { sweptVault: event.log.address, swept: event.args.assets });
});

type Move = { prover: Address; staker: Address; shares: bigint; assets: bigint };

/** Returns by how much the stakers change. The row must exist: it held the shares. */
async function sendShares(context: Context, { prover: address, staker, shares, assets }: Move) {
  const row = await context.db.update(stake, { prover: address, staker }).set((now) => {
    const cost = costOf(shares, now);
    return {
      shares: now.shares - shares,
      isStaker: now.shares > shares,
      transferredOut: now.transferredOut + assets,
      costBasis: now.costBasis - cost,
      realisedGain: now.realisedGain + assets - cost,
    };
  });
  return countStaker(context, staker, row.isStaker ? 0 : -1);
}

/** Returns by how much the stakers change. */
async function receiveShares(
  context: Context,
  { prover: address, staker, shares, assets, timestamp }: Move & { timestamp: number },
) {
  const { db } = context;
  const before = await db.find(stake, { prover: address, staker });
  await db
    .insert(stake)
    .values({
      prover: address,
      staker,
      shares,
      isStaker: true,
      transferredIn: assets,
      costBasis: assets,
      firstStakedAt: timestamp,
    })
    .onConflictDoUpdate((now) => ({
      shares: now.shares + shares,
      isStaker: true,
      transferredIn: now.transferredIn + assets,
      costBasis: now.costBasis + assets,
    }));
  if (before === null) await takeRole(context, staker, "isStaker", timestamp);
  return countStaker(context, staker, before?.isStaker ? 0 : 1);
}
