import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderEnvExample, variables } from "../../settings/variables.ts";
import { readSettings } from "../../settings.ts";
import { baseEnv, problemsOf } from "../support/environments.ts";

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
  const envExample = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");

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
