import type { Hex } from "viem";
import { type BranchVariant, branchBlock } from "./branch.ts";
import { lastNumber, type Recording, recordedBlock } from "./recording.ts";
import type { Shift } from "./shift.ts";
import type { ServedBlock } from "./wire.ts";

type ForkOptions = {
  /** Last block the branch shares with the original chain. Give this or `depth`. */
  at?: number;
  /** How many blocks of the tip are replaced: `at` = head − depth. */
  depth?: number;
  /** Length of the branch; default: as long as what it replaces, so the head keeps its number. */
  blocks?: number;
  /** What the branch's blocks hold; default "empty". */
  variant?: BranchVariant;
};

/** A recording as a chain that moves: blocks above the head do not exist, and the tip can be a branch. */
export type Chain = {
  chainId: number;
  /** Number of the first block: the earliest there is. */
  first: number;
  head: () => number;
  /** Puts the head at a block. Throws a RangeError outside of the recording; a branch grows as far as asked. */
  setHead: (number: number) => void;
  /** Moves the head on by `count` blocks, not beyond the recording's end (a branch has none). Returns the new head. */
  advance: (count: number) => number;
  /** The block with this number on the chain as it is now, null above the head. */
  blockAt: (number: number) => ServedBlock | null;
  /** A block by hash: also one that a fork or a lower head has orphaned; null when it was never shown. */
  blockOf: (hash: Hex) => ServedBlock | null;
  /** Where a transaction is on the chain as it is now, null when it is not. */
  transaction: (hash: Hex) => { block: ServedBlock; index: number } | null;
  /** Replaces the blocks above `at` by a branch. Throws a RangeError when the branch would not start on the original. */
  fork: (options: ForkOptions) => number;
  /** Gives up the branch for the original chain, `by` blocks longer as far as the recording goes. Returns the new head. */
  unfork: (by: number) => number;
  forked: () => boolean;
};

type Branch = { id: number; at: number; variant: BranchVariant; blocks: ServedBlock[] };

/** A chain over a recording whose head stands at `head`. Throws a RangeError when the recording has no such block. */
export const createChain = ({
  recording,
  shift,
  head: startHead,
}: {
  recording: Recording;
  shift: Shift;
  head: number;
}): Chain => {
  const { first, numberByHash, positionByTransaction } = recording;
  const last = lastNumber(recording);
  const originals: ServedBlock[] = [];
  const branchBlocks = new Map<Hex, ServedBlock>();
  let forks = 0;
  let head = first;
  /** Highest block of the original chain that was ever shown: up to it, blocks are known by hash. */
  let shown = first;
  let branch: Branch | null = null;

  const original = (number: number): ServedBlock => {
    const known = originals[number - first];
    if (known !== undefined) return known;
    const carries = recordedBlock(recording, number)!;
    const { hash, parentHash, timestamp } = carries.block;
    const block: ServedBlock = {
      number,
      hash,
      parentHash,
      timestamp: shift.timestamp(Number(timestamp)),
      state: number,
      carries,
      shift,
      json: { logs: [] },
    };
    originals[number - first] = block;
    return block;
  };

  const growBranch = (grown: Branch, number: number): void => {
    while (grown.at + grown.blocks.length < number) {
      const parent = grown.blocks.at(-1) ?? original(grown.at);
      const block = branchBlock({ recording, shift, parent, ...grown });
      grown.blocks.push(block);
      branchBlocks.set(block.hash, block);
    }
  };

  const setHead = (number: number): void => {
    const lowest = branch === null ? first : branch.at + 1;
    const highest = branch === null ? last : Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(number) || number < lowest || number > highest) {
      throw new RangeError(`no block ${number}: the chain has blocks ${lowest} to ${highest}`);
    }
    if (branch === null) shown = Math.max(shown, number);
    else growBranch(branch, number);
    head = number;
  };
  setHead(startHead);

  const blockAt = (number: number): ServedBlock | null => {
    if (!Number.isSafeInteger(number) || number < first || number > head) return null;
    if (branch === null || number <= branch.at) return original(number);
    return branch.blocks[number - branch.at - 1]!;
  };

  const blockOf = (hash: Hex): ServedBlock | null => {
    const number = numberByHash.get(hash);
    if (number === undefined) return branchBlocks.get(hash) ?? null;
    return number <= shown ? original(number) : null;
  };

  const transaction: Chain["transaction"] = (hash) => {
    const position = positionByTransaction.get(hash);
    if (position === undefined) return null;
    const { number, index } = position;
    const block = branch?.blocks.find(
      (candidate) => candidate.carries.block.transactions[index]?.hash === hash,
    );
    const holder = block === undefined ? blockAt(number) : blockAt(block.number);
    return holder?.carries.block.transactions[index]?.hash === hash
      ? { block: holder, index }
      : null;
  };

  const fork: Chain["fork"] = ({ at, depth, blocks, variant = "empty" }) => {
    const point = at ?? head - (depth ?? 1);
    const length = blocks ?? head - point;
    const lowestTip = branch === null ? head : branch.at;
    if (point < first || point > lowestTip || length < 1) {
      throw new RangeError(`cannot fork at block ${point} with ${length} blocks, head is ${head}`);
    }
    branch = { id: forks++, at: point, variant, blocks: [] };
    setHead(point + length);
    return head;
  };

  return {
    chainId: recording.header.chainId,
    first,
    head: () => head,
    setHead,
    advance: (count) => {
      setHead(branch === null ? Math.min(head + count, last) : head + count);
      return head;
    },
    blockAt,
    blockOf,
    transaction,
    fork,
    unfork: (by) => {
      branch = null;
      setHead(Math.min(head + by, last));
      return head;
    },
    forked: () => branch !== null,
  };
};
