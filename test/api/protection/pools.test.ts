/** The API's own connections, on a PostgreSQL of their own. */
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { currentOperation, runOperation } from "../../../src/api/protection/operation.ts";
import { openPools, type Pools } from "../../../src/api/protection/pools.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { createDatabase } from "../../support/database.ts";
import { freePort } from "../../support/server.ts";
import { serve } from "../server.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let url: string;
let pools: Pools;

const open = (limits: object = {}, connectionString = url) =>
  openPools({
    source: { connection: { connectionString }, schema: "public" },
    limits: {
      ...readApiSettings({}),
      ...{ connections: 3, heavyConnections: 1, clientStatements: 2 },
      ...{ timeoutMs: 60_000, waitMs: 60_000 },
      ...limits,
    },
    onError: () => {},
  });

beforeAll(async () => {
  database = await createDatabase();
  url = database.url;
  // A table that takes a minute to read.
  await database.client.query(`alter table verifier rename to quick_verifier;
    create view verifier as select v.*
      from (select pg_sleep(60) as slept) s left join quick_verifier v on s.slept is not null`);
});
afterAll(async () => {
  await database?.close();
});
beforeEach(() => {
  pools = open();
});
afterEach(async () => {
  await pools.close();
  // PostgreSQL takes a moment to end what was cancelled.
  await until(async () => (await running()).length === 0);
});

/** What the API runs at the moment. */
const running = async () => {
  const { rows } = await database.client.query(
    `select application_name as pool from pg_stat_activity
      where application_name in ('public_api_quick', 'public_api_heavy') and state = 'active'
        and datname = current_database()`,
  );
  return rows.map(({ pool }: { pool: string }) => pool.replace("public_api_", ""));
};
const until = async (isTrue: () => Promise<boolean> | boolean) => {
  while (!(await isTrue())) await sleep(20);
};
const read = async (from: Pools["db"], statement = sql`select 1 as one`) =>
  ((await from.execute(statement)) as unknown as { rows: Record<string, unknown>[] }).rows[0];
const doze = () => read(pools.db, sql`select pg_sleep(60)`);
const codeOf = (error: { extensions?: { code?: string } }) => error.extensions?.code;
const codeAt = (error: { code?: string; cause?: { code?: string } }) =>
  error.code ?? error.cause?.code;
/** Lets clients connect as PostgreSQL does, answers what they set, and then nothing. */
const startSilentServer = async () => {
  const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
  const hello = Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), ready]);
  const set = Buffer.concat([Buffer.from([0x43, 0, 0, 0, 8]), Buffer.from("SET\0")]);
  // One column `pid`, an int4, and a row with 1.
  const pid = Buffer.from([
    ...[0x54, 0, 0, 0, 28, 0, 1, ...Buffer.from("pid\0"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4],
    ...[255, 255, 255, 255, 0, 0, 0x44, 0, 0, 0, 11, 0, 1, 0, 0, 0, 1, ...Buffer.from("1")],
    ...[0x43, 0, 0, 0, 13, ...Buffer.from("SELECT 1\0")],
  ]);
  const done = Buffer.concat([set, pid, ready]);
  const server = createServer((socket) => {
    const answers = [hello, done];
    socket
      .on("error", () => {})
      .on("data", () => {
        const next = answers.shift();
        if (next !== undefined) socket.write(next);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close() };
};
/** Passes everything on to PostgreSQL and back, but for the number of a session's process: a pooler tells one of its own. */
const startPooler = async () => {
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), new URL(url).hostname);
    far.on("data", (data) => {
      const key = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (key !== -1) data.writeInt32BE(2_147_483_647, key + 5);
      near.write(data);
    });
    near.pipe(far);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const)
      socket.on("error", () => {}).on("close", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const pooled = new URL(url);
  pooled.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: pooled.href, close: () => server.close() };
};
/** Runs as an operation of a client; `stop` is its hanging up. */
const asClient = (client: string, work: () => Promise<unknown>, timeoutMs = 60_000) => {
  let stop = () => {};
  const ended = runOperation(
    {
      client,
      timeoutMs,
      onHangUp: (hangUp) => {
        stop = hangUp;
      },
    },
    work,
  );
  return { ended: ended.catch(codeOf), stop: () => stop() };
};
const heavily = (work: () => Promise<unknown>) => () => {
  currentOperation()!.isHeavy = true;
  return work();
};

test("nothing can be written through them, whatever the role may do", async () => {
  for (const db of [pools.db, pools.control])
    await expect(read(db, sql`delete from request`)).rejects.toMatchObject({ code: "25006" });
});

test("an operation's time is one for all its statements, and those under way are cancelled", async () => {
  const work = async () => {
    for (let times = 0; times < 49; times++) await read(pools.db, sql`select pg_sleep(0.2)`);
  };
  expect(await asClient("a", work, 500).ended).toBe("QUERY_TIMEOUT");
  await until(async () => (await running()).length === 0);
  expect(await asClient("a", () => read(pools.db)).ended).toEqual({ one: 1 });
});

test("a statement is cancelled when its client hangs up", async () => {
  const { ended, stop } = asClient("a", doze);
  await until(async () => (await running()).length === 1);
  stop();
  expect(await ended).toBe("HUNG_UP");
  await until(async () => (await running()).length === 0);
});

test("behind a pooler, too, which knows sessions by other numbers", async () => {
  const pooler = await startPooler();
  await pools.close();
  pools = open({}, pooler.url);
  const { ended, stop } = asClient("a", doze);
  await until(async () => (await running()).length === 1);
  stop();
  expect(await ended).toBe("HUNG_UP");
  await until(async () => (await running()).length === 0);
  pooler.close();
});

test("one client holds a few places, and the others are for others", async () => {
  const operations = Array.from({ length: 4 }, () => asClient("a", doze));
  await until(async () => (await running()).length === 2);
  expect(await asClient("b", () => read(pools.db)).ended).toEqual({ one: 1 });
  expect(await running()).toHaveLength(2);
  for (const { stop } of operations) stop();
  expect(await Promise.all(operations.map(({ ended }) => ended))).toEqual(
    operations.map(() => "HUNG_UP"),
  );
});

// Of two statements of one operation the second saw a block that the first had not.
test("all statements of an operation see one state of the index, the next operation sees what came since", async () => {
  await database.client.query("create table counter as select 1 as n");
  const count = () => read(pools.db, sql`select n from counter`);
  const work = async () => {
    const before = await count();
    await database.client.query("update counter set n = n + 1");
    return [before, ...(await Promise.all([count(), count()]))];
  };
  expect(await asClient("a", work).ended).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  expect(await asClient("a", count).ended).toEqual({ n: 2 });
});

test("an operation that reads once needs no transaction, and may not read again", async () => {
  const level = () => read(pools.db, sql`select current_setting('transaction_isolation') as level`);
  const once = () => {
    currentOperation()!.readsOnce = true;
    return level();
  };
  const again = async () => [await once(), await level().catch(({ message }) => message)];
  expect(await asClient("a", level).ended).toEqual({ level: "repeatable read" });
  expect(await asClient("a", once).ended).toEqual({ level: "read committed" });
  expect(await asClient("a", again).ended).toEqual([
    { level: "read committed" },
    "An operation read again that was to read once.",
  ]);
  expect(await asClient("a", level).ended).toEqual({ level: "repeatable read" });
});

test("after a statement fails, the rest of its operation is told why, and the connection is used again", async () => {
  const work = () =>
    Promise.allSettled([read(pools.db, sql`select 1 / 0`), read(pools.db)]).then((results) =>
      results.map((result) => result.status === "rejected" && codeAt(result.reason)),
    );
  expect(await asClient("a", work).ended).toEqual(["22012", "22012"]);
  expect(await asClient("a", () => read(pools.db)).ended).toEqual({ one: 1 });
});

test("who waits too long for a place is told to try again, and the server's own look-ups wait for nobody", async () => {
  await pools.close();
  pools = open({ connections: 1, waitMs: 3_000 });
  const { ended, stop } = asClient("a", doze);
  await until(async () => (await running()).length === 1);
  expect(await asClient("b", () => read(pools.db)).ended).toBe("TRY_AGAIN");
  expect(await read(pools.control)).toEqual({ one: 1 });
  stop();
  await ended;
});

// Cheap questions once waited behind all of fifty clients' dear ones, for ten seconds.
test("of those who wait for a place, what costs least comes first", async () => {
  await pools.close();
  pools = open({ connections: 1 });
  const first = asClient("a", doze);
  await until(async () => (await running()).length === 1);
  const came: number[] = [];
  const asked = [50, 900, 5, 50].map((points, index) =>
    asClient(`b${index}`, async () => {
      currentOperation()!.points = points;
      await read(pools.db);
      came.push(points + index / 10);
    }),
  );
  await until(() => pools.use().find(({ pool }) => pool === "quick")!.waiting === asked.length);
  first.stop();
  await Promise.all([first, ...asked].map(({ ended }) => ended));
  expect(came).toEqual([5.2, 50, 50.3, 900.1]);
});

test("few that cost much have a place at a time, beside those that cost little", async () => {
  const having = (points: number) => (index: number) =>
    asClient(`${points} ${index}`, () => {
      currentOperation()!.points = points;
      return doze();
    });
  await pools.close();
  pools = open({ connections: 4, heavyCost: 1_850 });
  const waiting = () => pools.use().find(({ pool }) => pool === "quick")!.waiting;
  const dear = [0, 1, 2].map(having(900));
  await until(async () => (await running()).length === 2 && waiting() === 1);
  const [cheap] = [0].map(having(100));
  await until(async () => (await running()).length === 3);
  expect(waiting()).toBe(1);
  for (const { stop } of [dear[0]!, cheap!]) stop();
  await until(() => waiting() === 0);
  for (const { stop } of [...dear, cheap!]) stop();
  const ended = await Promise.all([...dear, cheap!].map((each) => each.ended));
  expect(ended).toEqual(Array(4).fill("HUNG_UP"));
});

test("what is heavy has connections of its own, with memory of its own", async () => {
  const { ended, stop } = asClient("a", heavily(doze));
  await until(async () => (await running()).length === 1);
  expect(await running()).toEqual(["heavy"]);
  expect(await asClient("b", () => read(pools.db)).ended).toEqual({ one: 1 });
  expect(pools.use().find(({ pool }) => pool === "heavy")).toMatchObject({ busy: 1 });
  stop();
  await ended;
  const memory = sql`select current_setting('work_mem') as memory`;
  expect(
    await asClient(
      "a",
      heavily(() => read(pools.db, memory)),
    ).ended,
  ).toEqual({
    memory: "128MB",
  });
  expect(await asClient("a", () => read(pools.db, memory)).ended).toEqual({ memory: "16MB" });
});

describe("over GraphQL", () => {
  const settings = { timeoutMs: 400, waitMs: 300, cacheMegabytes: 0 };
  const api = (given: object = {}) =>
    serve({ db: pools.db, head: 1_762_640_336 }, { ...settings, ...given });

  test("an operation whose time is over is told so, once for each of its fields", async () => {
    const aliases = Array.from(
      { length: 9 },
      (_, n) => `a${n}: verifiers(limit: ${n + 1}) { items { version } }`,
    );
    const { errors } = await api().ask(`{ ${aliases.join(" ")} }`);
    expect(new Set(errors!.map(({ extensions }) => extensions.code))).toEqual(
      new Set(["QUERY_TIMEOUT"]),
    );
    await until(async () => (await running()).length === 0);
  });

  test("one heavy operation at a time is answered, one of each client, the others are told to try again", async () => {
    const limits = { timeoutMs: 60_000, heavyCost: 50, heavyConnections: 1 };
    const { post, data } = api({ ...limits, trustProxy: true });
    const slow = "{ verifiers(limit: 50) { items { version } } }";
    const askAs = async (client: string) => {
      const answer = await post({ query: slow }, { "x-forwarded-for": client });
      const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
      return errors[0]!.extensions.code;
    };
    const first = askAs("1.1.1.1");
    await until(async () => (await running()).length === 1);
    expect(await askAs("2.2.2.2")).toBe("TRY_AGAIN");
    expect(await data(`{ request(id: "0x${"00".repeat(32)}") { id } }`)).toEqual({ request: null });
    await database.client.query(
      "select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'public_api_heavy' and datname = current_database()",
    );
    expect(await first).toBe("QUERY_TIMEOUT");
  });

  test("without the database everything answers at once, with a code and without a stack", async () => {
    const away = open({}, `postgresql://nobody:secret@127.0.0.1:${await freePort()}/none`);
    const { ask, logged, app } = serve({ db: away.db, head: 0 }, settings, undefined, {
      progressAtOnce: async () => {
        await read(away.control);
        throw new Error("it answered");
      },
    });
    const { errors } = await ask(`{ request(id: "0x${"00".repeat(32)}") { id } }`);
    expect(errors).toMatchObject([{ extensions: { code: "DATABASE_UNAVAILABLE" } }]);
    const ready = await app.request("/ready");
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { ready: false, reasons: ["The database does not answer."] },
    ]);
    const status = await app.request("/status");
    expect(status.status).toBe(503);
    expect(JSON.stringify([errors, await status.json()])).not.toMatch(/ECONN|127\.0|secret|\.js/);
    expect(JSON.stringify(logged)).not.toContain("secret");
    await away.close();
  });
});

// /ready was silent for as long as the database was.
test("a database that hangs is given up, and its connections are not used again", async () => {
  await pools.close();
  const server = await startSilentServer();
  pools = open({ timeoutMs: 200 }, `postgresql://nobody:secret@127.0.0.1:${server.port}/none`);
  await expect(read(pools.control)).rejects.toThrow(/timeout/);
  await expect(read(pools.db)).rejects.toThrow(/timeout/);
  expect(pools.use().every(({ busy, idle }) => busy + idle === 0)).toBe(true);
  server.close();
});
