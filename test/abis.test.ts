import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  decodeEventLog,
  decodeFunctionData,
  decodeFunctionResult,
  encodeFunctionData,
  encodeFunctionResult,
  type Hex,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { accessAbi } from "../abis/access.ts";
import { brevisMarketAbi } from "../abis/brevisMarket.ts";
import { epochRewardsAbi } from "../abis/epochRewards.ts";
import { marketViewerAbi } from "../abis/marketViewer.ts";
import { stakingControllerAbi } from "../abis/stakingController.ts";
import { stakingViewerAbi } from "../abis/stakingViewer.ts";
import { tokenAbi } from "../abis/token.ts";
import { proverVaultAbi, vaultFactoryAbi } from "../abis/vaults.ts";

const abis = {
  brevisMarket: brevisMarketAbi,
  epochRewards: epochRewardsAbi,
  marketViewer: marketViewerAbi,
  proverVault: proverVaultAbi,
  stakingController: stakingControllerAbi,
  stakingViewer: stakingViewerAbi,
  token: tokenAbi,
  vaultFactory: vaultFactoryAbi,
} satisfies Record<string, Abi>;

type ContractName = keyof typeof abis;
type Contracts = Record<string, { address: string; block: number }>;
type Log = { address: string; topics: [Hex, ...Hex[]]; data: Hex };
type Call = [to: string, data: Hex, result: Hex | null, revert?: string];
type Recording = { contracts: Contracts; nameOf: Map<string, ContractName>; logs: Log[] };

const contractNames = Object.keys(abis) as ContractName[];
const vaultCreated = toEventSelector("VaultCreated(address,address,address,bytes32)");
const proxyTopics = [
  toEventSelector("Upgraded(address)"),
  toEventSelector("AdminChanged(address,address)"),
];

const functionsOf = (abi: Abi) =>
  abi.filter((item): item is AbiFunction => item.type === "function");
const eventsOf = (abi: Abi) => abi.filter((item): item is AbiEvent => item.type === "event");

const functionBySelector: ReadonlyMap<string, AbiFunction> = new Map(
  contractNames.flatMap((name) =>
    functionsOf(abis[name]).map((item) => [`${name} ${toFunctionSelector(item)}`, item] as const),
  ),
);

function* readLines(recording: string, file: string) {
  const bytes = gunzipSync(
    readFileSync(new URL(`../recordings/${recording}/${file}`, import.meta.url)),
  );
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) yield JSON.parse(bytes.toString("utf8", start, end));
    start = end + 1;
  }
}

function readChain(recording: string): Recording {
  const [header, ...blocks] = readLines(recording, "chain.ndjson.gz");
  const contracts: Contracts = header.contracts;
  const nameOf = new Map(
    Object.entries(contracts).map(([name, { address }]) => [
      address.toLowerCase(),
      name as ContractName,
    ]),
  );
  const logs: Log[] = blocks.flatMap((block) =>
    block.receipts.flatMap((receipt: { logs: Log[] }) => receipt.logs),
  );
  for (const log of logs) {
    if (nameOf.get(log.address) !== "vaultFactory" || log.topics[0] !== vaultCreated) continue;
    const { args } = decodeEventLog({ abi: vaultFactoryAbi, eventName: "VaultCreated", ...log });
    nameOf.set(args.vault.toLowerCase(), "proverVault");
  }
  return { contracts, nameOf, logs };
}

/** Null when the bytes survive decoding and encoding, else what went wrong. */
function argumentsProblem(item: AbiFunction, data: Hex): string | null {
  const { args } = decodeFunctionData({ abi: [item], data });
  const again = encodeFunctionData({ abi: [item], functionName: item.name, args });
  return again === data ? null : `arguments ${data} become ${again}`;
}

/** Null when the bytes survive decoding and encoding, else what went wrong. */
function resultProblem(item: AbiFunction, data: Hex): string | null {
  const result = decodeFunctionResult({ abi: [item], functionName: item.name, data });
  const again = encodeFunctionResult({ abi: [item], functionName: item.name, result });
  return again === data ? null : `result ${data} becomes ${again}`;
}

function checkCalls(recording: string, { contracts, nameOf }: Recording) {
  const problems: string[] = [];
  const seen = new Set<string>();
  const used = new Set<string>();
  const once = (key: string) => !seen.has(key) && seen.add(key);
  for (const { block, calls } of readLines(recording, "calls.ndjson.gz")) {
    for (const [to, data, result] of calls as Call[]) {
      const name = nameOf.get(to) ?? "an unknown contract";
      const key = `${name} ${data.slice(0, 10)}`;
      const item = functionBySelector.get(key);
      if (!item) {
        problems.push(`no function for ${key}`);
        continue;
      }
      used.add(key);
      const report = (problem: string | null) =>
        problem && problems.push(`${name}.${item.name} at ${block}: ${problem}`);
      if (once(`${name} ${data}`)) report(argumentsProblem(item, data));
      if (result === null) continue;
      const isBeforeDeployment = block < (contracts[name]?.block ?? 0);
      if (isBeforeDeployment && result === "0x") continue;
      if (once(`${key} ${result}`)) report(resultProblem(item, result));
    }
  }
  return { problems, used };
}

function undecodedLogs({ nameOf, logs }: Recording) {
  return logs.flatMap((log) => {
    const name = nameOf.get(log.address);
    if (!name || proxyTopics.includes(log.topics[0])) return [];
    try {
      decodeEventLog({ abi: abis[name] as Abi, ...log, strict: true });
      return [];
    } catch (error) {
      return [`${name} ${log.topics[0]}: ${error}`];
    }
  });
}

describe.each(["month", "quirks"])("on the recorded chain %s", (name) => {
  let recording: Recording;
  beforeAll(() => {
    recording = readChain(name);
  });

  test("every answered call decodes and encodes back to the same bytes, and every function is called", {
    timeout: 60_000,
  }, () => {
    const { problems, used } = checkCalls(name, recording);
    expect(problems).toEqual([]);
    expect([...functionBySelector.keys()].filter((key) => !used.has(key))).toEqual([]);
  });

  test("every log of our contracts is in their ABI, the proxies' own events aside", {
    timeout: 60_000,
  }, () => {
    expect(undecodedLogs(recording)).toEqual([]);
  });
});

describe.each(Object.entries({ ...abis, access: accessAbi }))("the ABI of %s", (_, abi) => {
  test("has no selector and no topic twice", () => {
    const selectors = functionsOf(abi).map((item) => toFunctionSelector(item));
    const topics = eventsOf(abi).map((item) => toEventSelector(item));
    expect(selectors).toEqual([...new Set(selectors)]);
    expect(topics).toEqual([...new Set(topics)]);
  });

  test("has only views", () => {
    const others = functionsOf(abi).filter((item) => item.stateMutability !== "view");
    expect(others).toEqual([]);
  });
});
