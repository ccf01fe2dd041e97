/** The API's process: answers questions and operators, beside the indexer and without it. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { fail, Refusal, readEnvironment } from "../../settings/environment.ts";
import { readExplorer } from "./explorer.ts";
import { readQueries } from "./graphiql.ts";
import { createIndexer } from "./indexer.ts";
import { listenTo } from "./live/changes.ts";
import { createLog } from "./log.ts";
import { readProgress, readVersion } from "./ponder-tables.ts";
import { openPools } from "./protection/pools.ts";
import { createRowEstimates } from "./protection/scans.ts";
import { buildSchema } from "./schema.ts";
import { createApi } from "./server.ts";
import {
  type ApiSettings,
  type ProcessSettings,
  readApiSettings,
  readProcessSettings,
} from "./settings.ts";
import { openSql } from "./sql/ask.ts";
import { topics } from "./topics.ts";

/** [ms] How long a request may take to arrive, its headers and all of it. */
const ARRIVAL = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};
/** [ms] How long answers under way are waited for at the end. */
const FAREWELL = 3_000;

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

await main().catch(fail);

async function main(): Promise<void> {
  const env = readEnvironment();
  const settings = readApiSettings(env);
  const own = readProcessSettings(env);
  const { databaseUrl, databaseSchema, endBlock, indexerUrl } = own;
  const log = createLog(own);
  const source = { connection: { connectionString: databaseUrl }, schema: databaseSchema };
  const pools = openPools({
    source,
    limits: settings,
    onError: log.error,
  });
  const [leaving, stopping] = [new AbortController(), new AbortController()];
  const sql = openOwnSql(settings, log.error);
  const indexer = indexerUrl === null ? null : createIndexer(indexerUrl);
  const app = createApi({
    db: pools.db,
    schema: buildSchema(topics),
    progress: () => readProgress(pools.db),
    progressAtOnce: () => readProgress(pools.control),
    version: () => readVersion(pools.control),
    ...(indexer && { chainHead: indexer.chainHead, otherMetrics: indexer.metrics }),
    ...(endBlock !== null && { endBlock }),
    rowsOf: createRowEstimates(pools.control),
    ...(sql && { askSql: sql.ask }),
    poolUse: pools.use,
    changes: listenTo(source),
    leaving: leaving.signal,
    stopping: stopping.signal,
    settings,
    log: log.error,
    queries: readQueries(pathOf("queries")),
    explorer: readExplorer(pathOf("web/dist")),
  });
  // Before anybody can be answered: a signal that came sooner than its handler would end the process at once.
  const asked = askedToEnd();
  const server = await listen(app.fetch, own);
  await readProgress(pools.control).catch((error) => log.error("The index cannot be read", error));
  log.info(`listening on ${own.listenHost ?? "every interface"}, port ${own.port}`);
  await asked;
  leaving.abort();
  server.prependListener("request", (_, response: ServerResponse) => {
    // The client's next question comes on a new connection: to somebody else, where there is one.
    response.shouldKeepAlive = false;
  });
  await sleep(settings.drainMs);
  stopping.abort();
  await close(server);
  await Promise.all([pools.close(), sql?.close()]);
  process.exit(0);
}

/** Waits for the first signal to end. A terminal and whoever started us may send it both: further ones change nothing. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
}

/** Connections as the role that SQL of clients is asked as; null when there is none. */
function openOwnSql(
  { sqlDatabaseUrl, timeoutMs, waitMs, maxAnswerMegabytes }: ApiSettings,
  onError: (message: string, error: unknown) => void,
) {
  if (sqlDatabaseUrl === null) return null;
  const maxBytes = maxAnswerMegabytes * 2 ** 20;
  return openSql({ connectionString: sqlDatabaseUrl, timeoutMs, waitMs, maxBytes, onError });
}

/** @throws Refusal when the port cannot be had */
async function listen(
  answer: Parameters<typeof serve>[0]["fetch"],
  { port, listenHost }: ProcessSettings,
): Promise<Server> {
  const server = serve({
    fetch: answer,
    createServer,
    serverOptions: ARRIVAL,
    port,
    ...(listenHost !== null && { hostname: listenHost }),
  }) as Server;
  await once(server, "listening").catch((error) => {
    throw new Refusal(`Port ${port} cannot be used (${error.message}). Choose another: PORT=…`);
  });
  return server;
}

/** Takes no new connections, and waits for the answers under way, though not for ever. */
async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), FAREWELL).unref();
  await closed;
}
