import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Address, decodeFunctionResult, type Hex } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { answerCall, type Call, contractAt, decodeCall } from "../../verify/answer.ts";
import { compare } from "../../verify/compare.ts";
import { readRows } from "../../verify/rows.ts";
import { type Addresses, type ChainState, stateOf } from "../../verify/state.ts";
import { createIndexer } from "../support/indexer.ts";
import { loadRecording } from "../support/recording.ts";

type RecordedCall = [to: Address, data: Hex, result: Hex | null, revert?: Hex];
type Checkpoint = { label: string; block: number; calls: RecordedCall[] };
type Count = { equal: number; reverts: number; different: number; unanswerable: number };

const none = (): Count => ({ equal: 0, reverts: 0, different: 0, unanswerable: 0 });

function* readCheckpoints(name: string): Generator<Checkpoint> {
  const path = fileURLToPath(new URL(`../../recordings/${name}/calls.ndjson.gz`, import.meta.url));
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  for (const line of lines) yield JSON.parse(line);
}

/** Decodes each distinct call and result once: most are asked again at every checkpoint. */
function createDecoder() {
  const calls = new Map<string, Call>();
  const results = new Map<string, unknown>();
  const remember = <Value>(map: Map<string, Value>, key: string, make: () => Value): Value => {
    if (!map.has(key)) map.set(key, make());
    return map.get(key)!;
  };
  return {
    call(state: ChainState, to: Address, data: Hex): Call {
      const contract = contractAt(state, to);
      if (contract === null) throw new Error(`no contract at ${to}`);
      return remember(calls, `${contract}:${data}`, () => {
        const call = decodeCall(contract, data);
        if (call === null) throw new Error(`${contract} has no view ${data.slice(0, 10)}`);
        return call;
      });
    },
    result: ({ contract, function: item }: Call, data: Hex) =>
      remember(results, `${contract}:${item.name}:${data}`, () =>
        decodeFunctionResult({ abi: [item], functionName: item.name, data }),
      ),
  };
}

/** Every recorded call answered from the indexed rows, and what came of it. */
async function compareRecording(name: string) {
  const recording = loadRecording(name);
  const indexer = await createIndexer();
  const decode = createDecoder();
  const addressOf = (contract: string) =>
    (recording.contracts as Record<string, { address: string; block: number }>)[contract]!;
  const lower = (contract: string) => addressOf(contract).address.toLowerCase() as Address;
  const addresses: Addresses = {
    market: lower("brevisMarket"),
    staking: lower("stakingController"),
    token: lower("token"),
    vaultFactory: lower("vaultFactory"),
    epochRewards: lower("epochRewards"),
    marketViewer: lower("marketViewer"),
    stakingViewer: lower("stakingViewer"),
  };

  const counts: Record<string, Count> = {};
  const differences: object[] = [];
  const unanswered = new Set<string>();
  let recorded = 0;
  let beforeDeployment = 0;
  let checkpoints = 0;
  for (const { label, block, calls } of readCheckpoints(name)) {
    recorded += calls.length;
    await indexer.replay(recording, { until: block });
    const rows = await readRows((table) => indexer.rows(schema[table]));
    const { timestamp } = recording.block(block);
    const state = stateOf({ rows, addresses, timestamp });
    if (label !== "deployment") checkpoints++;
    for (const [to, data, result, revert] of calls) {
      const call = decode.call(state, to, data);
      if (result === "0x" && call.function.outputs.length > 0) {
        if (block >= addressOf(call.contract).block) throw new Error(`${to} has no code`);
        beforeDeployment++;
        continue;
      }
      const view = `${call.contract}.${call.function.name}`;
      counts[view] ??= none();
      const actual = answerCall(state, to, call);
      const expected =
        result === null
          ? { kind: "reverts", data: revert }
          : { kind: "answer", value: decode.result(call, result) };
      if (actual.kind === "unanswerable") {
        counts[view].unanswerable++;
        unanswered.add(view);
        continue;
      }
      const difference =
        actual.kind === "answer" && expected.kind === "answer"
          ? compare(call.function.outputs, expected.value, actual.value)
          : actual.kind === expected.kind && (actual as any).data === (expected as any).data
            ? null
            : { path: "", expected, actual };
      if (difference === null) counts[view][actual.kind === "reverts" ? "reverts" : "equal"]++;
      else {
        counts[view].different++;
        differences.push({ label, block, view, args: call.args, ...difference });
      }
    }
  }
  return { counts, differences, unanswered, recorded, beforeDeployment, checkpoints };
}

describe.each(["month", "quirks"])("%s", (name) => {
  let result: Awaited<ReturnType<typeof compareRecording>>;
  beforeAll(async () => { result = await compareRecording(name); }, 120000);
  test("x", () => {
    console.table(result.counts);
    console.log(result.recorded, result.beforeDeployment, result.checkpoints, result.unanswered);
    const per: Record<string, number> = {};
    for (const d of result.differences as any[]) { per[d.view] = (per[d.view] ?? 0) + 1; if (per[d.view]! <= 3) console.log(d); }
    expect(result.differences.length).toBe(0);
  });
});
