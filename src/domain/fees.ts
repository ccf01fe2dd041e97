/** How money is split. All amounts in wei, all rates in basis points, all divisions floor. */

const BPS = 10_000n;

/** `amount * bps / 10000`, floored, as every contract of ProverNet does it. */
export const portion = (amount: bigint, bps: bigint): bigint => (amount * bps) / BPS;

/** A proof's price into protocol fee and reward. Mirrors `BrevisMarket.submitProof`; no event tells the protocol fee. */
export function splitPrice(price: bigint, protocolFeeBps: bigint) {
  const protocolFee = portion(price, protocolFeeBps);
  return { protocolFee, reward: price - protocolFee };
}
