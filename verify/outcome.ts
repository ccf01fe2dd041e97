/** How the call of a view can end other than with an answer. */
import type { Hex } from "viem";

/** The contract reverts. */
export class Reverted extends Error {
  /** What the contract gives as the reason: an encoded error, or `0x` for none. */
  readonly data: Hex;
  constructor(data: Hex) {
    super(`reverts with ${data}`);
    this.data = data;
  }
}

/** The index deliberately does not keep what the view tells. The message is the reason. */
export class Unanswerable extends Error {}

const panic = (code: number): Hex => `0x4e487b71${code.toString(16).padStart(64, "0")}` as const;

/** `Panic` of an addition or subtraction that leaves the type. */
export const PANIC_ARITHMETIC = panic(0x11);
/** `Panic` of an index beyond an array's end. */
export const PANIC_INDEX = panic(0x32);
/** The public getter of an array, asked beyond its end; or a call of an address without code. */
export const NO_REASON: Hex = "0x";
/** `ControllerInvalidArg()` */
export const CONTROLLER_INVALID_ARG: Hex = "0xed6ea2d2";
/** `ControllerMinSelfStakeNotMet()` */
export const MIN_SELF_STAKE_NOT_MET: Hex = "0x903e7ee4";
/** `EpochManagerNoConfigs()` */
export const NO_EPOCH_CONFIGS: Hex = "0xa58a5554";
/** `EpochManagerInvalidEpochNumber()` */
export const INVALID_EPOCH_NUMBER: Hex = "0x7b833a6b";
/** `VaultFactoryIndexOutOfBounds()` */
export const VAULT_INDEX_OUT_OF_BOUNDS: Hex = "0xa08a5c0b";
/** `Error("Array length mismatch")` */
export const ARRAY_LENGTH_MISMATCH: Hex =
  "0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000154172726179206c656e677468206d69736d617463680000000000000000000000";
