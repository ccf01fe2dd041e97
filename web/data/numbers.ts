/** Numbers as people read them. Cut, never rounded up, like the contracts' own; exact on demand. */
import type { ParameterUnit } from "./generated/types.ts";

const UNIT = 10n ** 18n;

/** The tokens' decimals are 18; 391.8k and 1.24M are cut to their last shown digit, or to a given number of decimals. */
export function formatBrev(wei: bigint | string, decimals?: number): string {
  const value = BigInt(wei);
  const size = value < 0n ? -value : value;
  const sign = value < 0n ? "−" : "";
  if (size === 0n) return "0";
  if (decimals !== undefined) return sign + cut(size, decimals);
  if (size < UNIT / 10_000n) return value < 0n ? "> −0.0001" : "< 0.0001";
  if (size < UNIT) return sign + cut(size, 4);
  if (size < 1_000n * UNIT) return sign + cut(size, 2);
  if (size < 100_000n * UNIT) return sign + cut(size, 0);
  if (size < 1_000_000n * UNIT) return `${sign}${cut(size / 1_000n, 1)}k`;
  if (size < 1_000_000_000n * UNIT) return `${sign}${cut(size / 1_000_000n, 2)}M`;
  if (size >= 1_000_000_000_000n * UNIT) return value < 0n ? "< −1,000B" : "> 1,000B";
  return `${sign}${cut(size / 1_000_000_000n, 2)}B`;
}

/** All digits of an amount: 31.029510154047254849. */
export function exactBrev(wei: bigint | string): string {
  const value = BigInt(wei);
  const size = value < 0n ? -value : value;
  const fraction = (size % UNIT).toString().padStart(18, "0").replace(/0+$/, "");
  const whole = grouped(size / UNIT);
  return `${value < 0n ? "−" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** An amount for a spreadsheet: plain digits, no grouping. */
export function plainBrev(wei: bigint | string): string {
  return exactBrev(wei).replaceAll(",", "").replace("−", "-");
}

function cut(size: bigint, decimals: number): string {
  const scaled = (size * 10n ** BigInt(decimals)) / UNIT;
  if (decimals === 0) return grouped(scaled);
  const text = scaled.toString().padStart(decimals + 1, "0");
  return `${grouped(BigInt(text.slice(0, -decimals)))}.${text.slice(-decimals)}`;
}

/** 12,345 */
export function grouped(value: bigint | number | string): string {
  return BigInt(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",")
    .replace(/^-/, "−");
}

/** Basis points as 3.28 %; 9,999 is 99.99 %. */
export function formatBps(bps: number | bigint | string): string {
  const value = BigInt(bps);
  const size = value < 0n ? -value : value;
  if (size > 1_000_000_000n) return value < 0n ? "< −10,000,000 %" : "> 10,000,000 %";
  return `${value < 0n ? "−" : ""}${grouped(size / 100n)}.${(size % 100n).toString().padStart(2, "0")} %`;
}

/** 1 request, 2 requests; the plural is the word with an s unless it is given. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** A decimal share like "0.0312", as 3.12 %; cut. */
export function formatShare(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const bps = BigInt(whole + fraction.padEnd(4, "0").slice(0, 4));
  return formatBps(decimal.startsWith("-") ? -bps : bps);
}

/** 87 s, 5 m 57 s, 3 h 12 m, 6 d 4 h; a setting may be as long as its type allows. */
export function formatSeconds(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(Math.trunc(seconds));
  if (size > 1e12) return `${sign}> 30,000 years`;
  if (size < 120) return `${sign}${size} s`;
  if (size < 3_600) return `${sign}${pair(size, 60, "m", 1, "s")}`;
  if (size < 86_400) return `${sign}${pair(size, 3_600, "h", 60, "m")}`;
  return `${sign}${pair(size, 86_400, "d", 3_600, "h")}`;
}

function pair(size: number, large: number, name: string, small: number, smallName: string) {
  const rest = Math.trunc((size % large) / small);
  return `${grouped(Math.trunc(size / large))} ${name}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

/** The value of a governed parameter in its own unit; one that has none, like a hash, is cut. */
export function parameterText(unit: ParameterUnit | null, value: string): string {
  if (unit === "SECONDS") return formatSeconds(Number(value));
  if (unit === "BPS") return formatBps(value);
  if (unit === "WEI") return `${formatBrev(value)} BREV`;
  return value.length > 24 ? `${value.slice(0, 24)}…` : value;
}

/** A wei amount as a float in tokens: for places on a picture, never for text. */
export function toFloat(wei: bigint | string): number {
  return Number(BigInt(wei)) / 1e18;
}

/** Basis points of a part in a whole, cut; null for 0 of 0 and n of 0. */
export function bpsOf(part: bigint | string, whole: bigint | string): number | null {
  const of = BigInt(whole);
  return of === 0n ? null : Number((BigInt(part) * 10_000n) / of);
}

/** The sum of amounts. */
export const sum = (amounts: readonly (bigint | string | null)[]): bigint =>
  amounts.reduce<bigint>((total, amount) => total + BigInt(amount ?? 0), 0n);
