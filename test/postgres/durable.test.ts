import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createOnConnect } from "../../postgres/durable.ts";
import { createUrl } from "../support/database.ts";
import { ask } from "../support/postgres.ts";

const checkpoint = (block: number) => `1${"0".repeat(25)}${String(block).padStart(16, "0")}`;

let url: string;
let reasons: string[];
let pools: pg.Pool[];

beforeEach(async () => {
  url = await createUrl();
  reasons = [];
  pools = [];
  await ask(
    url,
    `create schema index_1; create table index_1._ponder_checkpoint (chain_id int8, latest_checkpoint text);
     insert into index_1._ponder_checkpoint values (1, '${checkpoint(1)}')`,
  );
});
afterEach(async () => {
  for (const pool of pools) await pool.end();
});

/** A pool as Ponder makes them: its own settings first, then what it was told to do. */
function poolsOf(...names: string[]): pg.Pool[] {
  const onConnect = createOnConnect((reason) => reasons.push(reason));
  pools = names.map((application_name) => {
    const pool = new pg.Pool({
      connectionString: url,
      application_name,
      options: "-c synchronous_commit=off",
      onConnect,
    });
    return pool.on("error", () => {});
  });
  return pools;
}

async function commitBlock(pool: pg.Pool, block: number): Promise<void> {
  const client = await pool.connect();
  await client.query("begin");
  await client.query(`update index_1._ponder_checkpoint set latest_checkpoint = $1`, [
    checkpoint(block),
  ]);
  try {
    await client.query({ text: "commit" });
  } finally {
    client.release(true);
  }
}

test("long values are compressed by lz4 where the server has it", async () => {
  const [pool] = poolsOf("index_1_user");
  const { rows } = await pool!.query<{ setting: string; enumvals: string[] }>(
    "select setting, enumvals from pg_settings where name = 'default_toast_compression'",
  );
  expect(rows[0]!.setting).toBe(rows[0]!.enumvals.includes("lz4") ? "lz4" : "pglz");
});

test("commits last on every connection, also where Ponder had switched that off", async () => {
  for (const pool of poolsOf("index_1_user", "index_1_internal", "ponder_sync"))
    expect((await pool.query("show synchronous_commit")).rows).toEqual([
      { synchronous_commit: "on" },
    ]);
});

test("what is asked on a connection that was cut while it was made fails: it once waited for ever", async () => {
  poolsOf();
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  /** As Ponder does: it looks at no error. */
  class Client extends pg.Client {
    override connect(callback?: unknown): Promise<this> {
      super.connect(() => this.query("select 1", callback as never));
      return Promise.resolve(this);
    }
  }
  const pool = new pg.Pool({ host: "127.0.0.1", port, Client } as pg.PoolConfig);
  await expect(pool.query("select 1")).rejects.toThrow("The connection to PostgreSQL has ended.");
  server.close();
});

test("whoever looks at the tables waits until history is indexed", async () => {
  let tell = () => {};
  const history = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const shared = globalThis as { PROVERNET_HISTORY?: Promise<unknown> };
  shared.PROVERNET_HISTORY = history;
  try {
    const [other, internal] = poolsOf("test", "index_1_internal");
    const order: string[] = [];
    const looking = internal!.query("select").then(() => order.push("looked"));
    await other!.query("select pg_sleep(0.2)");
    order.push("told");
    tell();
    await looking;
    expect(order).toEqual(["told", "looked"]);
  } finally {
    delete shared.PROVERNET_HISTORY;
  }
});

test("indexes stay when Ponder drops them at a start; whatever else is dropped goes", async () => {
  const [internal] = poolsOf("index_1_internal");
  const client = await internal!.connect();
  const isThere = async () =>
    (await client.query("select to_regclass('index_1.fees') is not null as there")).rows[0].there;
  await client.query("create table index_1.bid (fee int8); create index fees on index_1.bid (fee)");
  await client.query({ text: 'DROP INDEX IF EXISTS "index_1"."fees"' });
  expect(await isThere()).toBe(true);
  // As the migrations of its cache do.
  await client.query('drop index "index_1"."fees"');
  expect(await isThere()).toBe(false);
  client.release();
});

test("new connections are let in while the checkpoint is the one last written", async () => {
  const [user] = poolsOf("index_1_user");
  for (const block of [2, 3, 4]) await commitBlock(user!, block);
  await user!.query("select 1");
  expect(reasons).toEqual([]);
});

test("connections made while others commit are let in", async () => {
  const [user, internal] = poolsOf("index_1_user", "index_1_internal");
  for (let block = 2; block < 40; block++)
    await Promise.all([
      commitBlock(user!, block),
      user!.query("select 1"),
      internal!.query("select 1"),
      user!.query("select 1"),
    ]);
  expect(reasons).toEqual([]);
});

test("the process ends when the database lost what was committed, and nothing more is written", async () => {
  const [user, internal] = poolsOf("index_1_user", "index_1_internal");
  await commitBlock(user!, 2);
  await commitBlock(user!, 3);
  await ask(url, `update index_1._ponder_checkpoint set latest_checkpoint = '${checkpoint(2)}'`);
  await expect(commitBlock(user!, 4)).rejects.toThrow("ending");
  expect(reasons).toEqual([
    "The database lost what was committed: it stands at block 2, and block 3 was written.",
  ]);
  // The schema can still be unlocked.
  await internal!.query("select 1");
});

// Frozen for longer than Ponder's lock lasts, it came back and wrote beside the one that had taken its place.
test("the process ends when another has written, before it writes itself", async () => {
  const [user] = poolsOf("index_1_user");
  const client = await user!.connect();
  await client.query("begin");
  await client.query("update index_1._ponder_checkpoint set latest_checkpoint = $1", [
    checkpoint(2),
  ]);
  await client.query("commit");
  await client.query("begin");
  await client.query("commit");
  await ask(url, `update index_1._ponder_checkpoint set latest_checkpoint = '${checkpoint(5)}'`);
  await expect(client.query("begin")).rejects.toThrow("ending");
  client.release();
  expect(reasons).toEqual([
    "Another indexer has taken over this schema: it stands at block 5, and block 2 was the last that this one wrote.",
  ]);
});

test("while one writes, another does not", async () => {
  const [user] = poolsOf("index_1_user");
  const client = await user!.connect();
  for (const block of [2, 3]) {
    await client.query("begin");
    await client.query("update index_1._ponder_checkpoint set latest_checkpoint = $1", [
      checkpoint(block),
    ]);
    await client.query("commit");
  }
  await client.query("begin");
  const other =
    "set lock_timeout = '50ms'; update index_1._ponder_checkpoint set latest_checkpoint = ''";
  await expect(ask(url, other)).rejects.toThrow("lock timeout");
  await client.query("commit");
  client.release();
  expect(reasons).toEqual([]);
});

test("the process ends when a commit is not answered: whether it took place is unknown", async () => {
  const [user] = poolsOf("index_1_user");
  const client = await user!.connect();
  client.on("error", () => {});
  await client.query("begin");
  const { rows } = await client.query("select pg_backend_pid() as pid");
  await ask(url, `select pg_terminate_backend(${rows[0].pid})`);
  await expect(client.query("commit")).rejects.toThrow();
  client.release(true);
  expect(reasons).toEqual([expect.stringMatching(/^The database did not answer a commit/)]);
});
