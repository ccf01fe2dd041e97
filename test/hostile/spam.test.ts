import { type Address, zeroHash } from "viem";
import { expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { bid, requestProof, reveal } from "../support/contracts/brevisMarket.ts";
import { transferShares } from "../support/contracts/staking.ts";
import { addRewards } from "../support/contracts/stakingPools.ts";
import { transfer } from "../support/contracts/token.ts";
import { findViolations } from "../support/invariants.ts";
import { createMarket } from "../support/market.ts";
import { alice, BREV, bob, carol, dave, relay, vaultOf } from "../support/people.ts";
import { findDifferences } from "./differences.ts";

const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const strangers = times(1_000).map(
  (index): Address => `0x${(0xabc000 + index).toString(16).padStart(40, "0")}`,
);

async function withProvers() {
  const made = await createMarket();
  await made.staking.initializeProver(alice);
  await made.staking.initializeProver(bob);
  return made;
}

test("one share wei to each of a thousand addresses makes a thousand stakers", async () => {
  const made = await withProvers();
  await made.staking.stake(dave, { prover: alice, amount: BREV });
  await made.transact({ from: dave, to: vaultOf(alice) }, (world) => {
    for (const to of strangers) transferShares(world, { prover: alice, to, shares: 1n });
  });
  expect(made.rows(schema.prover)[0].stakers).toBe(1_002);
  expect(made.rows(schema.stake)).toHaveLength(1_003);
  expect(findDifferences(made)).toEqual([]);
  expect(findViolations(made.rows)).toEqual([]);
});

test("a thousand rewards and donations of one wei are one wei each", async () => {
  const made = await withProvers();
  await made.transact({ from: dave, to: relay }, (world) => {
    for (const _ of times(500)) {
      addRewards(world, { prover: alice, amount: 1n });
      transfer(world, { to: vaultOf(bob), value: 1n });
    }
  });
  const [ofAlice, ofBob] = made.rows(schema.prover);
  expect(ofAlice).toMatchObject({ otherRewards: 500n, assets: 1_000n * BREV + 500n });
  expect(ofBob).toMatchObject({ donated: 500n, assets: 1_000n * BREV + 500n });
  expect(findViolations(made.rows)).toEqual([]);
});

test("hundreds of requests, bids of hash zero and repeated reveals in one transaction are each counted", async () => {
  const made = await withProvers();
  const [first] = await made.transact({ from: carol, to: relay }, (world) =>
    times(200).map(() => requestProof(world, { maxFee: 1n })),
  );
  const reqid = first!;
  await made.transact({ from: alice, to: relay }, (world) => {
    for (const _ of times(200)) bid(world, { reqid, fee: 1n, hash: zeroHash });
    bid(world, { reqid, fee: 1n });
  });
  made.wait(300);
  await made.transact({ from: alice, to: relay }, (world) => {
    for (const _ of times(200)) reveal(world, { reqid, fee: 1n });
  });
  const request = made.rows(schema.request).find(({ id }) => id === reqid);
  expect(request).toMatchObject({ bidCount: 201, bidders: 1, revealCount: 200, revealers: 1 });
  expect(request).toMatchObject({ winner: alice, second: alice, secondFee: 1n });
  expect(made.rows(schema.network)[0]).toMatchObject({ requests: 200, bids: 201, reveals: 200 });
  expect(findDifferences(made)).toEqual([]);
  expect(findViolations(made.rows)).toEqual([]);
});
