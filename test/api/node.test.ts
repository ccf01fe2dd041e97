/** The API behind the server that Ponder puts it behind. */
import { request as askNode } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as listen, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { createDatabase } from "../support/database.ts";
import { serve } from "./server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let server: ServerType;
let url: string;

beforeAll(async () => {
  database = await createDatabase();
  const { app } = serve({ db: database.db as unknown as Db, head: 1_762_640_336 });
  const { fetch } = new Hono().use(cors({ origin: "*" })).route("/", app);
  url = await new Promise((resolve) => {
    server = listen({ fetch, hostname: "127.0.0.1", port: 0 }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}/graphql`),
    );
  });
});
afterAll(async () => {
  server.close();
  await database.close();
});

const query = "{ meta { block { number } } }";
const answer = '{"data":{"meta":{"block":{"number":5575}}}}';
const json = { "content-type": "application/json" };
const post = (body: BodyInit, init: RequestInit & { duplex?: "half" } = {}) =>
  fetch(url, { method: "POST", headers: json, body, ...init });

test("an answer tells its length, and that any page may ask", async () => {
  for (let times = 0; times < 3; times++) {
    const response = await post(JSON.stringify({ query }));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "content-type": "application/json; charset=utf-8",
      "content-length": String(answer.length),
    });
    expect(await response.text()).toBe(answer);
  }
});

test("letters of any alphabet come back whole", async () => {
  const response = await post(
    JSON.stringify({ query: '{ requests(orderBy: "żółw 🐢") { items { id } } }' }),
  );
  expect(await response.text()).toContain("żółw 🐢");
});

test("a GET has a mark by which it is asked again", async () => {
  const asked = `${url}?${new URLSearchParams({ query })}`;
  const first = await fetch(asked);
  expect(await first.text()).toBe(answer);
  const again = await fetch(asked, { headers: { "if-none-match": first.headers.get("etag")! } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect(again.headers.get("access-control-allow-origin")).toBe("*");
});

/** Of a request as it is written: `fetch` would make it another. */
const statusOf = (given: { method?: string; path: string }) => {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve) =>
    askNode({ host, port, ...given }, (response) => resolve(response.resume().statusCode)).end(),
  );
};

// TRACE was answered with HTTP 503.
test.each(["PATCH", "HEAD", "TRACE"])("%s is refused", async (method) => {
  expect(await statusOf({ method, path: "/graphql" })).toBe(405);
});

// A proxy that denies `/metrics` let these through.
test.each(["/x/../metrics", "/%6detrics", "/statu%73", "/x/..\\status", "/metrics?", "/status?x"])(
  "an operator's path is only where it is written as it is: %s",
  async (path) => {
    expect(await statusOf({ path })).toBe(/^\/(metrics|status)\?/.test(path) ? 200 : 404);
  },
);

describe("a body", () => {
  const padded = (bytes: number) => JSON.stringify({ query: query.padEnd(bytes) });
  /** Without its length told. */
  const streamed = (text: string) =>
    post(new Blob([text]).stream() as ReadableStream, { duplex: "half" });

  test("may come in pieces, whose length nobody told", async () => {
    const response = await streamed(padded(70_000));
    expect(await response.text()).toBe(answer);
  });

  test("that is too large is refused, and the next one answered", async () => {
    const refused = await post(padded(300_000));
    expect(refused.status).toBe(413);
    expect(await refused.text()).toContain("BODY_TOO_LARGE");
    expect(await (await post(JSON.stringify({ query }))).text()).toBe(answer);
  });

  test("that is too large in pieces is refused, or the connection closed while it comes", async () => {
    const status = await streamed(padded(300_000)).then(
      (refused) => refused.status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(status);
    expect(await (await post(JSON.stringify({ query }))).text()).toBe(answer);
  });

  test("that never ends harms nobody else", async () => {
    const hanging = askNode(url, { method: "POST", headers: { ...json, "content-length": 100 } });
    hanging.on("error", () => {});
    hanging.write("{");
    expect(await (await post(JSON.stringify({ query }))).text()).toBe(answer);
    hanging.destroy();
    expect(await (await post(JSON.stringify({ query }))).text()).toBe(answer);
  });
});
