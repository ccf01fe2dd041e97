/** Requests from escrow to proof, refund or slash, by the rules of BrevisMarket. */
import { type Address, type Hex, keccak256 } from "viem";
import { type Bidder, clearingFee, type Ranking, rank } from "../../src/domain/auction.ts";
import { portion, splitPrice } from "../../src/domain/fees.ts";
import { contracts, type Log, OVERCOMMIT_BPS } from "./chain.ts";
import * as logs from "./logs.ts";
import { addReward, takeSlash } from "./vaults.ts";
import { addressWord, word } from "./words.ts";
import { fund, later, nowIn, type Prover, secondsOf, send, type World } from "./world.ts";

const { market, token } = contracts;

type Auction = {
  request: logs.ProofRequest;
  requester: Address;
  ranking: Ranking;
  bids: number;
};

const NO_BIDDERS = 0.02;
const MEAN_BIDDERS = 6;
const REVEALS = 0.87;
const BIDS_AGAIN = 0.03;
const REVEALS_AGAIN = 0.004;
const PROVEN = 0.96;
const REFUND_CLAIMED = 0.9;
const SLASHED = 0.5;
/** A prover slashed down to this is left alone: another slash could deactivate it. */
const SCALE_LEFT_ALONE = 6_000n;
const LONGEST_NONCE = 8;

/** A request opens, and what will become of it is decided. */
export function openRequest(world: World): void {
  const { random, lengths, stride, totals } = world;
  const requester = random.pickBusy(world.requesters);
  fund(world, requester);
  const program = random.pickBusy(world.programs);
  const nonce = world.nonce++;
  const digest = random.hex(32);
  const request: logs.ProofRequest = {
    id: requestId(nonce, program.vk, digest),
    nonce,
    vk: program.vk,
    digest,
    imgUrl: program.imgUrl,
    input: random.chance(0.2) ? random.hex(32 + 4 * random.below(100)) : "",
    inputUrl: `https://inputs.example/${random.hex(16)}`,
    version: 1,
    maxFee: random.tokens(1, 50 * program.popularity),
    minStake: BigInt(1_000 + 500 * random.below(9)) * 10n ** 18n,
    deadline: nowIn(world) + secondsOf(2 * lengths.phase + lengths.proving, stride),
  };
  const auction: Auction = {
    request,
    requester,
    ranking: { winner: null, second: null },
    bids: 0,
  };
  send(world, {
    from: requester,
    to: market,
    input: `572e8ae7${logs.proofRequestData(request)}`,
    logs: [
      ...statsReset(world),
      logs.transfer(token, { from: requester, to: market, value: request.maxFee }),
      logs.newRequest(request),
    ],
  });
  totals.requests++;
  totals.openRequests++;
  totals.escrow += request.maxFee;
  inviteBidders(world, auction);
  later(world, lengths.phase + 1, () => {
    if (auction.bids === 0) refundSoon(world, auction);
  });
  later(world, 2 * lengths.phase + 1, () => settle(world, auction));
}

const requestId = (nonce: number, vk: Hex, digest: string): Hex =>
  keccak256(`0x${nonce.toString(16).padStart(2 * LONGEST_NONCE, "0")}${vk.slice(2)}${digest}`);

/** Different provers bid at different times of the bidding phase, and reveal in the reveal phase. */
function inviteBidders(world: World, auction: Auction): void {
  const { random, lengths, provers } = world;
  if (random.chance(NO_BIDDERS)) return;
  const wanted = 1 + random.count(MEAN_BIDDERS - 1);
  const bidders = new Set<Prover>();
  for (let tries = 0; tries < 3 * wanted && bidders.size < wanted; tries++)
    bidders.add(random.pickBusy(provers));
  for (const prover of bidders) {
    const at = 1 + random.below(lengths.phase);
    later(world, at, () => bid(world, auction, prover));
    if (random.chance(BIDS_AGAIN))
      later(world, at + random.below(lengths.phase - at + 1), () => bid(world, auction, prover));
  }
}

function bid(world: World, auction: Auction, prover: Prover): void {
  const { random, lengths } = world;
  const { request } = auction;
  const end = revealBegins(world, auction);
  if (nowIn(world) > end || !isEligible(prover, request.minStake)) return;
  const hash = random.hex(32);
  send(world, {
    ...sentBy(prover),
    input: `434f967c${request.id.slice(2)}${hash}`,
    logs: [...statsReset(world), logs.newBid(request.id, prover.address, hash)],
  });
  auction.bids++;
  world.totals.bids++;
  // A second bid only replaces the hash.
  if (prover.bidding.has(request.id)) return;
  prover.bidding.add(request.id);
  const wait = Math.round((end - nowIn(world)) / secondsOf(1, world.stride));
  const fee = portion(request.maxFee, BigInt(3_000 + random.below(6_500)));
  const at = wait + 1 + random.below(lengths.phase);
  if (random.chance(REVEALS)) later(world, at, () => reveal(world, auction, { prover, fee }));
  if (random.chance(REVEALS_AGAIN)) later(world, at, () => reveal(world, auction, { prover, fee }));
  later(world, wait + lengths.phase + 1, () => prover.bidding.delete(request.id));
}

/** [unix s] The last second of the bidding phase. */
function revealBegins({ lengths, stride }: World, { request }: Auction): number {
  return request.deadline - secondsOf(lengths.phase + lengths.proving, stride);
}

function reveal(
  world: World,
  auction: Auction,
  { prover, fee }: { prover: Prover; fee: bigint },
): void {
  const { request, ranking } = auction;
  if (!isEligible(prover, request.minStake)) return;
  send(world, {
    ...sentBy(prover),
    input: `2cf5d279${request.id.slice(2)}${word(fee)}${world.random.hex(32)}`,
    logs: [...statsReset(world), logs.bidRevealed(request.id, prover.address, fee)],
  });
  world.totals.reveals++;
  auction.ranking = rank(ranking, { prover: prover.address, fee });
  if (auction.ranking.winner === ranking.winner) return;
  release(world, ranking.winner, request);
  prover.assigned += request.minStake;
}

/** The stake of a winner that is one no more is free. */
function release(world: World, winner: Bidder | null, { minStake }: logs.ProofRequest): void {
  if (winner !== null) proverAt(world, winner.prover).assigned -= minStake;
}

const proverAt = ({ provers }: World, address: Address): Prover =>
  provers.find((prover) => prover.address === address)!;

/** Mirrors what the market asks of a bidder. */
const isEligible = ({ active, assets, assigned }: Prover, minStake: bigint): boolean =>
  active && assets >= minStake + portion(assigned, OVERCOMMIT_BPS);

const sentBy = ({ address, submitter }: Prover): { from: Address; to: Address } => ({
  from: submitter ?? address,
  to: market,
});

/** The reveal phase is over: the winner proves, or misses; without a winner the escrow goes back. */
function settle(world: World, auction: Auction): void {
  const { random, lengths } = world;
  const { winner } = auction.ranking;
  if (winner === null) {
    if (auction.bids > 0) refundSoon(world, auction);
    return;
  }
  if (random.chance(PROVEN)) {
    const needed = Math.floor(-Math.log(1 - random.fraction()) * lengths.phase);
    later(world, Math.min(needed, lengths.proving - 2), () => prove(world, auction));
  } else missSoon(world, auction);
}

function prove(world: World, auction: Auction): void {
  const { request, ranking, requester } = auction;
  const { totals, random } = world;
  const prover = proverAt(world, ranking.winner!.prover);
  // The reward of a prover that is not active is refused, and the proof with it.
  if (!prover.active) {
    missSoon(world, auction);
    return;
  }
  const fee = clearingFee(ranking);
  const { protocolFee, reward } = splitPrice(fee, world.protocolFeeBps);
  const proof = random.hex(256);
  const back = { from: market, to: requester, value: request.maxFee - fee };
  send(world, {
    ...sentBy(prover),
    input: `7e88b1a0${request.id.slice(2)}${proof}`,
    logs: [
      ...statsReset(world),
      ...addReward(prover, market, reward),
      logs.transfer(token, back),
      logs.proofSubmitted(request.id, prover.address, { proof, fee }),
    ],
  });
  prover.proofs++;
  prover.assigned -= request.minStake;
  totals.fulfilled++;
  totals.openRequests--;
  totals.escrow -= request.maxFee;
  totals.protocolFeeBalance += protocolFee;
}

/** The deadline passes without a proof. */
function missSoon(world: World, auction: Auction): void {
  const { stride } = world;
  const left = auction.request.deadline - nowIn(world);
  const steps = Math.ceil(left / secondsOf(1, stride)) + 1;
  later(world, steps, () => refundSoon(world, auction));
}

/** Most requesters come for their escrow some time after they may; some never do. */
function refundSoon(world: World, auction: Auction): void {
  const { random, lengths } = world;
  if (!random.chance(REFUND_CLAIMED)) return;
  later(world, random.below(4 * lengths.phase), () => refund(world, auction));
}

function refund(world: World, auction: Auction): void {
  const { request, requester, ranking } = auction;
  const { totals, random, lengths } = world;
  send(world, {
    from: requester,
    to: market,
    input: `7249fbb6${request.id.slice(2)}`,
    logs: [
      logs.transfer(token, { from: market, to: requester, value: request.maxFee }),
      logs.refunded(request.id, requester, request.maxFee),
    ],
  });
  totals.refunded++;
  totals.openRequests--;
  totals.escrow -= request.maxFee;
  release(world, ranking.winner, request);
  if (ranking.winner !== null && random.chance(SLASHED))
    later(world, random.below(lengths.phase), () => slash(world, auction));
}

function slash(world: World, { request, requester, ranking }: Auction): void {
  const prover = proverAt(world, ranking.winner!.prover);
  if (prover.scale <= SCALE_LEFT_ALONE) return;
  const asked = portion(request.minStake, world.slashBps);
  send(world, {
    from: requester,
    to: market,
    input: `f415ed14${request.id.slice(2)}`,
    logs: [...takeSlash(world, prover, asked), logs.slashAsked(request.id, prover.address, asked)],
  });
  world.totals.slashed++;
}

/** A statistics epoch begins with the first call of the market at or after its start. */
export function statsReset(world: World): Log[] {
  const { statsEpoch } = world;
  if (statsEpoch.next === null || nowIn(world) < statsEpoch.next) return [];
  const reset = logs.statsReset(statsEpoch.id + 1, statsEpoch.next);
  world.statsEpoch = { id: statsEpoch.id + 1, next: null };
  return [reset];
}

/** Calldata of `distributeRewards(epoch, provers)`. */
export const distributeInput = (epoch: number, provers: readonly Address[]): string =>
  `469e32ce${word(epoch)}${word(64)}${word(provers.length)}${provers.map(addressWord).join("")}`;
