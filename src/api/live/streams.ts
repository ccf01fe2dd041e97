/**
 * Subscriptions over HTTP, as server-sent events: both modes of the GraphQL over SSE protocol, by its own library. Who
 * reads slowly is waited for before the next value is made; who reads nothing for long is hung up on. Of the questions
 * asked over one connection, each is answered when the one before it has been.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type ExecutionArgs, type GraphQLError, getOperationAST } from "graphql";
import {
  createHandler,
  type HandlerOptions,
  type RequestParams,
  type Request as SseRequest,
} from "graphql-sse";
import type { Outcome, Yoga } from "../answers.ts";
import { headerOf } from "../http.ts";
import type { Outbox } from "../outbox.ts";
import type { Client } from "../protection/clients.ts";
import { type Operation, runOperation } from "../protection/operation.ts";
import { createPlaces, type Places } from "../protection/places.ts";
import { isHeavierThan, tooLarge } from "../protection/weigh.ts";
import type { ApiSettings } from "../settings.ts";
import { createDoor } from "./subscribe.ts";

const TOKEN = "x-graphql-event-stream-token";
/** [ms] How long a client may read nothing of what waits for it. */
const PATIENCE = 30_000;
/** [ms] How long streams have to tell their last word when the server stops. */
const LEAVING = 500;
/** [ms] How long a stream that was asked for waits for its reader. */
const RESERVED = 30_000;

/** A connection that values are written to, once it is there. */
type Connection = {
  outgoing: ServerResponse | null;
  whenOpen: Promise<void>;
  open(): void;
  /** Of its questions one is answered at a time. */
  turn: Places;
};
type Context = {
  client: Client;
  request: Request;
  connection: Connection;
  /** Whether the connection is another one than that of the request, and may not be there yet. */
  isReserved: boolean;
  /** Ends a question's turn. */
  leave?: () => void;
};
type Asked = SseRequest<IncomingMessage, Context>;

type StreamRequest = Readonly<{
  request: Request;
  client: Client;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** Headers of a stream, besides its own. */
  headers: Readonly<Record<string, string>>;
}>;

export type Streams = Readonly<{
  /** Whether a request is of this protocol. */
  takes(request: Request, incoming: IncomingMessage): boolean;
  /** Answers it; a stream is written to the connection itself, and null returned. */
  answer(asked: StreamRequest): Promise<Response | null>;
  close(): Promise<void>;
}>;

const EVENTS = "text/event-stream";
/** Whether a client wants events; one that would take JSON as well gets that. */
const isForStream = (accept: string | null): boolean =>
  accept?.includes(EVENTS) === true && !accept.includes("json");

const tokenOf = ({ headers, url }: { headers: Pick<Headers, "get">; url: string }) =>
  headers.get(TOKEN) ?? new URL(url, "http://localhost").searchParams.get("token");

export function createStreams({
  yoga,
  begin,
  tell,
  hold,
  settings,
}: {
  yoga: Yoga;
  /** Waits until a document may be worked at. */
  begin(operation: Operation, text: string): Promise<void>;
  /** An error as clients see it. */
  tell(error: unknown): GraphQLError;
  hold: Outbox["hold"];
  settings: ApiSettings;
}): Streams {
  const { timeoutMs } = settings;
  const maxBytes = settings.maxAnswerMegabytes * 2 ** 20;
  const door = createDoor(settings);
  /** Streams of the single connection mode, by their token. */
  const reserved = new Map<string, Connection & { leave(): void }>();
  const running = new Set<AsyncGenerator<string>>();
  const forget = (token: string) => {
    reserved.get(token)?.leave();
    reserved.delete(token);
  };

  const prepare = async (context: Context, params: RequestParams) => {
    const { client, request, connection, isReserved } = context;
    const outcome: Outcome = { isWhole: false, isVolatile: false, field: null, codes: [] };
    return runOperation({ client: client.name, timeoutMs }, async (operation) => {
      const { schema, parse, validate, contextFactory, execute, subscribe } = yoga.getEnveloped({
        ...{ request, params, client, operation, outcome, isStream: true },
      } as never);
      try {
        // Nothing is worked out for a stream that nobody has come for.
        if (isReserved) await orAborted(connection.whenOpen, operation.signal);
        await begin(operation, params.query);
        const document = parse(params.query);
        const mistakes = validate(schema, document) as readonly GraphQLError[];
        if (mistakes.length > 0) return refusing(mistakes.map(tell));
        const args: ExecutionArgs = {
          ...{ schema, document },
          contextValue: await contextFactory(),
          variableValues: params.variables,
          operationName: params.operationName,
        };
        const kind = getOperationAST(document, params.operationName)?.operation;
        if (kind !== "subscription") context.leave = await connection.turn.enter(operation.signal);
        const result = await (kind === "subscription" ? subscribe(args) : execute(args));
        if ("errors" in result && !("data" in result)) return refusing(result.errors);
        if (connection.outgoing?.destroyed) await (result as AsyncGenerator).return?.(undefined);
        const isTooLarge = "data" in result && isHeavierThan(result.data, maxBytes);
        return isTooLarge ? refusing([tooLarge(maxBytes)]) : result;
      } catch (error) {
        return refusing([tell(error)]);
      }
    });
  };
  const options: HandlerOptions<IncomingMessage, Context> = {
    authenticate: (asked) =>
      asked.method === "PUT" ? randomUUID() : (tokenOf(asked as never) ?? undefined),
    onSubscribe: ({ context }, params) => prepare(context, params) as never,
    async onNext(_context, { context: { connection } }) {
      await connection.whenOpen;
      await drained(connection.outgoing!);
    },
    onComplete: (_context, { context }) => context.leave?.(),
  };
  const handle = createHandler(options);

  /** A stream nobody came for is ended. */
  const expire = (token: string, asked: Omit<Asked, "method">) =>
    setTimeout(async () => {
      if (reserved.get(token)?.outgoing !== null) return;
      forget(token);
      const headers = {
        get: (name: string) => (name === "accept" ? EVENTS : name === TOKEN ? token : null),
      };
      const [body] = await handle({ ...asked, method: "GET", headers } as Asked);
      if (typeof body === "object") await body?.return(undefined);
    }, RESERVED).unref();

  const write = async (body: AsyncGenerator<string>, outgoing: ServerResponse) => {
    running.add(body);
    outgoing.once("close", () => void body.return(undefined));
    // It may have been closed while its operation was prepared.
    if (outgoing.destroyed) void body.return(undefined);
    try {
      for await (const chunk of body) {
        if (outgoing.write(chunk) || outgoing.destroyed) continue;
        const release = hold(outgoing.socket!, chunk.length);
        await drained(outgoing);
        release();
      }
    } catch {
      outgoing.destroy();
    } finally {
      running.delete(body);
      outgoing.end();
    }
  };

  return {
    takes: (request, incoming) =>
      ["PUT", "DELETE"].includes(request.method) ||
      isForStream(headerOf({ request, incoming }, "accept")) ||
      headerOf({ request, incoming }, TOKEN) !== null,
    async answer({ request, client, incoming, outgoing, headers }) {
      const token = tokenOf(request);
      const known = token === null ? undefined : reserved.get(token);
      const connection = known ?? createConnection();
      let leave = () => {};
      try {
        if (request.method === "PUT") leave = door.enter(client.name);
      } catch (error) {
        return Response.json({ errors: [error] }, { status: 429 });
      }
      const asked: Asked = {
        method: request.method,
        url: request.url,
        headers: {
          get: (name) => {
            const value = request.headers.get(name);
            return name === "accept" && isForStream(value) ? EVENTS : value;
          },
        },
        body: await request.text(),
        raw: incoming,
        context: { client, request, connection, isReserved: known !== undefined },
      };
      const [body, { status, headers: own }] = await handle(asked);
      if (body === null || body === undefined || typeof body === "string") {
        if (request.method === "PUT" && status === 201) {
          reserved.set(body!, Object.assign(connection, { leave }));
          expire(body!, asked);
        } else leave();
        return new Response(body ?? null, { status, headers: own as never });
      }
      if (known !== undefined) outgoing.once("close", () => forget(token!));
      connection.outgoing = outgoing;
      outgoing.writeHead(status, { ...own, ...headers });
      connection.open();
      void write(body, outgoing);
      return null;
    },
    async close() {
      // Most end by themselves, once they have told why.
      for (let waited = 0; running.size > 0 && waited < LEAVING; waited += 10) await sleep(10);
      await Promise.all([...running].map((body) => body.return(undefined)));
    },
  };
}

/** The library takes errors without data for no result, but as the first and last of several. */
async function* refusing(errors: readonly unknown[]) {
  yield { errors };
}

function createConnection(): Connection {
  let open = () => {};
  const whenOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { outgoing: null, whenOpen, open, turn: createPlaces(1) };
}

/** Waits for something, unless the signal is aborted before. */
const orAborted = (event: Promise<void>, signal: AbortSignal): Promise<void> =>
  Promise.race([
    event,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    }),
  ]);

/** Waits until what was written has left, or the connection; it is closed when that takes too long. */
function drained(outgoing: ServerResponse): Promise<void> {
  if (!outgoing.writableNeedDrain || outgoing.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => outgoing.destroy(), PATIENCE);
    const done = () => {
      clearTimeout(timer);
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.once("drain", done).once("close", done);
  });
}
