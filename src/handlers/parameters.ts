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
  const { Market, Staking, Token, EpochRewards, SampledToken, InputData } = contracts;
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
      keepsInputs: InputData.address !== zeroAddress,
      ...values,
    })
    .onConflictDoUpdate(values);
}

/** Parameters whose event tells two values: the old one, then the new one. */
const updates = [
  ["MARKET", "biddingPhaseDuration", "Market:BiddingPhaseDurationUpdated"],
  ["MARKET", "revealPhaseDuration", "Market:RevealPhaseDurationUpdated"],
  ["MARKET", "minMaxFee", "Market:MinMaxFeeUpdated"],
  ["MARKET", "maxMaxFee", "Market:MaxMaxFeeUpdated"],
  ["MARKET", "slashBps", "Market:SlashBpsUpdated"],
  ["MARKET", "slashWindow", "Market:SlashWindowUpdated"],
  ["MARKET", "protocolFeeBps", "Market:ProtocolFeeBpsUpdated"],
  ["MARKET", "overcommitBps", "Market:OvercommitBpsUpdated"],
  ["STAKING", "unstakeDelay", "Staking:UnstakeDelayUpdated"],
  ["STAKING", "minSelfStake", "Staking:MinSelfStakeUpdated"],
  ["STAKING", "maxSlashBps", "Staking:MaxSlashBpsUpdated"],
] as const;

for (const [contract, name, update] of updates)
  ponder.on(update, async ({ event, context }) => {
    const [oldValue, newValue] = Object.values(event.args) as [bigint, bigint];
    await changeParameter(context, event, { contract, name, oldValue, newValue });
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
