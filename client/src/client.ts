/** Asks a ProverNet indexer over HTTP, and asks again when that helps. Works in Node and in browsers. */
import { ApiError, isPassing, waitOf } from "./errors.ts";
import { wait } from "./wait.ts";

export type ClientOptions = Readonly<{
  /** Where the indexer answers: `http://localhost:42069`. */
  url: string;
  /** A key of `API_KEYS`, if the server gave you one. */
  apiKey?: string;
  /**
   * How often a question is asked again when it fails for a moment: no connection, a busy server, a spent budget. 5 by
   * default.
   */
  retries?: number;
  /** [ms] How long one attempt may take; 30,000 by default. */
  timeoutMs?: number;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
}>;

export type AskOptions = Readonly<{ signal?: AbortSignal }>;

/** What asks. */
export type Client = Readonly<{
  /**
   * The data of an operation, as JSON has it.
   * @throws ApiError when the server refuses it, or does not answer after all retries; the signal's reason when it is
   * aborted
   */
  ask(text: string, variables: object, options?: AskOptions): Promise<unknown>;
}>;

export function createClient(options: ClientOptions): Client {
  const { retries = 5 } = options;
  return {
    async ask(text, variables, { signal } = {}) {
      // GraphQL takes a whole number of any size as text.
      const body = JSON.stringify({ query: text, variables }, (_, value) =>
        typeof value === "bigint" ? String(value) : value,
      );
      for (let attempt = 0; ; attempt++) {
        try {
          return await attemptTo(options, body, signal);
        } catch (error) {
          signal?.throwIfAborted();
          if (attempt >= retries || !(error instanceof ApiError) || !isPassing(error)) throw error;
          await wait(waitOf(error, attempt), signal);
        }
      }
    },
  };
}

type Answer = {
  data?: unknown;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
};

async function attemptTo(
  { url, apiKey, timeoutMs = 30_000, fetch: send = fetch }: ClientOptions,
  body: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let answer: Answer;
  try {
    response = await send(`${url.replace(/\/+$/, "")}/graphql`, {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...(apiKey !== undefined && { "x-api-key": apiKey }),
      },
      body,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    answer = (await response.json().catch((error) => {
      if (timeout.aborted || signal?.aborted) throw error;
      return {};
    })) as Answer;
  } catch (cause) {
    throw new ApiError(`The indexer at ${url} does not answer.`, { code: "NO_ANSWER", cause });
  }
  const [error] = answer.errors ?? [];
  if (error === undefined && answer.data != null) return answer.data;
  const { code = `HTTP_${response.status}`, ...extensions } = error?.extensions ?? {};
  const header = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = (extensions.retryAfter as number | undefined) ?? header;
  throw new ApiError(error?.message ?? `The indexer at ${url} answered ${response.status}.`, {
    code: String(code),
    extensions,
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  });
}
