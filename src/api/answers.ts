import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import type { YogaServerInstance } from "graphql-yoga";
import { type CacheOptions, createCache, type Keepable } from "./cache.ts";
import { headerOf } from "./http.ts";
import { type Encoding, encodingFor, pack, WORTH_PACKING } from "./packing.ts";
import { type Params, readBodyParams, readUrlParams } from "./params.ts";
import { LARGE_BODY_BYTES } from "./protection/bodies.ts";
import type { Client } from "./protection/clients.ts";
import { refusal } from "./protection/limits.ts";
import { type Operation, runOperation } from "./protection/operation.ts";
import type { TakeTurn } from "./protection/turns.ts";
import { isHeavierThan, tooLarge } from "./protection/weigh.ts";

/** What becomes of a question, noted while it is answered. */
export type Outcome = {
  /** Whether there is an answer, without errors. */
  isWhole: boolean;
  /** Whether the answer changes without a new block. */
  isVolatile: boolean;
  /** The first field of the operation; null when it was not executed. */
  field: string | null;
  /** Codes of its errors. */
  codes: readonly string[];
};

/** What is known of a question besides its text. */
export type ServerContext = {
  client: Client;
  operation: Operation;
  outcome: Outcome;
  /** Whether it is answered by a stream: subscriptions are answered by no other. */
  isStream?: boolean;
};

export type Yoga = YogaServerInstance<ServerContext, object>;

/** A question as it came; `incoming` is Node's own request behind it, where there is one. */
export type Question = Readonly<{
  request: Request;
  client: Client;
  incoming?: IncomingMessage;
  /** Is given what to call when the client is gone. */
  onHangUp?: (stop: () => void) => void;
}>;

/** An answer as HTTP gives it. */
export type Answer = Readonly<{
  status: number;
  headers: Record<string, string>;
  body: string | Buffer | null;
}>;

type Kept = Keepable & Answer & { readonly body: string | Buffer };

/** What is measured of each question. */
export type Observer = Readonly<{
  /** An answer was found, or refused. */
  found(outcome: Outcome, seconds: number): void;
  /** Where an answer came from. */
  gave(from: "cache" | "database" | "client"): void;
}>;

export type AnswerOptions = Readonly<{
  yoga: Yoga;
  /** Answers an operation that came by a method. @throws GraphQLError when it cannot be parsed */
  operate(method: string, params: Params, context: ServerContext): Promise<ExecutionResult>;
  cache: CacheOptions | null;
  takeTurn: TakeTurn;
  /** An error as clients see it. */
  tell(error: unknown): GraphQLError;
  /** [ms] How long finding an answer may take. */
  timeoutMs: number;
  /** [bytes] How large an answer may be. */
  maxBytes: number;
  observer: Observer;
}>;

/**
 * Answers questions. With a cache, the same question to the same rows gets the same answer. GET answers carry an ETag,
 * and a client that already has the answer gets 304. Large answers are compressed for clients that accept it.
 */
export function createAnswers(options: AnswerOptions): (question: Question) => Promise<Answer> {
  const { cache, observer } = options;
  const ask =
    cache === null ? (_: string, find: () => Promise<Kept>) => find() : createCache<Kept>(cache);
  return async (question) => {
    const { method, url } = question.request;
    const isGet = method === "GET";
    const body = method === "POST" ? await readBody(question) : null;
    const types = [headerOf(question, "accept"), headerOf(question, "content-type")];
    // Not by `join`, which copies a large body.
    const key = `${method}\n${types[0]}\n${types[1]}\n${body ?? url}`;
    let isKnown = true;
    const answer = await ask(key, () => {
      isKnown = false;
      return findAnswer(question, body, options);
    });
    if (
      isGet &&
      answer.isCacheable &&
      isAmong(answer.headers.etag, headerOf(question, "if-none-match"))
    ) {
      observer.gave("client");
      return { ...answer, status: 304, body: null };
    }
    observer.gave(isKnown ? "cache" : "database");
    return packed(answer, encodingFor(headerOf(question, "accept-encoding")));
  };
}

/** Whether a client has the answer already: one of the marks it names is that of the answer. */
const isAmong = (etag: string | undefined, marks: string | null): boolean =>
  etag !== undefined && (marks?.split(",").some((mark) => mark.trim() === etag) ?? false);

/** Answers packed before, kept as long as the answers themselves. */
const packings = new WeakMap<Kept, Partial<Record<Encoding, Promise<Buffer>>>>();

async function packed(answer: Kept, encoding: Encoding | null): Promise<Answer> {
  if (encoding === null || answer.size < WORTH_PACKING) return answer;
  const byEncoding = packings.get(answer) ?? {};
  packings.set(answer, byEncoding);
  byEncoding[encoding] ??= pack(answer.body, encoding);
  return {
    status: answer.status,
    headers: { ...answer.headers, "content-encoding": encoding },
    body: await byEncoding[encoding],
  };
}

/** Codes of errors. */
export const codesOf = (errors: readonly GraphQLError[] = []): readonly string[] =>
  errors.map(({ extensions }) => String(extensions.code ?? "INTERNAL_SERVER_ERROR"));

async function findAnswer(
  question: Question,
  body: string | null,
  options: AnswerOptions,
): Promise<Kept> {
  const { client, onHangUp, request } = question;
  const began = performance.now();
  const outcome: Outcome = { isWhole: false, isVolatile: false, field: null, codes: [] };
  const asked = { client: client.name, timeoutMs: options.timeoutMs, onHangUp };
  const {
    status,
    headers,
    body: text,
  } = await runOperation(asked, (operation) =>
    answerOperation(question, body, { ...options, context: { client, operation, outcome } }),
  );
  options.observer.found(outcome, (performance.now() - began) / 1000);
  const isCacheable = status === 200 && outcome.isWhole && !outcome.isVolatile;
  const isGet = request.method === "GET";
  const vary = isGet ? "accept, accept-encoding" : "accept-encoding";
  return {
    status,
    headers: { ...headers, vary, ...(isGet && cachingOf(text, isCacheable)) },
    body: text.length < LARGE ? text : Buffer.from(text),
    isCacheable,
    size: text.length,
  };
}

/** [characters] What is larger is kept as bytes, which all connections share that it is sent on. */
const LARGE = 16_384;

const cachingOf = (text: string, isCacheable: boolean): Record<string, string> =>
  isCacheable
    ? { "cache-control": "no-cache", etag: etagOf(text) }
    : { "cache-control": "no-store" };

/** Weak: the same answer may come packed in several ways. */
const etagOf = (body: string) => `W/"${createHash("sha1").update(body).digest("base64url")}"`;

type Told = { status: number; headers: Record<string, string>; body: string };
type Execution = AnswerOptions & { context: ServerContext };

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

async function answerOperation(
  question: Question,
  body: string | null,
  execution: Execution,
): Promise<Told> {
  const { context, yoga } = execution;
  const { request } = question;
  let params: Params;
  try {
    if (request.method !== "GET" && request.method !== "POST") throw wrongMethod();
    if (body !== null && body.length > LARGE_BODY_BYTES)
      await execution.takeTurn(context.operation, body.length);
    params =
      body === null
        ? readUrlParams(request.url)
        : readBodyParams(body, headerOf(question, "content-type"));
  } catch (error) {
    return toldErrors([error], execution);
  }
  if (acceptsJson(question)) return answerPlainly(request.method, params, execution);
  const { url, method, headers } = request;
  const response = await yoga.fetch(new Request(url, { method, headers, body }), context);
  const text = await response.text();
  const { maxBytes } = execution;
  if (text.length > maxBytes) return toldErrors([tooLarge(maxBytes)], execution);
  const answerHeaders = Object.fromEntries(response.headers);
  // It is set for each answer.
  delete answerHeaders["content-length"];
  return { status: response.status, headers: answerHeaders, body: text };
}

const wrongMethod = () =>
  refusal("BAD_REQUEST", "Ask by GET or POST.", {
    http: { status: 405, headers: { allow: "GET, POST" } },
  });

/** Whether plain JSON is what a client likes best. */
function acceptsJson(question: Question): boolean {
  const [best] = (headerOf(question, "accept") ?? "*/*").split(",");
  return best === "*/*" || best === "application/json";
}

/**
 * Answers an operation in plain JSON. Yoga's way from a request to a response takes twice as long as an answer by key; what
 * is asked for in other media types is left to it.
 */
async function answerPlainly(method: string, params: Params, execution: Execution): Promise<Told> {
  const { operate, context, maxBytes } = execution;
  const { data, errors }: ExecutionResult = await operate(method, params, context).catch(
    (error) => ({ errors: [error] }),
  );
  if (isHeavierThan(data, maxBytes)) return toldErrors([tooLarge(maxBytes)], execution);
  if (errors !== undefined) return toldErrors(errors, execution, data);
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify({ data }) };
}

/** What an error says about how HTTP is to tell it; `spec`: only in the media type of GraphQL itself. */
type Http = { status?: number; headers?: Record<string, string>; spec?: boolean };

/** Errors as HTTP tells them: with the status that one of them carries, else 200, beside what data there is. */
function toldErrors(
  errors: readonly unknown[],
  { tell, context: { outcome } }: Execution,
  data?: ExecutionResult["data"],
): Told {
  const told = errors.map(tell);
  outcome.isWhole = false;
  outcome.codes = codesOf(told);
  const https = told.map(({ extensions }) => extensions.http as Http | undefined);
  const { status = 200, headers = {} } = https.find((http) => http && !http.spec) ?? {};
  const body = JSON.stringify({ errors: told.map(shown), ...(data !== undefined && { data }) });
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

/** An error without what is not for clients: its HTTP status, and Yoga's mark. */
function shown(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...told } = error.toJSON();
  const { unexpected: _, http: __, ...left } = extensions ?? {};
  return { ...told, extensions: left };
}

/** The text of a request's body; from Node itself when the length is known and nobody has begun to read it. */
function readBody({ request, incoming }: Question): Promise<string> {
  if (incoming === undefined || incoming.headers["content-length"] === undefined)
    return request.text().catch(() => "");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => resolve(Buffer.concat(chunks).toString()))
      // A client that hangs up in the middle gets no answer, and is not worth a line in the log.
      .on("error", () => resolve(""));
  });
}
