/** What the HTTP server beneath gives and takes: Node's own request and response, which cost less than the standard's. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Answer } from "./answers.ts";

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
