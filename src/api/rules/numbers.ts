/** Whole numbers of any size, and the order of values. */

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Σ of amounts; 0 of none. */
export const sumOf = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);

/** The order of two values, as `toSorted` takes it: the smaller first. */
export const ascending = <Value extends bigint | number | string>(a: Value, b: Value): number =>
  a < b ? -1 : a > b ? 1 : 0;
