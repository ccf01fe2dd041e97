import type { Interval } from "./chain.ts";
import { lengthOf } from "./chain.ts";
import { RangeRefused } from "./failures.ts";

/** How many blocks to ask logs of at once. It follows what the endpoints serve. */
export type Span = {
  blocks: () => number;
  /** So many blocks were too many; `suggested` is what the endpoint would serve, null if it did not say. */
  refused: (blocks: number, suggested: number | null) => void;
  served: (blocks: number, logs: number) => void;
};

const FIRST_BLOCKS = 2_000;
const MOST_BLOCKS = 50_000;
/** A comfortable number of logs for one answer. */
const FEW_LOGS = 1_500;
const MANY_LOGS = 4_000;
/** After this many answers, slightly more than what was once refused is tried again. */
const ANSWERS_TO_RETRY = 20;

/** A span that grows while answers are small and shrinks when they are large or refused. */
export function createSpan(first: number = FIRST_BLOCKS): Span {
  let blocks = first;
  let most = MOST_BLOCKS;
  let answers = 0;
  return {
    blocks: () => blocks,
    refused(length, suggested) {
      most = Math.max(1, Math.min(suggested ?? Math.floor(length / 2), length - 1));
      blocks = Math.min(blocks, most);
      answers = 0;
    },
    served(length, logs) {
      answers++;
      if (answers % ANSWERS_TO_RETRY === 0) most = Math.min(MOST_BLOCKS, Math.ceil(most * 1.1));
      if (length < blocks) return;
      if (logs > MANY_LOGS) blocks = Math.max(1, Math.floor(blocks / 2));
      else if (logs < FEW_LOGS) blocks = Math.min(most, blocks * 2);
    },
  };
}

/** A range cut into pieces of at most this many blocks. */
export function cut([from, to]: Interval, blocks: number): Interval[] {
  const pieces: Interval[] = [];
  for (let start = from; start <= to; start += blocks)
    pieces.push([start, Math.min(to, start + blocks - 1)]);
  return pieces;
}

/** Endpoints that cut answers off do it at a round number, and say nothing. */
const looksCutOff = (logs: number): boolean => logs > 0 && logs % 1_000 === 0;

/**
 * All logs of a range, asked for in pieces that are served.
 * @throws RangeRefused when not even a single block's are
 */
export async function inPieces<T>(
  range: Interval,
  span: Span,
  ask: (piece: Interval) => Promise<T[]>,
): Promise<T[]> {
  const askPiece = async (piece: Interval): Promise<T[]> => {
    const length = lengthOf(piece);
    try {
      const logs = await ask(piece);
      if (looksCutOff(logs.length) && length > 1) return split(piece, Math.ceil(length / 2));
      span.served(length, logs.length);
      return logs;
    } catch (error) {
      if (!(error instanceof RangeRefused) || length === 1) throw error;
      span.refused(length, error.suggested);
      return split(piece, Math.min(span.blocks(), Math.ceil(length / 2)));
    }
  };
  const split = async (piece: Interval, blocks: number): Promise<T[]> =>
    (await Promise.all(cut(piece, blocks).map(askPiece))).flat();
  return split(range, span.blocks());
}
