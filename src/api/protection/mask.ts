import { randomBytes } from "node:crypto";
import { GraphQLError, type GraphQLErrorOptions } from "graphql";

type Told = { code: string; message: string };

const BUSY: Told = {
  code: "TRY_AGAIN",
  message:
    "The tables were locked for a moment, as during a reorganisation of the chain. Try again.",
};
const AWAY: Told = {
  code: "DATABASE_UNAVAILABLE",
  message: "The database does not answer at the moment. Try again in a minute.",
};
const BEYOND: Told = {
  code: "BAD_USER_INPUT",
  message:
    "A value of the question is beyond what the index can hold: a number or a time too large, or a text with U+0000.",
};

export const TIME_IS_OVER: Told = {
  code: "QUERY_TIMEOUT",
  message:
    "The answer took too long. Ask for less: a shorter span of time, fewer rows, no count; of the invariants, some by their names.",
};
export const NOT_INDEXED_YET: Told = {
  code: "NOT_INDEXED_YET",
  message: "Nothing is indexed yet. Ask again in a moment.",
};

/** PostgreSQL's codes of what a client may meet without anything being wrong. */
const DATABASE_ANSWERS: Readonly<Record<string, Told>> = {
  "57014": TIME_IS_OVER,
  "55P03": BUSY,
  // A hot standby cancels what stands in the way of replication.
  "40001": BUSY,
  // The indexer makes the tables when it starts.
  "42P01": NOT_INDEXED_YET,
  "22003": BEYOND,
  "22021": BEYOND,
  "22P05": BEYOND,
  // It stops, starts, or has no connection left.
  "57P01": AWAY,
  "57P02": AWAY,
  "57P03": AWAY,
  "53300": AWAY,
};

/** What the network and `pg` say when the database cannot be reached, or is gone in the middle. */
const AWAY_CODE = /^(E(CONN|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN|PIPE)\w*|08\w{3})$/;
const AWAY_MESSAGE =
  /^(timeout e|Query read timeout|Connection terminated|Client has encountered a connection error)/;

function answerTo(cause: unknown): Told | undefined {
  const { code = "", message = "" } = (cause ?? {}) as { code?: string; message?: string };
  const isAway = AWAY_CODE.test(code) || (code === "" && AWAY_MESSAGE.test(message));
  return isAway ? AWAY : DATABASE_ANSWERS[code];
}

/**
 * Makes errors fit for clients: what they did wrong stays as it is and gets a code; anything else becomes
 * INTERNAL_SERVER_ERROR with an id under which `log` keeps the truth.
 */
export function createMask(log: (message: string, error: unknown) => void) {
  return (error: unknown): GraphQLError => {
    if (isClients(error)) return withCode(error);
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    const answer = answerTo(cause);
    if (answer !== undefined)
      return new GraphQLError(answer.message, { ...place, extensions: { code: answer.code } });
    const id = randomBytes(4).toString("hex");
    log(`GraphQL error ${id}`, cause);
    return new GraphQLError(`Something went wrong on the server; its log has the reason (${id}).`, {
      ...place,
      extensions: { code: "INTERNAL_SERVER_ERROR", id, unexpected: true },
    });
  };
}

/** Whether an error says what is wrong with the question, rather than what went wrong with the answer. */
function isClients(error: unknown): error is GraphQLError {
  return (
    error instanceof GraphQLError &&
    (error.originalError === undefined || isClients(error.originalError))
  );
}

function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  const inner = error.originalError as GraphQLError | undefined;
  const code = inner?.extensions.code ?? codeOf(error.message);
  return new GraphQLError(error.message, {
    ...placeOf(error),
    extensions: { ...error.extensions, code },
  });
}

function codeOf(message: string): string {
  if (message.startsWith("Syntax Error")) return "GRAPHQL_PARSE_FAILED";
  if (message.startsWith("Variable ")) return "BAD_USER_INPUT";
  return "GRAPHQL_VALIDATION_FAILED";
}

function placeOf({ nodes, source, positions, path }: GraphQLError): GraphQLErrorOptions {
  return {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
  };
}
