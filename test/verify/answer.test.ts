import { type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as schema from "../../ponder.schema.ts";
import { abis, answer } from "../../verify/answer.ts";
import { type Rows, readRows } from "../../verify/rows.ts";
import { type ChainState, stateOf } from "../../verify/state.ts";
import { createIndexer } from "../support/indexer.ts";
import { alice, wordOf } from "../support/people.ts";
import { loadRecording } from "../support/recording.ts";
import { addressesOf } from "./support.ts";

let rows: Rows;
const addresses = addressesOf(loadRecording("quirks"));
const at = (changes: Partial<Rows> = {}, timestamp = 1_760_100_000n): ChainState =>
  stateOf({ rows: { ...rows, ...changes }, addresses, timestamp });

beforeAll(async () => {
  const indexer = await createIndexer();
  await indexer.replay(loadRecording("quirks"), { until: 900 });
  const tables: Record<string, unknown> = schema;
  rows = await readRows((table) => indexer.rows(tables[table]));
});

/** Calls a view by its name. */
const ask = (
  state: ChainState,
  contract: keyof typeof abis,
  to: Address | null,
  [functionName, ...args]: [string, ...unknown[]],
) => answer(state, { to: to!, data: encode(contract, functionName, args) });

const encode = (contract: keyof typeof abis, functionName: string, args: unknown[]): Hex =>
  encodeFunctionData({ abi: abis[contract], functionName, args } as never);

describe("what is no view of ProverNet", () => {
  test("is not answered at an address of somebody else", () => {
    expect(ask(at(), "token", alice, ["decimals"])).toBeNull();
  });

  test("is not answered for an unknown function", () => {
    expect(answer(at(), { to: addresses.market, data: "0x12345678" })).toBeNull();
  });
});

describe("what was never seen on chain", () => {
  test.each<[string, [string, ...unknown[]], unknown]>([
    ["a request", ["getBidders", wordOf("1")], [zeroAddress, 0n, zeroAddress, 0n]],
    ["a prover's pending requests", ["getProverPendingRequests", alice], []],
    ["a submitter", ["submitterToProver", alice], zeroAddress],
    ["a verifier", ["picoVerifiers", 77], zeroAddress],
  ])("%s is zero or empty, as storage is", (_, call, value) => {
    expect(ask(at(), "brevisMarket", addresses.market, call)).toEqual({ kind: "answer", value });
  });

  test.each<
    [
      string,
      "brevisMarket" | "stakingController" | "stakingViewer" | "vaultFactory",
      Address | null,
      [string, ...unknown[]],
      Hex,
    ]
  >([
    [
      "a statistics epoch of the list",
      "brevisMarket",
      addresses.market,
      ["statsEpochs", 999n],
      "0x",
    ],
    [
      "an epoch's statistics",
      "brevisMarket",
      addresses.market,
      ["getGlobalStatsForStatsEpoch", 999n],
      `0x4e487b71${"32".padStart(64, "0")}`,
    ],
    [
      "a vault by number",
      "vaultFactory",
      addresses.vaultFactory,
      ["getVaultAtIndex", 999n],
      "0xa08a5c0b",
    ],
    [
      "a page of provers beyond the end",
      "stakingController",
      addresses.staking,
      ["getProvers", true, 999n, 0n],
      "0xed6ea2d2",
    ],
    [
      "a prover's commission rates",
      "stakingController",
      addresses.staking,
      ["getCommissionRates", alice],
      `0x4e487b71${"32".padStart(64, "0")}`,
    ],
    [
      "a prover's card",
      "stakingViewer",
      addresses.stakingViewer,
      ["getProverInfo", alice],
      `0x4e487b71${"32".padStart(64, "0")}`,
    ],
  ])("%s reverts", (_, contract, to, call, data) => {
    expect(ask(at(), contract, to, call)).toEqual({ kind: "reverts", data });
  });
});

describe("a prover that retired while one wei of a slashed unstake was queued", () => {
  const { staking } = addresses;
  const asked = (view: string) => {
    const prover = rows.prover.find(({ state }) => state === "RETIRED")!.address;
    const entry = {
      ...rows.unstake[0]!,
      ...{ prover, staker: alice, number: 0, amount: 1n, scaleSnapshot: 9_000n },
      ...{ requestedId: 1n, completedAt: null, completedId: null },
    };
    const args = view === "getStakersWithPendingUnstakes" ? [prover] : [prover, alice];
    return ask(at({ unstake: [...rows.unstake, entry] }), "stakingController", staking, [
      view,
      ...args,
    ]);
  };

  test("lists no staker with pending unstakes, and still knows of the one", () => {
    expect(asked("getStakersWithPendingUnstakes")).toEqual({ kind: "answer", value: [] });
    expect(asked("stakerHasPendingUnstakes")).toEqual({ kind: "answer", value: true });
  });

  test("counts the entry as if it was never slashed", () => {
    expect(asked("getUnstakingInfo")).toMatchObject({
      kind: "answer",
      value: [1n, expect.anything()],
    });
  });
});

describe("an index that keeps less", () => {
  const sampled = () => at({ network: [{ ...rows.network[0]!, allTransfers: false }] });

  test("still knows the protocol's balances where transfers are sampled, and no others", () => {
    const { token, market } = addresses;
    expect(ask(sampled(), "token", token, ["balanceOf", market])).toMatchObject({ kind: "answer" });
    expect(ask(sampled(), "token", token, ["balanceOf", alice])).toMatchObject({
      kind: "unanswerable",
    });
    expect(ask(sampled(), "token", token, ["totalSupply"])).toMatchObject({ kind: "unanswerable" });
  });

  test("knows no owner of a contract whose deployment it did not see", () => {
    const { market } = addresses;
    expect(ask(at({ contract: [] }), "brevisMarket", market, ["owner"])).toMatchObject({
      kind: "unanswerable",
    });
  });

  test("does not know where the vault of a prover to come will be", () => {
    const { vaultFactory, token, staking } = addresses;
    const call: [string, ...unknown[]] = ["predictVaultAddress", token, alice, staking];
    expect(ask(at(), "vaultFactory", vaultFactory, call)).toMatchObject({ kind: "unanswerable" });
  });

  test("says nothing at all before its set-up", () => {
    expect(() => at({ network: [] })).toThrow("no network row");
  });
});

test("the time asked about moves what depends on it, and nothing else", () => {
  const { marketViewer, market } = addresses;
  const sender = rows.request.find(({ status }) => status === "PENDING")!.requester;
  const late = 2n ** 63n;
  const overdue = (state: ChainState) =>
    ask(state, "marketViewer", marketViewer, ["getSenderOverdueRequests", sender]);
  const pending = (state: ChainState) =>
    ask(state, "brevisMarket", market, ["getSenderPendingRequests", sender]);
  expect(overdue(at({}, 0n))).toEqual({ kind: "answer", value: [] });
  expect(overdue(at({}, late))).toEqual(pending(at({}, late)));
  expect(pending(at({}, 0n))).toEqual(pending(at({}, late)));
});
