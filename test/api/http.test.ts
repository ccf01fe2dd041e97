import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { assertVersion } from "../../src/api/ponder-tables.ts";
import { createDatabase } from "../support/database.ts";
import { serve } from "./server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let api: ReturnType<typeof serve>;

beforeAll(async () => {
  database = await createDatabase();
  // The recorded head is as old as it is.
  const settings = { readyMaxAge: 0 };
  api = serve({ db: database.db as unknown as Db, head: 1_762_640_336 }, settings);
});
afterAll(() => database.close());

const browser = { accept: "text/html,application/xhtml+xml" };

test("questions come by POST and by GET", async () => {
  const query = "query ($n: Int) { provers(limit: $n) { totalCount } meta { block { number } } }";
  const expected = { data: { provers: { totalCount: 0 }, meta: { block: { number: 5575 } } } };
  expect(await api.ask(query, { n: 3 })).toEqual(expected);
  const params = new URLSearchParams({ query, variables: JSON.stringify({ n: 3 }) });
  const answer = await api.app.request(`/graphql?${params}`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual(expected);
});

test("the root names the endpoints", async () => {
  const answer = await api.app.request("/");
  expect(Object.keys(((await answer.json()) as { endpoints: object }).endpoints)).toContain(
    "/graphql",
  );
});

test("an address that is nothing leads to those that are something", async () => {
  for (const path of ["/graphq", "/sql", "/export/a/b"]) {
    const answer = await api.app.request(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      errors: [
        {
          message: `There is nothing at ${path}. GraphQL is at /graphql; GET / lists what else there is.`,
          extensions: { code: "NOT_FOUND" },
        },
      ],
    });
  }
});

test("pages of others may ask, as far as a browser is concerned", async () => {
  for (const path of ["/", "/health", "/graphql?query={__typename}"]) {
    const answer = await api.app.request(path, {
      headers: { origin: "https://elsewhere.example" },
    });
    expect(answer.headers.get("access-control-allow-origin"), path).toBe("*");
  }
});

test("a browser gets what operators get, not a page", async () => {
  const answer = await api.app.request("/ready", { headers: browser });
  expect(await answer.json()).toMatchObject({ block: 5575 });
});

describe("the editor", () => {
  test("is one page that names no other host as a source of anything", async () => {
    const answer = await api.app.request("/graphql", { headers: browser });
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await answer.text();
    // Outside of scripts and styles there are no links, and within styles no addresses.
    const markup = page.replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, "");
    const sources = [...markup.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, url]) => url!);
    expect(sources.filter((url) => !url.startsWith("data:"))).toEqual([]);
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+stylesheet|@import\s+["']?(url|http)/);
    const styles = page.slice(page.indexOf("<style>"), page.indexOf("</style>"));
    expect(styles.match(/url\(\s*["']?(?!data:|#)[^)]{0,40}/g) ?? []).toEqual([]);
  });

  test("may not load anything from elsewhere, by order to the browser", async () => {
    const answer = await api.app.request("/graphql", { headers: browser });
    const policy = answer.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test("is packed for those who take that", async () => {
    const headers = { ...browser, "accept-encoding": "gzip, br" };
    const answer = await api.app.request("/graphql", { headers });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(3_000_000);
  });

  test("can be turned off", async () => {
    const off = serve({ db: database.db as unknown as Db, head: 0 }, { graphiql: false });
    const answer = await off.app.request("/graphql", { headers: browser });
    expect(await answer.text()).not.toContain("YogaGraphiQL");
  });
});

test("another version of Ponder is refused with a way out", () => {
  expect(() => assertVersion("0.17.7")).not.toThrow();
  expect(() => assertVersion("0.18.0")).toThrow(
    /Ponder 0\.18\.0 is installed, and src\/api\/ponder-tables\.ts was written for 0\.17\.7\. Install ponder@0\.17\.7/,
  );
});
