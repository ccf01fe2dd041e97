import { createReader, type Env, type Reader, SettingsError } from "../../settings/reader.ts";
import { readDatabaseUrl, readServing, type Serving } from "../../settings/serving.ts";

/** A secret by which a client is known, and what it may spend. */
type ApiKey = Readonly<{
  name: string;
  key: string;
  /** Points a minute; null: as much as a client without a key, 0: no limit. */
  budget: number | null;
}>;

/** What the environment says about the API, checked and with defaults filled in. */
export type ApiSettings = Readonly<{
  /** Points one operation may cost. */
  maxCost: number;
  /** Points from which an operation is heavy. */
  heavyCost: number;
  maxDepth: number;
  maxTokens: number;
  maxFields: number;
  maxAliases: number;
  /** [MiB] How large one answer may be. */
  maxAnswerMegabytes: number;
  /** [MiB] What may wait in memory for clients that do not read it. */
  maxUnsentMegabytes: number;
  /** Points one client may spend in a minute; 0: no limit. */
  budgetPerMinute: number;
  keys: readonly ApiKey[];
  /** Whether headers say who the client is. */
  trustProxy: boolean;
  introspection: boolean;
  graphiql: boolean;
  /** [ms] How long an operation may take, all of its statements together. */
  timeoutMs: number;
  /** [ms] How long an export may take. */
  exportTimeoutMs: number;
  /** [ms] How long an operation may wait for a place. */
  waitMs: number;
  /** Connections for what is quick. */
  connections: number;
  /** Connections for what is heavy, and how many heavy operations are answered at a time. */
  heavyConnections: number;
  /** [MiB] Memory that PostgreSQL may use for one sort or hash of a heavy statement. */
  heavyWorkMemMb: number;
  /** Operations one client may have in the database at a time. */
  clientStatements: number;
  /** Subscriptions at a time; 0: there are none. */
  subscriptions: number;
  subscriptionsPerClient: number;
  /** Values that may wait for one subscription. */
  subscriptionQueue: number;
  /** A role that may only read, as which SQL of clients is asked; null: none is. */
  sqlDatabaseUrl: string | null;
  /** [MiB] Memory that answers are kept in; 0: none is kept. */
  cacheMegabytes: number;
  /** [s] How old the head may be while the API calls itself ready; 0: any age. */
  readyMaxAge: number;
  /** [ms] How long a server that was asked to stop keeps answering while it reports that it is not ready. */
  drainMs: number;
  /** The secret that `/metrics` and `/status` ask for; null: anybody may read them. */
  metricsToken: string | null;
  /** [MiB] What the objects of the API's process may take; beyond, it ends and is started again. */
  heapMegabytes: number;
}>;

/** Where the API's process reads and listens. */
export type ProcessSettings = Serving &
  Readonly<{
    databaseUrl: string;
    /** The last block that is to be indexed; null: the chain is followed. */
    endBlock: number | null;
    /** The indexer's own server, which tells its metrics and the chain's head; null: nobody said where. */
    indexerUrl: string | null;
  }>;

/** By this variable, which is not for users, `npm start` tells the API where the indexer's own server is. */
export const INDEXER_URL = "PROVERNET_INDEXER_URL";

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
  // The head of a recording is as old as the recording, that of an index with an end as old as its end.
  const followsTime = (read.text("NETWORK") ?? "base") === "base" && !read.isSet("END_BLOCK");
  const settings: ApiSettings = {
    maxCost: read.integer("API_MAX_COST", { min: 1 }) ?? 10_000,
    heavyCost: read.integer("API_HEAVY_COST", { min: 1 }) ?? 3_000,
    maxDepth: read.integer("API_MAX_DEPTH", { min: 1 }) ?? 12,
    maxTokens: read.integer("API_MAX_TOKENS", { min: 1 }) ?? 2_000,
    maxFields: read.integer("API_MAX_FIELDS", { min: 1 }) ?? 500,
    maxAliases: read.integer("API_MAX_ALIASES", { min: 0 }) ?? 50,
    maxAnswerMegabytes: read.integer("API_MAX_ANSWER_MB", { min: 1, max: 256 }) ?? 8,
    maxUnsentMegabytes: read.integer("API_MAX_UNSENT_MB", { min: 1 }) ?? 64,
    budgetPerMinute: read.integer("API_BUDGET_PER_MINUTE", { min: 0 }) ?? 200_000,
    keys: readKeys(read),
    trustProxy: isOn("API_TRUST_PROXY") ?? false,
    introspection: isOn("API_INTROSPECTION") ?? true,
    graphiql: isOn("API_GRAPHIQL") ?? true,
    timeoutMs: read.integer("API_TIMEOUT_MS", { min: 1, max: 600_000 }) ?? 10_000,
    exportTimeoutMs: read.integer("API_EXPORT_TIMEOUT_MS", { min: 1, max: 86_400_000 }) ?? 600_000,
    waitMs: read.integer("API_WAIT_MS", { min: 1, max: 600_000 }) ?? 3_000,
    connections: read.integer("API_CONNECTIONS", { min: 1, max: 1000 }) ?? 8,
    heavyConnections: read.integer("API_HEAVY_CONNECTIONS", { min: 1, max: 1000 }) ?? 2,
    heavyWorkMemMb: read.integer("API_HEAVY_WORK_MEM_MB", { min: 1, max: 1_000_000 }) ?? 128,
    clientStatements: read.integer("API_CLIENT_STATEMENTS", { min: 1 }) ?? 4,
    subscriptions: read.integer("API_SUBSCRIPTIONS", { min: 0 }) ?? 2_000,
    subscriptionsPerClient: read.integer("API_SUBSCRIPTIONS_PER_CLIENT", { min: 1 }) ?? 50,
    subscriptionQueue: read.integer("API_SUBSCRIPTION_QUEUE", { min: 1 }) ?? 100,
    sqlDatabaseUrl: readDatabaseUrl(read, "API_SQL_DATABASE_URL") ?? null,
    cacheMegabytes: read.integer("API_CACHE_MB", { min: 0 }) ?? 64,
    readyMaxAge: read.integer("API_READY_MAX_AGE", { min: 0 }) ?? (followsTime ? 60 : 0),
    drainMs: 1000 * (read.integer("API_DRAIN_SECONDS", { min: 0, max: 60 }) ?? 0),
    metricsToken: readToken(read),
    heapMegabytes: read.integer("API_HEAP_MB", { min: 64, max: 65_536 }) ?? 1_024,
  };
  readDatabaseUrl(read, "API_DATABASE_URL");
  if (read.problems.length > 0) throw new SettingsError(read.problems);
  return settings;
}

/** What a secret may consist of: it travels in a header, and in a list separated by commas and colons. */
const SECRET = /^[\w.~+/=-]{16,}$/;
const NOT_SECRET =
  "a secret has at least 16 characters of letters, digits and . _ ~ + / = - (openssl rand -hex 24 makes one).";

/** A complaint names a key by its position, never by its value. */
function readKeys(read: Reader): readonly ApiKey[] {
  const text = read.text("API_KEYS");
  if (text === undefined) return [];
  const keys = text.split(",").map((part, index) => {
    const [name = "", key = "", budget, ...more] = part.trim().split(":");
    const refuse = (what: string) =>
      read.refuse("API_KEYS", `has, as number ${index + 1}, ${what}`);
    if (!/^[\w-]{1,40}$/.test(name) || more.length > 0)
      refuse("no NAME:KEY or NAME:KEY:BUDGET, with a name of letters, digits, _ and -.");
    else if (!SECRET.test(key)) refuse(`a key that is none: ${NOT_SECRET}`);
    else if (budget !== undefined && !/^\d{1,12}$/.test(budget))
      refuse("a budget that is not a whole number of points a minute.");
    return { name, key, budget: budget === undefined ? null : Number(budget) };
  });
  for (const what of ["name", "key"] as const)
    if (new Set(keys.map((key) => key[what])).size < keys.length)
      read.refuse("API_KEYS", `has the same ${what} twice.`);
  return keys;
}

function readToken(read: Reader): string | null {
  const token = read.text("API_METRICS_TOKEN");
  if (token === undefined) return null;
  if (!SECRET.test(token)) read.refuse("API_METRICS_TOKEN", `is no token: ${NOT_SECRET}`);
  return token;
}

/**
 * Checks the part of an environment by which the API's process finds the rows and its clients.
 * @throws SettingsError that lists every problem at once
 */
export function readProcessSettings(env: Env): ProcessSettings {
  const read = createReader(env);
  const own = readDatabaseUrl(read, "API_DATABASE_URL");
  const indexers = readDatabaseUrl(read, "DATABASE_URL");
  if (own === undefined)
    read.require("DATABASE_URL", "the PostgreSQL in which the indexer writes the rows.");
  const settings = {
    ...readServing(read),
    // Empty only beside a problem, and then nothing is returned.
    databaseUrl: own ?? indexers ?? "",
    endBlock: read.integer("END_BLOCK", { min: 0 }) ?? null,
    indexerUrl: env[INDEXER_URL] || null,
  };
  if (read.problems.length > 0) throw new SettingsError(read.problems);
  return settings;
}
