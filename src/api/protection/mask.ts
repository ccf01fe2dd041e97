import { randomBytes } from "node:crypto";
import { GraphQLError, type GraphQLErrorOptions } from "graphql";

/** PostgreSQL's codes of what a client may meet without anything being wrong. */
const DATABASE_ANSWERS: Readonly<Record<string, { code: string; message: string }>> = {
  "57014": {
    code: "QUERY_TIMEOUT",
    message:
      "The answer took too long. Ask for less: a shorter span of time, fewer rows, no count.",
  },
  "55P03": {
    code: "TRY_AGAIN",
    message:
      "The tables were locked for a moment, as during a reorganisation of the chain. Try again.",
  },
};

/**
 * Makes errors fit for clients: what they did wrong stays as it is and gets a code; anything else becomes
 * INTERNAL_SERVER_ERROR with an id under which `log` keeps the truth.
 */
export function createMask(log: (message: string, error: unknown) => void) {
  return (error: unknown): GraphQLError => {
    if (isClients(error)) return withCode(error);
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    const answer = DATABASE_ANSWERS[(cause as { code?: string } | null)?.code ?? ""];
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
