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
export type Tally = {
  view: string;
  /** Answered by both. */
  compared: number;
  equal: number;
  different: number;
  /** Views that the index deliberately cannot answer: see docs/limits.md. */
  unanswerable: number;
  /** Calls that the node could not answer: no history at that block, or not in the recording. */
  refused: number;
};

/** One answer that differs. */
export type Mismatch = Difference & { call: ChainCall };

export type Verdict = { tallies: Tally[]; mismatches: Mismatch[]; refusal: string | null };

/** Calls in flight at once; each goes into a batch with its neighbours. */
const CHUNK = 500;
const BATCH = 50;

/** A node asked in JSON-RPC batches. */
export const connect = (url: string): PublicClient =>
  createPublicClient({
    transport: http(url, { batch: { batchSize: BATCH, wait: 1 }, retryCount: 5 }),
  });

/** Asks the node every call at a block and compares. `progress` is told how many are done. */
export async function compareWithChain({
  client,
  block,
  state,
  calls,
  progress,
}: {
  client: PublicClient;
  block: number;
  state: ChainState;
  calls: readonly ChainCall[];
  progress: (done: number) => void;
}): Promise<Verdict> {
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
        unanswerable: 0,
        refused: 0,
      };
      tallies.set(view, tally);
      weigh({ tally, verdict, call, theirs: theirs[index]!, ours: answer(state, call) });
    }
    progress(Math.min(start + CHUNK, calls.length));
  }
  verdict.tallies = [...tallies.values()];
  return verdict;
}

type Theirs =
  | { kind: "answer"; data: Hex }
  | { kind: "reverts"; data: Hex }
  | { kind: "refused"; reason: string };

async function askNode(client: PublicClient, block: number, call: ChainCall): Promise<Theirs> {
  try {
    const { data } = await client.call({
      to: call.to,
      data: call.data,
      blockNumber: BigInt(block),
    });
    return { kind: "answer", data: data ?? "0x" };
  } catch (error) {
    const revert = revertData(error);
    if (revert !== null) return { kind: "reverts", data: revert };
    return { kind: "refused", reason: shortly(error) };
  }
}

function weigh({
  tally,
  verdict,
  call,
  theirs,
  ours,
}: {
  tally: Tally;
  verdict: Verdict;
  call: ChainCall;
  theirs: Theirs;
  ours: ReturnType<typeof answer>;
}) {
  if (theirs.kind === "refused") {
    tally.refused++;
    verdict.refusal ??= theirs.reason;
    return;
  }
  if (ours === null || ours.kind === "unanswerable") {
    tally.unanswerable++;
    return;
  }
  tally.compared++;
  const difference = differenceOf(call.function, theirs, ours);
  if (difference === null) {
    tally.equal++;
    return;
  }
  tally.different++;
  verdict.mismatches.push({ ...difference, call });
}

function differenceOf(
  item: AbiFunction,
  theirs: Exclude<Theirs, { kind: "refused" }>,
  ours: Exclude<NonNullable<ReturnType<typeof answer>>, { kind: "unanswerable" }>,
): Difference | null {
  if (theirs.kind === "reverts" || ours.kind === "reverts") {
    const said = (outcome: { kind: string; data?: Hex }) =>
      outcome.kind === "reverts" ? `reverts ${outcome.data}` : "an answer";
    const [expected, actual] = [said(theirs), said(ours)];
    return expected === actual ? null : { path: "", expected, actual };
  }
  const expected = decodeFunctionResult({ abi: [item], data: theirs.data });
  return compare(item.outputs, expected, ours.value);
}

/** What a revert gave as its reason, if the error is one. */
function revertData(error: unknown): Hex | null {
  for (let at = error as Record<string, unknown> | undefined; at; at = at.cause as never) {
    if (at.code === 3) return typeof at.data === "string" ? (at.data as Hex) : "0x";
    if (at.name === "ExecutionRevertedError" && at.data === undefined && !at.cause) return "0x";
  }
  return null;
}

const shortly = (error: unknown): string => {
  const { details, shortMessage, message } = error as Record<string, string | undefined>;
  return details ?? shortMessage ?? message ?? String(error);
};
