import { GraphQLError } from "graphql";

/** A question: an operation's text, and what goes with it. */
export type Params = {
  query: string;
  variables: Record<string, unknown> | null;
  operationName: string | null;
};

/** How deep lists and objects may lie within each other in what a client sends. */
const MAX_NESTING = 64;

/** A request that is no question, as HTTP tells it. */
function badRequest(message: string, status = 400, code = "BAD_REQUEST"): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}

/**
 * The question in the body of a POST.
 * @throws GraphQLError with code BAD_REQUEST, or UNSUPPORTED_MEDIA_TYPE unless it is JSON
 */
export function readBodyParams(body: string, contentType: string | null): Params {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? ""))
    throw badRequest(
      "The body must be JSON, and the header content-type: application/json say so.",
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    );
  const question = parseJson(body, "The body");
  if (Array.isArray(question))
    throw badRequest(
      "The body is a list. Ask one operation at a time; it may have several fields.",
    );
  if (typeof question !== "object" || question === null)
    throw badRequest('The body is no object. Example: {"query": "{ meta { block { number } } }"}');
  return checked(question as Record<string, unknown>);
}

/**
 * The question in the address of a GET.
 * @throws GraphQLError with code BAD_REQUEST
 */
export function readUrlParams(url: string): Params {
  const search = new URL(url).searchParams;
  const variables = search.get("variables");
  return checked({
    query: search.get("query"),
    variables: variables ? parseJson(variables, "variables") : null,
    operationName: search.get("operationName") || null,
  });
}

function checked({ query, variables, operationName }: Record<string, unknown>): Params {
  if (typeof query !== "string" || query === "")
    throw badRequest('There is no query. Example: {"query": "{ meta { block { number } } }"}');
  if (variables != null && (typeof variables !== "object" || Array.isArray(variables)))
    throw badRequest('variables is no object. Example: {"id": "0x1f"}');
  if (operationName != null && typeof operationName !== "string")
    throw badRequest("operationName is no text.");
  return {
    query,
    variables: (variables as Record<string, unknown> | null | undefined) ?? null,
    operationName: operationName ?? null,
  };
}

/** @throws GraphQLError with code BAD_REQUEST unless it is JSON, not nested too deep */
export function parseJson(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not JSON.`);
  }
  if (isDeeperThan(value, MAX_NESTING))
    throw badRequest(
      `${what} has lists and objects more than ${MAX_NESTING} levels within each other.`,
    );
  return value;
}

/** What is deeper is refused before GraphQL descends into it: its stack is not endless. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  // A list is not copied to look through it: that takes longer than to read it from JSON.
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.some((one) => isDeeperThan(one, levels - 1));
}
