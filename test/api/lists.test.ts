import { getTableColumns, sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  activity,
  assignment,
  bid,
  proof,
  request,
  reward,
  slashing,
  unstake,
  vaultChange,
} from "../../ponder.schema.ts";
import { lists as listsOfSchema } from "../../src/api/graphql/list-tables.ts";
import { firstKeyAt } from "../../src/api/questions/keys.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "./server.ts";

let recorded: Recorded;
let api: ReturnType<typeof serve>;

beforeAll(async () => {
  recorded = await recordedDatabase("quirks");
  api = serve(recorded, { maxCost: 1_000_000 });
});
afterAll(() => recorded.close());

const lists = [
  { field: "listRequests", table: request, key: "createdId", time: "createdAt" },
  { field: "listBids", table: bid, key: "firstBidId", time: "firstBidAt" },
  { field: "listAssignments", table: assignment, key: "id", time: "startedAt" },
  { field: "listProofs", table: proof, key: "eventId", time: "timestamp" },
  { field: "listActivity", table: activity, key: "id", time: "timestamp" },
  { field: "listRewards", table: reward, key: "id", time: "timestamp" },
  { field: "listVaultChanges", table: vaultChange, key: "id", time: "timestamp" },
  { field: "listSlashings", table: slashing, key: "id", time: "timestamp" },
  { field: "listUnstakes", table: unstake, key: "requestedId", time: "requestedAt" },
] as const;

const rowsOf = ({ table, key }: { table: Shape; key: string }): Shape[] =>
  recorded.rows(table).sort((a: Shape, b: Shape) => Number(a[key] - b[key]));

/** All pages of a list, as the values of its key. */
const walk = async (field: string, key: string, args: string, first = 100) => {
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const answer: Shape = await api.data(
      `query ($after: String) { ${field}(first: ${first}, after: $after ${args}) { items { ${key} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    const page = answer[field];
    keys.push(...page.items.map((row: Shape) => row[key]));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return keys;
};

describe.each(lists)("$field", (list) => {
  const { field, key, time } = list;

  test("gives every row once, from either end", async () => {
    const expected = rowsOf(list).map((row) => String(row[key]));
    expect(expected.length).toBeGreaterThan(0);
    expect(new Set(expected).size).toBe(expected.length);
    expect(await walk(field, key, ", order: OLDEST")).toEqual(expected);
    expect(await walk(field, key, "")).toEqual(expected.reverse());
  });

  test("keeps to a span of time, its start inclusive and its end exclusive", async () => {
    const rows = rowsOf(list);
    const [from, to] = [0.25, 0.75].map((part) => rows[Math.floor(rows.length * part)][time]);
    const expected = rows
      .filter((row) => row[time] >= from && row[time] < to)
      .map((row) => String(row[key]));
    expect(await walk(field, key, `, order: OLDEST, from: ${from}, to: ${to}`, 1000)).toEqual(
      expected,
    );
    const last = rows.at(-1)[time];
    expect(await walk(field, key, `, from: ${last + 1}`)).toEqual([]);
    expect(await walk(field, key, `, to: ${rows[0][time]}`)).toEqual([]);
    expect((await walk(field, key, `, to: ${last + 1}`, 1000)).length).toBe(rows.length);
  });
});

test("filters of a list hold together, and are counted", async () => {
  const rows = recorded.rows(activity);
  const { prover } = rows.find((row: Shape) => row.kind === "BID")!;
  const holds = (row: Shape) => row.prover === prover && ["BID", "REVEALED"].includes(row.kind);
  const { listActivity } = await api.data(
    `{ listActivity(prover: "${prover}", kinds: [BID, REVEALED], first: 1000) { totalCount items { kind prover } } }`,
  );
  expect(listActivity.totalCount).toBe(rows.filter(holds).length);
  expect(listActivity.items.every(holds)).toBe(true);
});

test("several kinds are merged in order, page by page", async () => {
  const expected = rowsOf(lists[4])
    .filter(({ kind }) => ["PAUSED", "STAKED", "REFUNDED"].includes(kind))
    .map(({ id }) => String(id))
    .reverse();
  expect(await walk("listActivity", "id", ", kinds: [PAUSED, STAKED, REFUNDED]", 7)).toEqual(
    expected,
  );
});

test("unstakes are pending or completed", async () => {
  const rows = recorded.rows(unstake);
  for (const pending of [true, false])
    expect((await walk("listUnstakes", "requestedId", `, pending: ${pending}`)).length).toBe(
      rows.filter((row: Shape) => (row.completedAt === null) === pending).length,
    );
});

test("a page costs the same at any depth: an index has the filter's column, then the key", () => {
  const without = listsOfSchema.flatMap(({ field, table, key, filters, kinds }) => {
    const { indexes, primaryKeys } = getTableConfig(table);
    const columns = getTableColumns(table);
    const keyName = columns[key]!.name;
    const served = [
      ...indexes.map(({ config }) =>
        config.columns.map((column) => "name" in column && column.name),
      ),
      ...primaryKeys.map((primary) => primary.columns.map(({ name }) => name)),
      ...(columns[key]!.primary ? [[keyName]] : []),
    ].map((names) => names.join());
    const named = Object.entries({ ...filters, ...(kinds && { kinds }) })
      // A request has few rows of its own: they are read and sorted.
      .filter(([name]) => name !== "requestId")
      .map(([name, { column }]) => [name, `${column.name},${keyName}`]);
    return [["", keyName], ...named].flatMap(([name, index]) =>
      served.includes(index!) ? [] : [`${field}(${name})`],
    );
  });
  expect(without).toEqual([]);
});

test("a time parts the keys of any table, of empty ones too", async () => {
  const { db } = recorded;
  const given = { table: activity, key: activity.id, time: activity.timestamp };
  const rows = rowsOf(lists[4]);
  for (const at of [0, rows[10].timestamp, rows[10].timestamp + 1, rows.at(-1).timestamp]) {
    const key = (await firstKeyAt(db, { ...given, at }))!;
    expect(rows.filter(({ id }) => id >= key)).toEqual(
      rows.filter(({ timestamp }) => timestamp >= at),
    );
  }
  expect(await firstKeyAt(db, { ...given, at: rows.at(-1).timestamp + 1 })).toBeNull();
  expect(await firstKeyAt(db, { ...given, at: 0, among: sql`false` })).toBeNull();
});
