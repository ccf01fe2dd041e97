/** The route `/graphql`: an editor for browsers, answers, and streams of subscriptions. */
import { createYoga } from "graphql-yoga";
import { type Context, Hono } from "hono";
import { type AnswerOptions, createAnswers, type ServerContext } from "./answers.ts";
import { createContext } from "./context.ts";
import { createDocuments, describesSchema, objectionTo } from "./documents.ts";
import { executeNoted } from "./execute.ts";
import { createGraphiql, wantsPage } from "./graphiql.ts";
import { HEADERS, hangUpOf, nodeOf, SENT, send } from "./http.ts";
import type { Live } from "./live/live.ts";
import { createStreams } from "./live/streams.ts";
import { createSubscribe } from "./live/subscribe.ts";
import type { Metrics } from "./metrics.ts";
import type { Outbox } from "./outbox.ts";
import { limitBody } from "./protection/bodies.ts";
import type { Spend } from "./protection/budget.ts";
import type { Client } from "./protection/clients.ts";
import type { createMask } from "./protection/mask.ts";
import type { Operation } from "./protection/operation.ts";
import type { Places } from "./protection/places.ts";
import { protect } from "./protection/plugin.ts";
import { createTurns, LAST, type TakeTurn } from "./protection/turns.ts";
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

/** Streams' own: what keeps proxies from holding events back. */
const UNBUFFERED = {
  ...HEADERS,
  "x-accel-buffering": "no",
  "cache-control": "no-cache, no-transform",
};

/** The route. Streams end when `stopping` is aborted. */
export function createGraphqlRoute(parts: Parts, shared: Shared): Hono {
  const { settings, stopping, version: readVersion } = parts;
  const { tell, clientOf, outbox, metrics, live } = shared;
  const takeTurn = createTurns(settings.waitMs);
  const { yoga, begin, operate } = createGraphql(parts, shared, takeTurn);
  const streams = createStreams({ yoga, begin, tell, hold: outbox.hold, settings });
  const maxSize = settings.cacheMegabytes * 2 ** 20;
  const answer = createAnswers({
    ...{ yoga, operate, tell, takeTurn },
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
  app.use("/graphql", limitBody(clientOf, shared.spend, settings.waitMs));
  app.all("/graphql", async (c, next) => {
    // What a browser asks before it asks is answered for every route.
    if (c.req.method === "OPTIONS") return next();
    const { incoming, outgoing } = nodeOf(c);
    const request = c.req.raw;
    if (settings.graphiql && wantsPage(request))
      return send(c, graphiql(request), (response, body) =>
        outbox.send(response, body, { shared: true }),
      );
    const client = clientOf(c);
    if (incoming && outgoing && streams.takes(request, incoming)) {
      const asked = { request, client, incoming, outgoing, headers: UNBUFFERED };
      const told = await streams.answer(asked);
      if (told === null) return SENT;
      for (const [name, value] of Object.entries(HEADERS)) told.headers.set(name, value);
      return told;
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
  { db, schema, progress, settings, rowsOf, chainHead, endBlock }: Parts,
  { tell, live, heavy, spend }: Shared,
  takeTurn: TakeTurn,
): Pick<AnswerOptions, "yoga" | "operate"> & Pick<Parameters<typeof createStreams>[0], "begin"> {
  const targetBlock = createTarget(chainHead ?? null, endBlock ?? null);
  const contextOf = ({ outcome, isStream }: ServerContext) =>
    createContext(db, progress, outcome, targetBlock, isStream ? live : undefined);
  const { read, isKnown } = createDocuments(schema, settings);
  // Who asks what was asked before waits for nobody.
  const begin = async (operation: Operation, text: string) => {
    if (describesSchema(text)) await takeTurn(operation, LAST);
    else if (!isKnown(text)) await takeTurn(operation, text.length);
  };
  const protection = protect({
    ...{ tell, live, heavy, spend, settings, begin, takeTurn },
    rowsOf: rowsOf ?? (() => undefined),
    execute: executeNoted,
    subscribe: (judge) =>
      createSubscribe({
        ...{ limits: settings, judge },
        renew: (context) => ({ ...(context as object), ...contextOf(context as ServerContext) }),
      }).subscribe,
  });
  const operate: AnswerOptions["operate"] = async (method, params, server) => {
    const { query, variables, operationName } = params;
    await begin(server.operation, query);
    const { document, mistakes } = read(query);
    const objection = objectionTo(document, { method, operationName });
    if (objection !== null) return { errors: [objection] };
    if (mistakes.length > 0) return { errors: mistakes };
    const contextValue = { ...server, ...contextOf(server) };
    return protection.execute({
      ...{ schema, document, contextValue, operationName },
      variableValues: variables,
    });
  };
  const yoga = createYoga<ServerContext>({
    graphqlEndpoint: "*",
    schema,
    context: contextOf,
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    // It is told with every answer.
    cors: false,
    maskedErrors: { maskError: tell, errorMessage: "" },
    plugins: [protection.plugin],
  });
  return { yoga, begin, operate };
}
