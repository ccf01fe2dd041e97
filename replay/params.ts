import { type Address, type Hex, isAddress, isHash, isHex } from "viem";
import type { Chain } from "./chain.ts";
import { invalidParams, JsonRpcError, SERVER_ERROR } from "./errors.ts";
import type { ServedBlock } from "./wire.ts";

const QUANTITY = /^0x[0-9a-f]{1,16}$/i;

/** Whether a JSON value is an object, neither an array nor null. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A 32-byte hash in lower case. Throws -32602 for anything else. */
export const hashParam = (value: unknown): Hex => {
  if (typeof value !== "string" || !isHash(value))
    throw invalidParams(`not a hash: ${show(value)}`);
  return value.toLowerCase() as Hex;
};

/** An address in lower case. Throws -32602 for anything else. */
export const addressParam = (value: unknown): Address => {
  if (typeof value !== "string" || !isAddress(value, { strict: false })) {
    throw invalidParams(`not an address: ${show(value)}`);
  }
  return value.toLowerCase() as Address;
};

/** Bytes as hex in lower case; absent means none. Throws -32602 for anything else. */
export const dataParam = (value: unknown): Hex => {
  if (value === undefined || value === null) return "0x";
  if (!isHex(value) || value.length % 2 !== 0) throw invalidParams(`not data: ${show(value)}`);
  return value.toLowerCase() as Hex;
};

const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 100);

/** Blocks behind the head of the "safe" and "finalized" tags. */
export type Tags = { chain: Chain; finality: number };

/**
 * The number a block parameter stands for: a hex quantity or a tag ("pending" is the head: nothing is pending here). It
 * may be above the head. Throws -32602 for anything else.
 */
export const numberParam = ({ chain, finality }: Tags, value: unknown): number => {
  switch (value) {
    case "latest":
    case "pending":
      return chain.head();
    case "safe":
    case "finalized":
      return Math.max(chain.first, chain.head() - finality);
    case "earliest":
      return chain.first;
  }
  if (typeof value !== "string" || !QUANTITY.test(value)) {
    throw invalidParams(`not a block number or tag: ${show(value)}`);
  }
  return Number(value);
};

/**
 * The block meant by a number, a tag, a hash, `{ blockNumber }` or `{ blockHash }`; absent means latest; null when
 * there is none (yet).
 */
export const findBlock = (tags: Tags, value: unknown): ServedBlock | null => {
  if (value === undefined || value === null) return tags.chain.blockAt(tags.chain.head());
  if (isRecord(value)) {
    if (value.blockHash !== undefined) return tags.chain.blockOf(hashParam(value.blockHash));
    return tags.chain.blockAt(numberParam(tags, value.blockNumber));
  }
  if (typeof value === "string" && isHash(value)) return tags.chain.blockOf(hashParam(value));
  return tags.chain.blockAt(numberParam(tags, value));
};

/** As `findBlock`, but throws -32000 "header not found" when there is none, as a node does for its state. */
export const stateBlock = (tags: Tags, value: unknown): ServedBlock => {
  const block = findBlock(tags, value);
  if (block === null) throw new JsonRpcError(SERVER_ERROR, "header not found");
  return block;
};
