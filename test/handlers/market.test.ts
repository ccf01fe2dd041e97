import { type Hex, keccak256, toHex, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { requestProof } from "../support/contracts/brevisMarket.ts";
import { createMarket } from "../support/market.ts";
import { alice, bob, carol, dave, relay, wordOf } from "../support/people.ts";

/** Alice and bob are provers. */
async function withProvers(...given: Parameters<typeof createMarket>) {
  const made = await createMarket(...given);
  await made.staking.initializeProver(alice);
  await made.staking.initializeProver(bob);
  const request = (id: Hex) => made.rows(schema.request).find((row) => row.id === id);
  const prover = (address: string) =>
    made.rows(schema.prover).find((row) => row.address === address);
  const network = () => made.rows(schema.network)[0];
  return { ...made, request, prover, network };
}

describe("a request", () => {
  test("is kept with all it asks for, and opens an escrow", async () => {
    const { market, request, rows, network, state } = await withProvers();
    const id = await market.requestProof(carol, {
      ...{ maxFee: 10n, minStake: 3n, nonce: 7n, version: 2, deadline: 1_760_050_000n },
      ...{ vk: wordOf("77"), publicValuesDigest: wordOf("88") },
      ...{ imgURL: "https://a.example/elf", inputURL: "", inputData: "0x010203" },
    });
    expect(request(id)).toMatchObject({
      ...{ status: "PENDING", requester: carol, nonce: 7n, vk: wordOf("77"), version: 2n },
      ...{ publicValuesDigest: wordOf("88"), imgUrl: "https://a.example/elf", inputUrl: "" },
      ...{ inputSize: 3, inputHash: keccak256("0x010203"), deadline: 1_760_050_000n },
      ...{ maxFee: 10n, minStake: 3n, createdAt: state().now, winner: null, price: null },
      ...{ bidCount: 0, settledId: null, refundReason: null },
    });
    expect(network()).toMatchObject({ requests: 1, openRequests: 1, escrow: 10n, maxFees: 10n });
    expect(rows(schema.requester)).toMatchObject([
      { address: carol, requests: 1, openRequests: 1, escrow: 10n, firstRequestAt: state().now },
    ]);
    expect(rows(schema.program)).toMatchObject([
      { vk: wordOf("77"), requests: 1, maxFees: 10n, imgUrl: "https://a.example/elf" },
    ]);
  });

  test("without input has no hash of one", async () => {
    const { market, request } = await withProvers();
    const id = await market.requestProof(carol);
    expect(request(id)).toMatchObject({ inputSize: 0, inputHash: null });
  });

  test("is of who escrowed the fee, not of who sent the transaction", async () => {
    const { market, request, rows } = await withProvers();
    const id = await market.requestProof(carol, {}, { to: relay, sender: relay });
    expect(request(id)?.requester).toBe(relay);
    expect(rows(schema.activity).at(-1)).toMatchObject({ account: relay, sender: carol });
  });

  test("of several in one transaction, each is of its own giver", async () => {
    const { transact, request } = await withProvers();
    const ids = await transact({ from: dave, to: relay }, (world) =>
      [carol, relay, carol].map((sender) => requestProof({ ...world, sender }, { maxFee: 5n })),
    );
    expect(ids.map((id) => request(id)?.requester)).toEqual([carol, relay, carol]);
  });

  test("may be for nothing: a transfer of zero still names who asks", async () => {
    const { market, request } = await withProvers();
    const id = await market.requestProof(carol, { maxFee: 0n });
    expect(request(id)).toMatchObject({ requester: carol, maxFee: 0n });
  });

  test("that nobody escrowed stops the index rather than name the wrong one", async () => {
    const { indexer } = await withProvers();
    const fee = { maxFee: 5n, minStake: 0n, deadline: 9n };
    const text = { imgURL: "", inputURL: "", inputData: "0x", version: 0, nonce: 1n };
    const req = { ...text, vk: wordOf("1"), publicValuesDigest: wordOf("2"), fee };
    const emitted = indexer.emit("Market:NewRequest", { reqid: wordOf("3"), req });
    await expect(emitted).rejects.toThrow("Invariant: nobody escrowed the fee");
  });

  test("updates where its program was last said to be", async () => {
    const { market, rows } = await withProvers();
    await market.requestProof(carol, { imgURL: "old" });
    await market.requestProof(dave, { imgURL: "new" });
    expect(rows(schema.program)).toMatchObject([{ imgUrl: "new", requests: 2 }]);
  });
});

describe("a bid", () => {
  test("is counted once per prover, however often it is replaced", async () => {
    const { market, request, rows, prover } = await withProvers();
    const reqid = await market.requestProof(carol);
    await market.bid(alice, { reqid, fee: 5n });
    await market.bid(alice, { reqid, fee: 4n });
    await market.bid(bob, { reqid, fee: 6n });
    expect(request(reqid)).toMatchObject({ bidCount: 2, bidders: 2 });
    expect(rows(schema.bid)).toMatchObject([
      { prover: alice, commits: 2, fee: null, reveals: 0 },
      { prover: bob, commits: 1 },
    ]);
    expect(prover(alice)).toMatchObject({ bids: 2, bidders: 1 });
    // Once always 0.
    expect(rows(schema.requester)).toMatchObject([{ bids: 3, bidders: 2, reveals: 0 }]);
    expect(rows(schema.requesterDay)).toMatchObject([{ bids: 3, bidders: 2 }]);
  });

  test("of hash zero counts again at every bid", async () => {
    const { market, request } = await withProvers();
    const reqid = await market.requestProof(carol);
    await market.bid(alice, { reqid, fee: 5n, hash: zeroHash });
    await market.bid(alice, { reqid, fee: 5n, hash: zeroHash });
    await market.bid(alice, { reqid, fee: 5n });
    expect(request(reqid)).toMatchObject({ bidCount: 3, bidders: 1 });
  });
});

describe("a reveal", () => {
  test("of the lowest fee leads, and commits stake until it is outbid", async () => {
    const { market, auction, request, rows, prover, network } = await withProvers();
    const reqid = await market.requestProof(carol, { minStake: 100n });
    await auction(reqid, [
      [alice, 7n],
      [bob, 5n],
    ]);
    expect(request(reqid)).toMatchObject({
      ...{ winner: bob, winnerFee: 5n, second: alice, secondFee: 7n },
      ...{ revealCount: 2, revealers: 2 },
    });
    expect(rows(schema.assignment)).toMatchObject([
      { prover: alice, fee: 7n, minStake: 100n, outcome: "OUTBID" },
      { prover: bob, fee: 5n, minStake: 100n, outcome: "OPEN", endedAt: null },
    ]);
    expect(prover(alice)).toMatchObject({ assignedStake: 0n, assignments: 1, openAssignments: 0 });
    expect(prover(bob)).toMatchObject({ assignedStake: 100n, openAssignments: 1 });
    expect(network().assignedStake).toBe(100n);
  });

  test("of an equal fee, later, does not displace the winner", async () => {
    const { market, auction, request, rows } = await withProvers();
    const reqid = await market.requestProof(carol);
    await auction(reqid, [
      [bob, 5n],
      [alice, 5n],
    ]);
    expect(request(reqid)).toMatchObject({ winner: bob, second: alice, secondFee: 5n });
    expect(rows(schema.assignment)).toHaveLength(1);
  });

  test("repeated by the winner makes it its own second, and the price its own bid", async () => {
    const { market, auction, request, prover } = await withProvers({
      given: { revealPhaseDuration: 60n },
    });
    const reqid = await market.requestProof(carol, { maxFee: 20n });
    for (const [by, fee] of [
      [alice, 10n],
      [bob, 16n],
    ] as const)
      await market.bid(by, { reqid, fee });
    await auction(reqid, []);
    expect(request(reqid)?.winner).toBeNull();
    // The reveal phase is over; made longer, it is open again.
    await market.set(dave, { parameter: "revealPhaseDuration", to: 600n });
    await market.reveal(alice, { reqid, fee: 10n });
    await market.reveal(bob, { reqid, fee: 16n });
    await market.reveal(alice, { reqid, fee: 10n });
    expect(request(reqid)).toMatchObject({ winner: alice, second: alice, secondFee: 10n });
    expect(request(reqid)).toMatchObject({ revealCount: 3, revealers: 2 });
    expect(prover(alice)).toMatchObject({ reveals: 2, revealers: 1 });
    await market.set(dave, { parameter: "revealPhaseDuration", to: 60n });
    await market.submitProof(alice, { reqid });
    expect(request(reqid)).toMatchObject({ price: 10n, protocolFee: 1n, reward: 9n, excess: 10n });
  });

  test("after a new bid in a bidding phase made longer lets the winner undercut itself", async () => {
    const { market, wait, request, rows, prover } = await withProvers();
    const reqid = await market.requestProof(carol, { minStake: 100n });
    await market.bid(alice, { reqid, fee: 7n });
    wait(300);
    await market.reveal(alice, { reqid, fee: 7n });
    await market.set(dave, { parameter: "biddingPhaseDuration", to: 600n });
    await market.bid(alice, { reqid, fee: 3n });
    wait(300);
    await market.reveal(alice, { reqid, fee: 3n });
    expect(request(reqid)).toMatchObject({
      winner: alice,
      winnerFee: 3n,
      second: alice,
      secondFee: 7n,
    });
    expect(rows(schema.bid)).toMatchObject([{ fee: 3n, commits: 2, reveals: 2 }]);
    expect(rows(schema.assignment).map(({ outcome }) => outcome)).toEqual(["OUTBID", "OPEN"]);
    expect(prover(alice)).toMatchObject({
      assignedStake: 100n,
      assignments: 2,
      openAssignments: 1,
    });
  });
});

describe("a hot key", () => {
  const hire = async () => {
    const made = await withProvers();
    await made.market.setSubmitterConsent(dave, { prover: alice });
    await made.market.registerSubmitter(alice, { submitter: dave });
    const submitter = () => made.rows(schema.submitter).find((row) => row.address === dave);
    return { ...made, submitter };
  };

  test("acts for its prover: the bid is the prover's, the action the key's", async () => {
    const { market, submitter, rows, state } = await hire();
    const reqid = await market.requestProof(carol);
    await market.bid(dave, { reqid, fee: 5n });
    expect(rows(schema.bid)).toMatchObject([{ prover: alice }]);
    expect(rows(schema.activity).at(-1)).toMatchObject({
      kind: "BID",
      prover: alice,
      sender: dave,
    });
    expect(submitter()).toMatchObject({ prover: alice, actions: 1, lastActionAt: state().now });
  });

  test("is not counted when a contract acts, nor when the prover itself does", async () => {
    const { market, submitter } = await hire();
    const reqid = await market.requestProof(carol);
    await market.bid(dave, { reqid, fee: 5n }, { to: relay, sender: alice });
    await market.bid(alice, { reqid, fee: 4n });
    expect(submitter()).toMatchObject({ actions: 0, lastActionAt: null });
  });

  test("is only who was registered: nobody else who sends a transaction to the market", async () => {
    const { market, rows } = await withProvers();
    const reqid = await market.requestProof(carol);
    await market.bid(dave, { reqid, fee: 5n }, { sender: alice });
    expect(rows(schema.submitter)).toEqual([]);
  });

  test("keeps its consent when it leaves, and its registration when it withdraws consent", async () => {
    const { market, submitter, rows } = await hire();
    await market.setSubmitterConsent(dave, {
      prover: "0x0000000000000000000000000000000000000000",
    });
    expect(submitter()).toMatchObject({ prover: alice, consent: null });
    await market.setSubmitterConsent(dave, { prover: alice });
    await market.unregisterSubmitter(dave);
    expect(submitter()).toMatchObject({ prover: null, consent: alice });
    const kinds = rows(schema.submitterChange).map(({ kind, prover }) => [kind, prover]);
    expect(kinds).toEqual([
      ["CONSENT", alice],
      ["REGISTERED", alice],
      ["CONSENT", null],
      ["CONSENT", alice],
      ["UNREGISTERED", alice],
    ]);
  });

  test("may be registered twice", async () => {
    const { market, submitter, state } = await hire();
    await market.registerSubmitter(alice, { submitter: dave });
    expect(submitter()).toMatchObject({ prover: alice, registeredAt: state().now });
  });
});

test("hostile requests and profiles are kept, whatever is in them", async () => {
  const { market, staking, request, prover } = await withProvers();
  const broken = new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0xc3, 0x28, 0x00]));
  const huge = "x\u202e".repeat(50_000);
  const id = await market.requestProof(carol, {
    ...{ nonce: 2n ** 64n - 1n, version: 2 ** 32 - 1, maxFee: 0n, minStake: 2n ** 96n - 1n },
    ...{ imgURL: broken, inputURL: huge, inputData: toHex(new Uint8Array(100_000)) },
  });
  expect(request(id)).toMatchObject({
    ...{ nonce: 18_446_744_073_709_551_615n, version: 4_294_967_295n },
    ...{ minStake: 79_228_162_514_264_337_593_543_950_335n },
    ...{ imgUrl: "a\ufffd\ufffd(\u2400", inputUrl: huge, inputSize: 100_000 },
  });
  await staking.setProverProfile(alice, { name: "\0", iconUrl: "javascript:alert(1)" });
  expect(prover(alice)).toMatchObject({ name: "\u2400", iconUrl: "javascript:alert(1)" });
});
