import { afterAll, expect } from "vitest";

/** Every code an error may carry; docs/api.md has each. */
export const CODES = [
  ...["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST"],
  ...["UNSUPPORTED_MEDIA_TYPE", "QUERY_TOO_COSTLY", "TOO_DEEP", "TOO_MANY_FIELDS"],
  ...["TOO_MANY_ALIASES", "DOCUMENT_TOO_LONG", "BODY_TOO_LARGE", "ANSWER_TOO_LARGE"],
  ...["INTROSPECTION_TOO_DEEP", "INTROSPECTION_DISABLED", "RATE_LIMITED", "QUERY_TIMEOUT"],
  ...["TRY_AGAIN", "DATABASE_UNAVAILABLE", "NOT_INDEXED_YET", "INTERNAL_SERVER_ERROR"],
  ...["UNAUTHORIZED", "OPERATION_RESOLUTION_FAILURE"],
] as const;

/** Words of the inside: of files, statements and stacks. */
const INSIDE =
  /\.(ts|js|mjs|cjs):\d|node_modules|\bat [\w.<>]+ \(|relation "|column "\w+" does|syntax error at or near|\bselect "|postgres|pglite|drizzle|ECONN|RangeError|TypeError/i;

type Told = { errors?: { message: string; extensions?: { code?: string } }[]; data?: unknown };

/** How many answers there were of each kind: `answered`, a code, or HTTP's own refusal. */
const tally: Record<string, number> = {};
afterAll(() => {
  const all = Object.values(tally).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${all} hostile questions: ${JSON.stringify(tally)}\n`);
});
const count = (kind: string) => {
  tally[kind] = (tally[kind] ?? 0) + 1;
};

/** Checks that an answer is one: no 500, nothing of the inside, every error with a code that is documented. */
export async function expectAnswer(response: Response): Promise<readonly string[]> {
  const text = await response.text();
  expect(response.status, text.slice(0, 500)).toBeLessThan(500);
  // HTTP's own refusals have no body.
  if (!(response.headers.get("content-type") ?? "").includes("json")) {
    count(`HTTP ${response.status}`);
    return [];
  }
  const { errors = [] } = JSON.parse(text) as Told;
  for (const { message, extensions } of errors) {
    expect(message).not.toMatch(INSIDE);
    expect(CODES, message).toContain(extensions?.code);
    expect(extensions?.code, message).not.toBe("INTERNAL_SERVER_ERROR");
  }
  const codes = errors.map(({ extensions }) => extensions!.code!);
  count(codes[0] ?? "answered");
  return codes;
}
