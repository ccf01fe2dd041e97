import type { Address, Hex } from "viem";
import { UserError } from "./errors.ts";
import type { Context } from "./module.ts";

/** The most rows a list gives at once. */
export const MAX_ROWS = 1000;
/** How many rows a list gives unless asked otherwise. */
export const DEFAULT_ROWS = 50;

/** An argument that may be left out: GraphQL gives null or nothing. */
export type Optional<T> = T | null | undefined;

/**
 * [unix s] The time an answer is for: the argument `at`, or else the time of the indexed head. Never the server's clock.
 * @throws UserError when negative, or when nothing is indexed yet
 */
export async function atOf(at: Optional<number>, context: Pick<Context, "head">): Promise<number> {
  if (at === null || at === undefined) return (await context.head()).timestamp;
  if (at < 0)
    throw new UserError({
      argument: "at",
      problem: `is ${at}; it is a time in seconds since 1970 and not negative.`,
      example: "at: 1760000000",
    });
  return at;
}

/**
 * An address in lower case.
 * @throws UserError unless it is 0x and 40 hexadecimal digits
 */
export function addressOf(value: string, argument: string): Address {
  return hexOf(value, { argument, digits: 40, what: "an address" }) as Address;
}

/**
 * 32 bytes in lower case: a request id, a verifying key, a hash.
 * @throws UserError unless it is 0x and 64 hexadecimal digits
 */
export function bytes32Of(value: string, argument: string): Hex {
  return hexOf(value, { argument, digits: 64, what: "32 bytes" });
}

function hexOf(
  value: string,
  { argument, digits, what }: { argument: string; digits: number; what: string },
): Hex {
  if (/^0x[0-9a-f]*$/i.test(value) && value.length === digits + 2)
    return value.toLowerCase() as Hex;
  throw new UserError({
    argument,
    problem: `is ${quote(value)}, which is not ${what} (0x and ${digits} hexadecimal digits).`,
    example: `${argument}: "0x${"1f".repeat(digits / 2)}"`,
  });
}

/**
 * How many rows are asked for: the argument `first`, or 50.
 * @throws UserError unless it is 1 to 1000
 */
export function firstOf(
  value: Optional<number>,
  { argument = "first", max = MAX_ROWS }: { argument?: string; max?: number } = {},
): number {
  const rows = value ?? Math.min(DEFAULT_ROWS, max);
  if (rows >= 1 && rows <= max) return rows;
  throw new UserError({
    argument,
    problem: `is ${rows}; it must be from 1 to ${max}.`,
    example: `${argument}: ${Math.min(100, max)}`,
  });
}

/**
 * [unix s] A span of time, `from` inclusive, `to` exclusive; null is open.
 * @throws UserError when an end is negative or `to` is not after `from`
 */
export function timeRangeOf(
  { from, to }: { from?: Optional<number>; to?: Optional<number> },
  names: { from: string; to: string } = { from: "from", to: "to" },
): { from: number | null; to: number | null } {
  for (const [argument, value] of [
    [names.from, from],
    [names.to, to],
  ] as const)
    if (typeof value === "number" && value < 0)
      throw new UserError({
        argument,
        problem: `is ${value}; it is a time in seconds since 1970 and not negative.`,
        example: `${argument}: 1760000000`,
      });
  if (typeof from === "number" && typeof to === "number" && to <= from)
    throw new UserError({
      argument: names.to,
      problem: `is ${to}, not after ${names.from} (${from}); ${names.from} is inclusive, ${names.to} is exclusive.`,
      example: `${names.from}: ${from}, ${names.to}: ${from + 86_400}`,
    });
  return { from: from ?? null, to: to ?? null };
}

/** A client's text as it may appear in a message: quoted and not endless. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
