/** BrevisMarket: a request opens, provers bid sealed and reveal. How it ends is in settlement.ts. */
import { type Context, type Event, ponder } from "ponder:registry";
import { bid, program, request, requester, requestInput } from "ponder:schema";
import { type Address, type Hex, hexToBytes, keccak256, size } from "viem";
import { countedBid, rank } from "../domain/auction.ts";
import { readable } from "../domain/text.ts";
import { book, eventColumns } from "../store/ledger.ts";
import { readNetwork, recall, takeRole } from "../store/network.ts";
import { countAction, rankingOf, readRequest, takeLead } from "../store/requests.ts";

ponder.on("Market:NewRequest", async ({ event, context }) => {
  const { reqid: id, req } = event.args;
  const { vk, fee, imgURL, inputURL, inputData } = req;
  const { db } = context;
  const createdAt = Number(event.block.timestamp);
  const from = await escrowedBy(context, event);
  await db.insert(request).values({
    id,
    requester: from,
    nonce: req.nonce,
    vk,
    publicValuesDigest: req.publicValuesDigest,
    imgUrl: readable(imgURL),
    inputUrl: readable(inputURL),
    inputSize: size(inputData),
    inputHash: size(inputData) === 0 ? null : keccak256(inputData),
    version: BigInt(req.version),
    ...fee,
    createdAt,
    createdBlock: Number(event.block.number),
    createdTransaction: event.transaction.hash,
    createdId: eventColumns(event).id,
  });
  if (size(inputData) > 0 && (await readNetwork(context)).keepsInputs)
    await db.insert(requestInput).values({ requestId: id, data: hexToBytes(inputData) });
  const times = { firstRequestAt: createdAt, lastRequestAt: createdAt };
  await db
    .insert(requester)
    .values({ address: from, ...times })
    .onConflictDoUpdate({ lastRequestAt: createdAt });
  await db
    .insert(program)
    .values({ vk, imgUrl: readable(imgURL), ...times })
    .onConflictDoUpdate({ imgUrl: readable(imgURL), lastRequestAt: createdAt });
  await takeRole(context, from, "isRequester", createdAt);
  await book(context, event, {
    kind: "REQUESTED",
    request: id,
    account: from,
    requester: from,
    program: vk,
    amount: fee.maxFee,
    counts: { requests: 1, maxFees: fee.maxFee },
    network: { openRequests: 1, escrow: fee.maxFee },
    requesterHolds: { openRequests: 1, escrow: fee.maxFee },
    globalStats: { requests: 1 },
  });
});

ponder.on("Market:NewBid", async ({ event, context }) => {
  const { reqid: requestId, prover: bidder, bidHash } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  const last = { bidHash, lastBidAt: timestamp, bidTransaction: event.transaction.hash };
  let replaced: Hex | undefined;
  const { commits } = await db
    .insert(bid)
    .values({
      requestId,
      prover: bidder,
      commits: 1,
      firstBidAt: timestamp,
      firstBidId: eventColumns(event).id,
      ...last,
    })
    // A prover may replace its sealed bid until the bidding phase ends.
    .onConflictDoUpdate((before) => {
      replaced = before.bidHash;
      return { commits: before.commits + 1, ...last };
    });
  const bidders = commits === 1 ? 1 : 0;
  const { vk, requester: from } = await db.update(request, { id: requestId }).set((now) => ({
    bidCount: now.bidCount + countedBid(replaced),
    bidders: now.bidders + bidders,
  }));
  await countAction(context, event, bidder);
  await book(context, event, {
    kind: "BID",
    request: requestId,
    prover: bidder,
    program: vk,
    requester: from,
    counts: { bids: 1, bidders },
    proverIs: { lastActiveAt: timestamp },
    proverStats: { bids: 1 },
  });
});

ponder.on("Market:BidRevealed", async ({ event, context }) => {
  const { reqid: requestId, prover: bidder, fee } = event.args;
  const { db } = context;
  const timestamp = Number(event.block.timestamp);
  const { id } = eventColumns(event);
  // Row must exist: a reveal needs a bid.
  const { reveals } = await db.update(bid, { requestId, prover: bidder }).set((now) => ({
    fee,
    reveals: now.reveals + 1,
    firstRevealAt: now.firstRevealAt ?? timestamp,
    firstRevealId: now.firstRevealId ?? id,
    lastRevealAt: timestamp,
    revealTransaction: event.transaction.hash,
  }));
  const revealers = reveals === 1 ? 1 : 0;
  const before = await readRequest(context, requestId);
  const ranking = rankingOf(before);
  const { winner, second } = rank(ranking, { prover: bidder, fee });
  const takesLead = winner !== ranking.winner;
  await db.update(request, { id: requestId }).set({
    winner: winner?.prover ?? null,
    winnerFee: winner?.fee ?? null,
    second: second?.prover ?? null,
    secondFee: second?.fee ?? null,
    revealCount: before.revealCount + 1,
    revealers: before.revealers + revealers,
    ...(takesLead ? { assignmentId: id } : {}),
  });
  await countAction(context, event, bidder);
  await book(context, event, {
    kind: "REVEALED",
    request: requestId,
    prover: bidder,
    program: before.vk,
    requester: before.requester,
    amount: fee,
    counts: { reveals: 1, revealers },
    proverIs: { lastActiveAt: timestamp },
    proverStats: { reveals: 1 },
    ...(takesLead ? await takeLead(context, event, before, { prover: bidder, fee }) : {}),
  });
});

/** Who paid the escrow: the giver of the token transfer just before. The event names nobody, and the sender of the transaction may be a contract's caller. */
async function escrowedBy(context: Context, event: Event<"Market:NewRequest">): Promise<Address> {
  const { depositor, deposit, depositTransaction } = await recall(context);
  const { reqid, req } = event.args;
  if (!depositor || depositTransaction !== event.transaction.hash || deposit !== req.fee.maxFee) {
    throw new Error(`Invariant: nobody escrowed the fee of ${reqid}`);
  }
  return depositor;
}
