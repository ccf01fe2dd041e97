import { expect, test } from "vitest";
import { readApiSettings, readProcessSettings } from "../../src/api/settings.ts";
import { apiVariables } from "../../src/api/variables.ts";

/** It is one of the process's settings, which have a test of their own. */
const limits = apiVariables.filter(({ name }) => name !== "API_DATABASE_URL");

test("an empty environment gives the defaults that the variables' list names", () => {
  const settings = readApiSettings({});
  const shown = Object.values(settings).map((value) => {
    if (typeof value === "boolean") return value ? "on" : "off";
    return value === null || Array.isArray(value) ? "none" : String(value);
  });
  expect(shown.sort()).toEqual(limits.map((variable) => variable.default as string).sort());
});

test("every variable is taken", () => {
  const env = Object.fromEntries(apiVariables.map(({ name, example }) => [name, example]));
  expect(readApiSettings(env)).toEqual({
    maxCost: 20_000,
    heavyCost: 1000,
    drainMs: 5000,
    maxDepth: 8,
    maxTokens: 1000,
    maxFields: 300,
    maxAliases: 30,
    maxAnswerMegabytes: 16,
    maxUnsentMegabytes: 128,
    exportTimeoutMs: 3_600_000,
    subscriptions: 500,
    subscriptionsPerClient: 10,
    subscriptionQueue: 20,
    budgetPerMinute: 0,
    keys: [{ name: "explorer", key: "5d0a6f3c1b2e4f7a9c8d", budget: 2_000_000 }],
    trustProxy: true,
    introspection: false,
    graphiql: false,
    timeoutMs: 5000,
    waitMs: 1000,
    connections: 16,
    heavyConnections: 4,
    heavyWorkMemMb: 256,
    clientStatements: 8,
    sqlDatabaseUrl: "postgresql://provernet_sql:secret@localhost:5432/provernet",
    cacheMegabytes: 256,
    readyMaxAge: 30,
    metricsToken: "b7f0c2d94e6a4f118a3d",
    heapMegabytes: 2048,
  });
});

test("the API's process reads as its own role where there is one, else as the indexer", () => {
  const DATABASE_URL = "postgres://indexer:secret@127.0.0.1/provernet";
  const API_DATABASE_URL = "postgres://reader:secret@127.0.0.1/provernet";
  expect(readProcessSettings({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
  expect(readProcessSettings({ DATABASE_URL, API_DATABASE_URL }).databaseUrl).toBe(
    API_DATABASE_URL,
  );
  expect(readProcessSettings({ API_DATABASE_URL })).toMatchObject({
    databaseSchema: "provernet",
    port: 42069,
    indexerUrl: null,
  });
  expect(() => readProcessSettings({ DATABASE_SCHEMA: "Big" })).toThrow(
    /2 problems[\s\S]*DATABASE_URL is missing[\s\S]*DATABASE_SCHEMA is "Big"/,
  );
  // What holds a password is not repeated.
  expect(() => readProcessSettings({ API_DATABASE_URL: "mysql://reader:secret@there" })).toThrow(
    /API_DATABASE_URL does not start with postgres:\/\/(?![\s\S]*reader)/,
  );
});

test("wrong values are refused together", () => {
  expect(() => readApiSettings({ API_MAX_COST: "many", API_GRAPHIQL: "yes" })).toThrow(
    /2 problems[\s\S]*API_MAX_COST is "many"[\s\S]*API_GRAPHIQL is "yes", which is none of on, off/,
  );
});

test("secrets that are wrong are refused without being repeated", () => {
  const refused = (env: Record<string, string>) => {
    try {
      readApiSettings(env);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("nothing was refused");
  };
  const key = "0123456789abcdef0123";
  for (const [name, value, what] of [
    ["API_KEYS", "a:sh0rt", /API_KEYS has, as number 1, a key that is none/],
    ["API_KEYS", `a:${key},${key}`, /as number 2, a key that is none/],
    ["API_KEYS", `no name:${key}`, /as number 1, no NAME:KEY or NAME:KEY:BUDGET/],
    ["API_KEYS", `a:${key},a:${key}9`, /has the same name twice/],
    ["API_KEYS", `a:${key},b:${key}`, /has the same key twice/],
    ["API_KEYS", `a:${key}:much`, /a budget that is not a whole number/],
    ["API_METRICS_TOKEN", "sh0rt", /API_METRICS_TOKEN is no token/],
    ["API_DATABASE_URL", `mysql://u:${key}@h/d`, /does not start with postgres:/],
  ] as const) {
    const message = refused({ [name]: value });
    expect(message).toMatch(what);
    expect(message).not.toMatch(/0123456789abcdef0123|sh0rt/);
  }
});

test("the age of the head counts only where a chain goes on", () => {
  expect(readApiSettings({}).readyMaxAge).toBe(60);
  expect(readApiSettings({ NETWORK: "recording" }).readyMaxAge).toBe(0);
  expect(readApiSettings({ END_BLOCK: "5" }).readyMaxAge).toBe(0);
  expect(readApiSettings({ NETWORK: "recording", API_READY_MAX_AGE: "9" }).readyMaxAge).toBe(9);
});
