import { toFloat } from "../../data/numbers.ts";

/** A request of a program on the ladder of prices. Amounts in wei. */
export type Rung = Readonly<{
  id: string;
  at: number;
  maxFee: bigint;
  /** Null while there is none. */
  price: bigint | null;
  revealers: number;
  isMissed: boolean;
}>;

const MOST_POWERS = 9;

/** The powers of ten, with 2 and 5 where there is room, that fall into a span; of very many, every so many. */
export function logTicks(low: number, high: number): readonly number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const factors = to - from > 3 ? [1] : [1, 2, 5];
  const step = Math.max(1, Math.ceil((to - from) / MOST_POWERS));
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => 10 ** (to - index * step),
  )
    .flatMap((power) => factors.map((factor) => factor * power))
    .filter((value) => value >= low && value <= high);
}

/** From the least to the greatest amount, none of them zero: a logarithm has no place for it. */
export function spanOf(rungs: readonly Rung[]): readonly [number, number] {
  const amounts = rungs
    .flatMap(({ maxFee, price }) => [toFloat(maxFee), price === null ? 0 : toFloat(price)])
    .filter((amount) => amount > 0);
  if (amounts.length === 0) return [0.1, 10];
  return [Math.min(...amounts) * 0.8, Math.max(...amounts) * 1.25];
}
