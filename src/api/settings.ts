import { createReader, type Env, SettingsError } from "../../settings/reader.ts";

/** What the environment says about the API, checked and with defaults filled in. */
export type ApiSettings = Readonly<{
  /** Points one operation may cost. */
  maxCost: number;
  maxDepth: number;
  maxTokens: number;
  maxAliases: number;
  /** Points one client may spend in a minute; 0: no limit. */
  budgetPerMinute: number;
  /** Whether headers say who the client is. */
  trustProxy: boolean;
  introspection: boolean;
  graphiql: boolean;
  statementTimeoutMs: number;
  /** [MiB] Memory that answers are kept in; 0: none is kept. */
  cacheMegabytes: number;
}>;

/**
 * Checks the part of an environment that is about the API and turns it into settings.
 * @throws SettingsError that lists every problem at once
 */
export function readApiSettings(env: Env): ApiSettings {
  const read = createReader(env);
  const isOn = (name: "API_TRUST_PROXY" | "API_INTROSPECTION" | "API_GRAPHIQL") => {
    const value = read.oneOf(name, ["on", "off"]);
    return value === undefined ? undefined : value === "on";
  };
  const settings: ApiSettings = {
    maxCost: read.integer("API_MAX_COST", { min: 1 }) ?? 10_000,
    maxDepth: read.integer("API_MAX_DEPTH", { min: 1 }) ?? 12,
    maxTokens: read.integer("API_MAX_TOKENS", { min: 1 }) ?? 2_000,
    maxAliases: read.integer("API_MAX_ALIASES", { min: 0 }) ?? 50,
    budgetPerMinute: read.integer("API_BUDGET_PER_MINUTE", { min: 0 }) ?? 200_000,
    trustProxy: isOn("API_TRUST_PROXY") ?? false,
    introspection: isOn("API_INTROSPECTION") ?? true,
    graphiql: isOn("API_GRAPHIQL") ?? true,
    statementTimeoutMs: read.integer("API_STATEMENT_TIMEOUT_MS", { min: 1 }) ?? 10_000,
    cacheMegabytes: read.integer("API_CACHE_MB", { min: 0 }) ?? 64,
  };
  if (read.problems.length > 0) throw new SettingsError(read.problems);
  return settings;
}
