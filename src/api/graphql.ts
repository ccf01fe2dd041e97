/** The route `/graphql`: an editor for browsers, answers, and streams of subscriptions. */
import { createYoga } from "graphql-yoga";
import { type Context, Hono } from "hono";
import { createAnswers, noteOutcome, type ServerContext } from "./answers.ts";
import { createContext } from "./context.ts";
import { inOrder } from "./execute.ts";
import { createGraphiql, wantsPage } from "./graphiql.ts";
import { hangUpOf, limitBody, nodeOf, send, sent } from "./http.ts";
import type { Live } from "./live/live.ts";
import { createStreams } from "./live/streams.ts";
import { createSubscribe } from "./live/subscribe.ts";
import type { Metrics } from "./metrics.ts";
import type { Outbox } from "./outbox.ts";
import type { Spend } from "./protection/budget.ts";
import type { Client } from "./protection/clients.ts";
import type { createMask } from "./protection/mask.ts";
import type { Places } from "./protection/places.ts";
import { protect } from "./protection/plugin.ts";
import { createTarget } from "./readiness.ts";
import type { Parts } from "./server.ts";

/** What this route shares with others. */
type Shared = Readonly<{
  tell: ReturnType<typeof createMask>;
  clientOf(c: Context): Client;
  heavy: Places;
  spend: Spend;
  outbox: Outbox;
  metrics: Metrics;
  live: Live | undefined;
}>;

/** What every answer tells browsers: not to guess what it is, and not to tell others where they are. */
const SECURITY = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
] as const;

/** What keeps proxies from holding events back. */
const UNBUFFERED = { "x-accel-buffering": "no", "cache-control": "no-cache, no-transform" };

/** The route. Streams end when `stopping` is aborted. */
export function createGraphqlRoute(parts: Parts, shared: Shared): Hono {
  const { settings, stopping, version: readVersion } = parts;
  const { tell, clientOf, outbox, metrics, live } = shared;
  const yoga = createGraphql(parts, shared);
  const streams = createStreams({ yoga, tell, timeoutMs: settings.timeoutMs });
  const maxSize = settings.cacheMegabytes * 2 ** 20;
  const answer = createAnswers({
    ...{ yoga, tell },
    cache: maxSize === 0 ? null : { maxSize, readVersion },
    timeoutMs: settings.timeoutMs,
    maxBytes: settings.maxAnswerMegabytes * 2 ** 20,
    observer: metrics.observer,
  });
  const graphiql = createGraphiql(parts.queries ?? []);
  stopping?.addEventListener("abort", async () => {
    await live?.close();
    await streams.close();
  });

  const app = new Hono();
  app.use("/graphql", limitBody);
  app.all("/graphql", async (c) => {
    for (const [name, value] of SECURITY) c.header(name, value);
    const { incoming, outgoing } = nodeOf(c);
    const request = c.req.raw;
    if (settings.graphiql && wantsPage(request))
      return send(c, graphiql(request), (response, body) =>
        outbox.send(response, body, { shared: true }),
      );
    const client = clientOf(c);
    if (incoming && outgoing && streams.takes(request)) {
      const headers = { ...Object.fromEntries(c.res.headers), ...UNBUFFERED };
      const told = await streams.answer({ request, client, incoming, outgoing, headers });
      return told ?? sent();
    }
    const found = await answer({
      ...{ request, client },
      ...(incoming && { incoming }),
      ...(outgoing && { onHangUp: hangUpOf(outgoing) }),
    });
    return send(c, found, outbox.send);
  });
  return app;
}

/** GraphQL itself: checked, priced, executed and masked. */
function createGraphql(
  { db, built, progress, settings, rowsOf, chainHead, endBlock }: Parts,
  { tell, live, heavy, spend }: Shared,
) {
  const targetBlock = createTarget(chainHead ?? null, endBlock ?? null);
  const contextOf = ({ outcome, isStream }: ServerContext) =>
    createContext(db, progress, outcome, targetBlock, isStream ? live : undefined);
  const protection = protect({
    ...{ tell, live, heavy, spend, settings },
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
