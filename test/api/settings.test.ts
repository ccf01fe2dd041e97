import { expect, test } from "vitest";
import { readApiSettings } from "../../src/api/settings.ts";
import { apiVariables } from "../../src/api/variables.ts";

test("an empty environment gives the defaults that the variables' list names", () => {
  const settings = readApiSettings({});
  const shown = Object.values(settings).map((value) =>
    typeof value === "boolean" ? (value ? "on" : "off") : String(value),
  );
  expect(shown.sort()).toEqual(apiVariables.map((variable) => variable.default as string).sort());
});

test("every variable is taken", () => {
  const env = Object.fromEntries(apiVariables.map(({ name, example }) => [name, example]));
  expect(readApiSettings(env)).toEqual({
    maxCost: 20_000,
    maxDepth: 8,
    maxTokens: 1000,
    maxAliases: 30,
    budgetPerMinute: 0,
    trustProxy: true,
    introspection: false,
    graphiql: false,
    statementTimeoutMs: 5000,
    cacheMegabytes: 256,
  });
});

test("wrong values are refused together", () => {
  expect(() => readApiSettings({ API_MAX_COST: "many", API_GRAPHIQL: "yes" })).toThrow(
    /2 problems[\s\S]*API_MAX_COST is "many"[\s\S]*API_GRAPHIQL is "yes", which is none of on, off/,
  );
});
