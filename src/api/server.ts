import type { GraphQLSchema } from "graphql";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import type { Progress } from "./context.ts";
import type { Db } from "./db.ts";
import { type Explorer, serveExplorer } from "./explorer.ts";
import { createExports } from "./exports/routes.ts";
import type { Example } from "./graphiql.ts";
import { createGraphqlRoute } from "./graphql.ts";
import { HEADERS, nodeOf } from "./http.ts";
import { type Changes, listenTo } from "./live/changes.ts";
import { createLive, type Live } from "./live/live.ts";
import { createMetrics } from "./metrics.ts";
import { createOperating } from "./operating.ts";
import { createOutbox } from "./outbox.ts";
import { createBudget } from "./protection/budget.ts";
import { type Client, createClients } from "./protection/clients.ts";
import { createMask } from "./protection/mask.ts";
import { limitPipelines } from "./protection/pipelines.ts";
import { createPlaces } from "./protection/places.ts";
import { type PoolUse, tryAgain } from "./protection/pools.ts";
import type { RowsOf } from "./protection/scans.ts";
import { createReadiness } from "./readiness.ts";
import type { ApiSettings } from "./settings.ts";
import type { SqlAnswer, SqlQuestion } from "./sql/ask.ts";
import { createSqlRoutes } from "./sql/routes.ts";
import { versions } from "./versions.ts";

/** [s] How long a browser may remember that pages of others may ask here. */
const CORS_MAX_AGE = 86_400;

/** What the API is made of. */
export type Parts = Readonly<{
  db: Db;
  schema: GraphQLSchema;
  /** Tells how far the indexing is. */
  progress(): Promise<Progress>;
  /** Tells the version of the rows: another one after every change of them. */
  version(): Promise<string>;
  settings: ApiSettings;
  /** Keeps an error that clients are not told. */
  log(message: string, error: unknown): void;
  /** Example operations for the editor. */
  queries?: readonly Example[];
  /** Tells when there may be something new for subscriptions; without it, it is looked every second. */
  changes?: Changes;
  /** Aborted when the server is about to stop: it is not ready any more, and answers as before. */
  leaving?: AbortSignal;
  /** Aborted when the server stops: subscriptions get a last message, and end. */
  stopping?: AbortSignal;
  /** The pages for people; without them `/` answers everybody as it does programs. */
  explorer?: Explorer | null;
  /** The same as `progress`, told at once or not at all: never behind a question. */
  progressAtOnce?: () => Promise<Progress>;
  /** The chain's last block, as the indexer tells it. */
  chainHead?: () => Promise<number>;
  /** The last block that is to be indexed, if there is one. */
  endBlock?: number;
  /** How many rows a table has, about. */
  rowsOf?: RowsOf;
  /** Answers SQL of clients; without it none is served. */
  askSql?: (client: string, question: SqlQuestion) => Promise<SqlAnswer>;
  /** How the connections to the database are used. */
  poolUse?: () => readonly PoolUse[];
  /** The indexer's metrics, in Prometheus' form. */
  otherMetrics?: () => Promise<string>;
}>;

/** The HTTP side of the API: `/graphql`, files, SQL, endpoints or the explorer at `/`, and what operators ask. */
export function createApi(parts: Parts): Hono {
  const { settings, log, progress, progressAtOnce = progress } = parts;
  const readiness = createReadiness({
    progress: progressAtOnce,
    chainHead: parts.chainHead ?? null,
    endBlock: parts.endBlock ?? null,
    maxAge: settings.readyMaxAge,
    ...(parts.leaving && { leaving: parts.leaving }),
  });
  const outbox = createOutbox({ maxBytes: settings.maxUnsentMegabytes * 2 ** 20 });
  const live = createSubscriptions(parts);
  const { poolUse: use = () => [], otherMetrics = async () => "" } = parts;
  const metrics = createMetrics({
    ...{ use, unsent: outbox.unsent, readiness },
    subscriptions: () => live?.listeners() ?? 0,
  });
  const operating = createOperating({
    ...{ readiness, progress: progressAtOnce, log, token: settings.metricsToken },
    metrics: async () => `${await otherMetrics()}\n${await metrics.text()}`,
  });

  const tell = createMask(log);
  const readClient = createClients(settings);
  const clientOf = (c: Context) => readClient(c.req.raw, nodeOf(c).incoming);
  const { heavyConnections, heavyCost, waitMs } = settings;
  const heavy = createPlaces(heavyConnections, { waitMs, tooLong: tryAgain });
  const spend = createBudget();
  const shared = { tell, clientOf, heavy, spend };

  const app = new Hono();
  // Whatever is thrown on the way: nothing of the inside is shown.
  app.onError((error) =>
    Response.json({ errors: [tell(error)] }, { status: 503, headers: HEADERS }),
  );
  app.notFound((c) => c.json(nothingAt(c.req.path), 404));
  app.use(limitPipelines());
  // Before what is for all routes: Hono's way of adding headers takes longer than a small answer.
  app.route("/", createGraphqlRoute(parts, { ...shared, outbox, metrics, live }));
  app.use(cors({ origin: "*", maxAge: CORS_MAX_AGE }));
  app.route("/", operating);
  if (parts.explorer) app.route("/", serveExplorer(parts.explorer, outbox));
  app.get("/", (c) => c.json({ name: "ProverNet indexer", version: versions.indexer, endpoints }));
  if (parts.askSql) {
    const spendOnSql = (client: Client) => spend(client, heavyCost);
    app.route("/", createSqlRoutes({ ask: parts.askSql, clientOf, spend: spendOnSql, tell }));
  }
  const rowsOf = parts.rowsOf ?? (() => undefined);
  app.route("/", createExports({ ...parts, ...shared, rowsOf }));
  return app;
}

function createSubscriptions({ db, progress, changes, settings, log }: Parts): Live | undefined {
  if (settings.subscriptions === 0) return undefined;
  return createLive({
    ...{ db, progress, log, changes: changes ?? listenTo(null) },
    mostWaiting: settings.subscriptionQueue,
    timeoutMs: settings.timeoutMs,
  });
}

const nothingAt = (path: string) => {
  const message = `There is nothing at ${path}. GraphQL is at /graphql; GET / lists what else there is.`;
  return { errors: [{ message, extensions: { code: "NOT_FOUND" } }] };
};

const endpoints = {
  "/": "this list; a browser gets the explorer",
  "/graphql":
    "GraphQL by POST or GET, subscriptions over server-sent events; a browser gets an editor",
  "/export": "lists as files, by GET /export/LIST.csv, .ndjson or .parquet",
  "/health": "200 while the server runs",
  "/ready": "200 while the index is whole and at the chain's head; else 503 and the reasons",
  "/status": "the last indexed block",
  "/metrics": "Prometheus",
};
