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

/** An example operation, and the values of its variables as JSON. */
export type Example = Readonly<{ title: string; query: string; variables: string }>;

/** Example operations: the `.graphql` files of a directory, in the order of their names, with the variables they name. */
export function readQueries(directory: string): readonly Example[] {
  return globSync("*.graphql", { cwd: directory })
    .sort()
    .map((file) => {
      const query = readFileSync(join(directory, file), "utf8").trimEnd();
      const [, variables = "{}"] = /^# variables: (.*)$/m.exec(query) ?? [];
      return { title: basename(file, ".graphql"), query, variables };
    });
}

/**
 * Run in the page: what the editor starts with. The operation of the address (`?query=…&variables=…`), else the tabs
 * of the last visit, else the examples. The address follows what is edited, so that it can be shared.
 */
const START = `(options) => {
  const address = new URL(location.href);
  const asked = (name) => address.searchParams.get(name) ?? undefined;
  const show = (name) => (text) => {
    address.searchParams.set(name, text);
    history.replaceState({}, "", address);
  };
  const tabs = options.defaultTabs;
  if (asked("query")) tabs.unshift({ query: asked("query"), variables: asked("variables") });
  const kept = JSON.parse(localStorage.getItem("graphiql:tabState"));
  const { query, variables } = (!asked("query") && kept?.tabs[kept.activeTabIndex]) || tabs[0] || {};
  const defaultTabs = tabs.length === 0 ? undefined : tabs;
  const onEdit = { onEditQuery: show("query"), onEditVariables: show("variables") };
  return { ...options, defaultTabs, query, variables, ...onEdit };
}`;

/**
 * The GraphiQL editor as one page that loads nothing: answers a browser's GET. The examples are its first tabs,
 * the first of them in sight.
 * Made at the first request; about 9 MB, 2 MB as it is sent. All who get it share the bytes.
 */
export function createGraphiql(queries: readonly Example[]): (request: Request) => Answer {
  const render = once(() => {
    // Nine megabytes of source: imported, they would pass through Vite at every start, for seconds.
    const { renderGraphiQL } = createRequire(import.meta.url)(
      "@graphql-yoga/render-graphiql",
    ) as typeof import("@graphql-yoga/render-graphiql");
    const options = {
      title: "ProverNet GraphQL",
      endpoint: "/graphql",
      shouldPersistHeaders: false,
      defaultTabs: queries.map(({ query, variables }) => ({ query, variables })),
    };
    const [before, after, ...more] = renderGraphiQL(options).split(JSON.stringify(options));
    if (after === undefined || more.length > 0)
      throw new Error("The page of GraphiQL does not hold its options once: it changed.");
    return gzipSync(`${before}(${START})(${JSON.stringify(options)})${after}`);
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
  return request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html");
}
