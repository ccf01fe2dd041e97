import { createHash } from "node:crypto";
import { isAsyncIterable, type Plugin } from "graphql-yoga";
import { type CacheOptions, createCache, type Keepable } from "./cache.ts";

/** What becomes of a question, noted while it is answered. */
export type Outcome = {
  /** Whether there is an answer, without errors. */
  isWhole: boolean;
  /** Whether the answer changes by itself, without a new block. */
  passes: boolean;
};

/** Answers one request; `outcome` is filled in on the way. */
export type Answerer = (request: Request, outcome: Outcome) => Response | Promise<Response>;

type Answer = Keepable &
  Readonly<{ status: number; headers: Record<string, string>; body: string }>;

/**
 * Puts a cache before an answerer: the same question to the same rows gets the same answer. GET answers carry an ETag,
 * and who has the answer already gets 304.
 */
export function createAnswers(
  options: CacheOptions,
): (request: Request, answer: Answerer) => Promise<Response> {
  const ask = createCache<Answer>(options);
  return async (request, answer) => {
    const isGet = request.method === "GET";
    if (!isGet && request.method !== "POST")
      return answer(request, { isWhole: false, passes: false });
    const { url, method, headers } = request;
    const body = isGet ? undefined : await request.text();
    const question = isGet ? url : body;
    const key = [method, headers.get("accept"), headers.get("content-type"), question].join("\n");
    const found = await ask(key, async () => {
      const outcome: Outcome = { isWhole: false, passes: false };
      const again = new Request(url, { method, headers, body: body ?? null });
      return readAnswer(await answer(again, outcome), { outcome, isGet });
    });
    if (isGet && found.lasts && headers.get("if-none-match") === found.headers.etag)
      return new Response(null, { status: 304, headers: found.headers });
    return new Response(found.body, found);
  };
}

/** Notes what became of a question. */
export const noteOutcome: Plugin<{ outcome: Outcome }> = {
  onExecute: ({ args }) => ({
    onExecuteDone({ result }) {
      const { outcome } = args.contextValue as { outcome: Outcome };
      outcome.isWhole = !isAsyncIterable(result) && result.errors === undefined;
    },
  }),
};

async function readAnswer(
  response: Response,
  { outcome, isGet }: { outcome: Outcome; isGet: boolean },
): Promise<Answer> {
  const body = await response.text();
  const headers = Object.fromEntries(response.headers);
  // It is told anew for each answer.
  delete headers["content-length"];
  const lasts = response.ok && outcome.isWhole && !outcome.passes;
  if (isGet) {
    headers.vary = "accept";
    headers["cache-control"] = lasts ? "no-cache" : "no-store";
    if (lasts) headers.etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  }
  return { status: response.status, headers, body, lasts, size: body.length };
}
