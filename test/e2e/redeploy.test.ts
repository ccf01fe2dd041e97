import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noSettings } from "../../settings/environment.ts";
import { createUrl } from "../support/database.ts";
import { copyProject } from "../support/ponder.ts";
import { freePort } from "../support/server.ts";

const VIEWS = "provernet_live";
const ROLE = `analyst_${Date.now().toString(36)}`;

let url: string;
let roots: string[] = [];
const running: ChildProcess[] = [];
let owner: pg.Client;

beforeAll(async () => {
  url = await createUrl();
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  roots = [await copyProject(), await copyProject()];
  // The second version has a column more, and not at the end.
  const file = join(roots[1]!, "ponder.schema.ts");
  const schema = await readFile(file, "utf8");
  const changed = schema.replace(
    /(onchainTable\(\s*"bid",\s*\(\w*\) => \(\{)/,
    "$1 /** Words about it. */ remark: text(),",
  );
  expect(changed).not.toBe(schema);
  await writeFile(file, changed);
});
afterAll(async () => {
  await Promise.all(running.map(stop));
  await owner.query(`drop owned by ${ROLE}; drop role ${ROLE}`);
  await owner.end();
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

const environment = (schema: string) => {
  const { npm_lifecycle_event: _, ...env } = process.env;
  return {
    ...env,
    ...noSettings,
    NETWORK: "recording",
    RECORDING: "quirks",
    DATABASE_URL: url,
    DATABASE_SCHEMA: schema,
    VIEWS_SCHEMA: VIEWS,
    LISTEN_HOST: "127.0.0.1",
  };
};

/** `npm start` of a version; waits until its views are told of. */
async function start(root: string, schema: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(root, "scripts", "run.ts"), "start"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment(schema), PORT: String(await freePort()) },
  });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  while (!output.includes(`The views in ${VIEWS} show`)) {
    if (child.exitCode !== null) throw new Error(`exit code ${child.exitCode}:\n${output}`);
    await sleep(100);
  }
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  await ended;
}

/** `npm run views` with these words. */
const views = async (...words: string[]) => {
  const script = join(roots[0]!, "scripts", "views.ts");
  const env = environment("provernet_1");
  return (await promisify(execFile)(process.execPath, [script, ...words], { env })).stdout;
};

/** Asks through the views again and again, as the role, until it is ended; tells how many were asked. */
function keepAsking(connectionString: string) {
  const failures: string[] = [];
  let asked = 0;
  let isOver = false;
  const ask = async (query: string) => {
    const pool = new pg.Pool({ connectionString, max: 1 });
    pool.on("error", (error) => failures.push(error.message));
    while (!isOver) {
      await pool.query(query).then(
        ({ rows }) => {
          asked++;
          if (Number(rows[0].n) === 0) failures.push(`no rows: ${query}`);
        },
        (error) => failures.push(error.message),
      );
      await sleep(10);
    }
    await pool.end();
  };
  const all = Promise.all([
    ask("select count(*) as n from analyst.fees"),
    ask("select count(*) as n from request join bid on bid.request_id = request.id"),
    ask("select count(*) as n from prover join stake on stake.prover = prover.address"),
  ]);
  return {
    failures,
    asked: () => asked,
    async end() {
      isOver = true;
      await all;
    },
  };
}

test("a new version takes over the views under those who read them, goes back, and the old one is removed", async () => {
  const first = await start(roots[0]!, "provernet_1");
  const granted = await views("grant", ROLE, "--timeout", "30");
  const password = /shown once: (\S+)/.exec(granted)![1]!;
  await owner.query(
    `create schema analyst; create view analyst.fees as select request_id, fee from ${VIEWS}.bid;
     grant usage on schema analyst to ${ROLE}; grant select on analyst.fees to ${ROLE}`,
  );
  const reader = new URL(url);
  [reader.username, reader.password] = [ROLE, password];
  const load = keepAsking(reader.href);
  const rows = async () => (await owner.query("select count(*) from analyst.fees")).rows;
  const before = await rows();

  const second = await start(roots[1]!, "provernet_2");
  expect(await views()).toMatch(/provernet_2 .* shown by provernet_live/);
  expect((await owner.query(`select remark from ${VIEWS}.bid limit 1`)).rows).toEqual([
    { remark: null },
  ]);
  const { rows: said } = await owner.query(
    `select col_description('${VIEWS}.bid'::regclass, 2) as text, obj_description('provernet_2.bid'::regclass, 'pg_class') as table`,
  );
  expect(said[0].text).toBeTruthy();
  expect(said[0].table).toBeTruthy();
  await stop(first);

  await views("switch", "provernet_1");
  await expect(views("prune", "provernet_1")).rejects.toThrow("The views show provernet_1");
  await expect(views("prune", "provernet_2")).rejects.toThrow("An indexer works on provernet_2");
  await stop(second);
  await views("switch", "provernet_2");
  await views("prune", "provernet_1");
  expect(await views()).not.toContain("provernet_1");
  expect(await rows()).toEqual(before);

  await sleep(300);
  await load.end();
  expect(load.failures).toEqual([]);
  expect(load.asked()).toBeGreaterThan(100);
  process.stdout.write(`${load.asked()} questions while the views were switched, none failed\n`);
});
