import { beforeAll, describe, expect, test } from "vitest";
import { type Internals, internals, type Row } from "../../backfill/internals.ts";
import { createStore } from "../../backfill/store.ts";
import * as schema from "../../ponder.schema.ts";
import { createIndexer, type Indexer } from "../support/indexer.ts";
import { createClient, loadRecording } from "../support/recording.ts";
import { handlers } from "../support/registry.ts";
import { expectSameTables, type Tables, tablesOfIndexer } from "../support/tables.ts";
import { createRows } from "./rows.ts";

const recording = loadRecording("quirks");

type Seen = { name: string; event: { block: { number: bigint } } };
let known: Internals;
let expected: Tables;
let context: Indexer["context"];
const seen: Seen[] = [];

beforeAll(async () => {
  known = await internals();
  const indexer = await createIndexer();
  await indexer.replay(recording, { onEvent: ({ name, event }) => seen.push({ name, event }) });
  expected = tablesOfIndexer(indexer);
  context = indexer.context;
});

/** The recording's events once more, through the same handlers, over the backfill's store. */
const index = async (given: {
  most: number;
  batch: number;
  database?: ReturnType<typeof createRows>;
}) => {
  const database = given.database ?? createRows();
  const store = createStore({ schema, rows: database.rows, internals: known, most: given.most });
  let pinned = 0n;
  const client = createClient({ recording: () => recording, block: () => pinned });
  const over = { ...context, client, db: store.db };
  for (const name of Object.keys(context.contracts)) {
    pinned = BigInt(context.contracts[name].startBlock);
    await handlers.get(`${name}:setup`)?.({ event: undefined, context: over });
  }
  for (const [index, { name, event }] of seen.entries()) {
    if (index % given.batch === 0) store.settle();
    pinned = event.block.number;
    await handlers.get(name)!({ event, context: over });
  }
  store.finish();
  return database;
};

describe("over the backfill's store the handlers write the very rows that they write over Ponder's", () => {
  test("with room for all of them", async () => {
    const database = await index({ most: 1_000_000, batch: 6_000 });
    expect(expectSameTables(database.tables(), expected)).toBeGreaterThan(5_000);
    expect(database.operations).toMatchObject({ replaced: 0, found: 0 });
  });

  test("with those that rest written before the end", async () => {
    const database = await index({ most: 1_000_000, batch: 50 });
    expect(expectSameTables(database.tables(), expected)).toBeGreaterThan(5_000);
    expect(database.operations.found).toBe(0);
    expect(database.operations.replaced).toBeGreaterThan(100);
  });

  test("with room for few", async () => {
    const database = await index({ most: 100, batch: 50 });
    expect(expectSameTables(database.tables(), expected)).toBeGreaterThan(5_000);
    expect(database.operations.found).toBeGreaterThan(1_000);
    expect(database.operations.replaced).toBeGreaterThan(1_000);
  });

  test("which is seen when a table's changes are lost", async () => {
    const database = createRows();
    const { replace } = database.rows;
    database.rows.replace = (form, rows) => form.name !== "tokenBalance" && replace(form, rows);
    await index({ most: 100, batch: 50, database });
    expect(() => expectSameTables(database.tables(), expected)).toThrow();
  });
});

describe("the store", () => {
  const open = (most = 1_000) => {
    const database = createRows();
    return { database, ...createStore({ schema, rows: database.rows, internals: known, most }) };
  };
  const balance = schema.tokenBalance;
  const address = "0x00000000000000000000000000000000000000aa";

  test("updates what is there, and nothing else", async () => {
    const { db } = open();
    await expect(async () => db.update(balance, { address }).set({ balance: 1n })).rejects.toThrow(
      "No existing record found in table 'tokenBalance'",
    );
    await db.insert(balance).values({ address, balance: 1n });
    expect(
      await db
        .update(balance, { address })
        .set((now: Row) => ({ balance: (now.balance as bigint) + 1n })),
    ).toEqual({
      address,
      balance: 2n,
    });
    expect(await db.find(balance, { address })).toEqual({ address, balance: 2n });
  });

  test("knows a row by its key however that is written", async () => {
    const { db } = open();
    await db
      .insert(balance)
      .values({ address: address.toUpperCase().replace("X", "x"), balance: 1n });
    expect(await db.find(balance, { address })).toEqual({ address, balance: 1n });
  });

  test("refuses a second row with the same key, and another key for a row", async () => {
    const { db } = open();
    await db.insert(balance).values({ address, balance: 1n });
    await expect(async () => db.insert(balance).values({ address, balance: 2n })).rejects.toThrow(
      "Primary key conflict in table 'tokenBalance'",
    );
    await expect(async () =>
      db.update(balance, { address }).set({ address: `${address.slice(0, -1)}b` }),
    ).rejects.toThrow("cannot be updated");
  });

  test("leaves a row as it is where one is there, or changes it", async () => {
    const { db } = open();
    const put = (more: bigint) => db.insert(balance).values({ address, balance: more });
    expect(await put(1n).onConflictDoNothing()).toEqual({ address, balance: 1n });
    expect(await put(5n).onConflictDoNothing()).toBeNull();
    expect(
      await put(5n).onConflictDoUpdate((now: Row) => ({ balance: (now.balance as bigint) + 5n })),
    ).toEqual({
      address,
      balance: 6n,
    });
  });

  test("deletes a row, wherever it is", async () => {
    const { db, settle, database } = open(0);
    await db.insert(balance).values({ address, balance: 1n });
    expect(await db.delete(balance, { address })).toBe(true);
    expect(await db.delete(balance, { address })).toBe(false);
    await db.insert(balance).values({ address, balance: 2n });
    settle();
    settle();
    expect(database.tables().tokenBalance).toHaveLength(1);
    expect(await db.delete(balance, { address })).toBe(true);
    expect(database.tables().tokenBalance).toHaveLength(0);
    expect(await db.find(balance, { address })).toBeNull();
  });

  test("reads a row once that two ask for at the same time", async () => {
    const { db, settle, finish, database } = open(0);
    await db.insert(balance).values({ address, balance: 1n });
    settle();
    const more = (now: Row) => ({ balance: (now.balance as bigint) + 1n });
    await Promise.all([
      db.update(balance, { address }).set(more),
      db.update(balance, { address }).set(more),
    ]);
    finish();
    expect(database.tables().tokenBalance).toEqual([{ address, balance: 3n }]);
  });

  test("finds a row of a table that it took for one that is only added to", async () => {
    const { db, settle, finish, database } = open();
    const row = (at: number) => ({
      id: BigInt(at),
      block: at,
      timestamp: at,
      transaction: address,
      kind: "REQUESTED",
      sender: address,
    });
    for (let at = 0; at < 1_500; at++) await db.insert(schema.activity).values(row(at));
    settle();
    for (let at = 1_500; at < 1_600; at++) await db.insert(schema.activity).values(row(at));
    for (const at of [3, 1_550]) {
      expect(await db.find(schema.activity, { id: BigInt(at) })).toMatchObject(row(at));
      await db.update(schema.activity, { id: BigInt(at) }).set({ block: 7 });
    }
    finish();
    const all = database.tables().activity!;
    expect(all).toHaveLength(1_600);
    expect(all.filter(({ block }) => block === 7)).toHaveLength(3);
  });
});
