/** StakingController: rewards, slashes and the treasury pool. */
import { type Context, type Event, ponder } from "ponder:registry";
import { reward, rewardAllocation, rewardEpoch, slashing, treasuryMovement } from "ponder:schema";
import type { Address } from "viem";
import { distributedEpochs } from "../domain/rewardEpochs.ts";
import { slashScale, slashUnstaking } from "../domain/unstaking.ts";
import { recordDonationTo } from "../store/donations.ts";
import { book, eventColumns } from "../store/ledger.ts";
import { readNetwork, remember } from "../store/network.ts";
import { takeSwept } from "../store/slashes.ts";
import { readProver, recordVaultChange } from "../store/vaults.ts";

ponder.on("Staking:RewardsAdded", async ({ event, context }) => {
  const { prover, source, amount, commission, toStakers } = event.args;
  const { market, epochRewardsContract } = await readNetwork(context);
  const kind = source === market ? "MARKET" : source === epochRewardsContract ? "EPOCH" : "OTHER";
  const epoch = kind === "EPOCH" ? await payAllocation(context, event) : null;
  const columns = eventColumns(event);
  await context.db.insert(reward).values({
    ...columns,
    prover,
    kind,
    source,
    amount,
    commission,
    toStakers,
    requestId: null,
    epoch,
  });
  if (kind === "MARKET") {
    // ProofSubmitted follows in the transaction.
    await remember(context, {
      rewardId: columns.id,
      rewardProver: prover,
      rewardCommission: commission,
      rewardToStakers: toStakers,
      rewardTransaction: columns.transaction,
    });
  }
  const bySource = {
    MARKET: "marketRewards",
    EPOCH: "epochRewards",
    OTHER: "otherRewards",
  } as const;
  await book(context, event, {
    kind: "REWARDED",
    prover,
    account: source,
    amount,
    counts: { [bySource[kind]]: amount, rewardCommission: commission, rewardToStakers: toStakers },
    proverHolds: { pendingCommission: commission, assets: toStakers },
    network: { pendingCommission: commission, assets: toStakers },
  });
  if (toStakers === 0n) return;
  await recordVaultChange(context, event, {
    prover,
    kind: `${kind}_REWARD`,
    account: source,
    assets: toStakers,
    shares: 0n,
  });
});

// Emitted after a state change that it causes.
ponder.on("Staking:ProverSlashed", async ({ event, context }) => {
  const { prover, amount, bps } = event.args;
  const before = await readProver(context, prover);
  const fromVault = await takeSwept(context, before.vault);
  const scaleAfter = slashScale(before.slashingScale, bps);
  const fromUnstaking =
    before.unstaking - slashUnstaking(before.unstaking, before.slashingScale, scaleAfter);
  if (fromVault + fromUnstaking !== amount) {
    throw new Error(
      `Invariant: ${prover} lost ${amount}, its vault and unstakes say ${fromVault + fromUnstaking}`,
    );
  }
  const columns = eventColumns(event);
  await context.db.insert(slashing).values({
    ...columns,
    prover,
    requestId: null,
    asked: null,
    amount,
    fromVault,
    fromUnstaking,
    bps,
    scaleBefore: before.slashingScale,
    scaleAfter,
  });
  // The market's ProverSlashed, if the market asked for it, follows in the transaction.
  await remember(context, {
    slashingId: columns.id,
    slashingProver: prover,
    slashingAmount: amount,
    slashingTransaction: columns.transaction,
  });
  await book(context, event, {
    kind: "SLASHED",
    prover,
    amount,
    counts: { slashedAssets: fromVault, slashedUnstaking: fromUnstaking },
    proverIs: { slashingScale: scaleAfter },
    proverHolds: { assets: -fromVault, unstaking: -fromUnstaking },
    network: { assets: -fromVault, unstaking: -fromUnstaking, treasuryPool: amount },
  });
  if (fromVault > 0n) {
    await recordVaultChange(context, event, {
      prover,
      kind: "SLASH",
      account: null,
      assets: -fromVault,
      shares: 0n,
    });
  }
  await context.db.insert(treasuryMovement).values({
    ...columns,
    kind: "SLASH",
    prover,
    to: null,
    amount,
    poolAfter: (await readNetwork(context)).treasuryPool,
  });
});

ponder.on("Staking:TreasuryWithdrawn", async ({ event, context }) => {
  const { to, amount } = event.args;
  await book(context, event, {
    kind: "TREASURY_WITHDRAWN",
    account: to,
    amount,
    network: { treasuryPool: -amount },
  });
  await sendFromController(context, event, { kind: "WITHDRAWAL", to, amount });
});

// The owner takes tokens while paused; no pool is adjusted.
ponder.on("Staking:EmergencyRecovered", async ({ event, context }) => {
  const { to, amount } = event.args;
  await book(context, event, {
    kind: "EMERGENCY_RECOVERED",
    account: to,
    amount,
    network: { emergencyRecovered: amount },
  });
  await sendFromController(context, event, { kind: "EMERGENCY", to, amount });
});

async function sendFromController(
  context: Context,
  event: Event<"Staking:TreasuryWithdrawn" | "Staking:EmergencyRecovered">,
  { kind, to, amount }: { kind: "WITHDRAWAL" | "EMERGENCY"; to: Address; amount: bigint },
) {
  const { treasuryPool, staking } = await readNetwork(context);
  await context.db
    .insert(treasuryMovement)
    .values({ ...eventColumns(event), kind, prover: null, to, amount, poolAfter: treasuryPool });
  // Sent to a vault it is a donation. The transfer is the log before.
  const transfer = {
    block: event.block,
    transaction: event.transaction,
    log: { logIndex: event.log.logIndex - 1 },
  };
  await recordDonationTo(context, transfer, { to, from: staking, amount });
}

/** Marks the allocation that a payout of EpochRewards settles, and returns its epoch; null if there is none. The payout does not name it. */
async function payAllocation(
  context: Context,
  event: Event<"Staking:RewardsAdded">,
): Promise<bigint | null> {
  const { db } = context;
  const { prover, amount } = event.args;
  const epoch = await unpaidEpoch(context, event);
  if (epoch === null) return null;
  await db.update(rewardAllocation, { epoch, prover }).set({
    distributedAt: Number(event.block.timestamp),
    distributedTransaction: event.transaction.hash,
  });
  await db.update(rewardEpoch, { epoch }).set((now) => ({
    distributed: now.distributed + amount,
    proversPaid: now.proversPaid + 1,
  }));
  return epoch;
}

/** The epoch that a payout settles: one that the calldata names and that owes the prover exactly this amount; else the oldest that does. */
async function unpaidEpoch(
  context: Context,
  { args: { prover, amount }, transaction }: Event<"Staking:RewardsAdded">,
): Promise<bigint | null> {
  const owes = async (epoch: bigint) => {
    const allocation = await context.db.find(rewardAllocation, { epoch, prover });
    return allocation?.amount === amount && allocation.distributedAt === null;
  };
  for (const epoch of distributedEpochs(transaction.input, prover))
    if (await owes(epoch)) return epoch;
  // A contract may have made up the call itself.
  const { lastRewardEpoch } = await readNetwork(context);
  for (let epoch = 1n; epoch <= (lastRewardEpoch ?? 0n); epoch++)
    if (await owes(epoch)) return epoch;
  return null;
}
