/** Why there is no answer. */
export class ApiError extends Error {
  /** As docs/api.md lists them; `NO_ANSWER` when none came, `HTTP_502` and the like when none of the indexer did. */
  readonly code: string;
  /** What else the server says, e.g. the `argument` that is wrong. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** [s] When to ask again; null when the server does not say. */
  readonly retryAfter: number | null;

  constructor(
    message: string,
    given: {
      code: string;
      extensions?: Record<string, unknown>;
      retryAfter?: number;
      cause?: unknown;
    },
  ) {
    super(message, { cause: given.cause });
    this.name = "ApiError";
    this.code = given.code;
    this.extensions = given.extensions ?? {};
    this.retryAfter = given.retryAfter ?? null;
  }
}

const PASSING: readonly string[] = [
  ...["NO_ANSWER", "HTTP_429", "HTTP_502", "HTTP_503", "HTTP_504"],
  ...["RATE_LIMITED", "TRY_AGAIN", "DATABASE_UNAVAILABLE", "NOT_INDEXED_YET"],
];

/** Whether the same question may be answered a little later. */
export const isPassing = ({ code }: ApiError): boolean => PASSING.includes(code);

/** [ms] */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 15_000;

/** [ms] How long to wait before asking again: what the server says, else twice as long each time, and not all at once. */
export function waitOf({ retryAfter }: ApiError, attempt: number): number {
  if (retryAfter !== null) return retryAfter * 1000;
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}
