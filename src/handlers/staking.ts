/** StakingController: provers, stakes, unstakes, rewards and commission. */
import { ponder } from "ponder:registry";
import {
  commissionChange,
  commissionClaim,
  commissionRate,
  proverStateChange,
  stake,
  treasuryMovement,
  unstake,
} from "ponder:schema";
import { zeroAddress } from "viem";
import { costOf } from "../domain/position.ts";
import { readable } from "../domain/text.ts";
import { effectiveAmount, readyAt } from "../domain/unstaking.ts";
import { book, eventColumns } from "../store/ledger.ts";
import { countStaker, readNetwork, takeRole } from "../store/network.ts";
import { takeSwept } from "../store/slashes.ts";
import { proverStates, readProver, recordVaultChange } from "../store/vaults.ts";

// The prover's row exists since VaultCreated, earlier in the transaction.
ponder.on("Staking:ProverInitialized", async ({ event, context }) => {
  const { prover, defaultCommissionRate } = event.args;
  const timestamp = Number(event.block.timestamp);
  await context.db
    .insert(commissionRate)
    .values({ prover, source: zeroAddress, rate: defaultCommissionRate, since: timestamp });
  await context.db.insert(commissionChange).values({
    ...eventColumns(event),
    prover,
    source: zeroAddress,
    oldRate: null,
    newRate: defaultCommissionRate,
  });
  await book(context, event, {
    kind: "PROVER_INITIALIZED",
    prover,
    account: event.args.vault,
    counts: {},
    proverIs: { defaultCommissionRate },
  });
});

ponder.on("Staking:ProverStateChanged", async ({ event, context }) => {
  const { prover } = event.args;
  const [oldState, newState] = [
    proverStates[event.args.oldState],
    proverStates[event.args.newState],
  ];
  if (!oldState || !newState) throw new Error(`Invariant: unknown state of prover ${prover}`);
  await context.db
    .insert(proverStateChange)
    .values({ ...eventColumns(event), prover, oldState, newState });
  await book(context, event, {
    kind: "PROVER_STATE_CHANGED",
    prover,
    proverIs: { state: newState },
    network: { activeProvers: Number(newState === "ACTIVE") - Number(oldState === "ACTIVE") },
  });
});

ponder.on("Staking:ProverRetired", async ({ event, context }) => {
  const { prover } = event.args;
  const { db } = context;
  const before = await readProver(context, prover);
  const dust = await takeSwept(context, before.vault);
  await db
    .insert(proverStateChange)
    .values({ ...eventColumns(event), prover, oldState: before.state, newState: "RETIRED" });
  await book(context, event, {
    kind: "PROVER_RETIRED",
    prover,
    amount: dust,
    proverIs: { state: "RETIRED", retiredAt: Number(event.block.timestamp), slashingScale: 0n },
    proverHolds: { assets: -dust },
    network: {
      provers: -1,
      activeProvers: before.state === "ACTIVE" ? -1 : 0,
      // What stays in the vault is nobody's stake any more.
      assets: -before.assets,
      treasuryPool: dust,
    },
  });
  if (dust === 0n) return;
  await recordVaultChange(context, event, {
    prover,
    kind: "RETIREMENT",
    account: null,
    assets: -dust,
    shares: 0n,
  });
  await db.insert(treasuryMovement).values({
    ...eventColumns(event),
    kind: "RETIREMENT",
    prover,
    to: null,
    amount: dust,
    poolAfter: (await readNetwork(context)).treasuryPool,
  });
});

ponder.on("Staking:ProverProfileUpdated", async ({ event, context }) => {
  const { prover, name, iconUrl } = event.args;
  await book(context, event, {
    kind: "PROFILE_UPDATED",
    prover,
    proverIs: { name: readable(name), iconUrl: readable(iconUrl) },
  });
});

ponder.on("Staking:Staked", async ({ event, context }) => {
  const { prover, staker, shares, amount } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  const before = await db.find(stake, { prover, staker });
  await db
    .insert(stake)
    .values({
      prover,
      staker,
      shares,
      isStaker: true,
      deposited: amount,
      costBasis: amount,
      firstStakedAt: timestamp,
    })
    .onConflictDoUpdate((now) => ({
      shares: now.shares + shares,
      // Even when the stake minted no share.
      isStaker: true,
      deposited: now.deposited + amount,
      costBasis: now.costBasis + amount,
    }));
  if (before === null) await takeRole(context, staker, "isStaker", timestamp);
  const joined = await countStaker(context, staker, before?.isStaker ? 0 : 1);
  await book(context, event, {
    kind: "STAKED",
    prover,
    account: staker,
    amount,
    counts: { staked: amount },
    proverHolds: { assets: amount, shares, stakers: joined.stakers },
    network: { assets: amount, ...joined },
  });
  await recordVaultChange(context, event, {
    prover,
    kind: "STAKE",
    account: staker,
    assets: amount,
    shares,
  });
});

// The row of the stake must exist: it holds the shares that are burned.
ponder.on("Staking:UnstakeRequested", async ({ event, context }) => {
  const { prover, staker, shares, amount } = event.args;
  const { db } = context;
  const before = await db.find(stake, { prover, staker });
  if (before === null) throw new Error(`Invariant: ${staker} never staked with ${prover}`);
  const cost = costOf(shares, before);
  const isStaker = before.shares > shares;
  await db.update(stake, { prover, staker }).set({
    shares: before.shares - shares,
    isStaker,
    unstaked: before.unstaked + amount,
    costBasis: before.costBasis - cost,
    unstakesRequested: before.unstakesRequested + 1,
  });
  await db.insert(unstake).values({
    prover,
    staker,
    number: before.unstakesRequested,
    shares,
    amount,
    costBasis: cost,
    scaleSnapshot: (await readProver(context, prover)).slashingScale,
    requestedAt: Number(event.block.timestamp),
    requestedTransaction: event.transaction.hash,
    requestedId: eventColumns(event).id,
  });
  const left = await countStaker(context, staker, before.isStaker && !isStaker ? -1 : 0);
  await book(context, event, {
    kind: "UNSTAKE_REQUESTED",
    prover,
    account: staker,
    amount,
    counts: { unstaked: amount },
    proverHolds: { assets: -amount, shares: -shares, unstaking: amount, stakers: left.stakers },
    network: { assets: -amount, unstaking: amount, ...left },
  });
  await recordVaultChange(context, event, {
    prover,
    kind: "UNSTAKE",
    account: staker,
    assets: -amount,
    shares: -shares,
  });
});

// One event for every entry that is ready; which ones, the queue's order and the delay in force tell.
ponder.on("Staking:UnstakeCompleted", async ({ event, context }) => {
  const { prover, staker, amount } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  const { unstakeDelay } = await readNetwork(context);
  const { slashingScale } = await readProver(context, prover);
  const position = await db.find(stake, { prover, staker });
  if (position === null) throw new Error(`Invariant: ${staker} never staked with ${prover}`);
  let number = position.unstakesCompleted;
  let received = 0n;
  let cost = 0n;
  for (; number < position.unstakesRequested; number++) {
    const entry = await db.find(unstake, { prover, staker, number });
    if (entry === null || readyAt(entry, unstakeDelay) > event.block.timestamp) break;
    const paid = effectiveAmount(entry, slashingScale);
    await db.update(unstake, { prover, staker, number }).set({
      completedAt: timestamp,
      completedTransaction: event.transaction.hash,
      completedId: eventColumns(event).id,
      received: paid,
    });
    received += paid;
    cost += entry.costBasis;
  }
  if (received !== amount) {
    throw new Error(
      `Invariant: ${staker} was paid ${amount} by ${prover}, its queue says ${received}`,
    );
  }
  await db.update(stake, { prover, staker }).set({
    unstakesCompleted: number,
    received: position.received + amount,
    realisedGain: position.realisedGain + amount - cost,
  });
  await book(context, event, {
    kind: "UNSTAKE_COMPLETED",
    prover,
    account: staker,
    amount,
    counts: { unstakeCompleted: amount },
    proverHolds: { unstaking: -amount },
    network: { unstaking: -amount },
  });
});

ponder.on("Staking:CommissionClaimed", async ({ event, context }) => {
  const { prover, amount } = event.args;
  await context.db.insert(commissionClaim).values({ ...eventColumns(event), prover, amount });
  await book(context, event, {
    kind: "COMMISSION_CLAIMED",
    prover,
    amount,
    counts: { commissionClaimed: amount },
    proverHolds: { pendingCommission: -amount },
    network: { pendingCommission: -amount },
  });
});

ponder.on("Staking:CommissionRateUpdated", async ({ event, context }) => {
  const { prover, source, useDefault } = event.args;
  const { db } = context;
  // With useDefault the source's own rate is gone, and newRate is only today's default.
  const rate = useDefault ? null : event.args.newRate;
  const since = Number(event.block.timestamp);
  // oldRate 0 would not tell a rate of zero from none.
  const before = await db.find(commissionRate, { prover, source });
  await db
    .insert(commissionRate)
    .values({ prover, source, rate, since })
    .onConflictDoUpdate({ rate, since });
  await db.insert(commissionChange).values({
    ...eventColumns(event),
    prover,
    source,
    oldRate: before?.rate ?? null,
    newRate: rate,
  });
  await book(context, event, {
    kind: "COMMISSION_RATE_UPDATED",
    prover,
    account: source,
    proverIs: source === zeroAddress ? { defaultCommissionRate: event.args.newRate } : {},
  });
});
