import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Db } from "../../src/api/db.ts";
import { readVersion } from "../../src/api/ponder-tables.ts";
import { createDatabase } from "../support/database.ts";
import { type Recorded, recordedDatabase, serve } from "./server.ts";

let recorded: Recorded;
beforeAll(async () => {
  recorded = await recordedDatabase("quirks");
});
afterAll(() => recorded.close());

const query = '{ requests(limit: 3, orderBy: "createdId") { items { id status } } }';
const search = new URLSearchParams({ query });

/** The API with a cache, and how many statements a question takes. */
function open(settings = {}) {
  const scene = { version: "1" };
  const api = serve(recorded, { cacheMegabytes: 1, ...settings }, async () => scene.version);
  const statementsOf = async (ask: () => Promise<unknown>) => {
    const before = recorded.statements.length;
    await ask();
    return recorded.statements.length - before;
  };
  return Object.assign(scene, { ...api, statementsOf });
}

describe("the same question to the same rows", () => {
  test("takes no statement the second time, by POST and by GET", async () => {
    const api = open();
    expect(await api.statementsOf(() => api.ask(query))).toBe(1);
    const [first, second] = [await api.ask(query), await api.ask(query)];
    expect(second).toEqual(first);
    expect(await api.statementsOf(() => api.ask(query))).toBe(0);
    const get = () => Promise.resolve(api.app.request(`/graphql?${search}`));
    expect(await api.statementsOf(get)).toBe(1);
    expect(await api.statementsOf(get)).toBe(0);
    expect(await (await get()).json()).toEqual(first);
  });

  test("is another question with other variables or another operation", async () => {
    const api = open();
    const text =
      "query A($n: Int) { requests(limit: $n) { items { id } } } query B { provers(limit: 1) { items { address } } }";
    const ask = async (body: object) => (await api.post({ query: text, ...body })).text();
    const answers = [
      await ask({ operationName: "A", variables: { n: 1 } }),
      await ask({ operationName: "A", variables: { n: 2 } }),
      await ask({ operationName: "B" }),
    ];
    expect(answers.every((answer) => answer.startsWith('{"data":{"'))).toBe(true);
    expect(new Set(answers).size).toBe(3);
  });

  test("costs its client no points", async () => {
    const api = open({ budgetPerMinute: 100 });
    const costly = "{ requests(limit: 90) { items { id } } }";
    for (let times = 0; times < 5; times++) expect((await api.ask(costly)).errors).toBeUndefined();
    const { errors } = await api.ask("{ bids(limit: 90) { items { fee } } }");
    expect(errors?.[0]?.extensions.code).toBe("RATE_LIMITED");
  });

  test("is asked anew when the cache is off", async () => {
    const api = open({ cacheMegabytes: 0 });
    await api.ask(query);
    expect(await api.statementsOf(() => api.ask(query))).toBe(1);
  });
});

describe("an answer that is not kept", () => {
  test.each([
    ["the server's clock", "{ meta { lagSeconds } }"],
    ["the last verification", "{ lastVerification { block } meta { chainId allTransfers } }"],
    [
      "an error beside data",
      '{ provers(limit: 1) { items { address } } requests(orderBy: "no") { items { id } } }',
    ],
  ])("has %s in it", async (_, asked) => {
    const api = open();
    await api.ask(asked);
    expect(await api.statementsOf(() => api.ask(asked))).toBeGreaterThan(0);
    const answer = await api.app.request(`/graphql?${new URLSearchParams({ query: asked })}`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("etag")).toBeNull();
  });
});

describe("GET", () => {
  const get = (api: ReturnType<typeof open>, headers: Record<string, string> = {}) =>
    Promise.resolve(api.app.request(`/graphql?${search}`, { headers }));

  test("carries an ETag, with which the next one is answered 304 and nothing", async () => {
    const api = open();
    const first = await get(api);
    const etag = first.headers.get("etag")!;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(first.headers.get("cache-control")).toBe("no-cache");
    expect(first.headers.get("vary")).toBe("accept, accept-encoding");
    const second = await get(api, { "if-none-match": etag });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("etag")).toBe(etag);
    expect((await get(api, { "if-none-match": '"another"' })).status).toBe(200);
  });

  test("is still 304 after a block that changed nothing in the answer", async () => {
    const api = open();
    const etag = (await get(api)).headers.get("etag")!;
    api.version = "2";
    expect((await get(api, { "if-none-match": etag })).status).toBe(304);
  });

  test("answers in the media type that was asked for", async () => {
    const api = open();
    const types = ["application/json", "application/graphql-response+json"];
    for (const accept of types)
      expect((await get(api, { accept })).headers.get("content-type")).toContain(accept);
    for (const accept of [types.join(), "application/json, text/plain, */*", "*/*"]) {
      const type = (await get(api, { accept })).headers.get("content-type");
      expect({ accept, type }).toEqual({ accept, type: "application/json; charset=utf-8" });
    }
  });
});

describe("the version of the rows", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let db: Db;
  const checkpoint = "2".repeat(75);
  beforeAll(async () => {
    database = await createDatabase();
    db = database.db as unknown as Db;
    await db.execute(
      sql`create table _ponder_checkpoint (chain_name text primary key, chain_id int8, latest_checkpoint text)`,
    );
    await db.execute(
      sql`insert into _ponder_checkpoint values ('provernet', 31337, ${checkpoint})`,
    );
  });
  afterAll(() => database.close());

  test("is the same until a block is written, and another one after a block of the same height and time", async () => {
    const first = await readVersion(db);
    await db.execute(sql`create table elsewhere (id int)`);
    expect(await readVersion(db)).toBe(first);
    await db.execute(sql`update _ponder_checkpoint set latest_checkpoint = ${checkpoint}`);
    expect(await readVersion(db)).not.toBe(first);
  });

  test("is told behind a view too", async () => {
    await db.execute(sql`alter table _ponder_checkpoint rename to hidden`);
    await db.execute(sql`create view _ponder_checkpoint as select * from hidden`);
    // The same twice, but for what other tests write to other databases of the server.
    const first = await vi.waitFor(async () => {
      const version = await readVersion(db);
      expect(await readVersion(db)).toBe(version);
      return version;
    }, 20_000);
    await db.execute(sql`update hidden set latest_checkpoint = ${checkpoint}`);
    expect(await readVersion(db)).not.toBe(first);
  });
});
