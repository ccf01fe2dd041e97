import { type Hex, keccak256 } from "viem";
import type { Log } from "./chain.ts";
import type { LogQuery } from "./checks.ts";

/** A bloom of zeros is that of no log, and that of every block where a chain does not keep one. */
export const isNoBloom = (bloom: Hex): boolean => /^0x0*$/.test(bloom);

/** The same addresses and topics come again and again; ids and amounts among them do not. */
const MOST_KNOWN = 50_000;
const known = new Map<Hex, readonly number[]>();

/** The three bits that a value sets in a bloom, from its end. */
function bitsOf(value: Hex): readonly number[] {
  const found = known.get(value);
  if (found !== undefined) return found;
  const hash = keccak256(value);
  const bits = [2, 6, 10].map((at) => Number.parseInt(hash.slice(at, at + 4), 16) & 0x7ff);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(value, bits);
  return bits;
}

const bitsOfLog = ({ address, topics }: Pick<Log, "address" | "topics">): number[] =>
  [address.toLowerCase() as Hex, ...topics].flatMap(bitsOf);

/** Whether a block with this bloom can hold a log. */
export function mayHold(bloom: Hex, log: Pick<Log, "address" | "topics">): boolean {
  if (isNoBloom(bloom)) return true;
  return hasBits(bloom, bitsOfLog(log));
}

const hasBits = (bloom: Hex, bits: readonly number[]): boolean =>
  bits.every((bit) => {
    const digit = Number.parseInt(bloom.at(-1 - (bit >> 2)) ?? "0", 16);
    return (digit & (1 << (bit & 3))) !== 0;
  });

/** Whether a bloom is that of exactly these logs, a block's all. */
export function isBloomOf(bloom: Hex, logs: readonly Pick<Log, "address" | "topics">[]): boolean {
  if (logs.length > 0 && isNoBloom(bloom)) return true;
  const bytes = Buffer.alloc(256);
  for (const log of logs)
    for (const bit of bitsOfLog(log)) {
      const byte = 255 - (bit >> 3);
      bytes[byte] = bytes[byte]! | (1 << (bit & 7));
    }
  return `0x${bytes.toString("hex")}` === bloom.toLowerCase();
}

/** Whether a block with this bloom can hold a log that a question asks for. */
export function mayHoldAny(bloom: Hex, { addresses, topics }: LogQuery): boolean {
  const has = (value: Hex) => hasBits(bloom, bitsOf(value.toLowerCase() as Hex));
  const hasOne = (values: readonly Hex[] | null) => values === null || values.some(has);
  return hasOne(addresses) && topics.every((topic) => hasOne(topic && [topic].flat()));
}
