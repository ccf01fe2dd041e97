import type { IncomingMessage, ServerResponse } from "node:http";
import { createYoga } from "graphql-yoga";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { type Answer, createAnswers, noteOutcome, type ServerContext } from "./answers.ts";
import type { Progress } from "./context.ts";
import { createContext } from "./context.ts";
import type { Db } from "./db.ts";
import { inOrder } from "./execute.ts";
import { type Explorer, serveExplorer } from "./explorer.ts";
import { createExports } from "./exports/routes.ts";
import { createGraphiql, type Example, wantsPage } from "./graphiql.ts";
import { type Changes, listenTo } from "./live/changes.ts";
import { createLive, type Live } from "./live/live.ts";
import { createStreams } from "./live/streams.ts";
import { createSubscribe } from "./live/subscribe.ts";
import { createMetrics } from "./metrics.ts";
import { createOperating } from "./operating.ts";
import { createOutbox } from "./outbox.ts";
import { createBudget, type Spend } from "./protection/budget.ts";
import { createClients } from "./protection/clients.ts";
import { createMask } from "./protection/mask.ts";
import { createPlaces, type Places } from "./protection/places.ts";
import { protect } from "./protection/plugin.ts";
import { type PoolUse, tryAgain } from "./protection/pools.ts";
import type { RowsOf } from "./protection/scans.ts";
import { createReadiness, createTarget } from "./readiness.ts";
import type { Built } from "./schema.ts";
import type { ApiSettings } from "./settings.ts";
import type { SqlAnswer, SqlQuestion } from "./sql/ask.ts";
import { createSqlRoutes } from "./sql/routes.ts";
import { versions } from "./versions.ts";

/** The most bytes of a question; a list of 1000 ids takes 70,000. */
const MAX_BODY_BYTES = 256 * 1024;
/** [s] How long a browser may remember that pages of others may ask here. */
const CORS_LASTS = 86_400;

/** What the API is made of. */
export type Parts = Readonly<{
  db: Db;
  built: Built;
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
  /** Aborted when the server stops: subscriptions are told, and end. */
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

/** The HTTP side of the API: `/graphql`, a list of the endpoints at `/` or the pages for people, and what operators ask. */
export function createApi(parts: Parts): Hono {
  const { settings, log, progress, progressAtOnce = progress, chainHead = null } = parts;
  const { endBlock = null } = parts;
  const outbox = createOutbox({ maxBytes: settings.maxUnsentMegabytes * 2 ** 20 });
  const readiness = createReadiness({
    progress: progressAtOnce,
    chainHead,
    endBlock,
    maxAge: settings.readyMaxAge,
    ...(parts.leaving && { leaving: parts.leaving }),
  });
  const { poolUse: use = () => [], otherMetrics = async () => "" } = parts;
  const live = createSubscriptions(parts);
  const metrics = createMetrics({
    ...{ use, unsent: outbox.unsent, readiness },
    subscriptions: () => live?.listeners() ?? 0,
  });
  const tell = createMask(log);
  const { heavyConnections, waitMs, cacheMegabytes } = settings;
  const heavy = createPlaces(heavyConnections, { waitMs, tooLong: tryAgain });
  const spend = createBudget();
  const yoga = createGraphql(parts, { tell, live, heavy, spend });
  const streams = createStreams({ yoga, tell, timeoutMs: settings.timeoutMs });
  const answer = createAnswers({
    yoga,
    tell,
    cache:
      cacheMegabytes === 0
        ? null
        : { maxSize: cacheMegabytes * 2 ** 20, readVersion: parts.version },
    timeoutMs: settings.timeoutMs,
    maxBytes: settings.maxAnswerMegabytes * 2 ** 20,
    observer: metrics.observer,
  });
  const graphiql = createGraphiql(parts.queries ?? []);
  const clientOf = createClients(settings);

  const operating = createOperating({
    readiness,
    progress: progressAtOnce,
    metrics: async () => `${await otherMetrics()}\n${await metrics.text()}`,
    token: settings.metricsToken,
    log,
  });

  const app = new Hono();
  // Whatever is thrown on the way: nothing of the inside is shown.
  app.onError((error) => {
    const told = tell(error);
    return Response.json({ errors: [told] }, { status: 503 });
  });
  app.use(cors({ origin: "*", maxAge: CORS_LASTS }));
  app.route("/", operating);
  if (parts.explorer) app.route("/", serveExplorer(parts.explorer));
  app.get("/", (c) => c.json({ name: "ProverNet indexer", version: versions.indexer, endpoints }));
  const limitBody = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => tooLarge() });
  app.use("/graphql", (c, next) => (isKnownSmall(c) ? next() : limitBody(c, next)));
  app.all("/graphql", async (c) => {
    for (const [name, value] of SECURITY) c.header(name, value);
    const { incoming, outgoing } = nodeOf(c);
    if (settings.graphiql && wantsPage(c.req.raw)) {
      const page = graphiql(c.req.raw);
      return send(c, page, (response, body) => outbox.send(response, body, { shared: true }));
    }
    const client = clientOf(c.req.raw, incoming);
    if (incoming && outgoing && streams.takes(c.req.raw)) {
      const headers = { ...Object.fromEntries(c.res.headers), ...UNBUFFERED };
      const told = await streams.answer({
        ...{ request: c.req.raw, client, incoming, outgoing, headers },
      });
      return told ?? new Response(null, SENT);
    }
    const found = await answer({
      request: c.req.raw,
      client,
      ...(incoming && { incoming }),
      ...(outgoing && { onHangUp: hangUpOf(outgoing) }),
    });
    return send(c, found, outbox.send);
  });
  parts.stopping?.addEventListener("abort", async () => {
    await live?.close();
    await streams.close();
  });
  if (parts.askSql)
    app.route(
      "/",
      createSqlRoutes({
        ask: parts.askSql,
        clientOf: (c) => clientOf(c.req.raw, nodeOf(c).incoming),
        spend: (client) => spend(client, settings.heavyCost),
        tell,
      }),
    );
  const rowsOf = parts.rowsOf ?? (() => undefined);
  app.route(
    "/",
    createExports({
      ...parts,
      clientOf: (c) => clientOf(c.req.raw, nodeOf(c).incoming),
      spend,
      rowsOf,
      heavy,
      tell,
    }),
  );
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

const endpoints = {
  "/": "this list; a browser gets the explorer",
  "/graphql": "GraphQL by POST or GET; a browser gets an editor",
  "/export": "lists as files, by GET /export/LIST.csv, .ndjson or .parquet",
  "/health": "200 while the server runs",
  "/ready": "200 while the index is whole and at the chain's head; else 503 and the reasons",
  "/status": "the last indexed block",
  "/metrics": "Prometheus",
};

function createGraphql(
  { db, built, progress, settings, rowsOf, chainHead, endBlock }: Parts,
  {
    tell,
    live,
    ...shared
  }: {
    tell: ReturnType<typeof createMask>;
    live: Live | undefined;
    heavy: Places;
    spend: Spend;
  },
) {
  const targetBlock = createTarget(chainHead ?? null, endBlock ?? null);
  const contextOf = ({ outcome, isStream }: ServerContext) =>
    createContext(db, progress, outcome, targetBlock, isStream ? live : undefined);
  const protection = protect({
    ...shared,
    settings,
    costs: built.costs,
    rowsOf: rowsOf ?? (() => undefined),
    subscribe: (judge) =>
      createSubscribe({
        ...{ limits: settings, judge },
        renew: (context) => ({ ...(context as object), ...contextOf(context as ServerContext) }),
      }).subscribe,
  });
  return createYoga<ServerContext>({
    graphqlEndpoint: "*",
    schema: built.schema,
    context: contextOf,
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    // It is told for every route.
    cors: false,
    maskedErrors: { maskError: tell, errorMessage: "" },
    plugins: [protection, noteOutcome, inOrder],
  });
}

/** What every answer tells browsers: not to guess what it is, and not to tell others where they are. */
const SECURITY = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
] as const;

/** What keeps proxies from holding events back. */
const UNBUFFERED = { "x-accel-buffering": "no", "cache-control": "no-cache, no-transform" };

/** What the server beneath gives along with a request: Node's own, which cost less than the standard's `Request` and `Response`. */
type NodeEnv = { incoming?: IncomingMessage; outgoing?: ServerResponse };

const nodeOf = (c: Context): NodeEnv => (c.env ?? {}) as NodeEnv;

const hangUpOf = (outgoing: ServerResponse) => (stop: () => void) => {
  outgoing.once("close", () => {
    if (!outgoing.writableEnded) stop();
  });
};

/** Whether the length of a body was told, and is within the limit: Node reads no more than that. */
function isKnownSmall(c: Context): boolean {
  const length = nodeOf(c).incoming?.headers["content-length"];
  return length !== undefined && Number(length) <= MAX_BODY_BYTES;
}

/** By this header Hono's server knows that an answer is sent already. */
const SENT = { headers: { "x-hono-already-sent": "true" } };

/** Sends an answer along with the headers that are set already; by Node itself, in half the time. */
function send(
  c: Context,
  { status, headers, body }: Answer,
  end: (response: ServerResponse, body: string | Buffer) => void,
): Response {
  const { outgoing } = nodeOf(c);
  if (outgoing === undefined) return c.newResponse(body as string | null, status as 200, headers);
  outgoing.statusCode = status;
  for (const [name, value] of c.res.headers) outgoing.setHeader(name, value);
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  end(outgoing, body ?? "");
  return new Response(null, SENT);
}

function tooLarge(): Response {
  const error = {
    message: `The question has more than ${MAX_BODY_BYTES} bytes.`,
    extensions: { code: "BODY_TOO_LARGE", limit: MAX_BODY_BYTES },
  };
  return Response.json({ errors: [error] }, { status: 413 });
}
