/** Exports over HTTP, on a PostgreSQL: constant memory, one state of the index, broken transfers, limits. */
import { fork } from "node:child_process";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openPools, type Pools } from "../../../src/api/protection/pools.ts";
import { type ApiSettings, readApiSettings } from "../../../src/api/settings.ts";
import { createDatabase } from "../../support/database.ts";
import { PATIENT, serve } from "../server.ts";
import { listen, readCsv, readNdjson } from "./support.ts";

const ROWS = 200_000;

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  database = await createDatabase();
  await database.client.query(`
    insert into activity (id, kind, block, timestamp, transaction, sender, prover, amount)
      select n, 'BID', n, 1700000000 + n, '0x' || lpad(to_hex(n), 64, '0'), '0x' || repeat('0', 40), '0x' || lpad(to_hex(n % 50), 40, '0'), n::numeric * 1000000000000000
      from generate_series(1, ${ROWS}) n;
    analyze`);
});
afterAll(() => database?.close());

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The API behind HTTP, with connections of its own as it has them in earnest. */
const start = async (settings: Partial<ApiSettings> = {}) => {
  const limits = { ...readApiSettings({}), ...PATIENT, ...settings };
  const pools: Pools = openPools({
    source: { connection: { connectionString: database.url }, schema: "public" },
    limits,
    onError: () => {},
  });
  closers.push(() => pools.close());
  const { app, logged } = serve({ db: pools.db, head: 1_762_640_336 }, limits);
  const { url, close } = await listen(app);
  closers.push(close);
  const get = (path: string, init?: RequestInit) => fetch(`${url}/export/${path}`, init);
  return { url, get, pools, logged };
};

/** Reads a body to its end and throws it away; counts lines. */
const drain = async (body: AsyncIterable<Uint8Array>) => {
  let [lines, bytes] = [0, 0];
  for await (const chunk of body) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  return { lines, bytes };
};
/** What of the database is busy with an export. */
const holding = async () => {
  const { rows } = await database.client.query(
    `select 1 from pg_stat_activity where application_name = 'public_api_heavy' and xact_start is not null
      and datname = current_database()`,
  );
  return rows.length;
};
const until = async (isTrue: () => Promise<boolean>) => {
  while (!(await isTrue())) await sleep(20);
};
const codeOf = async (answer: Response) =>
  ((await answer.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions;

test.each(["csv", "ndjson", "parquet"])(
  `the process that sends ${ROWS} rows as %s grows by less than 50 MB`,
  async (ending) => {
    const file = fileURLToPath(new URL("process.ts", import.meta.url));
    // As the API is run.
    const env = { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" };
    const child = fork(file, [database.url], { execArgv: ["--max-old-space-size=1024"], env });
    closers.push(async () => {
      child.kill();
    });
    const next = async () => (await once(child, "message"))[0] as number;
    const url = `http://127.0.0.1:${await next()}/export/activities`;
    // What is loaded and compiled once is no growth.
    await drain((await fetch(`${url}.${ending}?limit=20000`)).body!);
    child.send("measure");
    const { lines, bytes } = await drain((await fetch(`${url}.${ending}`)).body!);
    child.send("stop");
    const grown = await next();
    if (ending === "csv") expect(lines).toBe(ROWS + 1);
    if (ending === "ndjson") expect(lines).toBe(ROWS);
    expect(bytes).toBeGreaterThan(ending === "parquet" ? 3_000_000 : 30_000_000);
    expect(grown / 1e6).toBeLessThan(50);
  },
);

test("an export reads one state of the index, whatever is written meanwhile", async () => {
  const { get } = await start();
  const answer = await get("activities.csv?columns=id,amount&orderDirection=desc");
  // It has begun, and its client has not read it yet: now rows change that come last.
  await database.client.query("update activity set amount = 7 where id <= 1000");
  try {
    const rows = readCsv(await answer.text());
    expect(rows).toHaveLength(ROWS);
    expect(rows.filter(({ amount }) => amount === "7")).toEqual([]);
    expect(rows.at(-1)).toEqual({ id: "1", amount: "1000000000000000", amountBrev: "0.001" });
  } finally {
    await database.client.query(
      "update activity set amount = id::numeric * 1000000000000000 where id <= 1000",
    );
  }
});

// Each of them kept the place, and a transaction, for half a minute when its turn came.
test("who hangs up while it waits for an export's place does not get it", async () => {
  const { get } = await start({ waitMs: 20_000 });
  const first = await get("activities.csv");
  const gone = new AbortController();
  const waiting = Array.from({ length: 3 }, () =>
    get("activities.csv", { signal: gone.signal }).catch(() => {}),
  );
  // All of them are in the line by now, or come too late for it.
  expect((await get("nothing.csv")).status).toBe(404);
  gone.abort();
  await Promise.all(waiting);
  await first.body?.cancel();
  const next = await get("activities.csv?limit=1&columns=id");
  expect(next.status).toBe(200);
  expect(readCsv(await next.text())).toHaveLength(1);
});

test("what fails after rows have been sent breaks the transfer: no file looks whole", async () => {
  const { get, logged } = await start();
  // The statement of a page far behind the first divides by zero.
  await database.client.query(`alter table activity rename to whole_activity;
    create view activity as select id, kind, block, timestamp, transaction, sender, request_id, prover, account,
      (amount / (case when id = 20000 then 0 else 1 end))::numeric(78, 0) as amount from whole_activity`);
  try {
    for (const ending of ["csv", "ndjson", "parquet"]) {
      const answer = await get(`activities.${ending}`);
      expect(answer.status).toBe(200);
      await expect(drain(answer.body!)).rejects.toThrow();
    }
    expect(logged).toHaveLength(3);
    // What fails before is told in place of a file.
    const early = await get("activities.csv?where=%7B%22id_gte%22%3A20000%7D");
    expect(early.status).toBe(500);
    expect(await codeOf(early)).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  } finally {
    await database.client.query(
      "drop view activity; alter table whole_activity rename to activity",
    );
  }
});

test("a client has one export at a time, and heavy questions keep a place", async () => {
  const { get } = await start({ waitMs: 2_000 });
  const first = await get("activities.csv");
  const second = await get("activities.csv");
  expect(second.status).toBe(503);
  expect(await codeOf(second)).toMatchObject({ code: "TRY_AGAIN" });
  expect(await holding()).toBe(1);
  await first.body!.cancel();
  await until(async () => (await holding()) === 0);
  const third = await get("activities.csv?limit=3");
  expect(readCsv(await third.text())).toHaveLength(3);
});

test("an export whose time is over breaks off, and gives its connection back", async () => {
  const { url } = await start({ exportTimeoutMs: 3_000 });
  // Unlike `fetch`, this reads nothing by itself: on a fast machine, too, the file cannot end in time.
  const answer = await new Promise<IncomingMessage>((resolve) =>
    http.get(`${url}/export/activities.csv`, resolve),
  );
  await until(async () => (await holding()) === 0);
  await expect(drain(answer)).rejects.toThrow();
});

test("a client that reads slowly is given its time", async () => {
  const { get } = await start({ timeoutMs: 1_500 });
  const answer = await get("activities.csv");
  // Longer than a statement may take, and a transaction of a question may be idle.
  await sleep(3_500);
  expect((await drain(answer.body!)).lines).toBe(ROWS + 1);
});

describe("what it costs", () => {
  test("is a tenth of the points of a question, and is refused when they are spent", async () => {
    const { get } = await start({ budgetPerMinute: 250 });
    expect((await get("activities.csv?limit=1000")).status).toBe(200);
    expect((await get("activities.csv?limit=1000")).status).toBe(200);
    const refused = await get("activities.csv?limit=1000");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(refused)).toMatchObject({
      code: "RATE_LIMITED",
      retryAfter: expect.any(Number),
    });
  });

  test("pages are as large as an operation may be; a row that costs more is refused", async () => {
    const { get } = await start({ maxCost: 20 });
    const rows = readNdjson(await (await get("activities.ndjson?limit=45&columns=id")).text());
    expect(rows.map(({ id }) => id)).toEqual(
      Array.from({ length: 45 }, (_, index) => String(index + 1)),
    );
    const dear = await (await start({ maxCost: 1 })).get("activities.ndjson?columns=id");
    expect(dear.status).toBe(400);
    expect(await codeOf(dear)).toMatchObject({ code: "QUERY_TOO_COSTLY" });
  });
});

test("nothing is exported before anything is indexed", async () => {
  const { app } = serve({ db: database.db as never, head: 0 }, {}, undefined, {
    progress: async () => ({ chain: "", chainId: 0, head: null, finalized: null, ready: false }),
  });
  const answer = await app.request("/export/activities.csv");
  expect(answer.status).toBe(503);
  expect(await codeOf(answer)).toMatchObject({ code: "NOT_INDEXED_YET" });
});
