/** BrevisMarket: how a request ends, with a proof, a refund or a slash, and where the money goes. */
import { type Context, type Event, ponder } from "ponder:registry";
import { proof, request, reward, slashing, verifier } from "ponder:schema";
import { type Address, concatHex, type Hex, numberToHex } from "viem";
import { clearingFee, refundReason } from "../domain/auction.ts";
import { splitPrice } from "../domain/fees.ts";
import { revealEnd } from "../domain/phases.ts";
import { book, eventColumns } from "../store/ledger.ts";
import { readNetwork, recall } from "../store/network.ts";
import {
  countAction,
  endAssignment,
  rankingOf,
  readRequest,
  recordMiss,
} from "../store/requests.ts";
import { readProver } from "../store/vaults.ts";

// The market's reward, if any, was added just before: RewardsAdded of the same transaction.
ponder.on("Market:ProofSubmitted", async ({ event, context }) => {
  const { reqid: id, prover: winner, proof: words, actualFee } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  const columns = eventColumns(event);
  const network = await readNetwork(context);
  const before = await readRequest(context, id);
  if (actualFee !== clearingFee(rankingOf(before))) {
    throw new Error(`Invariant: ${id} was proven for ${actualFee}, its bids say otherwise`);
  }
  const { protocolFee, reward: net } = splitPrice(actualFee, network.protocolFeeBps);
  const split = await rewardOf(context, event, { prover: winner, amount: net, requestId: id });
  const excess = before.maxFee - actualFee;
  const provingSeconds = timestamp - Number(revealEnd(before.createdAt, network));
  await db.update(request, { id }).set({
    status: "FULFILLED",
    price: actualFee,
    protocolFee,
    reward: net,
    ...split,
    excess,
    fulfilledAt: timestamp,
    fulfilledTransaction: event.transaction.hash,
    provingSeconds,
    settledId: columns.id,
  });
  const accepted = await db.find(verifier, { version: before.version });
  if (accepted !== null) {
    await db
      .update(verifier, { version: before.version })
      .set((now) => ({ proofs: now.proofs + 1 }));
  }
  await db.insert(proof).values({
    requestId: id,
    prover: winner,
    words: concatHex(words.map((word) => numberToHex(word, { size: 32 }))),
    version: before.version,
    verifier: accepted?.address ?? null,
    sender: event.transaction.from,
    eventId: columns.id,
    block: columns.block,
    timestamp,
    transaction: columns.transaction,
  });
  const freed = await endAssignment(context, event, before, "FULFILLED");
  await countAction(context, event, winner);
  await book(context, event, {
    kind: "FULFILLED",
    request: id,
    prover: winner,
    program: before.vk,
    requester: before.requester,
    account: before.requester,
    amount: actualFee,
    counts: {
      fulfilled: 1,
      fees: actualFee,
      protocolFees: protocolFee,
      rewards: net,
      ...split,
      excess,
      surplus: actualFee - before.winnerFee!,
      provingSeconds: BigInt(provingSeconds),
    },
    proverIs: { lastActiveAt: timestamp },
    proverStats: { requestsFulfilled: 1, feeReceived: net },
    globalStats: { fulfilled: 1, fees: net },
    proverHolds: freed,
    network: {
      openRequests: -1,
      escrow: -before.maxFee,
      protocolFeeBalance: protocolFee,
      assignedStake: freed.assignedStake,
    },
    requesterHolds: { openRequests: -1, escrow: -before.maxFee },
  });
});

ponder.on("Market:Refunded", async ({ event, context }) => {
  const { reqid: id, amount } = event.args;
  const timestamp = Number(event.block.timestamp);
  const before = await readRequest(context, id);
  const reason = refundReason(before);
  await context.db.update(request, { id }).set({
    status: "REFUNDED",
    refundedAt: timestamp,
    refundedTransaction: event.transaction.hash,
    refundAmount: amount,
    refundReason: reason,
    settledId: eventColumns(event).id,
  });
  const missed = before.winner === null ? 0 : 1;
  const freed = await endAssignment(context, event, before, "MISSED");
  if (missed) await recordMiss(context, before);
  await book(context, event, {
    kind: "REFUNDED",
    request: id,
    // In the epoch that is current: a refund does not advance it, nor the prover's last activity.
    ...(before.winner !== null && {
      prover: before.winner,
      proverHolds: freed,
      proverStats: { requestsRefunded: 1 },
    }),
    program: before.vk,
    requester: before.requester,
    account: before.requester,
    amount,
    counts: {
      refunded: 1,
      missed,
      refundedNoBids: reason === "NO_BIDS" ? 1 : 0,
      refundedNoReveals: reason === "NO_REVEALS" ? 1 : 0,
      refunds: amount,
    },
    network: { openRequests: -1, escrow: -before.maxFee, assignedStake: freed.assignedStake },
    requesterHolds: { openRequests: -1, escrow: -before.maxFee },
  });
});

// What was asked. What was taken, the controller's ProverSlashed told just before, if it took anything.
ponder.on("Market:ProverSlashed", async ({ event, context }) => {
  const { reqid: id, prover: slashed, slashAmount: asked } = event.args;
  const columns = eventColumns(event);
  const taken = await slashOf(context, event, { prover: slashed, requestId: id, asked });
  const { vk, requester: from } = await context.db.update(request, { id }).set({
    status: "SLASHED",
    slashedAt: columns.timestamp,
    slashedTransaction: columns.transaction,
    slashAsked: asked,
    slashTaken: taken,
    settledId: columns.id,
  });
  await book(context, event, {
    kind: "SLASH_ASKED",
    request: id,
    prover: slashed,
    program: vk,
    requester: from,
    account: from,
    amount: asked,
    counts: { slashed: 1, slashAsked: asked, slashTaken: taken },
  });
});

type Reward = { prover: Address; amount: bigint; requestId: Hex };

/** How the controller split the reward of a proof: the market's RewardsAdded just before. A reward of zero is not added at all. */
async function rewardOf(
  context: Context,
  event: Event<"Market:ProofSubmitted">,
  { prover, amount, requestId }: Reward,
): Promise<{ commission: bigint; toStakers: bigint }> {
  if (amount === 0n) return { commission: 0n, toStakers: 0n };
  const added = await recall(context);
  const commission = added.rewardCommission ?? 0n;
  const toStakers = added.rewardToStakers ?? 0n;
  if (
    added.rewardId == null ||
    added.rewardTransaction !== event.transaction.hash ||
    added.rewardProver !== prover ||
    commission + toStakers !== amount
  ) {
    throw new Error(`Invariant: no reward of ${amount} was added for ${requestId}`);
  }
  await context.db.update(reward, { id: added.rewardId }).set({ requestId });
  return { commission, toStakers };
}

type Slash = { prover: Address; requestId: Hex; asked: bigint };

/** [wei] What the controller took for a slash: its ProverSlashed, the log before, absent when nothing was asked or left. Any other one was not for the market. */
async function slashOf(
  context: Context,
  event: Event<"Market:ProverSlashed">,
  { prover, requestId, asked }: Slash,
): Promise<bigint> {
  const { slashingId, slashingProver, slashingAmount, slashingTransaction } = await recall(context);
  const columns = eventColumns(event);
  if (
    asked > 0n &&
    slashingId === columns.id - 1n &&
    slashingProver === prover &&
    slashingTransaction === columns.transaction
  ) {
    await context.db.update(slashing, { id: slashingId }).set({ requestId, asked });
    return slashingAmount ?? 0n;
  }
  const { slashingScale } = await readProver(context, prover);
  await context.db.insert(slashing).values({
    ...columns,
    prover,
    requestId,
    asked,
    amount: 0n,
    fromVault: 0n,
    fromUnstaking: 0n,
    bps: 0n,
    scaleBefore: slashingScale,
    scaleAfter: slashingScale,
  });
  return 0n;
}
