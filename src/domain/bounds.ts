/** The lesser and the greater of two whole numbers of any size: `Math.min` and `Math.max` know none beyond 2^53. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
