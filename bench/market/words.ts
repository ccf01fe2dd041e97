/** ABI encoding by hand: viem's takes most of the time of a million events. Texts are hex without 0x. */
import type { Address, Hex } from "viem";

/** A number as a word of 32 bytes. */
export const word = (value: bigint | number): string => value.toString(16).padStart(64, "0");

/** An address as a word of 32 bytes. */
export const addressWord = (address: Address): string => `${"0".repeat(24)}${address.slice(2)}`;

/** An address as an indexed argument. */
export const addressTopic = (address: Address): Hex => `0x${addressWord(address)}`;

/** A number as an indexed argument. */
export const numberTopic = (value: bigint | number): Hex => `0x${word(value)}`;

/** Bytes with their length before them and zeros up to the next word. */
const bytesTail = (bytes: string): string =>
  word(bytes.length / 2) + bytes.padEnd(Math.ceil(bytes.length / 64) * 64, "0");

/** Text in hex. */
export const textHex = (text: string): string => Buffer.from(text).toString("hex");

/**
 * The words of a tuple in which some are bytes: `{ bytes }` is put behind the others, with its offset in its place.
 * `wide` is the number of words of the head.
 */
export function dynamicTuple(parts: readonly (string | { bytes: string })[], wide: number): string {
  let head = "";
  let tail = "";
  for (const part of parts) {
    if (typeof part === "string") {
      head += part;
      continue;
    }
    head += word(wide * 32 + tail.length / 2);
    tail += bytesTail(part.bytes);
  }
  return head + tail;
}
