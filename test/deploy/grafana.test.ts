import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request } from "../../ponder.schema.ts";
import { switchViews } from "../../views/switch.ts";
import { type Opened, openRecording } from "../api/support.ts";
import { checkpointAt } from "../views/support.ts";
import { panels } from "./support.ts";

const withSql = panels().flatMap(({ title, type, targets = [] }) =>
  targets.flatMap(({ rawSql }) => (rawSql === undefined ? [] : [{ title, type, sql: rawSql }])),
);
/** Before and after all that is recorded. */
const [FROM, TO] = [0, 4_000_000_000];

let recorded: Opened;
let client: pg.Client;

beforeAll(async () => {
  recorded = await openRecording("month");
  client = new pg.Client({ connectionString: recorded.url });
  await client.connect();
  await client.query(`create table _ponder_checkpoint (latest_checkpoint text);
    insert into _ponder_checkpoint values ('${checkpointAt(5575)}')`);
  await switchViews(client, { viewsSchema: "live", schema: "public", say: () => {} });
  await client.query("set search_path = live");
});
afterAll(async () => {
  await client?.end();
  await recorded?.close();
});

/** As Grafana sends it: with the time shown in place of its macro. */
const ask = async (sql: string) =>
  (
    await client.query(
      sql.replaceAll(/\$__unixEpochFilter\(([\w.]+)\)/g, `$1 >= ${FROM} and $1 <= ${TO}`),
    )
  ).rows as Record<string, unknown>[];

const rowsOf = async (title: string) => ask(withSql.find((panel) => panel.title === title)!.sql);
const total = (rows: Record<string, unknown>[], column: string) =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

describe("every panel has rows, and something in each of their columns", () => {
  test.each(withSql)("$title", async ({ sql, type }) => {
    const rows = await ask(sql);
    expect(rows.length).toBeGreaterThan(0);
    for (const column of Object.keys(rows[0]!))
      expect([column, rows.some((row) => row[column] !== null)]).toEqual([column, true]);
    if (type !== "timeseries") return;
    expect(rows[0]!.time).toBeInstanceOf(Date);
    const times = rows.map(({ time }) => Number(time));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });
});

test("what they show is what the rows of requests say", async () => {
  const requests = recorded.rows(request);
  const proven = requests.filter(({ status }) => status === "FULFILLED");
  const price = proven.reduce((sum, row) => sum + row.price!, 0n);
  const byDay = await rowsOf("Requests by day");
  expect(total(byDay, "opened")).toBe(requests.length);
  expect(total(byDay, "proven")).toBe(proven.length);
  expect(total(byDay, "refunded: missed")).toBe(
    requests.filter(
      ({ refundReason, winner }) => refundReason === "DEADLINE_MISSED" && winner !== null,
    ).length,
  );
  const fees = await rowsOf("Where fees went, by day");
  const parts = total(fees, "protocol") + total(fees, "commission") + total(fees, "stakers");
  expect(parts).toBeCloseTo(Number(price) / 1e18, 6);
  expect(total(await rowsOf("Largest requesters"), "paid")).toBeCloseTo(Number(price) / 1e18, 6);
  const [open] = await rowsOf("Open requests");
  expect(open!.open_requests).toBe(requests.filter(({ status }) => status === "PENDING").length);
  const [block] = await rowsOf("Indexed to");
  expect(block!.block).toBe("5575");
});

test("panels have places of their own", () => {
  const ids = panels().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
