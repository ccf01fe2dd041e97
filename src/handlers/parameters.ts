/** Governed parameters of the market and the controller, and the values they begin with, which no event tells. */
import { type Context, ponder } from "ponder:registry";
import { network, statsEpoch, verifier, verifierChange } from "ponder:schema";
import { zeroAddress } from "viem";
import { book, eventColumns } from "../store/ledger.ts";
import { readNetwork } from "../store/network.ts";
import { changeParameter, recordFirstValues, recordParameter } from "../store/parameters.ts";

/** No code at the first block: say so at once rather than try again for a minute. */
const once = { retryEmptyResponse: false } as const;

ponder.on("Market:setup", async ({ context }) => {
  const { client, db } = context;
  const { abi, address, startBlock } = context.contracts.Market;
  const of = { abi, address, ...once };
  const parameters = {
    biddingPhaseDuration: await client.readContract({
      ...of,
      functionName: "biddingPhaseDuration",
    }),
    revealPhaseDuration: await client.readContract({ ...of, functionName: "revealPhaseDuration" }),
    minMaxFee: await client.readContract({ ...of, functionName: "minMaxFee" }),
    maxMaxFee: await client.readContract({ ...of, functionName: "maxMaxFee" }),
    slashBps: await client.readContract({ ...of, functionName: "slashBps" }),
    slashWindow: await client.readContract({ ...of, functionName: "slashWindow" }),
    protocolFeeBps: await client.readContract({ ...of, functionName: "protocolFeeBps" }),
    overcommitBps: await client.readContract({ ...of, functionName: "overcommitBps" }),
  };
  const [startAt] = await client.readContract({ ...of, functionName: "statsEpochs", args: [0n] });
  const first = await client.readContract({ ...of, functionName: "picoVerifiers", args: [0] });
  const block = await client.getBlock({ blockNumber: BigInt(startBlock) });
  await writeNetwork(context, { ...parameters, statsEpochCount: 1 });
  await db.insert(statsEpoch).values({ epoch: 0, startAt });
  const since = Number(block.timestamp);
  await db
    .insert(verifier)
    .values({ version: 0n, address: first === zeroAddress ? null : first, since });
  await recordFirstValues(context, block, "MARKET", parameters);
});

ponder.on("Staking:setup", async ({ context }) => {
  const { client } = context;
  const { abi, address, startBlock } = context.contracts.Staking;
  const of = { abi, address, ...once };
  const parameters = {
    unstakeDelay: await client.readContract({ ...of, functionName: "unstakeDelay" }),
    minSelfStake: await client.readContract({ ...of, functionName: "minSelfStake" }),
    maxSlashBps: await client.readContract({ ...of, functionName: "maxSlashBps" }),
    requireAuthorization: await client.readContract({
      ...of,
      functionName: "requireAuthorization",
    }),
  };
  const block = await client.getBlock({ blockNumber: BigInt(startBlock) });
  await writeNetwork(context, parameters);
  await recordFirstValues(context, block, "STAKING", parameters);
});

/** Either set-up may be the first to write the network's row. */
async function writeNetwork(
  { db, chain, contracts }: Context,
  values: Partial<typeof network.$inferInsert>,
) {
  const { Market, Staking, Token, EpochRewards, SampledToken } = contracts;
  await db
    .insert(network)
    .values({
      id: 0,
      chainId: chain.id,
      market: Market.address,
      staking: Staking.address,
      token: Token.address,
      epochRewardsContract: EpochRewards.address === zeroAddress ? null : EpochRewards.address,
      allTransfers: SampledToken.address === zeroAddress,
      ...values,
    })
    .onConflictDoUpdate(values);
}

ponder.on("Market:BiddingPhaseDurationUpdated", async ({ event, context }) => {
  const { oldDuration: oldValue, newDuration: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "biddingPhaseDuration",
    oldValue,
    newValue,
  });
});

ponder.on("Market:RevealPhaseDurationUpdated", async ({ event, context }) => {
  const { oldDuration: oldValue, newDuration: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "revealPhaseDuration",
    oldValue,
    newValue,
  });
});

ponder.on("Market:MinMaxFeeUpdated", async ({ event, context }) => {
  const { oldFee: oldValue, newFee: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "minMaxFee",
    oldValue,
    newValue,
  });
});

ponder.on("Market:MaxMaxFeeUpdated", async ({ event, context }) => {
  const { oldFee: oldValue, newFee: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "maxMaxFee",
    oldValue,
    newValue,
  });
});

ponder.on("Market:SlashBpsUpdated", async ({ event, context }) => {
  const { oldBps: oldValue, newBps: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "slashBps",
    oldValue,
    newValue,
  });
});

ponder.on("Market:SlashWindowUpdated", async ({ event, context }) => {
  const { oldWindow: oldValue, newWindow: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "slashWindow",
    oldValue,
    newValue,
  });
});

ponder.on("Market:ProtocolFeeBpsUpdated", async ({ event, context }) => {
  const { oldBps: oldValue, newBps: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "protocolFeeBps",
    oldValue,
    newValue,
  });
});

ponder.on("Market:OvercommitBpsUpdated", async ({ event, context }) => {
  const { oldBps: oldValue, newBps: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "MARKET",
    name: "overcommitBps",
    oldValue,
    newValue,
  });
});

// In the ABI, and emitted by no contract so far: the token indexed is the one configured.
ponder.on("Market:FeeTokenUpdated", async ({ event, context }) => {
  const { oldToken: oldValue, newToken: newValue } = event.args;
  await recordParameter(context, event, {
    contract: "MARKET",
    name: "feeToken",
    oldValue,
    newValue,
  });
});

ponder.on("Staking:UnstakeDelayUpdated", async ({ event, context }) => {
  const { oldDelay: oldValue, newDelay: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "STAKING",
    name: "unstakeDelay",
    oldValue,
    newValue,
  });
});

ponder.on("Staking:MinSelfStakeUpdated", async ({ event, context }) => {
  const { oldMin: oldValue, newMin: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "STAKING",
    name: "minSelfStake",
    oldValue,
    newValue,
  });
});

ponder.on("Staking:MaxSlashBpsUpdated", async ({ event, context }) => {
  const { oldBps: oldValue, newBps: newValue } = event.args;
  await changeParameter(context, event, {
    contract: "STAKING",
    name: "maxSlashBps",
    oldValue,
    newValue,
  });
});

ponder.on("Staking:RequireAuthorizationUpdated", async ({ event, context }) => {
  const { required: newValue } = event.args;
  // Not the opposite of the new one: the setter may repeat what already holds.
  const { requireAuthorization: oldValue } = await readNetwork(context);
  await changeParameter(context, event, {
    contract: "STAKING",
    name: "requireAuthorization",
    oldValue,
    newValue,
  });
});

ponder.on("Market:PicoVerifierUpdated", async ({ event, context }) => {
  const version = BigInt(event.args.version);
  const [oldVerifier, newVerifier] = [event.args.oldVerifier, event.args.newVerifier].map(
    (address) => (address === zeroAddress ? null : address),
  );
  const is = { address: newVerifier ?? null, since: Number(event.block.timestamp) };
  await context.db
    .insert(verifier)
    .values({ version, ...is })
    .onConflictDoUpdate(is);
  await context.db.insert(verifierChange).values({
    ...eventColumns(event),
    version,
    oldVerifier: oldVerifier ?? null,
    newVerifier: newVerifier ?? null,
  });
  await book(context, event, { kind: "VERIFIER_UPDATED", account: newVerifier ?? null });
});
