import type { Address, Hex } from "viem";
import type { Context } from "./context.ts";
import { UserError } from "./errors.ts";

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
export const addressOf = (value: string, argument: string): Address =>
  hexOf(value, argument, "address");

/**
 * 32 bytes in lower case: a request id, a verifying key, a hash.
 * @throws UserError unless it is 0x and 64 hexadecimal digits
 */
export function bytes32Of(value: string, argument: string): Hex {
  return hexOf(value, argument, "bytes32");
}

const KINDS = {
  address: { digits: 40, what: "an address" },
  bytes32: { digits: 64, what: "32 bytes" },
} as const;

/** Whether a column or argument of this name has 32 bytes: an id, a verifying key, a hash. Other bytes are addresses. */
export const isAboutBytes32 = (name: string): boolean =>
  /^(id|vk|role|request|program)$|(Id|Digest|[hH]ash|[tT]ransaction)$/.test(name);

/**
 * Bytes in lower case.
 * @throws UserError that says what was given and what is wanted
 */
export function hexOf(value: string, argument: string, kind: keyof typeof KINDS): Hex {
  const { digits, what } = KINDS[kind];
  if (/^0x[0-9a-f]*$/i.test(value) && value.length === digits + 2)
    return value.toLowerCase() as Hex;
  throw new UserError({
    argument,
    problem: `is ${quote(value)}, which is not ${what} (0x and ${digits} hexadecimal digits)${hintOf(value, digits)}.`,
    example: `${argument}: "0x${"1f".repeat(digits / 2)}"`,
  });
}

/** What a value that is not the hex wanted seems to be. */
function hintOf(value: string, digits: number): string {
  if (/^[0-9a-f]+$/i.test(value) && value.length === digits)
    return "; it lacks 0x at its beginning";
  if (/^0x[0-9a-f]*(…|\.{2,})[0-9a-f]*$/i.test(value))
    return "; it is shortened for reading, and all of it is needed";
  if (!/^0x[0-9a-f]*$/i.test(value)) return "";
  const given = value.length - 2;
  if (given === KINDS.address.digits) return "; it is an address";
  if (given === KINDS.bytes32.digits)
    return "; it has the 64 digits of a request id, a verifying key or a hash";
  return `; it has ${given} digits`;
}

/** Times from here on are taken for milliseconds: in seconds it would be the year 5138. */
const FIRST_MILLISECOND = 100_000_000_000;

/**
 * A time in seconds.
 * @throws UserError when it must be one in milliseconds
 */
export function notMilliseconds<Value extends number | bigint>(
  value: Value,
  argument: string,
): Value {
  if (value < FIRST_MILLISECOND) return value;
  const seconds = BigInt(value) / 1000n;
  throw new UserError({
    argument,
    problem: `is ${value}, which must be milliseconds; times are in seconds since 1970.`,
    example: `${argument}: ${typeof value === "bigint" ? `"${seconds}"` : seconds}`,
  });
}

/**
 * A number from 1 to `max`; `example` is one that is right.
 * @throws UserError when it is not
 */
export function withinBounds(
  value: number,
  argument: string,
  { max, example }: { max: number; example: number },
): number {
  if (value >= 1 && value <= max) return value;
  throw new UserError({
    argument,
    problem: `is ${value}; it must be from 1 to ${max}.`,
    example: `${argument}: ${example}`,
  });
}

/**
 * How many rows are asked for: the argument `limit`, or 50.
 * @throws UserError unless it is 1 to 1000
 */
export const limitOf = (value: Optional<number>): number =>
  withinBounds(value ?? DEFAULT_ROWS, "limit", { max: MAX_ROWS, example: DEFAULT_ROWS });

/**
 * Whether the greatest comes first: the argument `orderDirection`.
 * @throws UserError unless it is "asc" or "desc"
 */
export function isDescending(direction: string, argument: string): boolean {
  if (direction === "asc" || direction === "desc") return direction === "desc";
  throw new UserError({
    argument,
    problem: `is ${quote(direction)}; it is "asc" or "desc".`,
    example: `${argument}: "desc"`,
  });
}

/**
 * [unix s] A span of time, `from` inclusive, `to` exclusive; null is open.
 * @throws UserError when an end is negative or `to` is not after `from`
 */
export function timeRangeOf({ from, to }: { from?: Optional<number>; to?: Optional<number> }): {
  from: number | null;
  to: number | null;
} {
  for (const [argument, value] of Object.entries({ from, to }))
    if (typeof value === "number" && value < 0)
      throw new UserError({
        argument,
        problem: `is ${value}; it is a time in seconds since 1970 and not negative.`,
        example: `${argument}: 1760000000`,
      });
  if (typeof from === "number" && typeof to === "number" && to <= from)
    throw new UserError({
      argument: "to",
      problem: `is ${to}, not after from (${from}); from is inclusive, to is exclusive.`,
      example: `from: ${from}, to: ${from + 86_400}`,
    });
  return { from: from ?? null, to: to ?? null };
}

/**
 * A number that is not negative.
 * @throws UserError when it is
 */
export function notNegative<Value extends number | bigint>(value: Value, argument: string): Value {
  if (value >= 0) return value;
  throw new UserError({
    argument,
    problem: `is ${value}; it must not be negative.`,
    example: `${argument}: 3600`,
  });
}

/** A client's text as it may appear in a message: quoted and not endless. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
