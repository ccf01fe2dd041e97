/** The index beside the chain: the same calls, answered by both. */
import {
  type AbiFunction,
  createPublicClient,
  decodeFunctionResult,
  type Hex,
  http,
  type PublicClient,
} from "viem";
import { answer } from "./answer.ts";
import type { ChainCall } from "./calls.ts";
import { compare, type Difference } from "./compare.ts";
import type { ChainState } from "./state.ts";

/** What became of the calls of one view. */
type Tally = {
  view: string;
  /** Answered by both. */
  compared: number;
  equal: number;
  different: number;
  /** Of the compared, those that differ by nothing but donations to vaults since their balances were last sampled. */
  unsampled: number;
  /** Views that the index deliberately cannot answer: see docs/limits.md. */
  unanswerable: number;
  /** Calls that the node could not answer: no history at that block, or not in the recording. */
  refused: number;
};

/** One answer that differs. */
export type Mismatch = Difference & { call: ChainCall };

export type Verdict = { tallies: Tally[]; mismatches: Mismatch[]; refusal: string | null };

/** What is to be compared. */
export type Comparison = {
  client: PublicClient;
  block: number;
  state: ChainState;
  /** The same with the vaults' balances as the chain has them, where they are sampled; null where they are exact. */
  sampledNow?: ChainState | null;
  calls: readonly ChainCall[];
  /** Told how many calls are done. */
  progress: (done: number) => void;
};

/** Calls in flight at once; each goes into a batch with its neighbours. */
const CHUNK = 500;
const BATCH = 50;

/** A node asked in JSON-RPC batches. */
export const connect = (url: string): PublicClient =>
  createPublicClient({
    transport: http(url, { batch: { batchSize: BATCH, wait: 1 }, retryCount: 5 }),
  });

/** Asks the node every call at a block and compares. */
export async function compareWithChain({
  client,
  block,
  state,
  sampledNow = null,
  calls,
  progress,
}: Comparison): Promise<Verdict> {
  const tallies = new Map<string, Tally>();
  const verdict: Verdict = { tallies: [], mismatches: [], refusal: null };
  for (let start = 0; start < calls.length; start += CHUNK) {
    const chunk = calls.slice(start, start + CHUNK);
    const theirs = await Promise.all(chunk.map((call) => askNode(client, block, call)));
    for (const [index, call] of chunk.entries()) {
      const view = `${call.contract}.${call.function.name}`;
      const tally = tallies.get(view) ?? {
        view,
        compared: 0,
        equal: 0,
        different: 0,
        unsampled: 0,
        unanswerable: 0,
        refused: 0,
      };
      tallies.set(view, tally);
      const states = sampledNow === null ? [state] : [state, sampledNow];
      weigh({ tally, verdict, call, theirs: theirs[index]!, states });
    }
    progress(Math.min(start + CHUNK, calls.length));
  }
  verdict.tallies = [...tallies.values()];
  return verdict;
}

type Theirs =
  | { kind: "answer"; data: Hex }
  /** Data is null when the node does not tell why. */
  | { kind: "reverts"; data: Hex | null }
  | { kind: "refused"; reason: string };
type Answered<Outcome extends { kind: string } | null> = Exclude<
  NonNullable<Outcome>,
  { kind: "refused" | "unanswerable" }
>;

async function askNode(client: PublicClient, block: number, call: ChainCall): Promise<Theirs> {
  try {
    const { data } = await client.call({
      to: call.to,
      data: call.data,
      blockNumber: BigInt(block),
    });
    return { kind: "answer", data: data ?? "0x" };
  } catch (error) {
    const revert = revertOf(error);
    return revert ?? { kind: "refused", reason: shortly(error) };
  }
}

/** Compares an answer with the index's, and if it differs with those of its other states. */
function weigh({
  tally,
  verdict,
  call,
  theirs,
  states,
}: {
  tally: Tally;
  verdict: Verdict;
  call: ChainCall;
  theirs: Theirs;
  states: readonly ChainState[];
}) {
  if (theirs.kind === "refused") {
    tally.refused++;
    verdict.refusal ??= theirs.reason;
    return;
  }
  const differences: (Difference | null)[] = [];
  for (const state of states) {
    const ours = answer(state, call);
    if (ours === null || ours.kind === "unanswerable") {
      tally.unanswerable++;
      return;
    }
    differences.push(differenceOf(call.function, theirs, ours));
    if (differences.at(-1) === null) break;
  }
  tally.compared++;
  const [first = null] = differences;
  if (first === null) tally.equal++;
  else if (differences.at(-1) === null) tally.unsampled++;
  else {
    tally.different++;
    verdict.mismatches.push({ ...first, call });
  }
}

function differenceOf(
  item: AbiFunction,
  theirs: Answered<Theirs>,
  ours: Answered<ReturnType<typeof answer>>,
): Difference | null {
  if (theirs.kind === "reverts" || ours.kind === "reverts") {
    // A node that keeps the reason to itself says no more than that.
    if (theirs.kind === ours.kind && theirs.data === null) return null;
    const said = (outcome: { kind: string; data?: Hex | null }) =>
      outcome.kind === "reverts" ? `reverts ${outcome.data ?? ""}` : "an answer";
    const [expected, actual] = [said(theirs), said(ours)];
    return expected === actual ? null : { path: "", expected, actual };
  }
  const expected = decodeFunctionResult({ abi: [item], data: theirs.data });
  return compare(item.outputs, expected, ours.value);
}

/** The revert that an error tells of; null if it is another. */
function revertOf(error: unknown): Extract<Theirs, { kind: "reverts" }> | null {
  for (let at = error as Record<string, unknown> | undefined; at; at = at.cause as never) {
    const data = typeof at.data === "string" ? (at.data as Hex) : null;
    if (at.code === 3) return { kind: "reverts", data };
    if (at.name === "ExecutionRevertedError" && !at.cause) return { kind: "reverts", data };
  }
  return null;
}

/** What an error says, without what was asked and where. */
export const shortly = (error: unknown): string => {
  const { details, shortMessage, message } = error as Record<string, string | undefined>;
  return (details ?? shortMessage ?? message ?? String(error)).split("\n")[0]!;
};
