import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type Address, decodeFunctionResult, type Hex } from "viem";
import * as schema from "../../ponder.schema.ts";
import { answerCall, type Call, contractAt, decodeCall } from "../../verify/answer.ts";
import { compare, type Difference } from "../../verify/compare.ts";
import { type Rows, readRows } from "../../verify/rows.ts";
import { type Addresses, type ChainState, stateOf } from "../../verify/state.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording, type Recording } from "../support/recording.ts";

type RecordedCall = [to: Address, data: Hex, result: Hex | null, revert?: Hex];
export type Recorded = { label: string; block: number; calls: RecordedCall[] };

/** What came of the calls of one view. */
export type Count = { equal: number; reverted: number; different: number; unanswerable: number };
/** One recorded call that the index answers otherwise. */
export type Mismatch = Difference & {
  label: string;
  block: number;
  view: string;
  args: readonly unknown[];
};
export type Comparison = Awaited<ReturnType<typeof compareRecording>>;

/** The rows of an index of everything until a block. */
export type RowsAt = (block: number) => Promise<Rows>;

/** Of the in-memory indexer; blocks are to be asked for in order. */
export async function indexInMemory(name: string): Promise<RowsAt> {
  const recording = loadRecording(name);
  const indexer = await createIndexer();
  const tables: Record<string, unknown> = schema;
  return async (block) => {
    await indexer.replay(recording, { until: block });
    return readRows((table) => indexer.rows(tables[table]));
  };
}

/**
 * What to compare: rows of which index, and at which recorded checkpoints; all by default. Those labelled "deployment" are
 * single blocks at which only parameters are recorded.
 */
type Given = { rowsAt: RowsAt; at?: (label: string) => boolean };

/** Answers every recorded call from the rows indexed until its block, at its block's time, and counts what came of it. */
export async function compareRecording(name: string, { rowsAt, at = () => true }: Given) {
  const compare = createComparer(name);
  const comparison = {
    counts: {} as Record<string, Count>,
    mismatches: [] as Mismatch[],
    ...{ recorded: 0, notDeployed: 0, checkpoints: 0 },
  };
  for (const checkpoint of readCalls(name)) {
    if (!at(checkpoint.label)) continue;
    comparison.recorded += checkpoint.calls.length;
    if (checkpoint.label !== "deployment") comparison.checkpoints++;
    compare(checkpoint, await rowsAt(checkpoint.block), comparison);
  }
  return comparison;
}

/** What comes of the calls of a recording's checkpoint, rows at hand; what is compared is added to `into`. */
export function createComparer(name: string) {
  const recording = loadRecording(name);
  const decoder = createDecoder();
  const addresses = addressesOf(recording);
  const deployedAt = recording.contracts as Record<string, { block: number }>;
  return (
    { label, block, calls }: Recorded,
    rows: Rows,
    into: { counts: Record<string, Count>; mismatches: Mismatch[]; notDeployed: number },
  ): void => {
    const { counts, mismatches } = into;
    const state = stateOf({ rows, addresses, timestamp: recording.block(block).timestamp });
    for (const [to, data, result, revert] of calls) {
      const call = decoder.call(state, to, data);
      // A call of an address without code gives nothing.
      if (result === "0x" && block < (deployedAt[call.contract]?.block ?? 0)) {
        into.notDeployed++;
        continue;
      }
      const view = `${call.contract}.${call.function.name}`;
      counts[view] ??= { equal: 0, reverted: 0, different: 0, unanswerable: 0 };
      const ours = answerCall(state, to, call);
      if (ours.kind === "unanswerable") {
        counts[view].unanswerable++;
        continue;
      }
      const difference =
        result !== null && ours.kind === "answer"
          ? compare(call.function.outputs, decoder.result(call, result), ours.value)
          : sameRevert(result === null ? (revert ?? "0x") : null, ours);
      if (difference === null) {
        counts[view][ours.kind === "reverts" ? "reverted" : "equal"]++;
        continue;
      }
      counts[view].different++;
      mismatches.push({ label, block, view, args: call.args, ...difference });
    }
  };
}

/** Where the recorded contracts are. */
export function addressesOf({ contracts }: Recording): Addresses {
  const all = contracts as Record<string, { address: string }>;
  const at = (name: string) => all[name]!.address.toLowerCase() as Address;
  return {
    market: at("brevisMarket"),
    staking: at("stakingController"),
    token: at("token"),
    vaultFactory: at("vaultFactory"),
    epochRewards: at("epochRewards"),
    marketViewer: at("marketViewer"),
    stakingViewer: at("stakingViewer"),
  };
}

/** Null when both revert with the same data. */
function sameRevert(expected: Hex | null, ours: { kind: string; data?: Hex }): Difference | null {
  const actual = ours.kind === "reverts" ? ours.data : null;
  return expected === actual ? null : { path: "", expected, actual };
}

/** The recorded calls, by checkpoint. */
export function readCalls(name: string): Recorded[] {
  const path = fileURLToPath(new URL(`../../recordings/${name}/calls.ndjson.gz`, import.meta.url));
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Decodes each distinct call and result once: most are recorded again at every checkpoint. */
function createDecoder() {
  const calls = new Map<string, Call>();
  const results = new Map<string, unknown>();
  return {
    call(state: ChainState, to: Address, data: Hex): Call {
      const contract = contractAt(state, to);
      if (contract === null) throw new Error(`no contract at ${to}`);
      return once(calls, `${contract}:${data}`, () => {
        const call = decodeCall(contract, data);
        if (call === null) throw new Error(`${contract} has no view ${data.slice(0, 10)}`);
        return call;
      });
    },
    result: ({ contract, function: item, args }: Call, data: Hex) =>
      once(results, `${contract}:${item.name}:${args.length}:${data}`, () =>
        decodeFunctionResult({ abi: [item], functionName: item.name, data }),
      ),
  };
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  if (!known.has(key)) known.set(key, make());
  return known.get(key)!;
}
