import type { Address, Hex } from "viem";

/** An address that is read easily: the given digits, then zeros. */
export const addressOf = (digits: string): Address => `0x${digits.padEnd(40, "0")}`;

/** A word of 32 bytes that is read easily: the given digits, then zeros. */
export const wordOf = (digits: string): Hex => `0x${digits.padEnd(64, "0")}`;

export const alice = addressOf("a11ce");
export const bob = addressOf("b0b");
export const carol = addressOf("ca401");
export const dave = addressOf("da4e");
export const erin = addressOf("e414");
/** Owner of every contract, and holder of every role. */
export const owner = addressOf("04e4");
/** A contract that calls others for whoever asks it. */
export const relay = addressOf("4e1a7");

/** Everybody that tests give tokens to. */
export const people = [alice, bob, carol, dave, erin, owner, relay] as const;

/** Where the vault of a prover is: predictable, as on chain. */
export const vaultOf = (prover: Address): Address => `0xfa017${prover.slice(2, 37)}`;

/** One BREV in wei. */
export const BREV = 10n ** 18n;
