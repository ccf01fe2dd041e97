import { concat, type Hex, keccak256, numberToHex, stringToHex, zeroHash } from "viem";
import { lastNumber, type RecordedBlock, type Recording, recordedBlock } from "./recording.ts";
import type { Shift } from "./shift.ts";
import type { ServedBlock } from "./wire.ts";

/**
 * What a branch holds, in both cases a chain the contracts could have produced. "empty": blocks without transactions,
 * at the original blocks' times. "late": the original transactions, every block's one block later; the first block of
 * the branch is empty, and each block keeps the time of the block it carries, so the transactions do the same.
 */
export type BranchVariant = "empty" | "late";

/** Roots of a block without transactions, receipts or withdrawals. */
const EMPTY_ROOT: Hex = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/** Seconds between blocks where the recording has none left to take the time from. */
const BLOCK_SECONDS = 12;

const emptied = ({ block }: RecordedBlock, stateRoot: Hex): RecordedBlock => ({
  block: {
    ...block,
    stateRoot,
    transactions: [],
    ...{ transactionsRoot: EMPTY_ROOT, receiptsRoot: EMPTY_ROOT },
    ...{ logsBloom: `0x${"0".repeat(512)}`, gasUsed: "0x0" },
  },
  receipts: [],
  logs: [],
});

/** Unix seconds, not shifted, of a recorded block or of one that would follow the last of them. */
const recordedTime = (recording: Recording, number: number): number => {
  const last = lastNumber(recording);
  const known = recordedBlock(recording, Math.min(number, last))!;
  return Number(known.block.timestamp) + BLOCK_SECONDS * Math.max(0, number - last);
};

/** The first block of a late branch is in time between its parent and the block it pushes back. */
const lateTime = (recording: Recording, at: number, number: number): number =>
  number > at + 1
    ? recordedTime(recording, number - 1)
    : Math.floor((recordedTime(recording, at) + recordedTime(recording, at + 1)) / 2);

/**
 * The block that follows `parent` on a branch. Its hash is made up, but the same for the same branch: it is drawn from
 * the parent's hash and the branch's `id` (so that no two forks share blocks).
 */
export const branchBlock = ({
  recording,
  shift,
  parent,
  id,
  at,
  variant,
}: {
  recording: Recording;
  shift: Shift;
  parent: ServedBlock;
  id: number;
  at: number;
  variant: BranchVariant;
}): ServedBlock => {
  const number = parent.number + 1;
  const late = variant === "late";
  const carried = late && number > at + 1 ? recordedBlock(recording, number - 1) : undefined;
  const model = recordedBlock(recording, Math.min(number, lastNumber(recording)))!;
  const time = late ? lateTime(recording, at, number) : recordedTime(recording, number);
  const seed = concat([parent.hash, numberToHex(id, { size: 32 }), stringToHex(variant)]);
  return {
    number,
    hash: keccak256(seed),
    parentHash: parent.hash,
    timestamp: shift.timestamp(time),
    state: carried === undefined ? parent.state : number - 1,
    carries: carried ?? emptied(model, parent.carries.block.stateRoot ?? zeroHash),
    shift,
    json: { logs: [] },
  };
};
