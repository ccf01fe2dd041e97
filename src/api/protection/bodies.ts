/** How large a question may be, and what a large one costs: it is charged before it is read, whatever is in it. */
import { finished } from "node:stream";
import type { GraphQLError } from "graphql";
import type { Context, Next } from "hono";
import { HEADERS, nodeOf } from "../http.ts";
import type { Spend } from "./budget.ts";
import type { Client } from "./clients.ts";
import { refusal } from "./limits.ts";
import { createPlaces } from "./places.ts";
import { spent } from "./plugin.ts";
import { tryAgain } from "./pools.ts";

/** The most bytes of a question; a list of 1000 ids takes 70,000. */
const MAX_BODY_BYTES = 256 * 1024;
/** A larger question costs points for its size, and waits for its turn to be read as JSON. */
export const LARGE_BODY_BYTES = 16 * 1024;
/** Of a large question, so many bytes cost a point. */
const BYTES_PER_POINT = 50;
/** So many large questions are read at a time: fifty that came at once kept the loop from everybody else for a second. */
const READ_AT_ONCE = 2;
/** [ms] Who sends slower keeps its place no longer. */
const READ_WITHIN = 50;

const costOfBody = (bytes: number): number =>
  bytes <= LARGE_BODY_BYTES ? 0 : Math.ceil(bytes / BYTES_PER_POINT);

const tooLarge = () =>
  refusal("BODY_TOO_LARGE", `The question has more than ${MAX_BODY_BYTES} bytes.`, {
    ...{ limit: MAX_BODY_BYTES, http: { status: 413 } },
  });

/**
 * Refuses bodies that are too large, or dearer than their client may still spend, before they are read, and has large ones
 * wait in line for that. One without a content-length is counted as it comes; once it is large, it is charged like the
 * largest until all of it is there.
 */
export function limitBody(clientOf: (c: Context) => Client, spend: Spend, waitMs: number) {
  const line = createPlaces(READ_AT_ONCE, { waitMs, tooLong: tryAgain });
  return async (c: Context, next: Next) => {
    const client = clientOf(c);
    const { incoming } = nodeOf(c);
    /** Says what stands against reading so much; charges it otherwise, and waits for a place, left when all of it is there. */
    const objectionTo = async (bytes: number): Promise<GraphQLError | null> => {
      if (bytes > MAX_BODY_BYTES) return tooLarge();
      const points = costOfBody(bytes);
      if (points === 0) return null;
      const verdict = spend(client, points);
      if (!verdict.allowed) return spent(client, points, verdict);
      try {
        const leave = await line.enter(undefined, bytes);
        setTimeout(leave, READ_WITHIN);
        // In the next turn of the loop: most of what waits may be in memory already.
        if (incoming) finished(incoming, () => setImmediate(leave));
        return null;
      } catch (error) {
        return error as GraphQLError;
      }
    };
    const length = incoming?.headers["content-length"];
    if (length !== undefined) {
      const objection = await objectionTo(Number(length));
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
      const objection = isLargeNow ? await objectionTo(MAX_BODY_BYTES) : null;
      if (objection !== null) return refused(objection);
    }
    if (size > LARGE_BODY_BYTES) spend(client, costOfBody(size) - costOfBody(MAX_BODY_BYTES));
    c.req.raw = new Request(c.req.raw, { body: Buffer.concat(chunks) });
    return next();
  };
}

type Http = { status?: number; headers?: Record<string, string> };

/** Tells why a body is not read, and that no other question comes over its connection. */
function refused({ message, extensions: { http, ...extensions } }: GraphQLError): Response {
  const { status = 200, headers } = (http ?? {}) as Http;
  return Response.json(
    { errors: [{ message, extensions }] },
    { status, headers: { ...HEADERS, ...headers, connection: "close" } },
  );
}
