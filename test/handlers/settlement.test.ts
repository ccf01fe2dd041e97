import type { Hex } from "viem";
import { describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { slashMiss, submitProof } from "../support/contracts/brevisMarket.ts";
import { slash } from "../support/contracts/stakingPools.ts";
import { calledBy } from "../support/contracts/world.ts";
import { createMarket } from "../support/market.ts";
import { addressOf, alice, BREV, bob, carol, dave, owner, relay } from "../support/people.ts";

const DAY = 86_400;

/** Alice (5 % commission) and bob (none) are provers of 1000 BREV each. */
async function withProvers(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  await made.staking.initializeProver(alice, { commission: 500n });
  await made.staking.initializeProver(bob);
  const request = (id: Hex) => made.rows(schema.request).find((row) => row.id === id);
  const prover = (address: string) =>
    made.rows(schema.prover).find((row) => row.address === address);
  const network = () => made.rows(schema.network)[0];
  /** Won by alice for 600, with bob's 900 as the price of 1000. */
  const won = async (minStake = 0n) => {
    const reqid = await made.market.requestProof(carol, { maxFee: 1_000n, minStake });
    await made.auction(reqid, [
      [alice, 600n],
      [bob, 900n],
    ]);
    return reqid;
  };
  return { ...made, request, prover, network, won };
}

describe("a proof", () => {
  test("is paid the second price: protocol fee, commission, stakers, and the rest back", async () => {
    const { market, won, request, prover, network, rows, state } = await withProvers();
    const reqid = await won();
    await market.submitProof(alice, { reqid });
    // 900, of which 10 % to the protocol; of the 810 left 5 % are alice's own: 40.5, floored.
    const split = { protocolFee: 90n, commission: 40n, toStakers: 770n };
    expect(request(reqid)).toMatchObject({
      ...{ status: "FULFILLED", price: 900n, reward: 810n, excess: 100n, ...split },
      ...{ fulfilledAt: state().now, refundAmount: null },
      // Bids 12 s apart, reveals and proof too; the reveal phase ended 900 s after the request.
      provingSeconds: state().now - (request(reqid)!.createdAt + 900),
    });
    const sums = { fulfilled: 1, fees: 900n, protocolFees: 90n, rewards: 810n, excess: 100n };
    expect(prover(alice)).toMatchObject({
      ...sums,
      surplus: 300n,
      commission: 40n,
      toStakers: 770n,
    });
    expect(prover(alice)).toMatchObject({ assets: 1_000n * BREV + 770n, pendingCommission: 40n });
    expect(network()).toMatchObject({
      ...sums,
      escrow: 0n,
      openRequests: 0,
      protocolFeeBalance: 90n,
    });
    expect(rows(schema.requester)).toMatchObject([{ ...sums, escrow: 0n, openRequests: 0 }]);
    expect(rows(schema.program)).toMatchObject([sums]);
    expect(rows(schema.reward)).toMatchObject([
      { kind: "MARKET", prover: alice, amount: 810n, requestId: reqid, epoch: null },
    ]);
    expect(rows(schema.assignment).at(-1)).toMatchObject({ outcome: "FULFILLED" });
  });

  test("is kept in eight words of 32 bytes, with the verifier that accepted it", async () => {
    const { market, won, rows } = await withProvers();
    const reqid = await won();
    await market.submitProof(alice, { reqid });
    const word = (last: number) => last.toString().padStart(64, "0");
    expect(rows(schema.proof)).toMatchObject([
      {
        ...{ requestId: reqid, prover: alice, sender: alice, version: 0n },
        words: `0x${[0, 1, 2, 3, 4, 5, 6, 7].map(word).join("")}`,
        verifier: addressOf("9e41f"),
      },
    ]);
    expect(rows(schema.verifier)).toMatchObject([{ version: 0n, proofs: 1 }]);
  });

  test("of a version that the registry never named has no verifier", async () => {
    const { market, auction, rows } = await withProvers();
    const reqid = await market.requestProof(carol, { version: 9 });
    await auction(reqid, [[alice, 1n]]);
    await market.submitProof(alice, { reqid });
    expect(rows(schema.proof)).toMatchObject([{ version: 9n, verifier: null }]);
  });

  test("of a lone bidder is paid its own bid", async () => {
    const { market, auction, request } = await withProvers();
    const reqid = await market.requestProof(carol, { maxFee: 1_000n });
    await auction(reqid, [[alice, 600n]]);
    await market.submitProof(alice, { reqid });
    expect(request(reqid)).toMatchObject({ price: 600n, excess: 400n, second: null });
  });

  test("for nothing has no RewardsAdded, and no reward", async () => {
    const { market, auction, request, rows } = await withProvers();
    const reqid = await market.requestProof(carol, { maxFee: 1_000n });
    await auction(reqid, [
      [alice, 0n],
      [bob, 0n],
    ]);
    await market.submitProof(alice, { reqid });
    expect(request(reqid)).toMatchObject({
      status: "FULFILLED",
      price: 0n,
      reward: 0n,
      secondFee: 0n,
    });
    expect(request(reqid)).toMatchObject({ commission: 0n, toStakers: 0n, excess: 1_000n });
    expect(rows(schema.reward)).toEqual([]);
  });

  test("whose whole price is protocol fee has no reward either", async () => {
    const { market, won, request, rows, network } = await withProvers({
      given: { protocolFeeBps: 10_000n },
    });
    const reqid = await won();
    await market.submitProof(alice, { reqid });
    expect(request(reqid)).toMatchObject({ price: 900n, protocolFee: 900n, reward: 0n });
    expect(network().protocolFeeBalance).toBe(900n);
    expect(rows(schema.reward)).toEqual([]);
  });

  test("beside another in one transaction takes its own reward", async () => {
    const { market, auction, transact, request, rows, addresses } = await withProvers();
    const reqids: Hex[] = [];
    for (const [prover, fee] of [
      [alice, 100n],
      [alice, 100n],
      [bob, 300n],
    ] as const) {
      const reqid = await market.requestProof(carol, { maxFee: 1_000n });
      reqids.push(reqid);
      await auction(reqid, [[prover, fee]]);
    }
    await transact({ from: dave, to: addresses.market }, (world) => {
      for (const [index, reqid] of reqids.entries())
        submitProof(calledBy(world, index === 2 ? bob : alice), { reqid });
    });
    // 100 less 10, of which 5 % (4.5) are alice's own; 300 less 30 of bob, who takes no commission.
    expect(reqids.map((id) => request(id)).map((row) => [row.reward, row.commission])).toEqual([
      [90n, 4n],
      [90n, 4n],
      [270n, 0n],
    ]);
    expect(rows(schema.reward).map(({ requestId }) => requestId)).toEqual(reqids);
  });

  test("is charged the protocol fee in force, not that of its request", async () => {
    const { market, won, request } = await withProvers();
    const reqid = await won();
    await market.set(owner, { parameter: "protocolFeeBps", to: 3_333n });
    await market.submitProof(alice, { reqid });
    // 900 × 0.3333 = 299.97
    expect(request(reqid)).toMatchObject({ protocolFee: 299n, reward: 601n });
  });

  test("is timed from the end of the reveal phase in force", async () => {
    const { market, won, request, wait } = await withProvers();
    const reqid = await won();
    wait(100);
    await market.set(owner, { parameter: "biddingPhaseDuration", to: 100n });
    await market.submitProof(alice, { reqid });
    const { fulfilledAt, createdAt, provingSeconds } = request(reqid)!;
    expect(provingSeconds).toBe(fulfilledAt - createdAt - 700);
  });

  test("for another price than its bids say stops the index", async () => {
    const { indexer, won } = await withProvers();
    const args = { reqid: await won(), prover: alice, proof: [], actualFee: 600n };
    await expect(indexer.emit("Market:ProofSubmitted", args)).rejects.toThrow(
      "was proven for 600, its bids say otherwise",
    );
  });
});

describe("a refund", () => {
  test("after the deadline counts as a miss for the winner, and frees its stake", async () => {
    const { market, won, wait, request, prover, network, rows } = await withProvers();
    const reqid = await won(100n);
    expect(prover(alice)?.assignedStake).toBe(100n);
    const lastActiveAt = prover(alice)?.lastActiveAt;
    wait(DAY);
    await market.refund(dave, { reqid });
    expect(request(reqid)).toMatchObject({
      status: "REFUNDED",
      refundReason: "DEADLINE_MISSED",
      refundAmount: 1_000n,
    });
    expect(prover(alice)).toMatchObject({
      missed: 1,
      assignedStake: 0n,
      openAssignments: 0,
      lastActiveAt,
    });
    expect(prover(bob)).toMatchObject({ missed: 0 });
    expect(network()).toMatchObject({ refunded: 1, missed: 1, refunds: 1_000n, escrow: 0n });
    expect(rows(schema.assignment).at(-1)).toMatchObject({ prover: alice, outcome: "MISSED" });
    expect(rows(schema.proverStatsEpoch).find((row) => row.prover === alice)).toMatchObject({
      requestsRefunded: 1,
    });
  });

  test("is a miss of the hour in which the second after the deadline lies", async () => {
    const { market, auction, wait, rows, state } = await withProvers();
    const hour = Math.floor(state().now / 3600) + 24;
    const deadline = BigInt(hour * 3600 - 1);
    const reqid = await market.requestProof(carol, { deadline });
    await auction(reqid, [[alice, 5n]]);
    wait(2 * DAY);
    await market.refund(dave, { reqid });
    expect(rows(schema.missHour)).toEqual([{ hour, start: hour * 3600, missed: 1 }]);
  });

  test("without a bid is nobody's miss", async () => {
    const { market, wait, request, network } = await withProvers();
    const reqid = await market.requestProof(carol);
    wait(300);
    await market.refund(dave, { reqid });
    expect(request(reqid)).toMatchObject({ refundReason: "NO_BIDS", status: "REFUNDED" });
    expect(network()).toMatchObject({ refunded: 1, missed: 0, refundedNoBids: 1 });
  });

  test("without a reveal is nobody's miss, even after the deadline", async () => {
    const { market, wait, request, network, prover } = await withProvers();
    const reqid = await market.requestProof(carol);
    await market.bid(alice, { reqid, fee: 5n });
    wait(2 * DAY);
    await market.refund(dave, { reqid });
    expect(request(reqid)).toMatchObject({ refundReason: "NO_REVEALS" });
    expect(network()).toMatchObject({ missed: 0, refundedNoReveals: 1 });
    expect(prover(alice)).toMatchObject({ missed: 0, refunds: 0n });
  });

  test("comes sooner when the bidding phase is made shorter", async () => {
    const { market, request } = await withProvers();
    const reqid = await market.requestProof(carol);
    await expect(market.refund(dave, { reqid })).rejects.toThrow("MarketCannotRefundYet");
    await market.set(owner, { parameter: "biddingPhaseDuration", to: 1n });
    await market.refund(dave, { reqid });
    expect(request(reqid)).toMatchObject({ refundReason: "NO_BIDS" });
  });
});

describe("a slash by the market", () => {
  const missed = async (minStake: bigint, ...given: Parameters<typeof createMarket>) => {
    const made = await withProvers(...given);
    const reqid = await made.won(minStake);
    made.wait(DAY);
    await made.market.refund(dave, { reqid });
    return { ...made, reqid };
  };

  test("records what was asked and what was taken", async () => {
    const { market, reqid, request, prover, network, rows } = await missed(905n * BREV);
    await market.slashMiss(owner, { reqid });
    // A tenth of 905 BREV was asked: 905 bps of the vault's 1000, which are 90.5 BREV.
    const asked = 90_500_000_000_000_000_000n;
    expect(request(reqid)).toMatchObject({
      status: "SLASHED",
      slashAsked: asked,
      slashTaken: asked,
    });
    expect(prover(alice)).toMatchObject({ slashed: 1, slashAsked: asked, slashTaken: asked });
    expect(prover(alice)).toMatchObject({ slashingScale: 9_095n, state: "DEACTIVATED" });
    expect(prover(alice)).toMatchObject({ assets: 909_500_000_000_000_000_000n });
    expect(network()).toMatchObject({ treasuryPool: asked, refunded: 1, slashed: 1 });
    expect(rows(schema.slashing)).toMatchObject([
      {
        requestId: reqid,
        asked,
        amount: asked,
        bps: 905n,
        scaleBefore: 10_000n,
        scaleAfter: 9_095n,
      },
    ]);
  });

  test("takes less than asked where basis points are too coarse", async () => {
    const { market, reqid, request } = await missed(1_999n * 10n ** 14n);
    await market.slashMiss(owner, { reqid });
    // A tenth of 0.1999 BREV is 0.1999 bps of 1000 BREV: none.
    expect(request(reqid)).toMatchObject({ slashAsked: 19_990_000_000_000_000n, slashTaken: 0n });
  });

  test("of nothing leaves a row of its own, for the controller says nothing", async () => {
    const { market, reqid, request, rows } = await missed(100n, { given: { slashBps: 0n } });
    await market.slashMiss(owner, { reqid });
    expect(request(reqid)).toMatchObject({ status: "SLASHED", slashAsked: 0n, slashTaken: 0n });
    expect(rows(schema.slashing)).toMatchObject([
      {
        requestId: reqid,
        asked: 0n,
        amount: 0n,
        bps: 0n,
        scaleBefore: 10_000n,
        scaleAfter: 10_000n,
      },
    ]);
    expect(rows(schema.treasuryMovement)).toEqual([]);
  });

  // It was credited with whatever the controller had slashed before in the same transaction.
  test("of nothing is not credited with a slash that the controller made on its own, just before", async () => {
    const { transact, reqid, request, rows } = await missed(100n, { given: { slashBps: 0n } });
    await transact({ from: owner, to: relay, sender: relay }, (world) => {
      slash(world, { prover: alice, bps: 100n });
      slashMiss(world, { reqid });
    });
    expect(request(reqid)).toMatchObject({ slashAsked: 0n, slashTaken: 0n });
    expect(rows(schema.slashing)).toMatchObject([
      { prover: alice, requestId: null, amount: 10n * BREV },
      { prover: alice, requestId: reqid, amount: 0n, scaleAfter: 9_900n },
    ]);
  });

  test("too small to take anything is not credited with the one before it either", async () => {
    const { transact, reqid, request } = await missed(1_999n * 10n ** 14n);
    await transact({ from: owner, to: relay, sender: relay }, (world) => {
      slash(world, { prover: alice, bps: 100n });
      const { length } = world.logs;
      slashMiss(world, { reqid });
      // As a controller does that says nothing when it takes nothing.
      const told = world.logs.splice(length).filter(({ name }) => name === "Market:ProverSlashed");
      world.log("Token:Transfer", { from: alice, to: owner, value: 0n });
      world.logs.push(...told);
    });
    expect(request(reqid)).toMatchObject({ slashAsked: 19_990_000_000_000_000n, slashTaken: 0n });
  });

  test("beside another of the same prover in one transaction takes its own", async () => {
    const { market, auction, wait, transact, request } = await withProvers();
    const reqids: Hex[] = [];
    for (const minStake of [500n * BREV, 100n * BREV]) {
      const reqid = await market.requestProof(carol, { minStake });
      reqids.push(reqid);
      await auction(reqid, [[alice, 5n]]);
    }
    wait(DAY);
    for (const reqid of reqids) await market.refund(dave, { reqid });
    await transact({ from: owner, to: relay, sender: relay }, (world) => {
      for (const reqid of reqids) slashMiss(world, { reqid });
    });
    // 50 of 1000 BREV is 500 bps; 10 of the 950 left is 105.26 bps, floored: 9.975 BREV.
    expect(reqids.map((id) => request(id)?.slashTaken)).toEqual([
      50_000_000_000_000_000_000n,
      9_975_000_000_000_000_000n,
    ]);
  });
});

test("the protocol fee is withdrawn to whom it is sent", async () => {
  const { market, won, network, rows } = await withProvers();
  await market.submitProof(alice, { reqid: await won() });
  await market.withdrawProtocolFee(owner, { to: dave });
  expect(rows(schema.protocolFeeWithdrawal)).toMatchObject([{ to: dave, amount: 90n }]);
  expect(network()).toMatchObject({
    protocolFeeBalance: 0n,
    protocolFeesWithdrawn: 90n,
    protocolFees: 90n,
  });
});
