/** BrevisMarket: the schedule of its statistics epochs, and the protocol fees it holds. */
import { ponder } from "ponder:registry";
import { network, protocolFeeWithdrawal, statsEpoch } from "ponder:schema";
import { book, eventColumns } from "../store/ledger.ts";
import { readNetwork } from "../store/network.ts";

// Epoch 0 has no event: the set-up writes it.
ponder.on("Market:StatsEpochScheduled", async ({ event, context }) => {
  const { startAt } = event.args;
  const { db } = context;
  const { statsEpochCount: epoch } = await readNetwork(context);
  await db.update(statsEpoch, { epoch: epoch - 1 }).set({ endAt: startAt });
  const is = { startAt, endAt: null, scheduled: true };
  await db
    .insert(statsEpoch)
    .values({ epoch, ...is })
    .onConflictDoUpdate(is);
  await book(context, event, { kind: "STATS_EPOCH_SCHEDULED", network: { statsEpochCount: 1 } });
});

ponder.on("Market:StatsEpochPopped", async ({ event, context }) => {
  const { db } = context;
  const { statsEpochCount } = await readNetwork(context);
  await db.update(statsEpoch, { epoch: statsEpochCount - 1 }).set({ scheduled: false });
  await db.update(statsEpoch, { epoch: statsEpochCount - 2 }).set({ endAt: null });
  await book(context, event, { kind: "STATS_EPOCH_POPPED", network: { statsEpochCount: -1 } });
});

// Emitted at the first market call at or after the start, before the call's own event.
ponder.on("Market:StatsReset", async ({ event, context }) => {
  await context.db.update(network, { id: 0 }).set({ statsEpochId: Number(event.args.newEpochId) });
  await book(context, event, { kind: "STATS_EPOCH_STARTED" });
});

ponder.on("Market:ProtocolFeeWithdrawn", async ({ event, context }) => {
  const { to, amount } = event.args;
  await context.db.insert(protocolFeeWithdrawal).values({ ...eventColumns(event), to, amount });
  await book(context, event, {
    kind: "PROTOCOL_FEE_WITHDRAWN",
    account: to,
    amount,
    network: { protocolFeeBalance: -amount, protocolFeesWithdrawn: amount },
  });
});
