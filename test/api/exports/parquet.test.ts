/** The files as DuckDB reads them: every row of every table, and sums that are the API's to the wei. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request } from "../../../ponder.schema.ts";
import { noSettings } from "../../../settings/environment.ts";
import { exportTables, type Manifest } from "../../../src/api/exports/folder.ts";
import { parquet } from "../../../src/api/exports/parquet.ts";
import { type Recorded, recordedDatabase, schema, serve } from "../server.ts";
import { openDuckDb } from "./duckdb.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

let recorded: Recorded;
let parent: string;
let folder: string;
let manifest: Manifest;
let duckDb: Awaited<ReturnType<typeof openDuckDb>>;
beforeAll(async () => {
  recorded = await recordedDatabase("month");
  parent = mkdtempSync(join(tmpdir(), "provernet-export-"));
  folder = join(parent, "export");
  const head = { block: recorded.recording.head, timestamp: recorded.head };
  const progress = { chain: "provernet", chainId: 31337, head, finalized: null, ready: true };
  manifest = await exportTables({ db: recorded.db, schema, progress }, folder);
  duckDb = await openDuckDb(folder);
});
afterAll(async () => {
  duckDb?.close();
  await recorded?.close();
  if (parent) rmSync(parent, { recursive: true, force: true });
});

const one = async (query: string) => (await duckDb.ask(query)).rows[0]!;
const weiOf = (brev: string) => BigInt(brev.replace(".", ""));

test("every table is there with all its rows", async () => {
  const names = Object.keys(manifest.rows);
  expect(names.length).toBeGreaterThan(40);
  expect(readdirSync(folder).toSorted()).toEqual([...names, "export.json"].toSorted());
  const { data } = serve(recorded);
  // Few at a time: counting costs.
  for (const name of names) {
    const answer = await data(`{ ${name}(limit: 1) { totalCount } }`);
    const [count] = await one(`select count(*) from '${name}/*.parquet'`);
    expect({ name, count: Number(count) }).toEqual({ name, count: answer[name].totalCount });
    expect(manifest.rows[name]).toBe(answer[name].totalCount);
  }
});

test("a file holds the rows of its month", async () => {
  const files = readdirSync(join(folder, "requests"));
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const [months] = await one(
      `select string_agg(distinct strftime(make_timestamp(createdAt::bigint * 1000000), '%Y-%m'), ',') from 'requests/${file}'`,
    );
    expect(`${months}.parquet`).toBe(file);
  }
});

test("every value of a request is the stored one", async () => {
  const stored = recorded.rows(request).toSorted((a, b) => Number(a.createdId - b.createdId));
  const names = Object.keys(stored[0]!) as (keyof (typeof stored)[0])[];
  const { rows } = await duckDb.ask(
    `select ${names.map((name) => `"${name}"`).join(", ")} from 'requests/*.parquet' order by createdId`,
  );
  expect(rows).toEqual(
    stored.map((row) => names.map((name) => (row[name] === null ? null : String(row[name])))),
  );
});

test("sums are the API's, in wei and in BREV", async () => {
  const { data } = serve(recorded);
  const { network } = await data(
    "{ network { fees protocolFees commission toStakers excess maxFees refunds assets donated } }",
  );
  const [fees, protocolFees, commission, toStakers, excess, maxFees, feesBrev] = await one(
    `select sum(price), sum(protocolFee), sum(commission), sum(toStakers), sum(excess), sum(maxFee), sum(priceBrev)
      from 'requests/*.parquet'`,
  );
  const { refunds: _, assets, donated, ...flows } = network;
  expect({ fees, protocolFees, commission, toStakers, excess, maxFees }).toEqual(flows);
  expect(weiOf(feesBrev!)).toBe(BigInt(network.fees));
  const [inVaults] = await one("select sum(assets) from 'provers/*.parquet'");
  expect(inVaults).toBe(assets);
  const [given] = await one("select coalesce(sum(amount), 0) from 'donations/*.parquet'");
  expect(given).toBe(donated);
});

test("a single list as Parquet has the rows of its CSV", async () => {
  const { app } = serve(recorded);
  const path = join(parent, "one.parquet");
  for (const name of ["marketSeries", "proverReturns"]) {
    const query = name === "marketSeries" ? "?unit=DAY" : "";
    const answer = await app.request(`/export/${name}.parquet${query}`);
    expect(answer.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    const lines = (await (await app.request(`/export/${name}.csv${query}`)).text()).split("\r\n");
    const { names, rows } = await duckDb.ask(`select * from '${path}'`);
    expect(names.join(",")).toBe(lines[0]);
    expect(rows).toHaveLength(lines.length - 2);
    expect(rows.length).toBeGreaterThan(5);
  }
});

test("values at the edges come back, and one beyond a decimal is refused, not cut", async () => {
  const columns = [
    { name: "text", kind: "text", path: ["text"] },
    { name: "wei", kind: "wei", path: ["wei"] },
    { name: "weiBrev", kind: "brev", path: ["wei"] },
    { name: "flag", kind: "bool", path: ["flag"] },
    { name: "list", kind: "list", path: ["list"] },
  ] as const;
  const most = 10n ** 38n - 1n;
  const rows = [
    ['ünï\u2400\r\n,"', `${most}`, `${most}`, true, ["A"]],
    ["", `-${most}`, `-${most}`, false, []],
    [null, null, null, null, null],
    ["0", "0", "0", false, ["x"]],
  ];
  const file = parquet.open(columns);
  const path = join(parent, "edges.parquet");
  const bytes = [file.begin(), file.rows(rows), file.end()] as Uint8Array[];
  writeFileSync(path, Buffer.concat(bytes));
  const found = await duckDb.ask(`select text, wei, weiBrev::varchar, flag, list from '${path}'`);
  const digits = String(most);
  const brev = `${digits.slice(0, 20)}.${digits.slice(20)}`;
  expect(found.rows).toEqual([
    ['ünï\u2400\r\n,"', digits, brev, "true", '["A"]'],
    ["", `-${digits}`, `-${brev}`, "false", "[]"],
    [null, null, null, null, null],
    ["0", "0", "0.000000000000000000", "false", '["x"]'],
  ]);
  expect(() => parquet.open(columns).rows([["", String(most + 1n), "0", true, []]])).toThrow(
    /wei is 1000\d+, which has more than the 38 digits/,
  );
});

test("npm run export writes the same from the database, and replaces nothing but an export", async () => {
  // What Ponder keeps beside the tables.
  const { $client } = recorded.db as unknown as {
    $client: { query(text: string): Promise<unknown> };
  };
  const at =
    String(recorded.head).padStart(10, "0") +
    "31337".padStart(16, "0") +
    String(manifest.block).padStart(16, "0");
  await $client.query(`create table _ponder_checkpoint (chain_name text, chain_id int8, latest_checkpoint text);
    insert into _ponder_checkpoint values ('provernet', 31337, '${at}${"0".repeat(33)}');
    create table _ponder_meta (key text, value jsonb); insert into _ponder_meta values ('app', '{"is_ready": 1}')`);
  const run = (to: string) =>
    promisify(execFile)(process.execPath, [join(root, "scripts/export.ts"), to], {
      cwd: root,
      env: {
        ...process.env,
        ...noSettings,
        NETWORK: "recording",
        DATABASE_URL: recorded.url,
        DATABASE_SCHEMA: "public",
      },
    });
  const again = join(parent, "again");
  const { stdout } = await run(again);
  expect(stdout).toMatch(/\d+ rows of \d+ tables are in .*again/);
  expect(JSON.parse(readFileSync(join(again, "export.json"), "utf8"))).toEqual(manifest);
  expect(readFileSync(join(again, "provers/all.parquet"))).toEqual(
    readFileSync(join(folder, "provers/all.parquet")),
  );
  await run(again);
  expect(existsSync(`${again}.new`)).toBe(false);

  const other = mkdtempSync(join(parent, "other-"));
  writeFileSync(join(other, "mine.txt"), "mine");
  await expect(run(other)).rejects.toThrow(/holds something else than an export/);
  expect(readdirSync(other)).toEqual(["mine.txt"]);
});

describe("docs/analytics.md", () => {
  test("has five analyses, each with its real answer; UPDATE=1 writes them", async () => {
    const path = join(root, "docs/analytics.md");
    const text = readFileSync(path, "utf8");
    const pattern = /(```sql\n)([\s\S]*?)(```\n\n)((?:\|.*\n)*)/g;
    const analyses = [...text.matchAll(pattern)];
    expect(analyses.length).toBeGreaterThanOrEqual(5);
    let answered = text;
    for (const [whole, open, query, close] of analyses) {
      const { names, rows } = await duckDb.ask(query!);
      expect(rows.length).toBeGreaterThan(0);
      const line = (cells: readonly (string | null)[]) =>
        `| ${cells.map((cell) => cell ?? "").join(" | ")} |\n`;
      const table = [line(names), line(names.map(() => "---")), ...rows.map(line)].join("");
      answered = answered.replace(whole, () => open! + query! + close! + table);
    }
    if (process.env.UPDATE) writeFileSync(path, answered);
    else expect(text).toBe(answered);
  });
});
