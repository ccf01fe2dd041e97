import { join } from "node:path";
import type { Address } from "viem";
import {
  contractVariables,
  type Network,
  readChain,
  type StartBlocks,
  type Without,
} from "./settings/chain.ts";
import { findMisspellings } from "./settings/misspellings.ts";
import { projectRoot } from "./settings/networks.ts";
import {
  createReader,
  type Env,
  isWebSocket,
  type Reader,
  SettingsError,
} from "./settings/reader.ts";
import { readDatabaseUrl, readSchema, readServing, type Serving } from "./settings/serving.ts";
import type { VariableName } from "./settings/variables.ts";

/** Where the rows are kept: in a PostgreSQL that is given, or in one of our own, whose files lie in a directory. */
export type DatabaseSettings = Readonly<
  { kind: "postgres"; connectionString: string } | { kind: "own"; directory: string }
>;

/** What the environment says, checked and with defaults filled in. Addresses are lower-case. */
export type Settings = Readonly<{
  network: Network;
  /** Directory of the recorded chain; null unless the network is a recording. */
  recording: string | null;
  chainId: number;
  /** The nodes' addresses, each once. */
  rpcUrls: readonly string[];
  /** The nodes' addresses as Ponder wants them: each once per request budget. */
  rpcBudgets: readonly string[];
  marketAddress: Address;
  stakingAddress: Address;
  tokenAddress: Address;
  /** Null: to be asked of StakingController.vaultFactory(). */
  vaultFactoryAddress: Address | null;
  /** Null: unknown, its events are not indexed. */
  epochRewardsAddress: Address | null;
  /** Null: unknown. */
  marketViewerAddress: Address | null;
  /** Null: unknown. */
  stakingViewerAddress: Address | null;
  startBlocks: StartBlocks;
  /** Null: follow the chain. */
  endBlock: number | null;
  tokenTransfers: "all" | "sampled";
  /** Blocks between two readings of the vaults' balances when transfers are sampled. */
  vaultSampleBlocks: number;
  /** Whether the inputs that requests give on chain are kept. */
  inputData: "on" | "off";
  rpcParallelism: number;
  pollingIntervalMs: number;
  /** Where a node tells new blocks; null: they are polled for. */
  wsUrl: string | null;
  /** How a range of logs is checked for what an endpoint left out. */
  logChecks: "auto" | "blooms" | "twice" | "off";
  database: DatabaseSettings;
  /** Whether an empty cache is filled in bulk. */
  prefetch: "auto" | "off";
  /** Who indexes the history of an empty schema. */
  backfill: "auto" | "ponder";
  /** Schema of the views that show whichever index is newest; null: none. */
  viewsSchema: string | null;
  /** Sentences about variables that were ignored or look misspelt. */
  warnings: readonly string[];
}> &
  Serving;

/**
 * Checks an environment and turns it into settings. The same environment always gives the same settings;
 * the only thing read besides is the first line of a recorded chain.
 * @throws SettingsError that lists every problem at once
 */
export function readSettings(env: Env, without: Without = {}): Settings {
  const read = createReader(env);
  const network = read.oneOf("NETWORK", ["base", "recording", "custom"]) ?? "base";
  // What a network that is not there would need is nothing to complain about.
  const optional = read.problems.length > 0 ? { rpcUrl: true, startBlocks: true } : without;
  const isRecording = network === "recording";
  if (!optional.rpcUrl)
    read.require(
      "RPC_URL",
      isRecording
        ? "a recording is served by `npm run dev`, `npm start` and `npm run demo`, which set it."
        : "the address of a node of the chain to index.",
    );
  const rpcUrls = read.urls("RPC_URL") ?? [];
  const rpcParallelism =
    read.integer("RPC_PARALLELISM", { min: 1, max: 500 }) ?? (isRecording ? 20 : 4);
  const { chainId, addresses, startBlocks, recording } = readChain(read, network, optional);

  const settings = {
    network,
    recording,
    chainId,
    rpcUrls,
    rpcBudgets: Array.from({ length: rpcParallelism }, () => rpcUrls).flat(),
    // Null only beside a problem, and then nothing is returned.
    marketAddress: addresses.market!,
    stakingAddress: addresses.staking!,
    tokenAddress: addresses.token!,
    vaultFactoryAddress: addresses.vaultFactory,
    epochRewardsAddress: addresses.epochRewards,
    marketViewerAddress: addresses.marketViewer,
    stakingViewerAddress: addresses.stakingViewer,
    startBlocks,
    endBlock: readEndBlock(read, startBlocks),
    tokenTransfers:
      read.oneOf("TOKEN_TRANSFERS", ["all", "sampled"]) ?? (network === "base" ? "sampled" : "all"),
    vaultSampleBlocks: read.integer("VAULT_SAMPLE_BLOCKS", { min: 1 }) ?? 300,
    inputData: read.oneOf("INPUT_DATA", ["on", "off"]) ?? "on",
    rpcParallelism,
    pollingIntervalMs:
      read.integer("POLLING_INTERVAL_MS", { min: isRecording ? 100 : 1000, max: 3_600_000 }) ??
      (isRecording ? 200 : 1000),
    wsUrl: read.webSocket("WS_URL") ?? rpcUrls.find(isWebSocket) ?? null,
    logChecks: read.oneOf("LOG_CHECKS", ["auto", "blooms", "twice", "off"]) ?? "auto",
    database: readDatabase(read, ownDirectory(network, recording)),
    prefetch: read.oneOf("PREFETCH", ["auto", "off"]) ?? "auto",
    backfill: read.oneOf("BACKFILL", ["auto", "ponder"]) ?? "auto",
    viewsSchema: readViewsSchema(read),
    ...readServing(read),
    warnings: findWarnings(read, env, network),
  } satisfies Settings;

  if (read.problems.length > 0) throw new SettingsError(read.problems, settings.warnings);
  return settings;
}

function readEndBlock(read: Reader, startBlocks: StartBlocks): number | null {
  const endBlock = read.integer("END_BLOCK", { min: 0 });
  if (endBlock === undefined) return null;
  const latest = Math.max(...Object.values(startBlocks));
  if (endBlock < latest) read.refuse("END_BLOCK", `is ${endBlock}, before start block ${latest}.`);
  return endBlock;
}

/** Blocks already read are kept by chain id, and all recordings share one: each gets a directory of its own. */
function ownDirectory(network: Network, recording: string | null): string {
  const name = recording?.split(/[/\\]/).filter(Boolean).at(-1);
  const chain = name === undefined ? network : `${network}-${name}`;
  return join(projectRoot, ".ponder", "postgres", chain);
}

function readDatabase(read: Reader, directory: string): DatabaseSettings {
  const connectionString = readDatabaseUrl(read, "DATABASE_URL");
  return connectionString === undefined
    ? { kind: "own", directory }
    : { kind: "postgres", connectionString };
}

function readViewsSchema(read: Reader): string | null {
  const schema = readSchema(read, "VIEWS_SCHEMA") ?? null;
  if (schema !== null && schema === (read.text("DATABASE_SCHEMA") ?? "provernet"))
    read.refuse(
      "VIEWS_SCHEMA",
      `is "${schema}", where the tables are: the views need one of their own.`,
    );
  return schema;
}

function findWarnings(read: Reader, env: Env, network: Network): readonly string[] {
  const warnings = findMisspellings(Object.keys(env).filter((name) => env[name] !== "")).map(
    ({ name, meant }) => `${name} is not a setting and is ignored. Is ${meant} meant?`,
  );
  const ignored = (names: readonly VariableName[], why: string) => {
    const set = names.filter(read.isSet);
    if (set.length > 0) warnings.push(`Ignored: ${set.join(", ")}. ${why}`);
  };
  if (network === "recording")
    ignored(
      [
        "CHAIN_ID",
        "START_BLOCK",
        ...contractVariables.flatMap(({ variable, start }) =>
          start ? [variable, start] : [variable],
        ),
      ],
      "A recording says itself what chain and contracts it holds.",
    );
  else ignored(["RECORDING"], "It needs NETWORK=recording.");
  if (env.PGLITE_DIRECTORY?.trim())
    warnings.push(
      "PGLITE_DIRECTORY is no longer used: without DATABASE_URL the indexer runs a PostgreSQL of its own, and rebuilds the index in it.",
    );
  if (network === "recording" && read.isSet("DATABASE_URL"))
    warnings.push(
      "Recordings share a chain id, and blocks once read stay in the database: give each recording a PostgreSQL database of its own.",
    );
  return warnings;
}
