import { expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { createMarket } from "../support/market.ts";
import { alice, BREV, bob, carol, dave, vaultOf } from "../support/people.ts";

const SAMPLED = { env: { TOKEN_TRANSFERS: "sampled" } };

/** Alice and bob are provers; only transfers to and from the protocol are seen. */
async function withProvers(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  await made.staking.initializeProver(alice);
  await made.staking.initializeProver(bob);
  const prover = (address: string) =>
    made.rows(schema.prover).find((row) => row.address === address);
  const network = () => made.rows(schema.network)[0];
  const sample = () => made.indexer.emit("VaultSample:block");
  return { ...made, prover, network, sample };
}

test("without all transfers a donation is found at the next sample, as of unknown giver", async () => {
  const { token, sample, rows, prover, network } = await withProvers(SAMPLED);
  expect(network()).toMatchObject({ allTransfers: false, sampledAt: null });
  await token.transfer(dave, { to: vaultOf(bob), value: 8n });
  expect(prover(bob)?.assets).toBe(1_000n * BREV);
  const { block } = await sample();
  expect(prover(bob)).toMatchObject({ assets: 1_000n * BREV + 8n, donated: 8n });
  expect(rows(schema.donation)).toMatchObject([
    {
      ...{ prover: bob, from: null, amount: 8n, sampled: true, transaction: block.hash },
      // Behind every log of the block; the second vault of the list.
      id: block.number * 1_000_000n + 900_001n,
    },
  ]);
  expect(network()).toMatchObject({ sampledAt: Number(block.timestamp), donated: 8n });
});

test("a sample that finds nothing new leaves only its time", async () => {
  const { sample, rows, network } = await withProvers(SAMPLED);
  const { block } = await sample();
  expect(rows(schema.donation)).toEqual([]);
  expect(network().sampledAt).toBe(Number(block.timestamp));
});

test("what left a vault before its donation was known is found as more", async () => {
  const { token, staking, sample, rows, prover } = await withProvers(SAMPLED);
  await token.transfer(dave, { to: vaultOf(bob), value: 1_000n * BREV });
  // Half of 2000 BREV, of which the index knows 1000.
  await staking.slash(alice, { prover: bob, bps: 5_000n });
  expect(prover(bob)?.assets).toBe(0n);
  await sample();
  expect(prover(bob)?.assets).toBe(1_000n * BREV);
  expect(rows(schema.donation)).toMatchObject([{ amount: 1_000n * BREV }]);
});

test("a sample may find less than the index thought", async () => {
  const { state, sample, rows, prover } = await withProvers(SAMPLED);
  state().balances.set(vaultOf(bob), 999n * BREV);
  await sample();
  expect(rows(schema.donation)).toMatchObject([{ amount: -1n * BREV }]);
  expect(prover(bob)?.assets).toBe(999n * BREV);
});

test("a prover that retires with more in its vault than known owes it until the next sample, the network nothing", async () => {
  const { token, staking, wait, sample, prover, network } = await withProvers(SAMPLED);
  await staking.requestUnstake(bob, { prover: bob, shares: 1_000n * BREV });
  wait(604_800);
  await staking.completeUnstake(bob, { prover: bob });
  await token.transfer(dave, { to: vaultOf(bob), value: 7n });
  await staking.retireProver(bob, { prover: bob });
  expect(prover(bob)).toMatchObject({ state: "RETIRED", assets: -7n });
  expect(network()).toMatchObject({ assets: 1_000n * BREV, treasuryPool: 7n });
  await sample();
  expect(prover(bob)?.assets).toBe(0n);
  expect(network().assets).toBe(1_000n * BREV);
});

test("the treasury's payment to a vault is known at once, and not found again", async () => {
  const { staking, sample, rows } = await withProvers(SAMPLED);
  await staking.slash(alice, { prover: bob, bps: 1_000n });
  await staking.withdrawTreasury(alice, { to: vaultOf(alice), amount: 7n });
  await sample();
  expect(rows(schema.donation)).toMatchObject([{ prover: alice, amount: 7n, sampled: false }]);
});

test("the protocol's own balances are exact all the same, and a requester is still known", async () => {
  const { market, auction, rows, addresses, state } = await withProvers(SAMPLED);
  const reqid = await market.requestProof(carol, { maxFee: 100n });
  await auction(reqid, [[alice, 50n]]);
  await market.submitProof(alice, { reqid });
  await market.requestProof(carol, { maxFee: 7n });
  expect(rows(schema.request)[0]).toMatchObject({ requester: carol });
  const balances = rows(schema.tokenBalance).map(({ address, balance }) => [address, balance]);
  expect(Object.fromEntries(balances)).toEqual({
    [addresses.market]: state().balances.get(addresses.market),
    [addresses.staking]: state().balances.get(addresses.staking),
  });
  // 7 in escrow and 5 as protocol fee.
  expect(state().balances.get(addresses.market)).toBe(12n);
});

test("where every transfer is indexed there is nothing to sample", async () => {
  const { state, sample, rows, network } = await withProvers();
  state().balances.set(vaultOf(bob), 5n);
  await sample();
  expect(rows(schema.donation)).toEqual([]);
  expect(network()).toMatchObject({ allTransfers: true, sampledAt: null });
});
