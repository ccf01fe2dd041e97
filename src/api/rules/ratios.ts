/** Ratios as whole basis points, with what they were made of. */

/** The largest `Int` of GraphQL: basis points beyond are shown as this, numerator and denominator tell. */
export const MOST_BPS = 2_147_483_647;

/** `numerator / denominator`, and in basis points: floored, null when there is nothing to divide by. */
export type Ratio<Value extends number | bigint = bigint> = {
  numerator: Value;
  denominator: Value;
  bps: number | null;
};

/** `numerator / denominator` in basis points, floored, within ±2,147,483,647; null when there is nothing to divide by. */
export function bps(numerator: number | bigint, denominator: number | bigint): number | null {
  const [above, below] = [BigInt(numerator) * 10_000n, BigInt(denominator)];
  if (below === 0n) return null;
  const floor = above / below - (above % below !== 0n && above < 0n !== below < 0n ? 1n : 0n);
  return Math.max(-MOST_BPS, Number(floor > MOST_BPS ? MOST_BPS : floor));
}

/** A ratio of two counts (whole numbers) or of two amounts [wei]. */
export const ratio = <Value extends number | bigint>(
  numerator: Value,
  denominator: Value,
): Ratio<Value> => ({ numerator, denominator, bps: bps(numerator, denominator) });
