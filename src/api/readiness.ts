import type { Progress } from "./context.ts";
import { lasting } from "./once.ts";

/** Whether the index is ready to be asked, and if not, why. */
export type Readiness = Readonly<{
  ready: boolean;
  /** The last indexed block, and its time [unix s]. */
  block: number | null;
  timestamp: number | null;
  /** [s] Server's clock less that time. */
  ageSeconds: number | null;
  /** What is missing, in sentences; empty when ready. */
  reasons: readonly string[];
}>;

type ReadinessOptions = Readonly<{
  progress(): Promise<Progress>;
  /** The chain's last block, as the indexer tells it; null: nobody can be asked. */
  chainHead: (() => Promise<number>) | null;
  /** The last block that is to be indexed; null: there is none. */
  endBlock: number | null;
  /** [s] How old the indexed head may be; 0: any age. */
  maxAge: number;
  /** Aborted when the server is about to end. */
  leaving?: AbortSignal;
  /** [ms] Unix time. */
  now?: () => number;
}>;

/** [ms] How long an answer is reused. */
const LASTS = 250;

/**
 * Tells whether the index is ready: its history is whole, it has come up to where the chain was when that was so, and
 * its head is not too old. Without the database it says so at once.
 */
export function createReadiness({
  progress,
  chainHead,
  endBlock,
  maxAge,
  leaving,
  now = Date.now,
}: ReadinessOptions): () => Promise<Readiness> {
  const hasCaughtUp = createCatchingUp(chainHead, endBlock);

  const find = async (): Promise<Readiness> => {
    let found: Progress;
    try {
      found = await progress();
    } catch {
      const reasons = ["The database does not answer."];
      return { ready: false, block: null, timestamp: null, ageSeconds: null, reasons };
    }
    const { head, ready: isWhole } = found;
    const ageSeconds =
      head === null ? null : Math.max(0, Math.floor(now() / 1000) - head.timestamp);
    const reasons: string[] = [];
    if (!isWhole && head === null) reasons.push("Nothing is indexed yet.");
    else if (!isWhole) reasons.push("The history is still being indexed.");
    else if (head !== null) reasons.push(...(await hasCaughtUp(head.block)));
    if (isWhole && maxAge > 0 && (ageSeconds ?? 0) > maxAge)
      reasons.push(
        `The last indexed block is ${ageSeconds} s old; ${maxAge} s are allowed (API_READY_MAX_AGE).`,
      );
    if (leaving?.aborted) reasons.push("The server is about to end.");
    const { block = null, timestamp = null } = head ?? {};
    return { ready: reasons.length === 0, block, timestamp, ageSeconds, reasons };
  };

  return lasting(LASTS, find, now);
}

/** Ponder calls itself ready before the blocks that are not final yet: these are waited for, once. */
function createCatchingUp(
  chainHead: (() => Promise<number>) | null,
  endBlock: number | null,
): (block: number) => Promise<readonly string[]> {
  let target: number | null = null;
  let isDone = chainHead === null;
  return async (block) => {
    if (isDone) return [];
    try {
      target ??= Math.min(await chainHead!(), endBlock ?? Number.POSITIVE_INFINITY);
    } catch {
      return ["The indexer does not say where the chain is."];
    }
    isDone = block >= target;
    const goal = target === endBlock ? "END_BLOCK is" : "the chain was at";
    return isDone ? [] : [`Block ${block} is indexed, and ${goal} ${target}.`];
  };
}

/** [ms] How long the node's answer is given again. */
const TARGET_MAX_AGE = 1_000;

/** The last block to be indexed: the chain's head by a node, or an earlier end block; null when no node answers. */
export function createTarget(
  chainHead: (() => Promise<number>) | null,
  endBlock: number | null,
): () => Promise<number | null> {
  if (chainHead === null) return async () => null;
  return lasting(TARGET_MAX_AGE, () =>
    chainHead().then(
      (head) => Math.min(head, endBlock ?? Number.POSITIVE_INFINITY),
      () => null,
    ),
  );
}
