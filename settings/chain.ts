import type { Address } from "viem";
import { type Header, readHeaderSync } from "../replay/recording.ts";
import {
  type Addresses,
  base,
  holdsRecording,
  noAddresses,
  recordingDirectory,
  recordingNames,
} from "./networks.ts";
import type { Reader } from "./reader.ts";
import type { VariableName } from "./variables.ts";

/** The kinds of network. */
export type Network = "base" | "recording" | "custom";

/** First blocks of the contracts. `epochRewards` has one even when that contract is unknown. */
export type StartBlocks = Readonly<{
  market: number;
  staking: number;
  token: number;
  vaultFactory: number;
  epochRewards: number;
}>;

/** What is to be indexed. */
export type Chain = Readonly<{
  chainId: number;
  addresses: Addresses;
  startBlocks: StartBlocks;
  /** Directory of the recorded chain; null unless the network is a recording. */
  recording: string | null;
}>;

/** What a caller can do without: a missing value is then no problem, and the settings hold 0 or an empty list for it. */
export type Without = Readonly<{ rpcUrl?: boolean; startBlocks?: boolean }>;

/** The contracts, in the order in which they are reported, and the variables about them. */
export const contractVariables = [
  { key: "market", variable: "MARKET_ADDRESS", start: "MARKET_START_BLOCK" },
  { key: "staking", variable: "STAKING_ADDRESS", start: "STAKING_START_BLOCK" },
  { key: "token", variable: "TOKEN_ADDRESS", start: "TOKEN_START_BLOCK" },
  { key: "vaultFactory", variable: "VAULT_FACTORY_ADDRESS", start: "VAULT_FACTORY_START_BLOCK" },
  { key: "epochRewards", variable: "EPOCH_REWARDS_ADDRESS", start: "EPOCH_REWARDS_START_BLOCK" },
  { key: "marketViewer", variable: "MARKET_VIEWER_ADDRESS", start: null },
  { key: "stakingViewer", variable: "STAKING_VIEWER_ADDRESS", start: null },
] as const satisfies readonly {
  key: keyof Addresses;
  variable: VariableName;
  start: VariableName | null;
}[];

const NOTHING: Chain = {
  chainId: 0,
  addresses: noAddresses,
  startBlocks: { market: 0, staking: 0, token: 0, vaultFactory: 0, epochRewards: 0 },
  recording: null,
};

/** The chain and contracts the environment means. After a refusal the answer is a stand-in that nobody gets to see. */
export function readChain(read: Reader, network: Network, without: Without): Chain {
  if (network === "recording") return readRecordedChain(read) ?? NOTHING;
  const addresses = readAddresses(read, network);
  return {
    chainId: readChainId(read, network),
    addresses,
    startBlocks: readStartBlocks(read, addresses, without),
    recording: null,
  };
}

function readRecordedChain(read: Reader): Chain | null {
  const name = read.text("RECORDING") ?? "month";
  const directory = recordingDirectory(name);
  if (!holdsRecording(directory)) {
    read.refuse(
      "RECORDING",
      `is "${name}", but there is no chain.ndjson.gz in ${directory}. The project has: ${recordingNames().join(", ")}.`,
    );
    return null;
  }
  try {
    const header = readHeaderSync(directory);
    return {
      chainId: header.chainId,
      addresses: recordedAddresses(header),
      startBlocks: recordedStartBlocks(header),
      recording: directory,
    };
  } catch (error) {
    read.refuse("RECORDING", `is "${name}", but ${directory} cannot be read: ${String(error)}`);
    return null;
  }
}

function readChainId(read: Reader, network: Network): number {
  if (network === "custom") read.require("CHAIN_ID", "NETWORK=custom knows no chain.");
  return read.integer("CHAIN_ID", { min: 1 }) ?? base.chainId;
}

function readAddresses(read: Reader, network: Network): Addresses {
  const known = network === "base" ? base.addresses : noAddresses;
  if (network === "custom")
    for (const name of ["MARKET_ADDRESS", "STAKING_ADDRESS", "TOKEN_ADDRESS"] as const)
      read.require(name, "NETWORK=custom knows no contracts.");

  const found = contractVariables.map(({ key, variable }) => ({
    key,
    variable,
    address: read.address(variable) ?? known[key],
  }));
  for (const [index, { variable, address }] of found.entries()) {
    const other = found.find((earlier) => earlier.address === address)!;
    if (address === null || found.indexOf(other) === index) continue;
    const given = read.isSet(variable) ? variable : other.variable;
    const same = given === variable ? other.variable : variable;
    read.refuse(
      given,
      `is ${address}, which is ${same} too: two contracts cannot share an address.`,
    );
  }
  return Object.fromEntries(found.map(({ key, address }) => [key, address])) as Addresses;
}

function recordedAddresses({ contracts }: Header): Addresses {
  const address = (contract: { address: string } | undefined) =>
    (contract?.address.toLowerCase() as Address | undefined) ?? null;
  return {
    market: address(contracts.brevisMarket),
    staking: address(contracts.stakingController),
    token: address(contracts.token),
    vaultFactory: address(contracts.vaultFactory),
    epochRewards: address(contracts.epochRewards),
    marketViewer: address(contracts.marketViewer),
    stakingViewer: address(contracts.stakingViewer),
  };
}

function recordedStartBlocks({ contracts, startBlock }: Header): StartBlocks {
  return {
    market: contracts.brevisMarket.block,
    staking: contracts.stakingController.block,
    token: contracts.token.block,
    vaultFactory: contracts.vaultFactory.block,
    epochRewards: contracts.epochRewards?.block ?? startBlock,
  };
}

function readStartBlocks(read: Reader, addresses: Addresses, without: Without): StartBlocks {
  const own = contractVariables.flatMap(({ key, start }) =>
    start === null ? [] : [{ key, start, block: read.integer(start, { min: 0 }) }],
  );
  const common = read.integer("START_BLOCK", { min: 0 });
  const uncovered = own.filter(
    ({ key, start }) =>
      !read.isSet(start) && !(key === "epochRewards" && addresses.epochRewards === null),
  );
  if (!without.startBlocks && uncovered.length > 0)
    read.require(
      "START_BLOCK",
      `the block to start from, at or before the deployment of the contracts. \`npm run find-start-block\` finds it.`,
    );
  return Object.fromEntries(
    own.map(({ key, block }) => [key, block ?? common ?? 0]),
  ) as StartBlocks;
}
