import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as listen } from "@hono/node-server";
import { count, createClient, desc, eq, sql, sum } from "@ponder/client";
import pg from "pg";
import superjson from "superjson";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as schema from "../../../ponder.schema.ts";
import { openSql } from "../../../src/api/sql/ask.ts";
import { grantReader } from "../../../views/grant.ts";
import { ask } from "../../support/postgres.ts";
import { PATIENT, type Recorded, recordedDatabase, serve } from "../server.ts";

const ROLE = `sql_${Date.now().toString(36)}`;
const MAX_BYTES = 100_000;

let database: Recorded;
let sqlPool: ReturnType<typeof openSql>;
let server: Server;
let url: string;
let roleUrl: string;

beforeAll(async () => {
  database = await recordedDatabase("month");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const password = await grantReader(client, {
    ...{ role: ROLE, viewsSchema: "public", timeoutSeconds: 60, connections: 5 },
  });
  await client.end();
  const found = new URL(database.url);
  [found.username, found.password] = [ROLE, password!];
  roleUrl = found.href;
  sqlPool = open(roleUrl);
  const { app } = serve(database, { budgetPerMinute: 0 }, undefined, { askSql: sqlPool.ask });
  server = listen({ fetch: app.fetch, createServer, port: 0, hostname: "127.0.0.1" }) as Server;
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`;
});
afterAll(async () => {
  server?.close();
  await sqlPool?.close();
  await ask(database.url, `drop owned by ${ROLE}; drop role ${ROLE}`);
  await database?.close();
});

const open = (connectionString: string, { timeoutMs }: { timeoutMs: number } = PATIENT) =>
  openSql({
    ...{ connectionString, ...PATIENT, timeoutMs, maxBytes: MAX_BYTES, onError: () => {} },
  });

const client = () => createClient(url, { schema });

/** Asks as a client that is none of Ponder's. */
const send = async (text: unknown, params: unknown[] = []) => {
  const query = encodeURIComponent(superjson.stringify({ sql: text, params }));
  const response = await fetch(`${url}/db?sql=${query}`);
  return { status: response.status, text: await response.text() };
};

test("Ponder's client gets rows, with the types of the schema", async () => {
  const { db } = client();
  const bids = await db.select().from(schema.bid).orderBy(desc(schema.bid.firstBidAt)).limit(3);
  const expected = await database.db
    .select()
    .from(schema.bid)
    .orderBy(desc(schema.bid.firstBidAt))
    .limit(3);
  expect(bids).toEqual(expected);
  expect(bids).toHaveLength(3);
});

test("sums, conditions, joins whose columns have the same name, and plain SQL", async () => {
  const { db } = client();
  const { request, bid } = schema;
  const [found] = await db
    .select({ n: count(), fees: sum(request.maxFee) })
    .from(request)
    .where(eq(request.status, "FULFILLED"));
  const rows = await database.db.select().from(request).where(eq(request.status, "FULFILLED"));
  expect(found).toEqual({
    n: rows.length,
    fees: String(rows.reduce((total, { maxFee }) => total + maxFee, 0n)),
  });
  const [joined] = await db
    .select({ one: request.createdAt, two: bid.prover, three: request.id, four: bid.requestId })
    .from(request)
    .innerJoin(bid, eq(bid.requestId, request.id))
    .limit(1);
  expect(joined!.three).toBe(joined!.four);
  expect(await db.execute(sql`select count(*) as n from bid`)).toEqual([
    { n: String((await database.db.select().from(bid)).length) },
  ]);
});

test("what may not be asked, and what PostgreSQL does not understand, is told as that", async () => {
  expect(await send("select pg_sleep(100)")).toEqual({
    status: 400,
    text: "The function pg_sleep cannot be asked here.",
  });
  expect(await send("select nothing from bid")).toEqual({
    status: 400,
    text: 'column "nothing" does not exist',
  });
  expect((await send("select 1 / 0")).text).toBe("division by zero");
  expect((await send("select $1::int8", ["x"])).status).toBe(400);
  expect((await send({}, [])).status).toBe(400);
  expect((await send("select $1", [{ a: 1 }])).status).toBe(400);
  for (const query of ["", "?sql=", "?sql=%7B", "?sql=null"])
    expect((await fetch(`${url}/db${query}`)).status).toBe(400);
  expect((await fetch(`${url}/live?sql=1`)).status).toBe(404);
});

test("the role sees what was granted, and a question after another is as before", async () => {
  await ask(database.url, `create table hidden (id int4); revoke all on hidden from ${ROLE}`);
  expect(await send("select * from hidden")).toEqual({
    status: 400,
    text: "permission denied for table hidden",
  });
  expect((await send("select count(*) from bid; -- and no more")).status).toBe(200);
});

test("rows, bytes and time are limited", async () => {
  const many = "select 1 from bid a cross join bid b";
  expect((await send(many)).text).toContain("more than 10000 rows");
  expect((await send("select * from request")).text).toContain("more than 100000 bytes");
  const impatient = open(roleUrl, { timeoutMs: 2_000 });
  try {
    const slow = { text: "select count(*) from bid a, bid b, bid c, bid d", values: [] };
    await expect(impatient.ask("somebody", slow)).rejects.toMatchObject({ code: "57014" });
  } finally {
    await impatient.close();
  }
});

test("a question costs its client points, the same that its other questions cost", async () => {
  const { app, post } = serve(database, { budgetPerMinute: 3_000, heavyCost: 3_000 }, undefined, {
    askSql: sqlPool.ask,
  });
  const query = encodeURIComponent(superjson.stringify({ sql: "select 1", params: [] }));
  expect((await app.request(`/sql/db?sql=${query}`)).status).toBe(200);
  const refused = await app.request(`/sql/db?sql=${query}`);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(1);
  const query1000 = "{ bids(limit: 1000) { items { fee } } }";
  expect((await post({ query: query1000 })).status).toBe(429);
});

test("a role that may write serves nothing", async () => {
  const strong = open(database.url);
  try {
    await expect(strong.ask("somebody", { text: "select 1", values: [] })).rejects.toThrow(
      "may do more than read",
    );
  } finally {
    await strong.close();
  }
});

test("unless it is wanted, there is no SQL", async () => {
  expect((await serve(database).app.request("/sql/db")).status).toBe(404);
});
