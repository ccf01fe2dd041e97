import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../settings/networks.ts";
import { readSettings } from "../../settings.ts";
import {
  alice,
  baseEnv,
  bob,
  carol,
  customEnv,
  problemsOf,
  recordingEnv,
} from "../support/environments.ts";

describe("Base", () => {
  test("needs a node and a start block and knows everything else", () => {
    expect(readSettings(baseEnv)).toEqual({
      network: "base",
      recording: null,
      chainId: 8453,
      rpcUrls: ["https://node.example"],
      rpcBudgets: Array(4).fill("https://node.example"),
      marketAddress: "0xccec2a9fe35b6b5f23bbf303a4e14e5895dea127",
      stakingAddress: "0x9c0d8c5f10f0d3a02d04556a4499964a75dbf4a3",
      tokenAddress: "0x086f405146ce90135750bbec9a063a8b20a8bffb",
      vaultFactoryAddress: null,
      epochRewardsAddress: null,
      marketViewerAddress: "0x0ed8c6e128d1be1e521b6acdc25b348829a4ffd2",
      stakingViewerAddress: "0x659f4172bed39dedf6d3f02a0a8ad5719eafe41f",
      startBlocks: {
        market: 39000000,
        staking: 39000000,
        token: 39000000,
        vaultFactory: 39000000,
        epochRewards: 39000000,
      },
      endBlock: null,
      tokenTransfers: "sampled",
      vaultSampleBlocks: 300,
      inputData: "on",
      rpcParallelism: 4,
      pollingIntervalMs: 1000,
      wsUrl: null,
      database: { kind: "own", directory: join(projectRoot, ".ponder/postgres/base") },
      prefetch: "auto",
      backfill: "auto",
      databaseSchema: "provernet",
      viewsSchema: null,
      logChecks: "auto",
      port: 42069,
      listenHost: null,
      logLevel: "info",
      warnings: [],
    });
  });

  test("is the network of an empty environment, which lacks exactly a node and a start block", () => {
    const problems = problemsOf({});
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^RPC_URL is missing: .*\n {2}Example: RPC_URL=https:/s);
    expect(problems[1]).toMatch(/^START_BLOCK is missing: .*npm run find-start-block/);
  });

  test("hears of new blocks at WS_URL, or at the first of RPC_URL that can tell them", () => {
    const wsOf = (env: Record<string, string>) => readSettings({ ...baseEnv, ...env }).wsUrl;
    expect(wsOf({ WS_URL: "wss://node.example/key" })).toBe("wss://node.example/key");
    expect(wsOf({ RPC_URL: "https://a.example,wss://b.example" })).toBe("wss://b.example");
    expect(problemsOf({ ...baseEnv, WS_URL: "https://node.example/topsecret" })).toEqual([
      'WS_URL is "https://node.example/…", which does not start with ws:// or wss:// and a host.\n  Example: WS_URL=wss://base-rpc.publicnode.com',
    ]);
  });

  test("needs no common start block when each contract has its own", () => {
    const { startBlocks } = readSettings({
      RPC_URL: "https://node.example",
      MARKET_START_BLOCK: "16",
      STAKING_START_BLOCK: "12",
      TOKEN_START_BLOCK: "1",
      VAULT_FACTORY_START_BLOCK: "10",
    });
    expect(startBlocks).toMatchObject({ market: 16, staking: 12, token: 1, vaultFactory: 10 });
  });

  test("needs a start block for the epoch rewards once their address is known", () => {
    const own = {
      MARKET_START_BLOCK: "16",
      STAKING_START_BLOCK: "12",
      TOKEN_START_BLOCK: "1",
      VAULT_FACTORY_START_BLOCK: "10",
      EPOCH_REWARDS_ADDRESS: alice,
    };
    expect(problemsOf({ RPC_URL: "https://node.example", ...own })).toEqual([
      expect.stringMatching(/^START_BLOCK is missing/),
    ]);
    const env = { RPC_URL: "https://node.example", ...own, EPOCH_REWARDS_START_BLOCK: "22" };
    expect(readSettings(env).startBlocks.epochRewards).toBe(22);
  });

  test("lets one contract start elsewhere than the rest", () => {
    const { startBlocks } = readSettings({ ...baseEnv, TOKEN_START_BLOCK: "38000000" });
    expect(startBlocks).toMatchObject({ token: 38000000, market: 39000000 });
  });

  test("can be asked for without a start block by the script that looks for it", () => {
    expect(
      readSettings({ RPC_URL: "https://node.example" }, { startBlocks: true }).startBlocks.market,
    ).toBe(0);
  });
});

describe("a recording", () => {
  test("says itself what chain, contracts and first blocks it holds", () => {
    const settings = readSettings(recordingEnv);
    expect(settings).toMatchObject({
      network: "recording",
      recording: expect.stringMatching(/recordings[/\\]month$/),
      chainId: 31337,
      tokenAddress: "0x5fbdb2315678afecb367f032d93f642f64180aa3",
      stakingAddress: "0xb7f8bc63bbcad18155201308c8f3540b07f84f5e",
      marketAddress: "0x0b306bf915c4d645ff596e518faf3f9669b97016",
      vaultFactoryAddress: "0x8a791620dd6260079bf849dc5567adc3f2fdc318",
      epochRewardsAddress: "0x59b670e9fa9d0a427751af201d676719a970857b",
      marketViewerAddress: "0x3aa5ebb10dc797cac828524e59a333d0a371443c",
      stakingViewerAddress: "0x0dcd1bf9a1b36ce34237eeafef220932846bcd82",
      startBlocks: { token: 1, vaultFactory: 10, staking: 12, market: 16, epochRewards: 22 },
      tokenTransfers: "all",
      rpcParallelism: 20,
      pollingIntervalMs: 200,
      warnings: [],
    });
    expect(settings.rpcBudgets).toHaveLength(20);
  });

  test("keeps its blocks apart from those of other recordings", () => {
    const directories = ["month", "quirks"].map(
      (name) => readSettings({ ...recordingEnv, RECORDING: name }).database,
    );
    expect(directories).toEqual([
      { kind: "own", directory: join(projectRoot, ".ponder/postgres/recording-month") },
      { kind: "own", directory: join(projectRoot, ".ponder/postgres/recording-quirks") },
    ]);
  });

  test("may be given as a path", () => {
    const { recording } = readSettings({ ...recordingEnv, RECORDING: "recordings/quirks/" });
    expect(recording).toMatch(/recordings[/\\]quirks[/\\]?$/);
  });

  test("that does not exist is refused with the names of those that do", () => {
    const problems = problemsOf({ ...recordingEnv, RECORDING: "year" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^RECORDING is "year".*month, quirks/);
  });

  test("without a server to replay it says who starts one", () => {
    expect(problemsOf({ NETWORK: "recording" })).toEqual([
      expect.stringMatching(/^RPC_URL is missing: .*npm run dev/),
    ]);
    expect(readSettings({ NETWORK: "recording" }, { rpcUrl: true }).rpcUrls).toEqual([]);
  });

  test("warns about settings it overrides", () => {
    const { warnings } = readSettings({
      ...recordingEnv,
      CHAIN_ID: "8453",
      MARKET_START_BLOCK: "5",
      DATABASE_URL: "postgres://localhost/provernet",
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^Ignored: CHAIN_ID, MARKET_START_BLOCK\./),
      expect.stringContaining("a PostgreSQL database of its own"),
    ]);
  });

  test("may be polled faster than a real node, within limits", () => {
    expect(readSettings({ ...recordingEnv, POLLING_INTERVAL_MS: "100" }).pollingIntervalMs).toBe(
      100,
    );
    expect(problemsOf({ ...recordingEnv, POLLING_INTERVAL_MS: "99" })).toHaveLength(1);
    expect(problemsOf({ ...baseEnv, POLLING_INTERVAL_MS: "999" })).toEqual([
      expect.stringContaining("POLLING_INTERVAL_MS is 999, but the least value is 1000"),
    ]);
    // A timer of more than 2,147,483,647 ms goes off at once.
    expect(problemsOf({ ...baseEnv, POLLING_INTERVAL_MS: "2147483648" })).toEqual([
      expect.stringContaining("but the greatest value is 3600000"),
    ]);
  });
});

describe("a custom network", () => {
  test("is what the environment says", () => {
    expect(readSettings(customEnv)).toMatchObject({
      chainId: 31337,
      marketAddress: alice,
      stakingAddress: bob,
      tokenAddress: carol,
      vaultFactoryAddress: null,
      marketViewerAddress: null,
      tokenTransfers: "all",
      database: { kind: "own", directory: join(projectRoot, ".ponder/postgres/custom") },
    });
  });

  test("reports everything it lacks at once", () => {
    const problems = problemsOf({ NETWORK: "custom" });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "RPC_URL",
      "MARKET_ADDRESS",
      "STAKING_ADDRESS",
      "TOKEN_ADDRESS",
      "CHAIN_ID",
      "START_BLOCK",
    ]);
  });
});
