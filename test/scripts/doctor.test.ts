import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecording } from "../../replay/recording.ts";
import { type Replay, startReplay } from "../../replay/server.ts";
import { judge } from "../../scripts/doctor/database.ts";
import { render } from "../../scripts/doctor/finding.ts";
import { checkMachine } from "../../scripts/doctor/machine.ts";
import { noSettings } from "../../settings/environment.ts";
import { recordingDirectory } from "../../settings/networks.ts";
import { freePort } from "../support/server.ts";

const script = fileURLToPath(new URL("../../scripts/doctor.ts", import.meta.url));

let replay: Replay;
let custom: Record<string, string>;
beforeAll(async () => {
  const recording = await readRecording(recordingDirectory("quirks"));
  replay = await startReplay({ recording });
  const { brevisMarket, stakingController, token } = recording.header.contracts;
  custom = {
    NETWORK: "custom",
    CHAIN_ID: "31337",
    MARKET_ADDRESS: brevisMarket.address,
    STAKING_ADDRESS: stakingController.address,
    TOKEN_ADDRESS: token.address,
    START_BLOCK: String(brevisMarket.block),
    RPC_URL: `${replay.url}/v3/0123456789abcdef`,
  };
});
afterAll(() => replay?.stop());

async function doctor(env: Record<string, string>) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...noSettings, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { code, output: [...stdout, ...stderr].join("") };
}

describe("the doctor", () => {
  test("finds nothing where all is well, and prints no key", async () => {
    const { code, output } = await doctor(custom);
    expect(output).toContain("0 to fix");
    expect(output).not.toMatch(/WRONG|0123456789abcdef/);
    expect(output).toContain("gives logs of 10000 blocks at once");
    expect(code).toBe(0);
  });

  // The start stopped at what it had passed over.
  test("tells a wrong setting of the API", async () => {
    const { code, output } = await doctor({ ...custom, API_HEAP_MB: "lots" });
    expect(code).toBe(1);
    expect(output).toContain('API_HEAP_MB is "lots"');
  });

  test("tells contracts that are not what they should be, and a start block before them", async () => {
    const { TOKEN_ADDRESS: MARKET_ADDRESS = "", MARKET_ADDRESS: TOKEN_ADDRESS = "" } = custom;
    const wrong = { ...custom, MARKET_ADDRESS, TOKEN_ADDRESS, START_BLOCK: "1" };
    const { code, output } = await doctor(wrong);
    expect(code).toBe(1);
    expect(output).toMatch(
      /WRONG {4}MARKET_ADDRESS feeToken\(\): does not answer .* — check MARKET/,
    );
    expect(output).toMatch(
      /WRONG {4}STAKING_ADDRESS 0x\w+: has no code at block 1 yet — npm run find/,
    );
    expect(output).toMatch(
      /STAKING_ADDRESS stakingToken\(\): answers 0x\w+, but the settings mean/,
    );
  });

  test("tells a chain that is not meant, a database and a node that are not there", async () => {
    const port = await freePort();
    const { code, output } = await doctor({
      ...custom,
      CHAIN_ID: "5",
      RPC_URL: `${replay.url},http://127.0.0.1:${port}`,
      DATABASE_URL: `postgres://someone:hunter2@127.0.0.1:${port}/x`,
    });
    expect(code).toBe(1);
    expect(output).toContain("serves chain 31337, but the settings mean 5");
    expect(output).toContain("does not answer");
    expect(output).toMatch(/Database: cannot be reached .* — check that PostgreSQL runs/);
    expect(output).not.toContain("hunter2");
  });
});

test("what a database lacks is said with what to do", () => {
  const good = {
    version: 17,
    encoding: "UTF8",
    database: "x",
    may_create: true,
    is_replica: false,
  };
  expect(judge(good).map(render)).toEqual([
    "ok       Database: PostgreSQL 17, UTF8, may be written to",
  ]);
  const bad = {
    version: 12,
    encoding: "SQL_ASCII",
    database: "x",
    may_create: false,
    is_replica: true,
  };
  expect(judge(bad).map(({ level }) => level)).toEqual(Array(4).fill("wrong"));
});

test("an old Node.js and missing packages are told", () => {
  expect(checkMachine("20.1.0", "/nowhere").map(({ level }) => level)).toEqual(["wrong", "wrong"]);
  expect(checkMachine("22.1.0").map(({ level }) => level)).toEqual(["fine", "fine"]);
});
