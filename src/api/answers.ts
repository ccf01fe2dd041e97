import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import { isAsyncIterable, type Plugin, type YogaServerInstance } from "graphql-yoga";
import { type CacheOptions, createCache, type Keepable } from "./cache.ts";

/** What becomes of a question, noted while it is answered. */
export type Outcome = {
  /** Whether there is an answer, without errors. */
  isWhole: boolean;
  /** Whether the answer changes by itself, without a new block. */
  passes: boolean;
};

/** What is known of a question besides its text. */
export type ServerContext = { client: string; outcome: Outcome };

export type Yoga = YogaServerInstance<ServerContext, object>;

/** A question as it came; `incoming` is Node's own request behind it, where there is one. */
export type Question = Readonly<{ request: Request; client: string; incoming?: IncomingMessage }>;

/** An answer as HTTP gives it. */
export type Answer = Readonly<{
  status: number;
  headers: Record<string, string>;
  body: string | null;
}>;

type Kept = Keepable & Answer & { readonly body: string };

/**
 * Answers questions. With a cache, the same question to the same rows gets the same answer. GET answers carry an ETag,
 * and who has the answer already gets 304.
 */
export function createAnswers(
  yoga: Yoga,
  cache: CacheOptions | null,
): (question: Question) => Promise<Answer> {
  const ask =
    cache === null ? (_: string, find: () => Promise<Kept>) => find() : createCache<Kept>(cache);
  return async (question) => {
    const { method, url } = question.request;
    const isGet = method === "GET";
    const body = method === "POST" ? await readBody(question) : null;
    const types = [headerOf(question, "accept"), headerOf(question, "content-type")];
    const key = [method, ...types, body ?? url].join("\n");
    const answer = await ask(key, () => findAnswer(yoga, question, body));
    if (isGet && answer.lasts && headerOf(question, "if-none-match") === answer.headers.etag)
      return { ...answer, status: 304, body: null };
    return answer;
  };
}

/** A header of a question; as Node has read it already, where it has. */
const headerOf = (
  { request, incoming }: Question,
  name: "accept" | "content-type" | "if-none-match",
): string | null =>
  incoming === undefined ? request.headers.get(name) : (incoming.headers[name] ?? null);

/** Notes what became of a question. */
export const noteOutcome: Plugin<ServerContext> = {
  onExecute: ({ args }) => ({
    onExecuteDone({ result }) {
      const { outcome } = args.contextValue as ServerContext;
      outcome.isWhole = !isAsyncIterable(result) && result.errors === undefined;
    },
  }),
};

const newOutcome = (): Outcome => ({ isWhole: false, passes: false });

async function findAnswer(yoga: Yoga, question: Question, body: string | null): Promise<Kept> {
  const { request, client } = question;
  const outcome = newOutcome();
  const text = await execute(yoga, { question, outcome, body });
  const lasts = () => outcome.isWhole && !outcome.passes;
  if (text !== null) {
    const headers = { "content-type": "application/json; charset=utf-8" };
    return { status: 200, headers, body: text, lasts: lasts(), size: text.length };
  }
  const { url, method, headers } = request;
  const again = new Request(url, { method, headers, body });
  const answer = await readAnswer(await yoga.fetch(again, { client, outcome }), lasts);
  if (method !== "GET") return answer;
  const cacheHeaders = answer.lasts
    ? { "cache-control": "no-cache", etag: etagOf(answer.body) }
    : { "cache-control": "no-store" };
  return { ...answer, headers: { ...answer.headers, vary: "accept", ...cacheHeaders } };
}

const etagOf = (body: string) => `"${createHash("sha1").update(body).digest("base64url")}"`;

type Params = {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
};

/**
 * Executes a question that came as plain JSON and is answered so. Yoga's way from a request to a response takes twice
 * as long as an answer by key; null leaves to it what is not plain: other media types, documents that are wrong, refusals
 * with a status of their own.
 */
async function execute(
  yoga: Yoga,
  { question, outcome, body }: { question: Question; outcome: Outcome; body: string | null },
): Promise<string | null> {
  const params = readParams(question, body);
  if (params === null) return null;
  const { request, client } = question;
  const { schema, parse, validate, contextFactory, execute } = yoga.getEnveloped({
    request,
    client,
    outcome,
    params,
  });
  const { query, variables, operationName } = params;
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query);
  } catch {
    return null;
  }
  if (validate(schema, document).length > 0) return null;
  const contextValue = await contextFactory();
  const result = (await execute({
    schema,
    document,
    contextValue,
    variableValues: variables,
    operationName,
  })) as ExecutionResult;
  const { data, errors } = result;
  if (errors === undefined) return JSON.stringify({ data });
  if (errors.some(({ extensions }) => extensions.http !== undefined)) return null;
  return JSON.stringify({ errors: errors.map(toldError), data });
}

/** An error as clients are told it: without the mark by which Yoga chooses a status. */
function toldError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...told } = error.toJSON();
  const { unexpected: _, ...shown } = extensions ?? {};
  return { ...told, extensions: shown };
}

function readParams(question: Question, body: string | null): Params | null {
  const isJson = headerOf(question, "content-type")?.startsWith("application/json");
  if (body === null || !isJson) return null;
  const accept = headerOf(question, "accept") ?? "*/*";
  if (accept !== "*/*" && accept !== "application/json") return null;
  try {
    const { query, variables, operationName } = JSON.parse(body) as Params;
    const isPlain =
      typeof query === "string" &&
      (variables == null || (typeof variables === "object" && !Array.isArray(variables))) &&
      (operationName == null || typeof operationName === "string");
    return isPlain
      ? { query, variables: variables ?? null, operationName: operationName ?? null }
      : null;
  } catch {
    return null;
  }
}

/** The text of a request's body; from Node itself, when the length was told and nobody has begun to read. */
function readBody({ request, incoming }: Question): Promise<string> {
  if (incoming === undefined || incoming.headers["content-length"] === undefined)
    return request.text();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    incoming
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => resolve(Buffer.concat(chunks).toString()))
      // Who hangs up in the middle hears no answer: none is worth a line in the log.
      .on("error", () => resolve(""));
  });
}

async function readAnswer(response: Response, lasts: () => boolean): Promise<Kept> {
  const body = await response.text();
  const headers = Object.fromEntries(response.headers);
  // It is told anew for each answer.
  delete headers["content-length"];
  return {
    status: response.status,
    headers,
    body,
    lasts: response.ok && lasts(),
    size: body.length,
  };
}
