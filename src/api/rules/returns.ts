/**
 * What a share of a vault earned, as a rate per year. Rates are whole numbers of 10^-18: 10^18 is 100 % a year.
 * Prices are share prices in wei, times in unix seconds.
 */
import { formatUnits } from "viem";

/** [s] A year of 365 days. */
export const YEAR = 31_536_000;

/** [s] The least age of a vault whose return is given. */
const LEAST_AGE = 7 * 86_400;

/** Parts of an asset that contributions are summed in: 10^36 is all of it. */
export const CONTRIBUTION_SCALE = 10n ** 36n;

/** Decimal places of a rate. */
export const PLACES = 18;
const ONE = 10n ** BigInt(PLACES);
/** An APY beyond this is no figure of use. */
const MOST_APY = 1e12;

/** What a return is made of: the vault at the ends of the window. */
export type Span = {
  /** Time that the vault was created. */
  createdAt: number;
  /** Start of the window, not before the vault's creation. */
  from: number;
  to: number;
  price0: bigint;
  price1: bigint;
  /** Whether at some moment of the window, its ends included, the vault had no shares. */
  hadNoShares: boolean;
};

/** Why there is no return: the vault is younger than 7 days, once had no shares in the window, or began at a price of 0. */
export type NoReturn = "TOO_YOUNG" | "NO_SHARES" | "NO_PRICE";

/** Why a vault's return is not told; null when it is. */
export function noReturn({ createdAt, to, price0, hadNoShares }: Span): NoReturn | null {
  if (to - createdAt < LEAST_AGE) return "TOO_YOUNG";
  if (hadNoShares) return "NO_SHARES";
  return price0 === 0n ? "NO_PRICE" : null;
}

/** APR, `(p1/p0 − 1) · year / seconds`, floored. `price0` must not be zero, `to` be after `from`. */
export const aprOf = ({ from, to, price0, price1 }: Span): bigint =>
  floor((price1 - price0) * BigInt(YEAR) * ONE, price0 * BigInt(to - from));

/** APY, `(p1/p0)^(year / seconds) − 1`, as a decimal with 9 places; null beyond 10^12. */
export function apyOf({ from, to, price0, price1 }: Span): string | null {
  const growth = Number(((price1 - price0) * CONTRIBUTION_SCALE) / price0) / 1e36;
  const apy = Math.expm1((Math.log1p(growth) * YEAR) / (to - from));
  if (!(apy <= MOST_APY)) return null;
  return formatUnits(BigInt(Math.round(apy * 1e9)), 9);
}

/** Contributions of a window (Σ amount / assets before it, in `CONTRIBUTION_SCALE`) as a rate per year, floored. */
export const annualised = (
  contribution: bigint,
  { from, to }: { from: number; to: number },
): bigint => floor(contribution * BigInt(YEAR) * ONE, CONTRIBUTION_SCALE * BigInt(to - from));

/** A rate as a decimal: "0.05" is 5 % a year. */
export const decimal = (rate: bigint): string => formatUnits(rate, PLACES);

/** A quotient, floored also below zero. */
const floor = (numerator: bigint, denominator: bigint): bigint =>
  numerator / denominator - (numerator % denominator < 0n ? 1n : 0n);
