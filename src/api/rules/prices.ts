/** What the proof of an open request would be paid, as bids stand. Amounts in wei. */
import type { Address } from "viem";
import { clearingFee } from "../../domain/auction.ts";
import { splitPrice } from "../../domain/fees.ts";

/** What of a request decides its price. */
type BidOnRequest = {
  winner: Address | null;
  winnerFee: bigint | null;
  second: Address | null;
  secondFee: bigint | null;
};

/** The price, protocol fee included; null while nobody revealed. */
export function priceNow({ winner, winnerFee, second, secondFee }: BidOnRequest): bigint | null {
  if (winner === null || winnerFee === null) return null;
  return clearingFee({
    winner: { prover: winner, fee: winnerFee },
    second: second === null || secondFee === null ? null : { prover: second, fee: secondFee },
  });
}

/** Whether the proof would earn nothing: then it is accepted from an inactive prover and while staking is paused. */
export const isUnpaid = (
  request: BidOnRequest,
  { protocolFeeBps }: { protocolFeeBps: bigint },
): boolean => {
  const price = priceNow(request);
  return price !== null && splitPrice(price, protocolFeeBps).reward === 0n;
};
