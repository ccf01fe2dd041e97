/** How a request ends, by the rules of BrevisMarket: proof, refund, slash. */
import { clearingFee } from "../../src/domain/auction.ts";
import { portion, splitPrice } from "../../src/domain/fees.ts";
import { type Auction, proverAt, release, sentBy, statsReset } from "./auction.ts";
import { contracts } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import { addReward, takeSlash } from "./rewards.ts";
import * as tokenLogs from "./tokenLogs.ts";
import { later, nowIn, secondsOf, send, type World } from "./world.ts";

const { market, token } = contracts;
const PROVEN = 0.96;
const REFUND_CLAIMED = 0.9;
const SLASHED = 0.5;
/** A prover slashed down to this is left alone: another slash could deactivate it. */
const SCALE_LEFT_ALONE = 6_000n;

/** The reveal phase is over: the winner proves, or misses; without a winner the escrow goes back. */
export function settle(world: World, auction: Auction): void {
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
      tokenLogs.transfer(token, back),
      marketLogs.proofSubmitted(request.id, prover.address, { proof, fee }),
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
export function refundSoon(world: World, auction: Auction): void {
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
      tokenLogs.transfer(token, { from: market, to: requester, value: request.maxFee }),
      marketLogs.refunded(request.id, requester, request.maxFee),
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
    logs: [
      ...takeSlash(world, prover, asked),
      marketLogs.slashAsked(request.id, prover.address, asked),
    ],
  });
  world.totals.slashed++;
}
