/** What the phases of a request share. */
import type { Address } from "viem";
import type { Bidder, Ranking } from "../../src/domain/auction.ts";
import { contracts, type Log } from "./chain.ts";
import * as marketLogs from "./marketLogs.ts";
import { nowIn, type Prover, type World } from "./world.ts";

/** A request and its bidders. */
export type Auction = {
  request: marketLogs.ProofRequest;
  requester: Address;
  ranking: Ranking;
  bids: number;
};

/** The stake of a winner that is one no more is free. */
export function release(
  world: World,
  winner: Bidder | null,
  { minStake }: marketLogs.ProofRequest,
): void {
  if (winner !== null) proverAt(world, winner.prover).assigned -= minStake;
}

/** The prover with an address; it must be there. */
export const proverAt = ({ provers }: World, address: Address): Prover =>
  provers.find((prover) => prover.address === address)!;

/** Who sends what a prover does: its hot key if it has one. */
export const sentBy = ({ address, submitter }: Prover): { from: Address; to: Address } => ({
  from: submitter ?? address,
  to: contracts.market,
});

/** A statistics epoch begins with the first call of the market at or after its start. */
export function statsReset(world: World): Log[] {
  const { statsEpoch } = world;
  if (statsEpoch.next === null || nowIn(world) < statsEpoch.next) return [];
  const reset = marketLogs.statsReset(statsEpoch.id + 1, statsEpoch.next);
  world.statsEpoch = { id: statsEpoch.id + 1, next: null };
  return [reset];
}
