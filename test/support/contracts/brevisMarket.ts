/** BrevisMarket: requests, sealed bids, proofs, refunds and slashes. */
import { type Address, encodePacked, type Hex, keccak256, zeroHash } from "viem";
import { wordOf } from "../people.ts";
import { assetsOf } from "./staking.ts";
import { addRewards, slashByAmount } from "./stakingPools.ts";
import { move } from "./token.ts";
import { calledBy, type Request, require, type World } from "./world.ts";

type ProofRequest = {
  maxFee?: bigint;
  minStake?: bigint;
  deadline?: bigint;
  nonce?: bigint;
  vk?: Hex;
  publicValuesDigest?: Hex;
  imgURL?: string;
  inputURL?: string;
  inputData?: Hex;
  version?: number;
};

export function requestProof(world: World, given: ProofRequest = {}): Hex {
  const { state, sender, addresses, log } = world;
  rollStatsEpoch(world);
  const { maxFee = 10n, minStake = 0n, nonce = BigInt(state.requests.size) } = given;
  const { vk = wordOf("11"), publicValuesDigest = wordOf("22") } = given;
  const deadline = given.deadline ?? BigInt(state.now + 86_400);
  const { minMaxFee, maxMaxFee } = state.parameters;
  require(maxFee >= minMaxFee && (maxMaxFee === 0n || maxFee <= maxMaxFee), "MarketMaxFee");
  const span = deadline - BigInt(state.now);
  require(span > 0n && span <= 30n * 86_400n, "MarketDeadline");
  const reqid = keccak256(
    encodePacked(["uint64", "bytes32", "bytes32"], [nonce, vk, publicValuesDigest]),
  );
  require(!state.requests.has(reqid), "MarketRequestAlreadyExists");
  move(world, sender, addresses.market, maxFee);
  state.requests.set(reqid, {
    ...{ status: "PENDING", sender, createdAt: state.now, maxFee, minStake, deadline },
    ...{ bids: new Map(), bidCount: 0, winner: null, second: null },
  });
  const { imgURL = "", inputURL = "", inputData = "0x", version = 0 } = given;
  const text = { imgURL, inputURL, inputData };
  const fee = { maxFee, minStake, deadline };
  log("Market:NewRequest", {
    reqid,
    req: { nonce, vk, publicValuesDigest, ...text, version, fee },
  });
  return reqid;
}

/** The hash of a sealed bid, with a nonce of zero. */
export const seal = (reqid: Hex, prover: Address, fee: bigint): Hex =>
  keccak256(encodePacked(["bytes32", "address", "uint256", "uint256"], [reqid, prover, fee, 0n]));

type Bid = { reqid: Hex; fee: bigint };

/** A sealed bid of a fee; `hash` instead of its own, for one that can't be revealed. */
export function bid(world: World, { reqid, fee, hash }: Bid & { hash?: Hex }): void {
  rollStatsEpoch(world);
  const request = pending(world, reqid);
  require(BigInt(world.state.now) <= biddingEnd(world, request), "MarketBiddingPhaseEnded");
  const prover = effectiveProver(world);
  requireEligible(world, prover, request);
  const bidHash = hash ?? seal(reqid, prover, fee);
  if ((request.bids.get(prover) ?? zeroHash) === zeroHash) request.bidCount++;
  request.bids.set(prover, bidHash);
  world.log("Market:NewBid", { reqid, prover, bidHash });
}

export function reveal(world: World, { reqid, fee }: Bid): void {
  rollStatsEpoch(world);
  const request = pending(world, reqid);
  const now = BigInt(world.state.now);
  require(now > biddingEnd(world, request), "MarketBiddingPhaseNotEnded");
  require(now <= revealEnd(world, request), "MarketRevealPhaseEnded");
  const prover = effectiveProver(world);
  requireEligible(world, prover, request);
  require(request.bids.get(prover) === seal(reqid, prover, fee), "MarketBidRevealMismatch");
  require(fee <= request.maxFee, "MarketFeeExceedsMaximum");
  const { winner, second } = request;
  if (winner === null || fee < winner.fee) {
    request.second = winner;
    request.winner = { prover, fee };
    if (winner?.prover !== prover) {
      if (winner) assign(world, winner.prover, -request.minStake);
      assign(world, prover, request.minStake);
    }
  } else if (second === null || fee < second.fee) request.second = { prover, fee };
  world.log("Market:BidRevealed", { reqid, prover, fee });
}

export function submitProof(world: World, { reqid }: { reqid: Hex }): void {
  const { state, addresses, log } = world;
  rollStatsEpoch(world);
  const request = pending(world, reqid);
  const now = BigInt(state.now);
  require(now > revealEnd(world, request), "MarketRevealPhaseNotEnded");
  require(now <= request.deadline, "MarketDeadlinePassed");
  const prover = effectiveProver(world);
  require(request.winner?.prover === prover, "MarketNotExpectedProver");
  const actualFee = (request.second ?? request.winner).fee;
  const protocolFee = (actualFee * state.parameters.protocolFeeBps) / 10_000n;
  request.status = "FULFILLED";
  assign(world, prover, -request.minStake);
  state.feeBalance += protocolFee;
  const reward = actualFee - protocolFee;
  if (reward > 0n) addRewards(calledBy(world, addresses.market), { prover, amount: reward });
  move(world, addresses.market, request.sender, request.maxFee - actualFee);
  const proof = Array.from({ length: 8 }, (_, index) => BigInt(index));
  log("Market:ProofSubmitted", { reqid, prover, proof, actualFee });
}

export function refund(world: World, { reqid }: { reqid: Hex }): void {
  const { state, addresses, log } = world;
  const request = pending(world, reqid);
  const now = BigInt(state.now);
  const isDue =
    now > request.deadline ||
    (now > biddingEnd(world, request) && request.bidCount === 0) ||
    (now > revealEnd(world, request) && request.winner === null);
  require(isDue, "MarketCannotRefundYet");
  request.status = "REFUNDED";
  if (request.winner) assign(world, request.winner.prover, -request.minStake);
  move(world, addresses.market, request.sender, request.maxFee);
  log("Market:Refunded", { reqid, requester: request.sender, amount: request.maxFee });
}

/** `slash(reqid)` of the market. */
export function slashMiss(world: World, { reqid }: { reqid: Hex }): void {
  const { state, addresses, log } = world;
  const { slashBps, slashWindow } = state.parameters;
  const request = state.requests.get(reqid);
  require(request?.status === "REFUNDED", "MarketInvalidRequestStatus");
  const now = BigInt(state.now);
  require(now > request.deadline, "MarketBeforeDeadline");
  require(request.deadline + slashWindow < 2n ** 256n, "panic");
  require(now <= request.deadline + slashWindow, "MarketSlashWindowExpired");
  require(request.winner !== null, "MarketNoAssignedProverToSlash");
  const { prover } = request.winner;
  const slashAmount = (request.minStake * slashBps) / 10_000n;
  slashByAmount(calledBy(world, addresses.market), { prover, amount: slashAmount });
  request.status = "SLASHED";
  log("Market:ProverSlashed", { reqid, prover, slashAmount });
}

/** `_syncStatsEpochId`. */
export function rollStatsEpoch({ state, log }: World): void {
  for (;;) {
    const startAt = state.statsEpochs[state.statsEpochId + 1];
    if (startAt === undefined || startAt > BigInt(state.now)) return;
    state.statsEpochId++;
    log("Market:StatsReset", { newEpochId: BigInt(state.statsEpochId), startAt });
  }
}

function pending({ state }: World, reqid: Hex): Request {
  const request = state.requests.get(reqid);
  require(request?.status === "PENDING", "MarketInvalidRequestStatus");
  return request;
}

/** A time beyond uint64 makes the contract panic. */
function until(time: bigint): bigint {
  require(time < 2n ** 64n, "panic");
  return time;
}

const biddingEnd = ({ state }: World, { createdAt }: Request): bigint =>
  until(BigInt(createdAt) + state.parameters.biddingPhaseDuration);

const revealEnd = (world: World, request: Request): bigint =>
  until(biddingEnd(world, request) + world.state.parameters.revealPhaseDuration);

const effectiveProver = ({ state, sender }: World): Address =>
  state.submitters.get(sender) ?? sender;

function requireEligible(world: World, address: Address, { minStake }: Request) {
  const prover = world.state.provers.get(address);
  const assigned = world.state.assignedStake.get(address) ?? 0n;
  const needed = minStake + (assigned * world.state.parameters.overcommitBps) / 10_000n;
  const isEligible = prover?.state === 1 && assetsOf(world, prover) >= needed;
  require(isEligible, "MarketProverNotEligible");
}

const assign = ({ state }: World, prover: Address, change: bigint) =>
  state.assignedStake.set(prover, (state.assignedStake.get(prover) ?? 0n) + change);
