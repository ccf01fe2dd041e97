import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "../../settings/environment.ts";
import { grantReader } from "../../views/grant.ts";
import { indexesIn, removeIndex } from "../../views/indexes.ts";
import { emptyViews, shownSchema, switchViews } from "../../views/switch.ts";
import { createUrl } from "../support/database.ts";
import { createIndexIn } from "./support.ts";

const VIEWS = "live";
let url: string;
let client: pg.Client;
let roles: string[];
const said: string[] = [];

beforeEach(async () => {
  url = await createUrl();
  client = new pg.Client({ connectionString: url });
  await client.connect();
  roles = [];
  said.length = 0;
});
afterEach(async () => {
  for (const role of roles) await client.query(`drop owned by ${role}; drop role ${role}`);
  await client.end();
});

const createIndex = (schema: string, columns?: string) => createIndexIn(client, schema, columns);

const show = (schema: string, gone: "refused" | "null" = "refused") =>
  switchViews(client, { viewsSchema: VIEWS, schema, gone, say: (text) => said.push(text) });

const rowsOf = async (query: string) => (await client.query(query)).rows;

async function createReader() {
  const role = `reader_${Math.random().toString(36).slice(2)}`;
  const given = { role, viewsSchema: VIEWS, timeoutSeconds: 7, connections: 3 };
  const password = await grantReader(client, given);
  roles.push(role);
  const readerUrl = new URL(url);
  readerUrl.username = role;
  readerUrl.password = password!;
  const reader = new pg.Client({ connectionString: readerUrl.href });
  await reader.connect();
  return { role, reader, given };
}

test("views of all tables but the indexer's own, an enum as text, and a log of what was shown", async () => {
  await createIndex("one");
  await show("one");
  const columns = await rowsOf(
    `select table_name || '.' || column_name || ' ' || data_type as c from information_schema.columns
     where table_schema = '${VIEWS}' and table_name <> '_switch' order by table_name, ordinal_position`,
  );
  expect(columns.map(({ c }) => c)).toEqual([
    "_ponder_checkpoint.chain_id bigint",
    "_ponder_checkpoint.latest_checkpoint text",
    "bid.id bigint",
    "bid.status text",
    "bid.fee numeric",
  ]);
  expect(await shownSchema(client, VIEWS)).toBe("one");
});

test("what is built upon the views, and what was granted, survives a version, its rollback and its removal", async () => {
  await createIndex("one");
  await show("one");
  const { reader, role } = await createReader();
  await client.query(`create schema analyst; create view analyst.fees as select status, fee from ${VIEWS}.bid;
    create materialized view analyst.kept as select * from ${VIEWS}.bid; grant select (fee) on ${VIEWS}.bid to ${role}`);
  await createIndex("two", "block int4, id int8, status S.kind, fee numeric(78,0), extra text");
  await client.query("insert into two.bid (id) values (2)");

  await show("two");
  expect((await reader.query("select id from bid order by id")).rows).toHaveLength(2);
  expect(await rowsOf("select * from analyst.fees")).toHaveLength(2);
  await removeIndexes("one");
  await createIndex("one");
  await client.query(`create view analyst.new as select extra from ${VIEWS}.bid`);
  await expect(show("one")).rejects.toThrow(/bid\.extra is gone; used by analyst\.new/);
  await show("one", "null");
  expect(await rowsOf("select extra from analyst.new")).toEqual([{ extra: null }]);
  expect((await reader.query("select id, block from bid")).rows).toEqual([
    { id: "1", block: null },
  ]);
  await removeIndexes("two");
  expect((await indexesIn(client)).map(({ schema }) => schema)).toEqual(["one"]);
  await reader.end();
});

const removeIndexes = async (schema: string) =>
  removeIndex(client, { schema, shown: await shownSchema(client, VIEWS) });

test("a change that something stands in the way of is told with what to do, and changes nothing", async () => {
  await createIndex("one");
  await show("one");
  await client.query(`create view public.fees as select fee from ${VIEWS}.bid`);
  await createIndex("two", "id int8, status S.kind, fee text");
  const refused = await show("two").catch((error: Error) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Error).message).toMatch(
    /bid\.fee was numeric\(78,0\) and is text now; used by public\.fees.*DROP VIEW public\.fees;.*switch two.*CREATE VIEW public\.fees AS\n\s+SELECT/s,
  );
  expect(await shownSchema(client, VIEWS)).toBe("one");
  // What it says works.
  await client.query("drop view public.fees");
  await show("two");
  expect(await shownSchema(client, VIEWS)).toBe("two");
});

test("a view that must be made anew keeps what was granted on it and its columns", async () => {
  await createIndex("one");
  await show("one");
  const { reader, role } = await createReader();
  await client.query(
    `revoke select on ${VIEWS}.bid from ${role}; grant select (id) on ${VIEWS}.bid to ${role}`,
  );
  await client.query(`grant select on ${VIEWS}.bid to public`);
  // Without what later views are granted by default.
  await client.query(
    `alter default privileges in schema ${VIEWS} revoke select on tables from ${role}`,
  );
  await createIndex("two", "id int8, fee text");
  await show("two");
  expect((await reader.query("select id, fee from bid")).rows).toEqual([{ id: "1", fee: null }]);
  const granted = await rowsOf(
    `select attname from pg_attribute where attrelid = '${VIEWS}.bid'::regclass and attacl is not null`,
  );
  expect(granted).toEqual([{ attname: "id" }]);
  await reader.end();
});

test("the views of Ponder, with its enums, are taken over", async () => {
  await createIndex("one");
  await client.query(`create schema ${VIEWS}; create view ${VIEWS}.bid as select * from one.bid;
    create view ${VIEWS}._ponder_meta as select * from one._ponder_meta`);
  await createIndex("two");
  await show("two");
  await removeIndexes("one");
  expect(await rowsOf(`select status from ${VIEWS}.bid`)).toEqual([{ status: null }]);
});

test("views others made beside ours are left alone, and those who built upon an index itself keep it from being removed", async () => {
  await createIndex("one");
  await show("one");
  await client.query(
    `create view ${VIEWS}.mine as select 1 as one; create view public.direct as select fee from one.bid`,
  );
  await createIndex("two");
  await show("two");
  expect(await rowsOf(`select * from ${VIEWS}.mine`)).toEqual([{ one: 1 }]);
  await expect(removeIndexes("one")).rejects.toThrow("public.direct");
  await expect(removeIndexes("two")).rejects.toThrow("The views show two");
  await expect(removeIndexes("three")).rejects.toThrow("holds no index");
  await expect(show("three")).rejects.toThrow("holds no index");
});

test("it waits for a reader, who notices nothing, and tells who it is", async () => {
  await createIndex("one");
  await createIndex("two");
  await client.query("update two.bid set id = 2");
  await show("one");
  const { reader, role } = await createReader();
  await reader.query("begin");
  await reader.query("select * from bid");
  const switching = show("two");
  while (said.length === 0) {
    // Views that it has locked already are read as well, while it goes on trying.
    expect((await reader.query("select latest_checkpoint from _ponder_checkpoint")).rowCount).toBe(
      1,
    );
    expect((await reader.query("select id from bid")).rows).toEqual([{ id: "1" }]);
  }
  expect(said[0]).toContain(`of ${role}`);
  await reader.query("commit");
  await switching;
  expect((await reader.query("select id from bid")).rows).toEqual([{ id: "2" }]);
  await reader.end();
});

test("an index that is removed to be built anew leaves the views without rows, and comes back into them", async () => {
  await createIndex("one");
  await show("one");
  await client.query(`create view public.fees as select fee from ${VIEWS}.bid`);
  await emptyViews(client, { viewsSchema: VIEWS, schema: "one", say: () => {} });
  await client.query("drop schema one cascade");
  expect(await rowsOf("select * from public.fees")).toEqual([]);
  await createIndex("one");
  await show("one");
  expect(await rowsOf("select * from public.fees")).toEqual([{ fee: null }]);
});

test("a reader may read the views within its limits, and nothing else", async () => {
  await createIndex("one");
  await show("one");
  const { reader, given } = await createReader();
  expect((await reader.query("show statement_timeout")).rows).toEqual([
    { statement_timeout: "7s" },
  ]);
  await expect(reader.query("select * from one.bid")).rejects.toThrow("permission denied");
  await expect(
    reader.query("set default_transaction_read_only = off; delete from bid"),
  ).rejects.toThrow("permission denied");
  expect(
    await grantReader(client, { ...given, timeoutSeconds: 9, password: "it's another" }),
  ).toBeNull();
  const again = new URL(url);
  [again.username, again.password] = [given.role, "it's another"];
  const same = new pg.Client({ connectionString: again.href });
  await same.connect();
  expect((await same.query("show statement_timeout")).rows).toEqual([{ statement_timeout: "9s" }]);
  await same.end();
  const [{ name }] = (await rowsOf("select current_user as name")) as [{ name: string }];
  await expect(grantReader(client, { ...given, role: name })).rejects.toThrow("more than read");
  await reader.end();
});
