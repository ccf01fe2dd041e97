/** How unequally something is spread over its holders. Amounts are whole numbers, not negative: counts or wei. */
import { ascending, sumOf } from "./numbers.ts";
import { type Ratio, ratio } from "./ratios.ts";

/** Herfindahl–Hirschman index: Σ share². 10,000 bps: one holder has all; 10,000/n: n equal holders. Null bps of nothing. */
export function herfindahl(amounts: readonly bigint[]): Ratio {
  const total = sumOf(amounts);
  return ratio(sumOf(amounts.map((amount) => amount * amount)), total * total);
}

/**
 * Gini coefficient: Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n Σ x) = (2 Σ i·x₍ᵢ₎ − (n + 1) Σ x) / (n Σ x), x₍ᵢ₎ ascending, i from 1.
 * 0: all equal; towards 10,000 bps: one has all. Null bps when nothing is held.
 */
export function gini(amounts: readonly bigint[]): Ratio {
  const sorted = amounts.toSorted(ascending);
  const [count, total] = [BigInt(amounts.length), sumOf(amounts)];
  const weighted = sumOf(sorted.map((amount, index) => BigInt(index + 1) * amount));
  return ratio(2n * weighted - (count + 1n) * total, count * total);
}

/** Nakamoto coefficient: the fewest holders with more than `numerator / denominator` of all; null when nothing is held. */
export function nakamoto(
  amounts: readonly bigint[],
  { numerator, denominator }: { numerator: bigint; denominator: bigint },
): number | null {
  const total = sumOf(amounts);
  if (total === 0n) return null;
  const descending = amounts.toSorted((a, b) => ascending(b, a));
  let held = 0n;
  const last = descending.findIndex((amount) => {
    held += amount;
    return held * denominator > total * numerator;
  });
  return last + 1;
}
