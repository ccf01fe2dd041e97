import { zeroAddress } from "viem";
import { describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { createMarket } from "../support/market.ts";
import { addressOf, alice, BREV, bob, carol, dave, owner, wordOf } from "../support/people.ts";

async function deployed(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  const network = () => made.rows(schema.network)[0];
  return { ...made, network };
}

describe("the set-up", () => {
  test("reads the parameters that no event tells, and the first verifier and statistics epoch", async () => {
    const { network, rows, addresses } = await deployed();
    expect(network()).toMatchObject({
      ...{ id: 0, chainId: 31_337, market: addresses.market, staking: addresses.staking },
      ...{ token: addresses.token, epochRewardsContract: addresses.rewards, allTransfers: true },
      ...{ biddingPhaseDuration: 300n, revealPhaseDuration: 600n, minMaxFee: 0n, maxMaxFee: 0n },
      ...{ slashBps: 1_000n, slashWindow: 86_400n, protocolFeeBps: 1_000n, overcommitBps: 500n },
      ...{ unstakeDelay: 604_800n, minSelfStake: 1_000n * BREV, maxSlashBps: 5_000n },
      ...{ requireAuthorization: false, statsEpochCount: 1, statsEpochId: 0 },
    });
    expect(rows(schema.statsEpoch)).toMatchObject([
      { epoch: 0, startAt: 1_760_000_000n, endAt: null },
    ]);
    expect(rows(schema.verifier)).toMatchObject([{ version: 0n, address: addressOf("9e41f") }]);
  });

  test("opens the history of every parameter, behind every log of the block", async () => {
    const { rows } = await deployed();
    const first = rows(schema.parameterChange);
    expect(first).toHaveLength(14);
    expect(new Set(first.map(({ id }) => id))).toHaveProperty("size", 14);
    for (const { id, oldValue, account } of first) {
      expect(Number(id % 1_000_000n)).toBeGreaterThanOrEqual(999_900);
      expect([oldValue, account]).toEqual([null, null]);
    }
    expect(first[0]).toMatchObject({
      contract: "MARKET",
      name: "biddingPhaseDuration",
      newValue: "300",
    });
  });

  test("comes before any event: without it there is no network", async () => {
    const { indexer } = await deployed();
    const empty = new Map([...indexer.snapshot().keys()].map((table) => [table, new Map()]));
    indexer.restore(empty);
    const paid = indexer.emit("Market:ProtocolFeeWithdrawn", { to: dave, amount: 1n });
    await expect(paid).rejects.toThrow();
  });
});

describe("a parameter", () => {
  const MAX = 2n ** 256n - 1n;

  test.each([
    ["biddingPhaseDuration", 2n ** 64n - 1n],
    ["revealPhaseDuration", 2n ** 64n - 1n],
    ["minMaxFee", MAX],
    ["maxMaxFee", MAX],
    ["slashBps", 10_000n],
    ["slashWindow", MAX],
    ["protocolFeeBps", 10_000n],
    ["overcommitBps", 10_000n],
  ] as const)("of the market, %s, may be as large as %s", async (parameter, to) => {
    const { market, network, rows } = await deployed();
    const before = String(network()[parameter]);
    await market.set(owner, { parameter, to });
    expect(network()[parameter]).toBe(to);
    expect(rows(schema.parameterChange).at(-1)).toMatchObject({
      ...{ contract: "MARKET", name: parameter, account: owner },
      ...{ oldValue: before, newValue: String(to) },
    });
  });

  test("of the controller changes with its history", async () => {
    const { staking, network, rows } = await deployed();
    await staking.setUnstakeDelay(owner, { to: MAX });
    await staking.setMinSelfStake(owner, { to: MAX });
    await staking.setMaxSlashBps(owner, { to: 1n });
    expect(network()).toMatchObject({ unstakeDelay: MAX, minSelfStake: MAX, maxSlashBps: 1n });
    const changes = rows(schema.parameterChange).slice(-3);
    expect(changes.map(({ name, oldValue }) => [name, oldValue])).toEqual([
      ["unstakeDelay", "604800"],
      ["minSelfStake", "1000000000000000000000"],
      ["maxSlashBps", "5000"],
    ]);
    expect(changes[0]).toMatchObject({ contract: "STAKING", newValue: String(MAX) });
  });

  // The old value was taken for the opposite of the new one.
  test("set again to what it is has the same value before and after", async () => {
    const { staking, network, rows } = await deployed();
    for (const to of [true, true, false]) await staking.setRequireAuthorization(owner, { to });
    expect(network().requireAuthorization).toBe(false);
    const changes = rows(schema.parameterChange).slice(-3);
    expect(changes.map(({ oldValue, newValue }) => [oldValue, newValue])).toEqual([
      ["false", "true"],
      ["true", "true"],
      ["true", "false"],
    ]);
  });

  test("that no contract changes so far, the fee token, has a history only", async () => {
    const { indexer, rows, network, addresses } = await deployed();
    const [oldToken, newToken] = [addresses.token, addressOf("7")];
    await indexer.emit("Market:FeeTokenUpdated", { oldToken, newToken });
    expect(rows(schema.parameterChange).at(-1)).toMatchObject({
      name: "feeToken",
      newValue: newToken,
    });
    expect(network().token).toBe(addresses.token);
  });
});

test("verifiers are registered, replaced and removed, up to the largest version", async () => {
  const { market, rows, state } = await deployed();
  const [old, next] = [addressOf("9e41f"), addressOf("9e420")];
  await market.setPicoVerifier(owner, { version: 0, from: old, to: next });
  await market.setPicoVerifier(owner, { version: 2 ** 32 - 1, from: zeroAddress, to: old });
  await market.setPicoVerifier(owner, { version: 0, from: next, to: zeroAddress });
  expect(rows(schema.verifier)).toMatchObject([
    { version: 0n, address: null, since: state().now },
    { version: 4_294_967_295n, address: old },
  ]);
  expect(
    rows(schema.verifierChange).map(({ oldVerifier, newVerifier }) => [oldVerifier, newVerifier]),
  ).toEqual([
    [old, next],
    [null, old],
    [next, null],
  ]);
});

describe("a statistics epoch", () => {
  const withAuctions = async () => {
    const made = await deployed();
    await made.staking.initializeProver(alice);
    await made.staking.initializeProver(bob);
    const proven = async (fee: bigint) => {
      const reqid = await made.market.requestProof(carol, { maxFee: 1_000n });
      await made.auction(reqid, [[alice, fee]]);
      await made.market.submitProof(alice, { reqid });
    };
    const epochs = () => made.rows(schema.statsEpoch);
    const statsOf = (epoch: number) =>
      made.rows(schema.proverStatsEpoch).find((row) => row.prover === alice && row.epoch === epoch);
    const next = async () => {
      await made.market.scheduleStatsEpoch(owner, { startAt: BigInt(made.state().now + 100) });
      made.wait(200);
    };
    return { ...made, proven, epochs, statsOf, next };
  };

  test("ends where the next begins, and is open again when that is removed", async () => {
    const { market, epochs, network } = await withAuctions();
    const startAt = 2n ** 64n - 1n;
    await market.scheduleStatsEpoch(owner, { startAt });
    expect(epochs()).toMatchObject([
      { endAt: startAt },
      { epoch: 1, startAt, endAt: null, scheduled: true },
    ]);
    await market.popStatsEpoch(owner);
    expect(epochs()).toMatchObject([{ endAt: null }, { scheduled: false }]);
    expect(network()).toMatchObject({ statsEpochCount: 1, statsEpochId: 0 });
    await market.scheduleStatsEpoch(owner, { startAt: startAt - 1n });
    expect(epochs()[1]).toMatchObject({ startAt: startAt - 1n, scheduled: true });
  });

  test("begins with the first call after its start, not before", async () => {
    const { market, next, network, wait } = await withAuctions();
    const reqid = await market.requestProof(carol);
    await next();
    wait(300);
    await market.refund(dave, { reqid });
    expect(network().statsEpochId).toBe(0);
    await market.requestProof(carol);
    expect(network().statsEpochId).toBe(1);
  });

  test("continues from the one before, and restarts after one in which nothing happened", async () => {
    const { proven, next, statsOf, epochs } = await withAuctions();
    await proven(100n);
    await next();
    await proven(200n);
    // 90 and 180 after the protocol fee.
    expect(statsOf(1)).toMatchObject({
      bids: 2,
      reveals: 2,
      requestsFulfilled: 2,
      feeReceived: 270n,
    });
    expect(epochs()[1]).toMatchObject({ totalRequests: 2, totalFulfilled: 2, totalFees: 270n });
    expect(epochs()[1]).toMatchObject({ requests: 1, fulfilled: 1, fees: 180n });
    await next();
    await next();
    await proven(300n);
    expect(statsOf(2)).toBeUndefined();
    expect(statsOf(3)).toMatchObject({ bids: 1, requestsFulfilled: 1, feeReceived: 270n });
    expect(epochs()[3]).toMatchObject({
      totalRequests: 1,
      totalFees: 270n,
      requests: 1,
      fees: 270n,
    });
  });

  test("books a miss without activity, so that it is not carried on", async () => {
    const { market, auction, next, statsOf, wait } = await withAuctions();
    const reqid = await market.requestProof(carol, { deadline: 1_760_100_000n });
    await auction(reqid, [[alice, 5n]]);
    await next();
    await market.requestProof(carol);
    await next();
    await market.requestProof(carol);
    wait(100_000);
    await market.refund(dave, { reqid });
    expect(statsOf(2)).toMatchObject({ requestsRefunded: 1, lastActiveAt: 0, bids: 0 });
    await next();
    const later = await market.requestProof(carol);
    await market.bid(alice, { reqid: later, fee: 1n });
    expect(statsOf(3)).toMatchObject({ requestsRefunded: 0, bids: 1 });
  });
});

describe.each(["Market", "Staking", "EpochRewards"] as const)(
  "the access control of %s",
  (name) => {
    const prepared = async () => {
      const made = await deployed();
      const emit = (event: string, args: object) => made.indexer.emit(`${name}:${event}`, args);
      const contract = () => made.rows(schema.contract)[0];
      return { ...made, emit, contract };
    };

    test("knows its owner and who is to be next", async () => {
      const { emit, contract } = await prepared();
      await emit("OwnershipTransferred", { previousOwner: zeroAddress, newOwner: owner });
      await emit("OwnershipTransferStarted", { previousOwner: owner, newOwner: alice });
      expect(contract()).toMatchObject({ owner, pendingOwner: alice, paused: false });
      await emit("OwnershipTransferCanceled", { previousOwner: owner, pendingOwner: alice });
      expect(contract()).toMatchObject({ owner, pendingOwner: null });
      await emit("OwnershipTransferStarted", { previousOwner: owner, newOwner: zeroAddress });
      expect(contract()).toMatchObject({ pendingOwner: null });
      await emit("OwnershipTransferred", { previousOwner: owner, newOwner: bob });
      expect(contract()).toMatchObject({ owner: bob, pendingOwner: null });
    });

    test("knows whether it is paused, and since when", async () => {
      const { emit, contract } = await prepared();
      const { block } = await emit("Paused", { account: owner });
      expect(contract()).toMatchObject({ paused: true, pausedChangedAt: Number(block.timestamp) });
      await emit("Unpaused", { account: owner });
      expect(contract()).toMatchObject({ paused: false });
    });

    test("knows who holds which role, who ever did, and who grants it", async () => {
      const { emit, rows } = await prepared();
      const role = wordOf("7");
      await emit("RoleGranted", { role, account: alice });
      await emit("RoleGranted", { role, account: bob });
      await emit("RoleRevoked", { role, account: alice });
      await emit("RoleAdminChanged", { role, previousAdmin: zeroAddress, newAdmin: dave });
      expect(rows(schema.roleMember).map(({ account, granted }) => [account, granted])).toEqual([
        [alice, false],
        [bob, true],
      ]);
      expect(rows(schema.roleChange).map(({ granted }) => granted)).toEqual([true, true, false]);
      expect(rows(schema.roleAdmin)).toMatchObject([{ role, admin: dave }]);
      await emit("RoleAdminChanged", { role, previousAdmin: dave, newAdmin: zeroAddress });
      expect(rows(schema.roleAdmin)).toMatchObject([{ role, admin: null }]);
    });
  },
);

test("what happens in one hour and on one day is counted there, and what is there at its end", async () => {
  const { staking, token, wait, rows, state } = await deployed();
  await staking.initializeProver(alice);
  await staking.stake(bob, { prover: alice, amount: 5n * BREV });
  const first = Math.floor(state().now / 3_600);
  wait(86_400);
  await token.transfer(dave, { to: rows(schema.prover)[0].vault, value: 3n });
  expect(rows(schema.marketHour)).toMatchObject([
    { hour: first, staked: 1_005n * BREV, donated: 0n, assets: 1_005n * BREV, provers: 1 },
    { hour: first + 24, staked: 0n, donated: 3n, assets: 1_005n * BREV + 3n, provers: 1 },
  ]);
  expect(rows(schema.proverDay)).toMatchObject([
    { staked: 1_005n * BREV, assets: 1_005n * BREV, shares: 1_005n * BREV },
    { staked: 0n, donated: 3n, assets: 1_005n * BREV + 3n, shares: 1_005n * BREV },
  ]);
  expect(rows(schema.vaultCheckpoint)).toMatchObject([
    { hour: first, assets: 1_005n * BREV },
    { hour: first + 24, assets: 1_005n * BREV + 3n },
  ]);
});
