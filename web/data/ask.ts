/** An operation of the API, with the types of its answer and its variables. */
export type Operation<Result, Variables> = string & {
  readonly types?: (variables: Variables) => Result;
};

/** A refusal or a failure, with the API's own code; UNREACHABLE when there was no answer. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: string;
  readonly retryAfter: number | null;

  constructor(message: string, code: string, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

type Answer<Result> = Readonly<{
  data?: Result | null;
  errors?: readonly {
    message: string;
    extensions?: { code?: string; retryAfter?: number };
  }[];
}>;

/** Longer addresses are refused by some proxies; what is longer goes by POST. */
const MAX_ADDRESS = 7_000;

/** An operation in as few characters as it needs. */
export const compact = (document: string): string => document.replace(/\s+/g, " ").trim();

/** Answers that are on their way before anybody wants them; each is given once. */
const early = new Map<string, Promise<unknown>>();

/** Asks for what will be wanted soon: the next one to ask the same gets this answer. */
export function askEarly<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const answer = ask(operation, variables);
  answer.catch(() => {});
  early.set(JSON.stringify(questionOf(operation, variables)), answer);
  return answer;
}

/**
 * Asks the API. By GET, so that the browser keeps the answer and asks with its `ETag` whether it still holds.
 * @throws ApiError
 */
export async function ask<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const question = questionOf(operation, variables);
  const body = JSON.stringify(question);
  const begun = early.get(body) as Promise<Result> | undefined;
  if (begun !== undefined) {
    early.delete(body);
    return begun;
  }
  const response = await send(question, body, signal).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError("The API does not answer.", "UNREACHABLE");
  });
  const answer = (await response.json().catch(() => {
    const message = `The API answered ${response.status} without JSON.`;
    throw new ApiError(message, "UNREACHABLE");
  })) as Answer<Result>;
  const [error] = answer.errors ?? [];
  if (error !== undefined) {
    const { code = "UNKNOWN", retryAfter = null } = error.extensions ?? {};
    throw new ApiError(error.message, code, retryAfter);
  }
  return answer.data!;
}

type Question = { query: string; variables: unknown };

const questionOf = (operation: string, variables: unknown): Question => ({
  query: compact(operation),
  variables: variables ?? {},
});

function send(
  { query, variables }: Question,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const common = { cache: "no-cache", ...(signal && { signal }) } as const;
  const accept = "application/json";
  const address = `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;
  if (address.length <= MAX_ADDRESS) return fetch(address, { ...common, headers: { accept } });
  const headers = { "content-type": accept, accept };
  return fetch("/graphql", { ...common, method: "POST", headers, body });
}
