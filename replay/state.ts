import { type Address, type Hex, toEventSelector } from "viem";
import { vaultFactoryAbi } from "../abis/vaults.ts";
import type { Call, CallAnswer } from "./calls.ts";
import { JsonRpcError, NOT_SUPPORTED } from "./errors.ts";
import { type Ledger, ledgerAnswer, readLedger } from "./ledger.ts";
import type { Recording } from "./recording.ts";
import type { Shift } from "./shift.ts";

/** What can be said about contracts at a recorded block. */
export type ChainState = {
  /** Code of an address: `PLACEHOLDER_CODE` for contracts from their first block on, "0x" for all others. */
  code: (address: Address, block: number) => Hex;
  /** The answer to an eth_call. Throws a JsonRpcError naming the blocks that have one when this block has none. */
  call: (call: Call & { block: number }) => Promise<CallAnswer>;
};

/** Code is not recorded; one INVALID instruction stands for it, so that "is there code?" is answered right. */
const PLACEHOLDER_CODE: Hex = "0xfe";

const SHOWN_DIGITS = 74;

const VAULT_CREATED = toEventSelector(
  vaultFactoryAbi.find((item) => item.type === "event" && item.name === "VaultCreated")!,
);

/** First block of every contract: named in the header, created by a transaction, a vault, or seen to emit a log. */
const firstBlocks = (recording: Recording): Map<string, number> => {
  const firsts = new Map<string, number>();
  const seen = (address: string, block: number): void => {
    const key = address.toLowerCase();
    firsts.set(key, Math.min(block, firsts.get(key) ?? block));
  };
  const factory = recording.header.contracts.vaultFactory?.address.toLowerCase();
  for (const { address, block } of Object.values(recording.header.contracts)) seen(address, block);
  for (const [index, { receipts, logs }] of recording.blocks.entries()) {
    const block = recording.first + index;
    for (const { contractAddress } of receipts) {
      if (contractAddress !== null) seen(contractAddress, block);
    }
    for (const { address, topics } of logs) {
      seen(address, block);
      if (address === factory && topics[0] === VAULT_CREATED) {
        seen(`0x${topics[2]!.slice(26)}`, block);
      }
    }
  }
  return firsts;
};

/** Ascending numbers with runs drawn together: "0-46, 142, 194". */
export const ranges = (numbers: readonly number[]): string => {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
};

const shorten = (data: Hex): string =>
  data.length > SHOWN_DIGITS ? `${data.slice(0, SHOWN_DIGITS)}…` : data;

const notRecorded = async (
  recording: Recording,
  { to, data, block }: Call & { block: number },
): Promise<JsonRpcError> => {
  const blocks = await recording.calls.blocksOf({ to, data });
  const elsewhere =
    blocks.length === 0 ? "and at no other block" : `but at blocks ${ranges(blocks)}`;
  return new JsonRpcError(
    NOT_SUPPORTED,
    `the recording has no answer to the call of ${to} with ${shorten(data)} at block ${block}, ${elsewhere}`,
  );
};

/** State of the contracts as far as the recording tells it; answers are shifted in time as the chain is. */
export const createState = (recording: Recording, shift: Shift): ChainState => {
  let firsts: Map<string, number> | undefined;
  let ledger: Ledger | undefined;

  const firstBlock = (address: string): number | undefined => {
    firsts ??= firstBlocks(recording);
    return firsts.get(address.toLowerCase());
  };

  const call: ChainState["call"] = async (asked) => {
    ledger ??= readLedger(recording);
    const computed = ledgerAnswer(ledger, asked);
    if (computed !== null) return { result: computed, revert: null };
    const recorded = await recording.calls.find(asked);
    if (recorded === null) {
      const first = firstBlock(asked.to);
      if (first !== undefined && asked.block < first) return { result: "0x", revert: null };
      throw await notRecorded(recording, asked);
    }
    if (recorded.result === null) return recorded;
    return { result: shift.result(asked, recorded.result), revert: null };
  };

  return {
    code: (address, block) => {
      const first = firstBlock(address);
      return first !== undefined && block >= first ? PLACEHOLDER_CODE : "0x";
    },
    call,
  };
};
