import { existsSync, globSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type Context, Hono } from "hono";
import type { Answer } from "./answers.ts";
import { send } from "./http.ts";
import type { Outbox } from "./outbox.ts";

/** What a page of the explorer may do, told to the browser: run what this server sends, and ask this server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

type File = Readonly<{ type: string; plain: Buffer; br?: Buffer; gzip?: Buffer }>;

/** A built explorer: its files, and the addresses that are pages. */
export type Explorer = Readonly<{ files: ReadonlyMap<string, File>; pages: readonly RegExp[] }>;

/** Reads what `npm run build` made; null where nothing was built. */
export function readExplorer(directory: string): Explorer | null {
  if (!existsSync(join(directory, "index.html"))) return null;
  const packed = (path: string) => (existsSync(path) ? readFileSync(path) : undefined);
  const files = new Map(
    globSync("**/*", { cwd: directory })
      .filter((name) => extname(name) in TYPES)
      .map((name) => {
        const path = join(directory, name);
        const br = packed(`${path}.br`);
        const gzip = packed(`${path}.gz`);
        const type = TYPES[extname(name)]!;
        return [
          `/${name}`,
          { type, plain: readFileSync(path), ...(br && { br }), ...(gzip && { gzip }) },
        ];
      }),
  );
  const paths = JSON.parse(readFileSync(join(directory, "paths.json"), "utf8")) as string[];
  return { files, pages: paths.map(patternOf) };
}

/** `/requests/$id` as an expression. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\$\w+/g, "[^/]+")}/?$`);
}

/** Answers a browser's GET of a page or of a file of one; leaves everything else to those after it. */
export function serveExplorer({ files, pages }: Explorer, outbox: Outbox): Hono {
  const app = new Hono();
  const page = files.get("/index.html")!;
  // By Node itself: a response of the standard takes twice as long.
  const answer = (c: Context, file: File, status: 200 | 404, caching: string) =>
    send(
      c,
      answerOf(file, { status, caching, accepted: c.req.header("accept-encoding") }),
      (response, body) => outbox.send(response, body, { shared: true }),
    );
  app.get("*", async (c, next) => {
    const { path } = c.req;
    const file = path === "/index.html" ? undefined : files.get(path);
    if (file !== undefined) return answer(c, file, 200, cachingOf(path));
    if (path.startsWith("/assets/")) return c.text("Not found", 404);
    if (!isForPeople(c)) return next();
    return answer(c, page, pages.some((pattern) => pattern.test(path)) ? 200 : 404, "no-cache");
  });
  return app;
}

/** Whether a browser asks for a page; the editor of the API has its own. */
function isForPeople(c: Context): boolean {
  return c.req.path !== "/graphql" && (c.req.header("accept") ?? "").includes("text/html");
}

/** Names of assets change with their content. */
function cachingOf(path: string): string {
  return path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

function answerOf(
  file: File,
  {
    status,
    caching,
    accepted = "",
  }: { status: number; caching: string; accepted?: string | undefined },
): Answer {
  const encoding = (["br", "gzip"] as const).find(
    (name) => file[name] !== undefined && new RegExp(`\\b${name}\\b`).test(accepted),
  );
  return {
    status,
    headers: {
      ...HEADERS,
      "content-type": file.type,
      "cache-control": caching,
      vary: "accept, accept-encoding",
      ...(encoding !== undefined && { "content-encoding": encoding }),
    },
    body: encoding === undefined ? file.plain : file[encoding]!,
  };
}
