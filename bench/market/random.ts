/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** A whole number from 0 to 2^32 - 1. */
  word: () => number;
  /** From 0 inclusive to 1 exclusive. */
  fraction: () => number;
  /** A whole number from 0 to `below` - 1. */
  below: (below: number) => number;
  /** True with this probability. */
  chance: (probability: number) => boolean;
  /** How many of something happen that happens `mean` times on average (Poisson). */
  count: (mean: number) => number;
  /** One of the list. */
  pick: <T>(of: readonly T[]) => T;
  /** One of the list, those at the front far more often: a few are busy, most are not. */
  pickBusy: <T>(of: readonly T[]) => T;
  /** So many random bytes in hex, without 0x. A multiple of four. */
  hex: (bytes: number) => string;
  /** [wei] An amount between two numbers of whole tokens, with all eighteen decimals in use. */
  tokens: (from: number, to: number) => bigint;
};

const TWO_32 = 4_294_967_296;
const LARGEST_POISSON = 30;

/** A generator (sfc32) of its own for each seed. */
export function createRandom(seed: number): Random {
  let [a, b, c, d] = [0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162, seed | 1];
  const word = () => {
    const result = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 20; round++) word();

  const fraction = () => word() / TWO_32;
  const below = (limit: number) => Math.floor(fraction() * limit);
  const poisson = (mean: number) => {
    const limit = Math.exp(-mean);
    let [count, product] = [0, fraction()];
    for (; product > limit; count++) product *= fraction();
    return count;
  };
  return {
    word,
    fraction,
    below,
    chance: (probability) => fraction() < probability,
    count(mean) {
      let count = 0;
      for (let left = mean; left > 0; left -= LARGEST_POISSON)
        count += poisson(Math.min(left, LARGEST_POISSON));
      return count;
    },
    pick: (of) => of[below(of.length)]!,
    pickBusy: (of) => of[Math.floor(of.length * fraction() ** 2)]!,
    hex(bytes) {
      let text = "";
      for (let at = 0; at < bytes; at += 4) text += word().toString(16).padStart(8, "0");
      return text;
    },
    tokens: (from, to) =>
      BigInt(Math.floor((from + fraction() * (to - from)) * 1e6)) * 1_000_000_000_000n +
      BigInt(word()),
  };
}
