import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Progress } from "./context.ts";
import { nodeOf } from "./http.ts";
import { together } from "./once.ts";
import type { Readiness } from "./readiness.ts";

/** What operators and their monitoring ask. */
const OPERATING_PATHS = ["/health", "/ready", "/status", "/metrics"] as const;

/**
 * The routes of those paths. None of them waits behind a question, nor behind a flood of the same, and none shows what went
 * wrong inside.
 */
export function createOperating(parts: {
  readiness(): Promise<Readiness>;
  progress(): Promise<Progress>;
  /** Metrics in Prometheus' form. */
  metrics(): Promise<string>;
  /** The secret that `/metrics` and `/status` ask for; null: they are public. */
  token: string | null;
  log(message: string, error: unknown): void;
}): Hono {
  const { readiness, token, log } = parts;
  const [progress, metrics] = [together(parts.progress), together(parts.metrics)];
  const app = new Hono();
  app.onError((error, c) => {
    log(`${c.req.path} failed`, error);
    return failed(c, "DATABASE_UNAVAILABLE", "The database does not answer at the moment.");
  });
  for (const path of OPERATING_PATHS)
    app.use(path, async (c, next) => {
      // Not `/x/../metrics` nor `/%6detrics`: who keeps a path from strangers, as HAProxy does, goes by how it is written.
      const { incoming } = nodeOf(c);
      if (incoming && incoming.url?.split("?", 1)[0] !== path) return c.notFound();
      await next();
      c.header("x-content-type-options", "nosniff");
      c.header("cache-control", "no-store");
    });
  app.get("/health", (c) => c.text(""));
  app.get("/ready", async (c) => {
    const found = await readiness();
    return c.json(found, found.ready ? 200 : 503);
  });
  const guard = async (c: Context, next: () => Promise<void>) => {
    if (token === null || isToken(c.req.header("authorization"), token)) return next();
    c.header("www-authenticate", "Bearer");
    return c.json(errorOf("UNAUTHORIZED", "Send `Authorization: Bearer` and the token."), 401);
  };
  // As Ponder's own, whose clients read it.
  app.get("/status", guard, async (c) => {
    const { chain, chainId: id, head } = await progress();
    const block = { number: head?.block ?? 0, timestamp: head?.timestamp ?? 0 };
    return c.json(chain === "" ? {} : { [chain]: { id, block } });
  });
  app.get("/metrics", guard, async (c) =>
    c.text(await metrics(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }),
  );
  return app;
}

const errorOf = (code: string, message: string) => ({
  errors: [{ message, extensions: { code } }],
});

const failed = (c: Context, code: string, message: string) => c.json(errorOf(code, message), 503);

const hashOf = (text: string) => createHash("sha256").update(text).digest();

/** Compared by hash, in the same time however much of it is right. */
function isToken(header: string | undefined, token: string): boolean {
  return timingSafeEqual(hashOf(header ?? ""), hashOf(`Bearer ${token}`));
}
