import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../settings/networks.ts";
import { SettingsError } from "../settings/reader.ts";
import { renderEnvExample, variables } from "../settings/variables.ts";
import { readSettings } from "../settings.ts";
import { readApiSettings } from "../src/api/settings.ts";

const alice = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const bob = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
const carol = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";

const baseEnv = { RPC_URL: "https://node.example", START_BLOCK: "39000000" };
const customEnv = {
  NETWORK: "custom",
  RPC_URL: "http://127.0.0.1:8545",
  CHAIN_ID: "31337",
  MARKET_ADDRESS: alice,
  STAKING_ADDRESS: bob,
  TOKEN_ADDRESS: carol,
  START_BLOCK: "0",
};
const recordingEnv = { NETWORK: "recording", RPC_URL: "http://127.0.0.1:8545" };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

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

describe("values", () => {
  test("an empty or blank value counts as unset", () => {
    expect(readSettings({ ...baseEnv, PORT: "", END_BLOCK: "  " })).toMatchObject({
      port: 42069,
      endBlock: null,
    });
  });

  test.each([
    ["1e3"],
    ["-1"],
    ["1.5"],
    ["0x10"],
    ["1 000"],
    ["1_000"],
    ["007"],
    ["+1"],
    ["NaN"],
    ["99999999999999999999"],
  ])("a block number is digits only, so %s is refused", (value) => {
    expect(problemsOf({ ...baseEnv, START_BLOCK: value })).toEqual([
      expect.stringMatching(/^START_BLOCK is .*\n {2}Example: START_BLOCK=12345678$/),
    ]);
  });

  test("a port lies between 1 and 65535", () => {
    expect(readSettings({ ...baseEnv, PORT: "65535" }).port).toBe(65535);
    expect(problemsOf({ ...baseEnv, PORT: "0" })[0]).toMatch(/least value is 1\./);
    expect(problemsOf({ ...baseEnv, PORT: "65536" })[0]).toMatch(/greatest value is 65535\./);
  });

  test("an address in mixed case must match its checksum and is kept in small letters", () => {
    const checksummed = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    expect(readSettings({ ...customEnv, MARKET_ADDRESS: checksummed }).marketAddress).toBe(alice);
    const mistyped = checksummed.replace("C51812", "c51812");
    expect(problemsOf({ ...customEnv, MARKET_ADDRESS: mistyped })[0]).toMatch(
      /^MARKET_ADDRESS is .*checksum/,
    );
  });

  test.each([
    ["0x1234", /40 hexadecimal digits/],
    [alice.slice(2), /40 hexadecimal digits/],
    [`0x${"0".repeat(40)}`, /zero address/],
    [bob, /two contracts cannot share an address/],
  ])("the market cannot be at %s", (address, reason) => {
    const problems = problemsOf({ ...customEnv, MARKET_ADDRESS: address });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(reason);
  });

  test("an address given for Base cannot be one that another contract has there", () => {
    const token = "0x086f405146ce90135750bbec9a063a8b20a8bffb";
    expect(problemsOf({ ...baseEnv, MARKET_ADDRESS: token })).toEqual([
      expect.stringMatching(/^MARKET_ADDRESS is .* which is TOKEN_ADDRESS too/),
    ]);
  });

  test("several nodes share the work, each with its own request budgets", () => {
    const { rpcUrls, rpcBudgets } = readSettings({
      ...baseEnv,
      RPC_URL: "https://a.example, wss://b.example/ws,https://a.example",
      RPC_PARALLELISM: "2",
    });
    expect(rpcUrls).toEqual(["https://a.example", "wss://b.example/ws"]);
    expect(rpcBudgets).toEqual([...rpcUrls, ...rpcUrls]);
  });

  test.each(["localhost:8545", "ftp://a.example", "a.example", "https://", "https://a.example,"])(
    "%s is no list of nodes",
    (value) => {
      expect(problemsOf({ ...baseEnv, RPC_URL: value })).toEqual([
        expect.stringMatching(/^RPC_URL /),
      ]);
    },
  );

  test("a refused value with a secret in it is not printed", () => {
    const problems = problemsOf({
      ...baseEnv,
      RPC_URL: "htps://user:hunter2@a.example/v2/hunter2?key=hunter2",
      DATABASE_URL: "mysql://user:hunter2@db/provernet",
    }).join("\n");
    expect(problems).toContain("a.example");
    expect(problems).toContain("DATABASE_URL");
    expect(problems).not.toContain("hunter2");
  });

  test("a connection string chooses the database, and what chose one before is told to be gone", () => {
    const url = "postgresql://user:pass@db:5432/provernet";
    expect(readSettings({ ...baseEnv, DATABASE_URL: url }).database).toEqual({
      kind: "postgres",
      connectionString: url,
    });
    const { warnings } = readSettings({ ...baseEnv, PGLITE_DIRECTORY: ".ponder/pglite" });
    expect(warnings).toEqual([expect.stringMatching(/^PGLITE_DIRECTORY is no longer used/)]);
  });

  test.each(["postgres://user:hunter#2@db/x", "postgres://db:99999/x", "postgres://a b"])(
    "%s is no address of a database, and is not printed",
    (url) => {
      for (const name of ["DATABASE_URL", "API_DATABASE_URL"]) {
        const read = name === "DATABASE_URL" ? readSettings : readApiSettings;
        const refused = () => read({ ...baseEnv, [name]: url });
        expect(refused).toThrow(new RegExp(`${name} is no address.*\\n {2}Example: ${name}=`));
        expect(refused).not.toThrow(url);
      }
    },
  );

  test.each(["PREFETCH", "BACKFILL"])("%s is one of two words", (name) => {
    expect(problemsOf({ ...baseEnv, [name]: "maybe" })).toEqual([
      expect.stringMatching(`^${name} is "maybe", which is none of auto, `),
    ]);
  });

  test.each(["Public", "a-b", "1st", "ponder_sync", "pg_temp", "x".repeat(46)])(
    "%s cannot be the schema of the tables",
    (schema) => {
      expect(problemsOf({ ...baseEnv, DATABASE_SCHEMA: schema })).toEqual([
        expect.stringMatching(/^DATABASE_SCHEMA /),
      ]);
    },
  );

  test("the last block cannot come before the first", () => {
    expect(problemsOf({ ...baseEnv, END_BLOCK: "38999999" })[0]).toMatch(/^END_BLOCK/);
    expect(readSettings({ ...baseEnv, END_BLOCK: "39000000" }).endBlock).toBe(39000000);
  });

  test.each([
    ["NETWORK", "mainnet", "base, recording, custom"],
    ["TOKEN_TRANSFERS", "none", "all, sampled"],
    ["INPUT_DATA", "no", "on, off"],
    ["LOG_LEVEL", "loud", "silent, fatal, error, warn, info, debug, trace"],
  ])("%s=%s is answered with the values there are", (name, value, values) => {
    expect(problemsOf({ ...baseEnv, [name]: value })[0]).toContain(
      `${name} is "${value}", which is none of ${values}.`,
    );
  });

  test("a network that is not there needs nothing", () => {
    expect(problemsOf({ NETWORK: "mainnet" })).toEqual([expect.stringMatching(/^NETWORK is/)]);
  });

  test("every problem is in the one message", () => {
    const env = { RPC_URL: "ftp://a", START_BLOCK: "x", PORT: "y", LOG_LEVEL: "z" };
    expect(() => readSettings(env)).toThrow(
      /\(4 problems\).*RPC_URL.*START_BLOCK.*PORT.*LOG_LEVEL/s,
    );
  });
});

describe("names", () => {
  test.each([
    ["MARKET_ADRESS", "MARKET_ADDRESS"],
    ["RPC_URLS", "RPC_URL"],
    ["RPCURL", "RPC_URL"],
    ["STRAT_BLOCK", "START_BLOCK"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["NETWROK", "NETWORK"],
  ])("%s looks like a misspelling of %s", (name, meant) => {
    expect(readSettings({ ...baseEnv, [name]: "1" }).warnings).toEqual([
      `${name} is not a setting and is ignored. Is ${meant} meant?`,
    ]);
  });

  test("a misspelling is named beside the setting that is missing because of it", () => {
    const env = { RPC_URLS: "https://node.example", START_BLOCK: "1" };
    expect(() => readSettings(env)).toThrow(/RPC_URL is missing.*RPC_URLS is not a setting/s);
  });

  test.each(["PATH", "HOME", "HOST", "USER", "PWD", "PORTS", "API_URL", "CI", "PONDER_LOG_LEVEL"])(
    "%s is somebody else's variable",
    (name) => {
      expect(readSettings({ ...baseEnv, [name]: "1" }).warnings).toEqual([]);
    },
  );

  test("a recording's name is noticed when no recording is indexed", () => {
    expect(readSettings({ ...baseEnv, RECORDING: "month" }).warnings).toEqual([
      "Ignored: RECORDING. It needs NETWORK=recording.",
    ]);
  });
});

describe("documents", () => {
  const envExample = readFileSync(new URL("../.env.example", import.meta.url), "utf8");

  test(".env.example is the one the table of settings gives", () => {
    expect(envExample).toBe(renderEnvExample());
  });

  test(".env.example lists exactly the settings there are", () => {
    const listed = [...envExample.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed).toEqual(variables.map(({ name }) => name));
  });

  test("every example is accepted", () => {
    const examples = Object.fromEntries(variables.map(({ name, example }) => [name, example]));
    expect(problemsOf(examples)).toEqual([]);
    expect(problemsOf({ ...examples, NETWORK: "recording" })).toEqual([]);
    expect(problemsOf({ ...examples, NETWORK: "custom" })).toEqual([]);
  });
});
