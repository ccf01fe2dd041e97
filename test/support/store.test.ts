import { onchainTable, primaryKey } from "ponder";
import { expect, test } from "vitest";
import { createPonderStore } from "./ponder-internals.ts";
import { createStore } from "./store.ts";

const note = onchainTable(
  "note",
  (t) => ({
    owner: t.hex().notNull(),
    day: t.integer().notNull(),
    wei: t.bigint().notNull().default(1n),
    word: t.text(),
    more: t.json(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.owner, t.day] }) }),
);

/** Numbers that look random and are the same in every run. */
const createRandom = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
};

const operation = (random: (below: number) => number) => {
  const key = { owner: `0x${"aAbB"[random(4)]}${random(10)}f`, day: random(3) };
  const set = {
    ...(random(2) === 0 && { wei: BigInt(random(99)) }),
    ...(random(2) === 0 && { word: [null, undefined, "word"][random(3)] }),
    ...(random(4) === 0 && { more: { list: [random(9)] } }),
  };
  const add = (row: any) => ({ wei: row.wei + 1n, word: `${row.word}!`.slice(-9) });
  const rows = [
    { ...key, ...set },
    { ...key, day: 3 },
  ];
  return [
    (db: any) => db.find(note, key),
    (db: any) => db.insert(note).values({ ...key, ...set }),
    (db: any) => db.insert(note).values(rows).onConflictDoNothing(),
    (db: any) =>
      db
        .insert(note)
        .values({ ...key, ...set })
        .onConflictDoUpdate(set),
    (db: any) => db.insert(note).values(rows).onConflictDoUpdate(add),
    (db: any) => db.update(note, key).set(set),
    (db: any) => db.update(note, key).set(add),
    (db: any) => db.update(note, key).set({ ...set, day: 9 }),
    (db: any) => db.delete(note, key),
  ][random(9)]!;
};

test("thousands of random operations have the outcome that Ponder's own store gives them", async () => {
  const random = createRandom(7);
  const schema = { note };
  const ours = createStore(schema).db;
  const theirs = createPonderStore(schema).db;
  const outcomes = { returned: 0, refused: 0 };
  for (let step = 0; step < 4_000; step++) {
    const run = operation(random);
    const outcome = async (db: any) => {
      try {
        const result = await run(db);
        return {
          returned: structuredClone(Array.isArray(result) ? result.map(plain) : plain(result)),
        };
      } catch {
        return { refused: true };
      }
    };
    const [our, their] = [await outcome(ours), await outcome(theirs)];
    expect([step, our]).toEqual([step, their]);
    outcomes["refused" in our ? "refused" : "returned"]++;
  }
  expect(outcomes.returned).toBeGreaterThan(1_000);
  expect(outcomes.refused).toBeGreaterThan(200);
});

const plain = (row: any) => (row !== null && typeof row === "object" ? { ...row } : row);
