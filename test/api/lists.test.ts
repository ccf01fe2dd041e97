import { sql } from "drizzle-orm";
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
import { entities } from "../../src/api/entities/tables.ts";
import { firstKeyAt } from "../../src/api/reads/keys.ts";
import { type Recorded, recordedDatabase, type Shape, serve } from "./server.ts";

let recorded: Recorded;
let api: ReturnType<typeof serve>;

beforeAll(async () => {
  recorded = await recordedDatabase("quirks");
  api = serve(recorded, { maxCost: 1_000_000 });
});
afterAll(() => recorded.close());

/** Lists in the order of the chain: with the time of a row and its place. */
const lists = [
  { field: "requests", table: request, key: "createdId", time: "createdAt" },
  { field: "bids", table: bid, key: "firstBidId", time: "firstBidAt" },
  { field: "assignments", table: assignment, key: "id", time: "startedAt" },
  { field: "proofs", table: proof, key: "eventId", time: "timestamp" },
  { field: "activities", table: activity, key: "id", time: "timestamp" },
  { field: "rewards", table: reward, key: "id", time: "timestamp" },
  { field: "vaultChanges", table: vaultChange, key: "id", time: "timestamp" },
  { field: "slashings", table: slashing, key: "id", time: "timestamp" },
  { field: "unstakes", table: unstake, key: "requestedId", time: "requestedAt" },
] as const;

const rowsOf = ({ table, key }: { table: Shape; key: string }): Shape[] =>
  recorded.rows(table).sort((a: Shape, b: Shape) => Number(a[key] - b[key]));

/** All pages of a list, as the values of its key. */
const walk = async (field: string, key: string, args: string, limit = 100) => {
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const answer: Shape = await api.data(
      `query ($after: String) { ${field}(limit: ${limit}, after: $after ${args}) { items { ${key} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    const page = answer[field];
    keys.push(...page.items.map((row: Shape) => row[key]));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return keys;
};

const NEWEST = ', orderDirection: "desc"';

describe.each(lists)("$field", (list) => {
  const { field, key, time } = list;

  test("gives every row once, in the order of the chain, from either end", async () => {
    const expected = rowsOf(list).map((row) => String(row[key]));
    expect(expected.length).toBeGreaterThan(0);
    expect(new Set(expected).size).toBe(expected.length);
    expect(await walk(field, key, "")).toEqual(expected);
    expect(await walk(field, key, NEWEST)).toEqual(expected.reverse());
    expect(await walk(field, key, `, orderBy: "${time}" ${NEWEST}`)).toEqual(expected);
  });

  test("keeps to a span of time", async () => {
    const rows = rowsOf(list);
    const [from, to] = [0.25, 0.75].map((part) => rows[Math.floor(rows.length * part)][time]);
    const within = (holds: (at: number) => boolean) =>
      rows.filter((row) => holds(row[time])).map((row) => String(row[key]));
    const span = (where: string) => walk(field, key, `, where: { ${where} }`, 1000);
    expect(await span(`${time}_gte: ${from}, ${time}_lt: ${to}`)).toEqual(
      within((at) => at >= from && at < to),
    );
    expect(await span(`${time}_gt: ${from}, ${time}_lte: ${to}`)).toEqual(
      within((at) => at > from && at <= to),
    );
    const last = rows.at(-1)[time];
    expect(await span(`${time}_gt: ${last}`)).toEqual([]);
    expect(await span(`${time}_lt: ${rows[0][time]}`)).toEqual([]);
    expect((await span(`${time}_lte: ${last}`)).length).toBe(rows.length);
  });

  test("is read from the place of a time on, which an index leads to", async () => {
    const rows = rowsOf(list);
    recorded.statements.length = 0;
    await walk(field, key, `, where: { ${time}_gte: ${rows.at(-1)[time]} }`);
    const column = entities.get(field.replace(/ies$/, "y").replace(/s$/, ""))!.columns[key]!.name;
    expect(recorded.statements.at(-1)).toContain(`"${column}" >= $`);
  });
});

test("filters of a list hold together, and are counted", async () => {
  const rows = recorded.rows(activity);
  const { prover } = rows.find((row: Shape) => row.kind === "BID")!;
  const holds = (row: Shape) => row.prover === prover && ["BID", "REVEALED"].includes(row.kind);
  const { activities } = await api.data(
    `{ activities(where: { prover: "${prover}", kind_in: [BID, REVEALED] }, limit: 1000) { totalCount items { kind prover } } }`,
  );
  expect(activities.totalCount).toBe(rows.filter(holds).length);
  expect(activities.items.every(holds)).toBe(true);
});

test("several values are looked up one by one, and merged in order, page by page", async () => {
  const expected = rowsOf(lists[4])
    .filter(({ kind }) => ["PAUSED", "STAKED", "REFUNDED"].includes(kind))
    .map(({ id }) => String(id))
    .reverse();
  recorded.statements.length = 0;
  const where = ", where: { kind_in: [PAUSED, STAKED, REFUNDED, STAKED] }";
  expect(await walk("activities", "id", where + NEWEST, 7)).toEqual(expected);
  expect(recorded.statements[0]!.match(/union all/g)).toHaveLength(2);
});

test("unstakes are pending or completed", async () => {
  const rows = recorded.rows(unstake);
  for (const condition of ["completedAt: null", "completedAt_not: null"])
    expect((await walk("unstakes", "requestedId", `, where: { ${condition} }`)).length).toBe(
      rows.filter((row: Shape) => (row.completedAt === null) === !condition.includes("not")).length,
    );
});

test("an empty page keeps the cursor it was given: a follower goes on from there", async () => {
  const ask = `query ($after: String) { requests(after: $after) { items { id } pageInfo { startCursor endCursor } } }`;
  const all = await api.data(ask.replace("after: $after", "limit: 1000, after: $after"));
  const { endCursor: after } = all.requests.pageInfo;
  const { requests } = await api.data(ask, { after });
  expect(requests).toEqual({ items: [], pageInfo: { startCursor: after, endCursor: after } });
});

describe("orders", () => {
  test("that no index leads to are refused, and those that one does are named", async () => {
    const error = await api.refused('{ requests(orderBy: "maxFee") { items { id } } }');
    expect(error.extensions).toEqual({ code: "BAD_USER_INPUT", argument: "orderBy" });
    expect(error.message).toMatch(/no index leads.*: .*createdAt, createdId/);
    const narrowed = await api.refused(
      '{ requests(where: { status: PENDING }, orderBy: "maxFee") { items { id } } }',
    );
    expect(narrowed.message).toMatch(/deadline/);
  });

  test("are open to what `where` fixes", async () => {
    const order = 'orderBy: "deadline", orderDirection: "desc"';
    await api.refused(`{ requests(${order}) { items { id } } }`);
    const { requests } = await api.data(
      `{ requests(where: { status: PENDING }, ${order}) { items { deadline } } }`,
    );
    const deadlines = requests.items.map(({ deadline }: Shape) => BigInt(deadline));
    expect(deadlines.length).toBeGreaterThan(1);
    expect(deadlines).toEqual(deadlines.toSorted((a: bigint, b: bigint) => Number(b - a)));
  });

  test("are all open where a list stays short", async () => {
    await api.data('{ provers(orderBy: "joinedAt") { items { address } } }');
    await api.data('{ requests { items { bids(orderBy: "fee") { items { fee } } } } }');
  });
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
