import { type Address, encodeFunctionData, parseAbi } from "viem";
import { describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { createMarket } from "../support/market.ts";
import {
  addressOf,
  alice,
  BREV,
  bob,
  dave,
  owner,
  relay,
  vaultOf,
  wordOf,
} from "../support/people.ts";

async function withProvers(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  await made.staking.initializeProver(alice, { commission: 1_000n });
  await made.staking.initializeProver(bob);
  await made.token.transfer(owner, { to: made.addresses.rewards, value: 1_000n });
  const prover = (address: string) =>
    made.rows(schema.prover).find((row) => row.address === address);
  const network = () => made.rows(schema.network)[0];
  return { ...made, prover, network };
}

describe("a reward", () => {
  test("of anybody is split by the default commission", async () => {
    const { staking, rows, prover, network } = await withProvers();
    await staking.addRewards(dave, { prover: alice, amount: 99n });
    expect(rows(schema.reward)).toMatchObject([
      {
        kind: "OTHER",
        source: dave,
        amount: 99n,
        commission: 9n,
        toStakers: 90n,
        requestId: null,
        epoch: null,
      },
    ]);
    expect(prover(alice)).toMatchObject({
      otherRewards: 99n,
      marketRewards: 0n,
      pendingCommission: 9n,
    });
    expect(prover(alice)).toMatchObject({ rewardCommission: 9n, rewardToStakers: 90n });
    expect(network()).toMatchObject({ otherRewards: 99n, pendingCommission: 9n });
    expect(rows(schema.vaultChange).at(-1)).toMatchObject({
      kind: "OTHER_REWARD",
      assets: 90n,
      shares: 0n,
    });
  });

  test("of nothing is a reward that changes no vault", async () => {
    const { staking, rows } = await withProvers();
    const before = rows(schema.vaultChange).length;
    await staking.addRewards(dave, { prover: alice, amount: 0n });
    expect(rows(schema.reward)).toMatchObject([{ amount: 0n }]);
    expect(rows(schema.vaultChange)).toHaveLength(before);
  });

  test("to several at once is one for each", async () => {
    const { staking, rows } = await withProvers();
    await staking.addManyRewards(dave, {
      rewards: [
        { prover: alice, amount: 10n },
        { prover: bob, amount: 20n },
      ],
    });
    expect(rows(schema.reward).map(({ prover, amount }) => [prover, amount])).toEqual([
      [alice, 10n],
      [bob, 20n],
    ]);
  });
});

describe("a commission rate", () => {
  test("for a source holds until it is removed, and then the default applies", async () => {
    const { staking, rows, prover, state } = await withProvers();
    await staking.setCommissionRate(alice, { source: dave, rate: 5_000n });
    await staking.addRewards(dave, { prover: alice, amount: 100n });
    await staking.resetCommissionRate(alice, { source: dave });
    await staking.addRewards(dave, { prover: alice, amount: 100n });
    expect(rows(schema.reward).map(({ commission }) => commission)).toEqual([50n, 10n]);
    const own = rows(schema.commissionRate).find((row) => row.source === dave);
    expect(own).toMatchObject({ rate: null, since: state().now - 12 });
    expect(prover(alice)?.defaultCommissionRate).toBe(1_000n);
    const changes = rows(schema.commissionChange).filter(({ source }) => source === dave);
    expect(changes.map(({ oldRate, newRate }) => [oldRate, newRate])).toEqual([
      [null, 5_000n],
      [5_000n, null],
    ]);
  });

  test("of zero is a rate, not none", async () => {
    const { staking, rows } = await withProvers();
    await staking.setCommissionRate(alice, { source: dave, rate: 0n });
    await staking.setCommissionRate(alice, { source: dave, rate: 1n });
    const changes = rows(schema.commissionChange).filter(({ source }) => source === dave);
    expect(changes.map(({ oldRate }) => oldRate)).toEqual([null, 0n]);
  });

  test("for the zero address is the default", async () => {
    const { staking, prover } = await withProvers();
    await staking.setCommissionRate(alice, { rate: 250n });
    expect(prover(alice)?.defaultCommissionRate).toBe(250n);
  });

  test("removed although never set leaves none", async () => {
    const { staking, rows } = await withProvers();
    await staking.resetCommissionRate(alice, { source: dave });
    expect(rows(schema.commissionChange).at(-1)).toMatchObject({ oldRate: null, newRate: null });
  });
});

test("commission is claimed whole, and a claim of nothing says nothing", async () => {
  const { staking, rows, prover, network } = await withProvers();
  await staking.addRewards(dave, { prover: alice, amount: 99n });
  await staking.claimCommission(alice);
  await staking.claimCommission(alice);
  expect(rows(schema.commissionClaim)).toMatchObject([{ prover: alice, amount: 9n }]);
  expect(prover(alice)).toMatchObject({ pendingCommission: 0n, commissionClaimed: 9n });
  expect(network()).toMatchObject({ pendingCommission: 0n, commissionClaimed: 9n });
});

describe("a reward epoch", () => {
  const abi = parseAbi(["function distributeRewards(uint32 epoch, address[] provers)"]);
  const naming = (epoch: number, ...provers: Address[]) => ({
    input: encodeFunctionData({ abi, args: [epoch, provers] }),
  });

  test("sets rewards aside in batches, and pays them out", async () => {
    const { rewards, rows, network, state } = await withProvers();
    await rewards.setRewards(owner, { epoch: 1, rewards: [{ prover: alice, amount: 40n }] });
    await rewards.setRewards(owner, { epoch: 1, rewards: [{ prover: bob, amount: 60n }] });
    expect(rows(schema.rewardEpoch)).toMatchObject([
      { epoch: 1n, total: 100n, distributed: 0n, provers: 2, proversPaid: 0, lastProver: bob },
    ]);
    const paid = { epoch: 1, provers: [alice, bob] };
    await rewards.distributeRewards(owner, paid, naming(1, alice, bob));
    expect(rows(schema.rewardEpoch)).toMatchObject([{ distributed: 100n, proversPaid: 2 }]);
    expect(rows(schema.rewardAllocation)).toMatchObject([
      { epoch: 1n, prover: alice, amount: 40n, distributedAt: state().now },
      { epoch: 1n, prover: bob, amount: 60n, distributedAt: state().now },
    ]);
    expect(rows(schema.reward)).toMatchObject([
      { kind: "EPOCH", epoch: 1n, prover: alice, commission: 4n },
      { kind: "EPOCH", epoch: 1n, prover: bob, commission: 0n },
    ]);
    expect(network()).toMatchObject({ lastRewardEpoch: 1n, epochRewards: 100n });
  });

  test("that the call names is paid, though an older one owes as much", async () => {
    const { rewards, rows } = await withProvers();
    for (const epoch of [1, 2, 3])
      await rewards.setRewards(owner, { epoch, rewards: [{ prover: alice, amount: 40n }] });
    await rewards.distributeRewards(owner, { epoch: 2, provers: [alice] }, naming(2, alice));
    expect(rows(schema.reward)).toMatchObject([{ epoch: 2n }]);
  });

  test("paid through another contract is the oldest that owes exactly this amount", async () => {
    const { rewards, rows } = await withProvers();
    for (const [epoch, amount] of [
      [1, 50n],
      [2, 40n],
      [3, 40n],
    ] as const)
      await rewards.setRewards(owner, { epoch, rewards: [{ prover: alice, amount }] });
    const hidden = { to: relay, sender: relay };
    await rewards.distributeRewards(owner, { epoch: 2, provers: [alice] }, hidden);
    await rewards.distributeRewards(owner, { epoch: 3, provers: [alice] }, hidden);
    await rewards.distributeRewards(owner, { epoch: 1, provers: [alice] }, hidden);
    expect(rows(schema.reward).map(({ epoch }) => epoch)).toEqual([2n, 3n, 1n]);
  });

  test("that is not known leaves the payout without an epoch", async () => {
    const { indexer, addresses, rows } = await withProvers();
    const split = { amount: 5n, commission: 0n, toStakers: 5n };
    await indexer.emit("Staking:RewardsAdded", {
      prover: bob,
      source: addresses.rewards,
      ...split,
    });
    expect(rows(schema.reward)).toMatchObject([{ kind: "EPOCH", epoch: null }]);
  });

  test("has a schedule, from whose end entries are removed", async () => {
    const { indexer, rows, network } = await withProvers();
    const entry = (fromEpoch: number, epochLength: bigint) => ({
      ...{ fromEpoch, fromTime: 1_760_000_000n, epochLength, maxEpochReward: 2n ** 256n - 1n },
    });
    await indexer.emit("EpochRewards:EpochConfigSet", entry(1, 86_400n));
    await indexer.emit("EpochRewards:EpochConfigSet", entry(2 ** 32 - 1, 1n));
    await indexer.emit("EpochRewards:EpochConfigPopped", entry(2 ** 32 - 1, 1n));
    expect(network().rewardEpochConfigCount).toBe(1);
    expect(rows(schema.rewardEpochConfig)).toMatchObject([
      { number: 0, fromEpoch: 1n, scheduled: true },
      { number: 1, fromEpoch: 4_294_967_295n, scheduled: false },
    ]);
    await indexer.emit("EpochRewards:EpochConfigSet", entry(9, 3_600n));
    expect(rows(schema.rewardEpochConfig).at(-1)).toMatchObject({
      number: 1,
      fromEpoch: 9n,
      scheduled: true,
    });
  });

  test("keeps the history of what its proofs are checked with", async () => {
    const { indexer, rows } = await withProvers();
    const [oldVkHash, newVkHash] = [wordOf("0"), wordOf("7")];
    await indexer.emit("EpochRewards:VkHashUpdated", { oldVkHash, newVkHash });
    const [oldProof, newProof] = [addressOf("1"), addressOf("2")];
    await indexer.emit("EpochRewards:BrevisProofUpdated", { oldProof, newProof });
    await indexer.emit("EpochRewards:RewardsWithdrawn", { to: dave, amount: 5n });
    expect(rows(schema.parameterChange).slice(-2)).toMatchObject([
      { contract: "EPOCH_REWARDS", name: "vkHash", oldValue: oldVkHash, newValue: newVkHash },
      { contract: "EPOCH_REWARDS", name: "brevisProof", oldValue: oldProof, newValue: newProof },
    ]);
    expect(rows(schema.activity).at(-1)).toMatchObject({
      kind: "REWARDS_WITHDRAWN",
      account: dave,
      amount: 5n,
    });
  });
});

describe("a donation", () => {
  test("raises what a vault holds, not its shares", async () => {
    const { token, rows, prover, network } = await withProvers();
    await token.transfer(dave, { to: vaultOf(alice), value: 8n });
    expect(rows(schema.donation)).toMatchObject([
      { prover: alice, from: dave, amount: 8n, sampled: false },
    ]);
    expect(prover(alice)).toMatchObject({
      assets: 1_000n * BREV + 8n,
      shares: 1_000n * BREV,
      donated: 8n,
    });
    expect(network()).toMatchObject({ donated: 8n, assets: 2_000n * BREV + 8n });
    expect(rows(schema.vaultChange).at(-1)).toMatchObject({
      kind: "DONATION",
      account: dave,
      assets: 8n,
    });
  });

  test("before the vault exists counts from its creation", async () => {
    const { token, staking, rows, prover } = await withProvers();
    await token.transfer(dave, { to: vaultOf(dave), value: 3n });
    await token.transfer(alice, { to: vaultOf(dave), value: 4n });
    expect(rows(schema.donation)).toEqual([]);
    await staking.initializeProver(dave);
    expect(rows(schema.donation)).toMatchObject([{ prover: dave, from: null, amount: 7n }]);
    expect(prover(dave)?.assets).toBe(1_000n * BREV + 7n);
  });

  test("of nothing is none", async () => {
    const { token, rows } = await withProvers();
    await token.transfer(dave, { to: vaultOf(alice), value: 0n });
    expect(rows(schema.donation)).toEqual([]);
  });

  test("is also what the treasury pays to a vault, or the owner in an emergency, or the market as its fee", async () => {
    const { staking, market, auction, rows, network } = await withProvers();
    await staking.slash(owner, { prover: bob, bps: 1_000n });
    await staking.withdrawTreasury(owner, { to: vaultOf(alice), amount: 30n });
    await staking.withdrawTreasury(owner, { to: dave, amount: 5n });
    await staking.pause(owner);
    await staking.emergencyRecover(owner, { to: vaultOf(alice), amount: 20n });
    await staking.unpause(owner);
    const reqid = await market.requestProof(dave, { maxFee: 100n });
    await auction(reqid, [[alice, 100n]]);
    await market.submitProof(alice, { reqid });
    await market.withdrawProtocolFee(owner, { to: vaultOf(alice) });
    const { staking: controller, market: of } = { ...network() };
    expect(rows(schema.donation)).toMatchObject([
      { prover: alice, from: controller, amount: 30n },
      { prover: alice, from: controller, amount: 20n },
      { prover: alice, from: of, amount: 10n },
    ]);
    const pool = 100n * BREV;
    expect(rows(schema.treasuryMovement)).toMatchObject([
      { kind: "SLASH", prover: bob, amount: pool, poolAfter: pool },
      { kind: "WITHDRAWAL", to: vaultOf(alice), amount: 30n, poolAfter: pool - 30n },
      { kind: "WITHDRAWAL", to: dave, amount: 5n, poolAfter: pool - 35n },
      { kind: "EMERGENCY", to: vaultOf(alice), amount: 20n, poolAfter: pool - 35n },
    ]);
    expect(network()).toMatchObject({ treasuryPool: pool - 35n, emergencyRecovered: 20n });
  });
});
