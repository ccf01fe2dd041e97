/** What the HTTP server beneath gives and takes: Node's own request and response, which cost less than the standard's. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLError } from "graphql";
import type { Context, Next } from "hono";
import type { Answer } from "./answers.ts";
import type { Spend } from "./protection/budget.ts";
import type { Client } from "./protection/clients.ts";
import { refusal } from "./protection/limits.ts";
import { spent } from "./protection/plugin.ts";

/** The most bytes of a question; a list of 1000 ids takes 70,000. */
const MAX_BODY_BYTES = 256 * 1024;
/** A larger question costs points for its size, and waits for its turn to be read as JSON. */
export const LARGE_BODY_BYTES = 16 * 1024;
/** Of a large question, so many bytes cost a point. */
const BYTES_PER_POINT = 50;

/** Headers of every answer: any page may ask, and browsers neither guess the type nor send a referrer. */
export const HEADERS = {
  "access-control-allow-origin": "*",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

/** Tells Hono's server that an answer was already sent. Made once: a new response takes as long as a small answer. */
export const SENT = new Response(null, { headers: { "x-hono-already-sent": "true" } });

/** What comes along with a request. */
type NodeEnv = { incoming?: IncomingMessage; outgoing?: ServerResponse };

export const nodeOf = (c: Context): NodeEnv => (c.env ?? {}) as NodeEnv;

/** A header of a request; as Node has read it already, where it has. */
export const headerOf = (
  { request, incoming }: { request: Request; incoming?: IncomingMessage | undefined },
  name: string,
): string | null =>
  incoming === undefined
    ? request.headers.get(name)
    : ((incoming.headers[name] as string | undefined) ?? null);

/** Takes what is to be stopped when the client hangs up. */
export const hangUpOf = (outgoing: ServerResponse) => (stop: () => void) => {
  outgoing.once("close", () => {
    if (!outgoing.writableEnded) stop();
  });
};

const costOfBody = (bytes: number): number =>
  bytes <= LARGE_BODY_BYTES ? 0 : Math.ceil(bytes / BYTES_PER_POINT);

const tooLarge = () =>
  refusal("BODY_TOO_LARGE", `The question has more than ${MAX_BODY_BYTES} bytes.`, {
    ...{ limit: MAX_BODY_BYTES, http: { status: 413 } },
  });

/**
 * Refuses bodies that are too large, or dearer than their client may still spend, before they are read. One without a
 * content-length is counted as it comes; once it is large, it is charged like the largest until all of it is there.
 */
export function limitBody(clientOf: (c: Context) => Client, spend: Spend) {
  return async (c: Context, next: Next) => {
    const client = clientOf(c);
    /** Says what stands against reading so much; charges it otherwise. */
    const objectionTo = (bytes: number): GraphQLError | null => {
      if (bytes > MAX_BODY_BYTES) return tooLarge();
      const points = costOfBody(bytes);
      if (points === 0) return null;
      const verdict = spend(client, points);
      return verdict.allowed ? null : spent(client, points, verdict);
    };
    const length = nodeOf(c).incoming?.headers["content-length"];
    if (length !== undefined) {
      const objection = objectionTo(Number(length));
      return objection === null ? next() : refused(objection);
    }
    // Not looked at before: who asks for it has begun to read it.
    const { body } = c.req.raw;
    if (body === null) return next();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body as ReadableStream<Uint8Array>) {
      const isLargeNow = size <= LARGE_BODY_BYTES && size + chunk.length > LARGE_BODY_BYTES;
      size += chunk.length;
      chunks.push(chunk);
      if (size > MAX_BODY_BYTES) return refused(tooLarge());
      const objection = isLargeNow ? objectionTo(MAX_BODY_BYTES) : null;
      if (objection !== null) return refused(objection);
    }
    if (size > LARGE_BODY_BYTES) spend(client, costOfBody(size) - costOfBody(MAX_BODY_BYTES));
    c.req.raw = new Request(c.req.raw, { body: Buffer.concat(chunks) });
    return next();
  };
}

/** Tells why a body is not read, and that no other question comes over its connection. */
function refused({ message, extensions: { http, ...extensions } }: GraphQLError): Response {
  const { status, headers } = http as { status: number; headers?: Record<string, string> };
  return Response.json(
    { errors: [{ message, extensions }] },
    { status, headers: { ...HEADERS, ...headers, connection: "close" } },
  );
}

/** Sends an answer; by Node itself, in half the time. */
export function send(
  c: Context,
  { status, headers, body }: Answer,
  end: (response: ServerResponse, body: string | Buffer) => void,
): Response {
  const { outgoing } = nodeOf(c);
  const all = { ...HEADERS, ...headers };
  if (outgoing === undefined) return new Response(body as string | null, { status, headers: all });
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(all)) outgoing.setHeader(name, value);
  end(outgoing, body ?? "");
  return SENT;
}
