import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Answer } from "./answers.ts";

/** What a page of the editor may do, told to the browser: run and show what it carries, and ask this server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  // In nobody's frame.
  "frame-ancestors 'none'",
].join("; ");

/** Example operations: the `.graphql` files of a directory, in the order of their names. */
export function readQueries(directory: string): readonly { title: string; query: string }[] {
  return globSync("*.graphql", { cwd: directory })
    .sort()
    .map((file) => ({
      title: basename(file, ".graphql"),
      query: readFileSync(join(directory, file), "utf8").trimEnd(),
    }));
}

/**
 * The GraphiQL editor as one page that loads nothing: answers a browser's GET. The examples are its first tabs.
 * Made at the first request; about 9 MB, 2 MB as it is sent. All who get it share the bytes.
 */
export function createGraphiql(
  queries: readonly { query: string }[],
): (request: Request) => Answer {
  const render = once(() => {
    // Nine megabytes of source: imported, they would pass through Vite at every start, for seconds.
    const { renderGraphiQL } = createRequire(import.meta.url)(
      "@graphql-yoga/render-graphiql",
    ) as typeof import("@graphql-yoga/render-graphiql");
    const page = renderGraphiQL({
      title: "ProverNet GraphQL",
      endpoint: "/graphql",
      shouldPersistHeaders: false,
      ...(queries.length === 0 ? {} : { defaultTabs: queries.map(({ query }) => ({ query })) }),
    });
    return gzipSync(page);
  });
  const plain = once(() => gunzipSync(render()));
  return (request) => {
    const isPacked = request.headers.get("accept-encoding")?.includes("gzip") ?? false;
    return {
      status: 200,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": POLICY,
        "x-frame-options": "DENY",
        "cache-control": "private, max-age=3600",
        vary: "accept, accept-encoding",
        ...(isPacked && { "content-encoding": "gzip" }),
      },
      body: isPacked ? render() : plain(),
    };
  };
}

/** Makes something when it is first wanted. */
function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Whether a browser asks for a page, rather than a program for an answer. */
export function wantsPage(request: Request): boolean {
  return (
    request.method === "GET" &&
    !new URL(request.url).searchParams.has("query") &&
    (request.headers.get("accept") ?? "").includes("text/html")
  );
}
