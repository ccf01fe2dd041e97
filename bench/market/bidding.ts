/** Bids and reveals, by the rules of BrevisMarket. */
import { rank } from "../../src/domain/auction.ts";
import { portion } from "../../src/domain/fees.ts";
import { type Auction, release, sentBy, statsReset } from "./auction.ts";
import { OVERCOMMIT_BPS } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import { word } from "./words.ts";
import { later, nowIn, type Prover, secondsOf, send, type World } from "./world.ts";

const NO_BIDDERS = 0.02;
const MEAN_BIDDERS = 6;
const REVEALS = 0.87;
const BIDS_AGAIN = 0.03;
const REVEALS_AGAIN = 0.004;

/** Different provers bid at different times of the bidding phase, and reveal in the reveal phase. */
export function inviteBidders(world: World, auction: Auction): void {
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
  const end = biddingEnd(world, auction);
  if (nowIn(world) > end || !isEligible(prover, request.minStake)) return;
  const hash = random.hex(32);
  send(world, {
    ...sentBy(prover),
    input: `434f967c${request.id.slice(2)}${hash}`,
    logs: [...statsReset(world), marketLogs.newBid(request.id, prover.address, hash)],
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
function biddingEnd({ lengths, stride }: World, { request }: Auction): number {
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
    logs: [...statsReset(world), marketLogs.bidRevealed(request.id, prover.address, fee)],
  });
  world.totals.reveals++;
  auction.ranking = rank(ranking, { prover: prover.address, fee });
  if (auction.ranking.winner === ranking.winner) return;
  release(world, ranking.winner, request);
  prover.assigned += request.minStake;
}

/** Mirrors what the market asks of a bidder. */
const isEligible = ({ active, assets, assigned }: Prover, minStake: bigint): boolean =>
  active && assets >= minStake + portion(assigned, OVERCOMMIT_BPS);
