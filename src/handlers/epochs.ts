/**
 * EpochRewards: the schedule of reward epochs and what each sets aside for each prover.
 * The payout is the controller's RewardsAdded.
 */
import { ponder } from "ponder:registry";
import { network, rewardAllocation, rewardEpoch, rewardEpochConfig } from "ponder:schema";
import { BaseError, zeroAddress } from "viem";
import { book } from "../store/ledger.ts";
import { readNetwork } from "../store/network.ts";
import { recordFirstValues, recordParameter } from "../store/parameters.ts";

// What it begins with, no event tells.
ponder.on("EpochRewards:setup", async ({ context }) => {
  const { client } = context;
  const { abi, address, startBlock } = context.contracts.EpochRewards;
  if (address === zeroAddress) return;
  const of = { abi, address, retryEmptyResponse: false } as const;
  try {
    const brevisProof = await client.readContract({ ...of, functionName: "brevisProof" });
    const vkHash = await client.readContract({ ...of, functionName: "vkHash" });
    const block = await client.getBlock({ blockNumber: BigInt(startBlock) });
    await recordFirstValues(context, block, "EPOCH_REWARDS", {
      // In lower case, as events tell it.
      brevisProof: brevisProof.toLowerCase(),
      vkHash,
    });
  } catch (error) {
    // It may come later than the start block: its address and its block are published by nobody.
    if (!isNotThere(error)) throw error;
  }
});

ponder.on("EpochRewards:EpochConfigSet", async ({ event, context }) => {
  const { fromEpoch, ...config } = event.args;
  const { rewardEpochConfigCount: number } = await readNetwork(context);
  const row = { ...config, fromEpoch: BigInt(fromEpoch), scheduled: true };
  await context.db
    .insert(rewardEpochConfig)
    .values({ number, ...row })
    .onConflictDoUpdate(row);
  await book(context, event, {
    kind: "REWARD_EPOCH_CONFIGURED",
    amount: config.maxEpochReward,
    network: { rewardEpochConfigCount: 1 },
  });
});

ponder.on("EpochRewards:EpochConfigPopped", async ({ event, context }) => {
  const { rewardEpochConfigCount } = await readNetwork(context);
  await context.db
    .update(rewardEpochConfig, { number: rewardEpochConfigCount - 1 })
    .set({ scheduled: false });
  await book(context, event, {
    kind: "REWARD_EPOCH_CONFIGURED",
    network: { rewardEpochConfigCount: -1 },
  });
});

ponder.on("EpochRewards:RewardsSet", async ({ event, context }) => {
  const { prover, amount } = event.args;
  const epoch = BigInt(event.args.epoch);
  const setAt = Number(event.block.timestamp);
  const { db } = context;
  const before = await db.find(rewardAllocation, { epoch, prover });
  await db
    .insert(rewardAllocation)
    .values({ epoch, prover, amount, setAt })
    .onConflictDoUpdate({ amount, setAt });
  // The epoch's total comes with EpochRewardsSet, after its last prover.
  await db
    .insert(rewardEpoch)
    .values({ epoch, provers: 1, lastProver: prover, setAt })
    .onConflictDoUpdate((now) => ({
      provers: now.provers + (before === null ? 1 : 0),
      lastProver: prover,
      setAt,
    }));
  await db.update(network, { id: 0 }).set({ lastRewardEpoch: epoch });
  await book(context, event, { kind: "REWARD_ALLOCATED", prover, amount });
});

ponder.on("EpochRewards:EpochRewardsSet", async ({ event, context }) => {
  const { newAmount, cumulativeAmount } = event.args;
  const epoch = BigInt(event.args.epoch);
  const setAt = Number(event.block.timestamp);
  await context.db
    .insert(rewardEpoch)
    .values({ epoch, total: cumulativeAmount, setAt })
    .onConflictDoUpdate({ total: cumulativeAmount, setAt });
  await context.db.update(network, { id: 0 }).set({ lastRewardEpoch: epoch });
  await book(context, event, { kind: "REWARD_EPOCH_SET", amount: newAmount });
});

ponder.on("EpochRewards:RewardsWithdrawn", async ({ event, context }) => {
  const { to: account, amount } = event.args;
  await book(context, event, { kind: "REWARDS_WITHDRAWN", account, amount });
});

ponder.on("EpochRewards:BrevisProofUpdated", async ({ event, context }) => {
  const { oldProof: oldValue, newProof: newValue } = event.args;
  await recordParameter(context, event, {
    contract: "EPOCH_REWARDS",
    name: "brevisProof",
    oldValue,
    newValue,
  });
});

ponder.on("EpochRewards:VkHashUpdated", async ({ event, context }) => {
  const { oldVkHash: oldValue, newVkHash: newValue } = event.args;
  await recordParameter(context, event, {
    contract: "EPOCH_REWARDS",
    name: "vkHash",
    oldValue,
    newValue,
  });
});

/** Whether a call failed because there is no code at the address. */
const isNotThere = (error: unknown) =>
  error instanceof BaseError &&
  error.walk((cause) => (cause as Error).name === "ContractFunctionZeroDataError") !== null;
