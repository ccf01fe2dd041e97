import { describe, expect, test } from "vitest";
import { readSettings } from "../../settings.ts";
import { readApiSettings } from "../../src/api/settings.ts";
import { alice, baseEnv, bob, customEnv, problemsOf } from "../support/environments.ts";

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
