import type { IncomingMessage, ServerResponse } from "node:http";
import { createYoga } from "graphql-yoga";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Answer, createAnswers, noteOutcome, type ServerContext } from "./answers.ts";
import type { Db } from "./db.ts";
import { type Explorer, serveExplorer } from "./explorer.ts";
import { createGraphiql, wantsPage } from "./graphiql.ts";
import { createContext } from "./graphql/context.ts";
import type { Progress } from "./graphql/module.ts";
import type { Built } from "./graphql/schema.ts";
import { versions } from "./graphql/versions.ts";
import { createMask } from "./protection/mask.ts";
import { protect } from "./protection/plugin.ts";
import type { ApiSettings } from "./settings.ts";

/** The most bytes of a question; a list of 1000 ids takes 70,000. */
const MAX_BODY_BYTES = 256 * 1024;

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
  queries?: readonly { query: string }[];
  /** The pages for people; without them `/` answers everybody as it does programs. */
  explorer?: Explorer | null;
}>;

/** The HTTP side of the API: `/graphql`, a list of the endpoints at `/`, and the explorer for browsers. */
export function createApi(parts: Parts): Hono {
  const { db, built, progress, version, settings, log, queries = [], explorer } = parts;
  const yoga = createYoga<ServerContext>({
    graphqlEndpoint: "*",
    schema: built.schema,
    context: ({ outcome }) => createContext(db, progress, outcome),
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    // Ponder answers for every route.
    cors: false,
    maskedErrors: { maskError: createMask(log), errorMessage: "" },
    plugins: [protect({ settings, costs: built.costs }), noteOutcome],
  });
  const { cacheMegabytes } = settings;
  const answer = createAnswers(
    yoga,
    cacheMegabytes === 0 ? null : { maxSize: cacheMegabytes * 2 ** 20, readVersion: version },
  );
  const graphiql = createGraphiql(queries);

  const app = new Hono();
  if (explorer) app.route("/", serveExplorer(explorer));
  app.get("/", (c) =>
    c.json({
      name: "ProverNet indexer",
      version: versions.indexer,
      endpoints: {
        "/": "this list; a browser gets the explorer",
        "/graphql": "GraphQL by POST or GET; a browser gets an editor",
        "/health": "200 while the server runs",
        "/ready": "200 once all history is indexed",
        "/status": "the last indexed block",
        "/metrics": "Prometheus",
      },
    }),
  );
  const limitBody = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => tooLarge() });
  app.use("/graphql", (c, next) => (isKnownSmall(c) ? next() : limitBody(c, next)));
  app.all("/graphql", async (c) => {
    if (settings.graphiql && wantsPage(c.req.raw)) return graphiql(c.req.raw);
    const { incoming } = nodeOf(c);
    const client = clientOf(c.req.raw, incoming, settings);
    return send(c, await answer({ request: c.req.raw, client, ...(incoming && { incoming }) }));
  });
  return app;
}

/** What the server beneath gives along with a request: Node's own, which cost less than the standard's `Request` and `Response`. */
type NodeEnv = { incoming?: IncomingMessage; outgoing?: ServerResponse };

const nodeOf = (c: Context): NodeEnv => (c.env ?? {}) as NodeEnv;

/** Whether the length of a body was told, and is within the limit: Node reads no more than that. */
function isKnownSmall(c: Context): boolean {
  const length = nodeOf(c).incoming?.headers["content-length"];
  return length !== undefined && Number(length) <= MAX_BODY_BYTES;
}

/** By this header Hono's server knows that an answer is sent already. */
const SENT = { headers: { "x-hono-already-sent": "true" } };

/** Sends an answer along with the headers Ponder has set; a plain one by Node itself, in half the time. */
function send(c: Context, { status, headers, body }: Answer): Response {
  const { outgoing } = nodeOf(c);
  if (outgoing === undefined || status !== 200) return new Response(body, { status, headers });
  for (const [name, value] of c.res.headers) outgoing.setHeader(name, value);
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.end(body);
  return new Response(null, SENT);
}

/** Who asks: the connection's address, or what a trusted proxy says. */
function clientOf(
  request: Request,
  incoming: IncomingMessage | undefined,
  { trustProxy }: ApiSettings,
): string {
  if (trustProxy) {
    const key = request.headers.get("x-api-key");
    if (key !== null) return `key ${key}`;
    // Only the last address is the proxy's word; those before are the client's.
    const forwarded = request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
    if (forwarded) return forwarded;
  }
  return incoming?.socket?.remoteAddress ?? "unknown";
}

function tooLarge(): Response {
  const error = {
    message: `The question has more than ${MAX_BODY_BYTES} bytes.`,
    extensions: { code: "BODY_TOO_LARGE", limit: MAX_BODY_BYTES },
  };
  return Response.json({ errors: [error] }, { status: 413 });
}
