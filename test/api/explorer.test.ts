import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readExplorer, serveExplorer } from "../../src/api/explorer.ts";
import { createOutbox } from "../../src/api/outbox.ts";

let directory = "";
let app: Hono;
const html = { headers: { accept: "text/html,*/*" } };

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "explorer-"));
  mkdirSync(join(directory, "assets"));
  writeFileSync(join(directory, "index.html"), "<title>page</title>");
  writeFileSync(join(directory, "paths.json"), JSON.stringify(["/", "/requests/$id"]));
  writeFileSync(join(directory, "assets/a.js"), "1");
  writeFileSync(join(directory, "assets/a.js.gz"), gzipSync("1"));
  app = new Hono();
  app.route("/", serveExplorer(readExplorer(directory)!, createOutbox({ maxBytes: 0 })));
  app.get("/", (c) => c.json({ name: "the API" }));
  app.get("/graphql", (c) => c.text("the editor"));
});

afterAll(() => rmSync(directory, { recursive: true }));

test("where nothing was built there is no explorer", () => {
  expect(readExplorer(join(directory, "assets"))).toBeNull();
});

test("a browser gets the page at /, a program the API's answer", async () => {
  const page = await app.request("/", html);
  expect(await page.text()).toContain("<title>page</title>");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(page.headers.get("cache-control")).toBe("no-cache");
  expect(page.headers.get("vary")).toContain("accept");
  expect(await (await app.request("/")).json()).toEqual({ name: "the API" });
});

test("every page is served at its own address, with or without a slash at the end", async () => {
  expect((await app.request("/requests/0x1", html)).status).toBe(200);
  expect((await app.request("/requests/0x1/", html)).status).toBe(200);
});

test("an address that is no page is 404, with a page that says so; a program gets the server's own 404", async () => {
  const missing = await app.request("/nothing", html);
  expect(missing.status).toBe(404);
  expect(missing.headers.get("content-type")).toContain("text/html");
  expect(await (await app.request("/requests/0x1")).text()).not.toContain("<title>");
});

test("the editor keeps its address", async () => {
  expect(await (await app.request("/graphql", html)).text()).toBe("the editor");
});

test("assets are kept for good, packed for those who can unpack, and 404 when missing", async () => {
  const packed = await app.request("/assets/a.js", { headers: { "accept-encoding": "gzip, br" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(packed.headers.get("cache-control")).toContain("immutable");
  expect((await app.request("/assets/a.js")).headers.get("content-encoding")).toBeNull();
  expect((await app.request("/assets/b.js", html)).status).toBe(404);
});

test("nothing outside of the built files is served", async () => {
  expect((await app.request("/assets/..%2f..%2fetc/passwd")).status).toBe(404);
});
