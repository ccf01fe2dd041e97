import { zeroAddress } from "viem";
import { describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { createMarket } from "../support/market.ts";
import { alice, BREV, bob, carol, dave, erin, owner, vaultOf } from "../support/people.ts";

const DAY = 86_400;

/** Alice is a prover with 1000 BREV of her own. */
async function withProver(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  await made.staking.initializeProver(alice, { commission: 500n });
  const prover = () => made.rows(schema.prover)[0];
  const network = () => made.rows(schema.network)[0];
  const stakeOf = (staker: string) => made.rows(schema.stake).find((row) => row.staker === staker);
  return { ...made, prover, network, stakeOf };
}

describe("a prover", () => {
  test("joins with a vault, a stake of its own and a default commission", async () => {
    const { rows, prover, network, state, stakeOf } = await withProver();
    expect(prover()).toMatchObject({
      ...{ address: alice, vault: vaultOf(alice), state: "ACTIVE", joinedAt: state().now },
      ...{ assets: 1_000n * BREV, shares: 1_000n * BREV, stakers: 1, slashingScale: 10_000n },
      ...{ defaultCommissionRate: 500n, name: "", retiredAt: null, lastActiveAt: null },
    });
    expect(network()).toMatchObject({ vaults: 1, provers: 1, activeProvers: 1, stakers: 1 });
    expect(stakeOf(alice)).toMatchObject({ shares: 1_000n * BREV, costBasis: 1_000n * BREV });
    expect(rows(schema.vaultNumber)).toMatchObject([
      { number: 0, vault: vaultOf(alice), prover: alice },
    ]);
    expect(rows(schema.vault)).toMatchObject([{ address: vaultOf(alice), prover: alice }]);
    expect(rows(schema.proverStateChange)).toMatchObject([{ oldState: null, newState: "ACTIVE" }]);
    expect(rows(schema.commissionRate)).toMatchObject([{ source: zeroAddress, rate: 500n }]);
    expect(rows(schema.account)).toMatchObject([
      { address: alice, isProver: true, isStaker: true, isRequester: false },
    ]);
    expect(rows(schema.vaultChange)).toMatchObject([
      { kind: "STAKE", account: alice, assetsAfter: 1_000n * BREV },
    ]);
  });

  test("is jailed, deactivated, and active again", async () => {
    const { staking, rows, prover, network } = await withProver();
    await staking.jailProver(owner, { prover: alice });
    expect([prover().state, network().activeProvers]).toEqual(["JAILED", 0]);
    await staking.deactivateProver(owner, { prover: alice });
    await staking.reactivateProver(owner, { prover: alice });
    expect([prover().state, network().activeProvers]).toEqual(["ACTIVE", 1]);
    expect(rows(schema.proverStateChange).map(({ newState }) => newState)).toEqual([
      ...["ACTIVE", "JAILED", "DEACTIVATED", "ACTIVE"],
    ]);
  });

  test("of an unknown state stops the index", async () => {
    const { indexer } = await withProver();
    const change = { prover: alice, oldState: 1, newState: 4 };
    await expect(indexer.emit("Staking:ProverStateChanged", change)).rejects.toThrow(
      "unknown state",
    );
  });

  test("shows its profile", async () => {
    const { staking, prover } = await withProver();
    await staking.setProverProfile(alice, { name: "Alice", iconUrl: "https://a.example/i.png" });
    expect(prover()).toMatchObject({ name: "Alice", iconUrl: "https://a.example/i.png" });
  });

  test("that retires leaves dust to the treasury, and what comes later is nobody's stake", async () => {
    const { staking, token, wait, rows, prover, network } = await withProver();
    await staking.requestUnstake(alice, { prover: alice, shares: 1_000n * BREV });
    expect(prover()).toMatchObject({ state: "DEACTIVATED", stakers: 0, unstaking: 1_000n * BREV });
    wait(7 * DAY);
    await staking.completeUnstake(alice, { prover: alice });
    await token.transfer(dave, { to: vaultOf(alice), value: 7n });
    expect(network()).toMatchObject({ provers: 1, assets: 7n });
    await staking.retireProver(alice, { prover: alice });
    expect(prover()).toMatchObject({ state: "RETIRED", assets: 0n, slashingScale: 0n });
    expect(network()).toMatchObject({ provers: 0, activeProvers: 0, treasuryPool: 7n, assets: 0n });
    expect(rows(schema.treasuryMovement)).toMatchObject([
      { kind: "RETIREMENT", prover: alice, amount: 7n, poolAfter: 7n, to: null },
    ]);
    expect(rows(schema.slashing)).toEqual([]);
    expect(rows(schema.vaultChange).at(-1)).toMatchObject({
      kind: "RETIREMENT",
      assets: -7n,
      assetsAfter: 0n,
    });
    await token.transfer(dave, { to: vaultOf(alice), value: 5n });
    expect(prover().assets).toBe(5n);
    expect(network()).toMatchObject({ assets: 0n, donated: 12n });
  });

  test("that retires with an empty vault leaves nothing to the treasury", async () => {
    const { staking, wait, rows, prover } = await withProver();
    await staking.requestUnstake(alice, { prover: alice, shares: 1_000n * BREV });
    wait(7 * DAY);
    await staking.completeUnstake(alice, { prover: alice });
    await staking.retireProver(owner, { prover: alice });
    expect(prover()).toMatchObject({ state: "RETIRED", assets: 0n });
    expect(rows(schema.treasuryMovement)).toEqual([]);
  });
});

describe("a stake", () => {
  test("after a reward buys fewer shares, and its unstake is worth what they are then", async () => {
    const { staking, stakeOf, prover, rows } = await withProver();
    await staking.setCommissionRate(alice, { rate: 0n });
    await staking.addRewards(dave, { prover: alice, amount: 500n * BREV });
    // 1500 BREV are 1000 shares: 300 BREV buy 200.
    await staking.stake(bob, { prover: alice, amount: 300n * BREV });
    expect(stakeOf(bob)).toMatchObject({
      shares: 200n * BREV,
      deposited: 300n * BREV,
      costBasis: 300n * BREV,
    });
    await staking.requestUnstake(bob, { prover: alice, shares: 100n * BREV });
    // Rounded in favour of the vault, a wei less than 150.
    const worth = 149_999_999_999_999_999_999n;
    expect(stakeOf(bob)).toMatchObject({
      shares: 100n * BREV,
      unstaked: worth,
      costBasis: 150n * BREV,
    });
    expect(rows(schema.unstake)).toMatchObject([
      { number: 0, shares: 100n * BREV, amount: worth, costBasis: 150n * BREV, completedAt: null },
    ]);
    expect(prover()).toMatchObject({ shares: 1_100n * BREV, unstaking: worth, stakers: 2 });
  });

  test("of a vault that was given more than it is worth mints no share, and still makes a staker", async () => {
    const { token, staking, rows } = await createMarket();
    await token.transfer(dave, { to: vaultOf(alice), value: 1_500n * BREV });
    await staking.initializeProver(alice);
    expect(rows(schema.stake)).toMatchObject([
      { staker: alice, shares: 0n, isStaker: true, deposited: 1_000n * BREV },
    ]);
    expect(rows(schema.prover)).toMatchObject([{ shares: 0n, stakers: 1, assets: 2_500n * BREV }]);
    expect(rows(schema.donation)).toMatchObject([
      { prover: alice, from: null, amount: 1_500n * BREV },
    ]);
    await staking.stake(alice, { prover: alice, amount: 1_000n * BREV });
    expect(rows(schema.prover)).toMatchObject([{ stakers: 1 }]);
    expect(rows(schema.stake)).toMatchObject([{ shares: 0n, isStaker: true }]);
  });

  test("in the vaults of two provers counts as two stakers, as on chain", async () => {
    const { staking, network, rows } = await withProver();
    await staking.initializeProver(bob);
    await staking.stake(carol, { prover: alice, amount: BREV });
    await staking.stake(carol, { prover: bob, amount: BREV });
    expect(network().stakers).toBe(4);
    expect(rows(schema.account).filter(({ isStaker }) => isStaker)).toHaveLength(3);
  });
});

describe("an unstake", () => {
  test("is completed with all that is ready, from the front, by the delay now in force", async () => {
    const { staking, wait, rows, stakeOf } = await withProver();
    await staking.stake(bob, { prover: alice, amount: 30n * BREV });
    for (let day = 0; day < 3; day++) {
      await staking.requestUnstake(bob, { prover: alice, shares: 10n * BREV });
      wait(DAY);
    }
    wait(4 * DAY);
    await staking.completeUnstake(bob, { prover: alice });
    const completed = () => rows(schema.unstake).map(({ completedAt }) => completedAt !== null);
    expect(completed()).toEqual([true, false, false]);
    await expect(staking.completeUnstake(bob, { prover: alice })).rejects.toThrow("NotReady");
    await staking.setUnstakeDelay(owner, { to: 1n });
    await staking.completeUnstake(bob, { prover: alice });
    expect(completed()).toEqual([true, true, true]);
    const ids = rows(schema.unstake).map(({ completedId }) => completedId);
    expect(ids[1]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(stakeOf(bob)).toMatchObject({
      unstakesRequested: 3,
      unstakesCompleted: 3,
      received: 30n * BREV,
    });
    expect(stakeOf(bob)).toMatchObject({
      isStaker: false,
      shares: 0n,
      costBasis: 0n,
      realisedGain: 0n,
    });
  });

  test("pending while its prover is slashed loses its part, the vault the other", async () => {
    const { staking, wait, rows, prover, network, stakeOf } = await withProver();
    await staking.stake(bob, { prover: alice, amount: 100n * BREV });
    await staking.requestUnstake(bob, { prover: alice, shares: 100n * BREV });
    await staking.slash(owner, { prover: alice, bps: 1_000n });
    expect(rows(schema.slashing)).toMatchObject([
      {
        ...{ amount: 110n * BREV, fromVault: 100n * BREV, fromUnstaking: 10n * BREV, bps: 1_000n },
        ...{ scaleBefore: 10_000n, scaleAfter: 9_000n, requestId: null, asked: null },
      },
    ]);
    // Below the 1000 of its own that it needs.
    expect(prover()).toMatchObject({
      state: "DEACTIVATED",
      assets: 900n * BREV,
      unstaking: 90n * BREV,
    });
    expect(prover()).toMatchObject({
      slashingScale: 9_000n,
      slashedAssets: 100n * BREV,
      slashedUnstaking: 10n * BREV,
    });
    expect(network()).toMatchObject({ treasuryPool: 110n * BREV, unstaking: 90n * BREV });
    wait(7 * DAY);
    await staking.completeUnstake(bob, { prover: alice });
    expect(stakeOf(bob)).toMatchObject({ received: 90n * BREV, realisedGain: -10n * BREV });
    expect(prover().unstaking).toBe(0n);
  });

  test("is ready from the second in which the delay is over", async () => {
    const { staking, stakeOf } = await withProver();
    await staking.stake(bob, { prover: alice, amount: 10n * BREV });
    await staking.requestUnstake(bob, { prover: alice, shares: 10n * BREV });
    // A transaction comes every 12 seconds.
    await staking.setUnstakeDelay(owner, { to: 25n });
    await expect(staking.completeUnstake(bob, { prover: alice })).rejects.toThrow("NotReady");
    await staking.setUnstakeDelay(owner, { to: 36n });
    await staking.completeUnstake(bob, { prover: alice });
    expect(stakeOf(bob)).toMatchObject({ unstakesCompleted: 1, received: 10n * BREV });
  });

  test("asked after a slash keeps its amount", async () => {
    const { staking, rows, wait } = await withProver();
    await staking.stake(alice, { prover: alice, amount: 1_000n * BREV });
    await staking.slash(owner, { prover: alice, bps: 1_000n });
    await staking.requestUnstake(alice, { prover: alice, shares: 100n * BREV });
    const [{ amount, scaleSnapshot }] = rows(schema.unstake);
    expect([amount, scaleSnapshot]).toEqual([90n * BREV, 9_000n]);
    wait(7 * DAY);
    await staking.completeUnstake(alice, { prover: alice });
    expect(rows(schema.unstake)).toMatchObject([{ received: 90n * BREV }]);
  });

  test("paid otherwise than its queue says stops the index", async () => {
    const { indexer } = await withProver();
    const args = { prover: alice, staker: alice, amount: 1n };
    await expect(indexer.emit("Staking:UnstakeCompleted", args)).rejects.toThrow(
      "its queue says 0",
    );
  });

  test("by somebody who never staked stops the index", async () => {
    const { indexer } = await withProver();
    const args = { prover: alice, staker: erin, shares: 1n, amount: 1n };
    for (const event of ["Staking:UnstakeRequested", "Staking:UnstakeCompleted"])
      await expect(indexer.emit(event, args)).rejects.toThrow("never staked");
  });
});

describe("a slash", () => {
  test("of nothing is recorded: it takes nothing and changes no scale", async () => {
    const { staking, rows, prover } = await withProver();
    await staking.slash(owner, { prover: alice, bps: 0n });
    expect(rows(schema.slashing)).toMatchObject([{ amount: 0n, scaleAfter: 10_000n }]);
    expect(prover().state).toBe("ACTIVE");
  });

  test("that leaves a scale below 4000 frees a jailed prover to come back", async () => {
    const { staking, prover } = await withProver({ given: { maxSlashBps: 10_000n } });
    await staking.jailProver(owner, { prover: alice });
    await staking.slash(owner, { prover: alice, bps: 6_500n });
    expect(prover()).toMatchObject({ state: "DEACTIVATED", slashingScale: 3_500n });
  });

  test("whose parts do not add up stops the index", async () => {
    const { indexer } = await withProver();
    const args = { prover: alice, amount: 5n, bps: 100n };
    await expect(indexer.emit("Staking:ProverSlashed", args)).rejects.toThrow(
      "its vault and unstakes say 0",
    );
  });
});

describe("shares sent to another", () => {
  test("move the stake at its value: a gain for who gives, the cost for who gets", async () => {
    const { staking, rows, stakeOf, prover, network } = await withProver();
    await staking.setCommissionRate(alice, { rate: 0n });
    await staking.addRewards(dave, { prover: alice, amount: 500n * BREV });
    await staking.transferShares(alice, { prover: alice, to: bob, shares: 200n * BREV });
    // 200 of 1000 shares of 1500 BREV: 300, a wei less.
    const value = 299_999_999_999_999_999_999n;
    expect(stakeOf(alice)).toMatchObject({
      ...{ shares: 800n * BREV, costBasis: 800n * BREV, transferredOut: value },
      realisedGain: value - 200n * BREV,
    });
    expect(stakeOf(bob)).toMatchObject({
      shares: 200n * BREV,
      costBasis: value,
      transferredIn: value,
      deposited: 0n,
    });
    expect(rows(schema.shareTransfer)).toMatchObject([
      { from: alice, to: bob, shares: 200n * BREV, assets: value },
    ]);
    expect([prover().stakers, network().stakers]).toEqual([2, 2]);
  });

  test("all of them, make the giver a staker no more, and its prover inactive", async () => {
    const { staking, stakeOf, prover } = await withProver();
    await staking.transferShares(alice, { prover: alice, to: bob, shares: 1_000n * BREV });
    expect(stakeOf(alice)).toMatchObject({ isStaker: false, shares: 0n, costBasis: 0n });
    expect(prover()).toMatchObject({ state: "DEACTIVATED", stakers: 1, shares: 1_000n * BREV });
  });

  test("none of them, or to oneself, change nothing", async () => {
    const { staking, rows } = await withProver();
    await staking.transferShares(alice, { prover: alice, to: alice, shares: 1_000n * BREV });
    await staking.transferShares(alice, { prover: alice, to: bob, shares: 0n });
    expect(rows(schema.shareTransfer)).toEqual([]);
    expect(rows(schema.stake)).toMatchObject([{ staker: alice, shares: 1_000n * BREV }]);
  });

  test("may be sent to the vault itself, which is a staker then", async () => {
    const { staking, stakeOf } = await withProver();
    await staking.stake(bob, { prover: alice, amount: BREV });
    await staking.transferShares(bob, { prover: alice, to: vaultOf(alice), shares: BREV });
    expect(stakeOf(vaultOf(alice))).toMatchObject({ isStaker: true, shares: BREV });
  });

  test("of a vault that the factory never made stop the index", async () => {
    const { indexer } = await withProver();
    const given = { log: { address: vaultOf(erin) } };
    const sent = indexer.emit("Vault:Transfer", { from: alice, to: bob, value: 1n }, given);
    await expect(sent).rejects.toThrow("no prover has the vault");
  });
});
