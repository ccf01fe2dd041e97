import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { parseEventLogs } from "viem";
import { beforeEach, expect, test } from "vitest";
import { createDatabase } from "./database.ts";
import { createIndexer } from "./indexer.ts";
import { loadRecording } from "./recording.ts";
import { handlers, ponder } from "./registry.ts";
import { loadSources } from "./sources.ts";
import { createStore } from "./store.ts";

const color = onchainEnum("color", ["RED", "GREEN"]);
const thing = onchainTable(
  "odd_thing",
  (t) => ({
    owner: t.hex().notNull(),
    day: t.integer().notNull(),
    wei: t.bigint().notNull().default(0n),
    size: t.int8({ mode: "bigint" }),
    note: t.text(),
    color: color("color").notNull().default("RED"),
    more: t.json(),
    tags: t.text().array(),
    isNew: t.boolean().$default(() => true),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.owner, t.day] }), byNote: index().on(t.note, t.wei) }),
);
const account = onchainTable("account", (t) => ({
  address: t.hex().primaryKey(),
  balance: t.bigint().notNull().default(0n),
  movedAt: t.integer(),
}));
const transfer = onchainTable("transfer", (t) => ({
  id: t.text().primaryKey(),
  from: t.hex().notNull(),
  value: t.bigint().notNull(),
}));
const schema = { color, thing, account, transfer };
const tiny = { schema, modules: [] };
const key = { owner: "0xABC", day: 1 } as const;

const move = async (db: any, address: string, value: bigint, movedAt: number) =>
  db
    .insert(account)
    .values({ address, balance: value, movedAt })
    .onConflictDoUpdate((row: any) => ({ balance: row.balance + value, movedAt }));
const onTransfer = async ({ event, context: { db } }: any) => {
  const { from, to, value } = event.args;
  await db.insert(transfer).values({ id: event.id, from, value });
  await move(db, from, 0n - value, Number(event.block.timestamp));
  await move(db, to, value, Number(event.block.timestamp));
};

beforeEach(() => handlers.clear());

test("a row gets its defaults, and its hex in lower case and whole bytes", async () => {
  const { db, rows } = createStore(schema);
  const row = { owner: "0x0abc", day: 1, wei: 0n, size: null, note: null, color: "RED" };
  const whole = { ...row, more: null, tags: null, isNew: true };
  expect(await db.insert(thing).values(key)).toEqual(whole);
  expect(await db.find(thing, { owner: "0x0aBc", day: 1 })).toEqual(whole);
  expect(rows(thing)).toEqual([whole]);
});

test("an update changes what it names, keeps what is undefined, and refuses a missing row", async () => {
  const { db } = createStore(schema);
  await db.insert(thing).values(key);
  await db.update(thing, key).set({ wei: 5n, note: undefined });
  await db.update(thing, key).set((row: any) => ({ wei: row.wei + 1n }));
  expect(await db.find(thing, key)).toMatchObject({ wei: 6n, note: null });
  const missing = db.update(thing, { ...key, day: 2 }).set({});
  await expect(missing).rejects.toThrow("No existing record found in table 'thing'");
  await expect(db.update(thing, key).set({ day: 2 })).rejects.toThrow(
    "thing.day' cannot be updated",
  );
});

test("a second insert fails, does nothing, or updates, as asked", async () => {
  const { db } = createStore(schema);
  await db.insert(thing).values(key);
  await expect(db.insert(thing).values(key)).rejects.toThrow(
    "Primary key conflict in table 'thing'",
  );
  expect(await db.insert(thing).values(key).onConflictDoNothing()).toBe(null);
  expect(await db.insert(thing).values(key).onConflictDoUpdate({ wei: 7n })).toMatchObject({
    wei: 7n,
  });
  expect(await db.delete(thing, key)).toBe(true);
  expect(await db.delete(thing, key)).toBe(false);
  expect(await db.find(thing, key)).toBe(null);
});

test.each([
  [{ owner: undefined }, "'odd_thing.owner' violates not-null"],
  [{ wei: null }, "'odd_thing.wei' violates not-null"],
  [{ owner: "alice" }, "'odd_thing.owner' takes hex"],
  [{ day: 2 ** 31 }, "'odd_thing.day' takes an integer of 32 bits"],
  [{ wei: 5 }, "'odd_thing.wei' takes a bigint"],
  [{ wei: 10n ** 78n }, "'odd_thing.wei' takes a bigint of at most 78 digits"],
  [{ size: 2n ** 63n }, "'odd_thing.size' takes a bigint of 64 bits"],
  [{ note: "a\0b" }, "'odd_thing.note' takes text"],
  [{ note: "\ud800" }, "'odd_thing.note' takes text"],
  [{ color: "BLUE" }, "'odd_thing.color' takes a member of its enum"],
  [{ more: { wei: 1n } }, "'odd_thing.more' takes JSON"],
  [{ tags: ["fine", 1] }, "'odd_thing.tags' takes a list"],
  [{ colour: "RED" }, "Table 'thing' has no column 'colour'"],
])("a row with %o is refused", async (values, message) => {
  const { db, rows } = createStore(schema);
  await expect(db.insert(thing).values({ ...key, ...values })).rejects.toThrow(message);
  expect(rows(thing)).toEqual([]);
});

test("a returned row is a copy, and handing it back is refused", async () => {
  const { db } = createStore(schema);
  const row = await db.insert(thing).values({ ...key, more: { list: [1] } });
  row.wei = 9n;
  row.more.list.push(2);
  expect(await db.find(thing, key)).toMatchObject({ wei: 0n, more: { list: [1] } });
  await expect(db.update(thing, key).set(row)).rejects.toThrow("Give a new object");
});

test("a handler that does not await the store is caught", async () => {
  ponder.on("Token:Transfer", async ({ event, context }) => {
    context.db.update(account, { address: event.args.from }).set({ balance: 1n });
  });
  const { emit, db } = await createIndexer(tiny);
  await db.insert(account).values({ address: "0x01" });
  await expect(emit("Token:Transfer", { from: "0x01" })).rejects.toThrow("not awaited: db.update");
});

test("a made-up event has an id that sorts like the chain, in a later block than the last", async () => {
  ponder.on("Token:Transfer", onTransfer);
  const { emit, rows, takeOperations } = await createIndexer(tiny);
  const args = { from: "0x01", to: "0x02", value: 5n };
  const first = await emit("Token:Transfer", args);
  const second = await emit("Token:Transfer", args, { block: { number: first.block.number } });
  const third = await emit("Token:Transfer", args);
  const ids = [first.id, second.id, third.id];
  expect(ids.map((id) => id.length)).toEqual([75, 75, 75]);
  expect([...ids].reverse().sort()).toEqual(ids);
  expect(third.block.timestamp).toBe(first.block.timestamp + 12n);
  expect(rows(account).map((row) => row.balance)).toEqual([-15n, 15n]);
  expect(takeOperations().total).toEqual({ find: 0, insert: 9, update: 0, delete: 0 });
  await expect(emit("Token:Approval")).rejects.toThrow("no handler for Token:Approval");
});

test("a handler of an event that no contract has is refused", async () => {
  ponder.on("Token:Transferred", () => undefined);
  await expect(createIndexer(tiny)).rejects.toThrow(
    "Token:Transferred is no event of ponder.config.ts",
  );
});

test("a replay delivers the token's transfers, so that balances equal the recorded ones", async () => {
  const recording = loadRecording("month");
  const seen: string[] = [];
  ponder.on("Token:setup", async ({ context }) => {
    const { abi, address } = context.contracts.Token;
    const name = await context.client.readContract({ abi, address, functionName: "decimals" });
    seen.push(`setup ${name}`);
  });
  ponder.on("Token:Transfer", onTransfer);
  const indexer = await createIndexer(tiny);
  const names = new Set<string>();
  let events = 0;
  await indexer.replay(recording, { until: 100 });
  const early = indexer.snapshot();
  await indexer.replay(recording, {
    onEvent: ({ name, event, operations }) => {
      names.add(name);
      events++;
      expect(operations.insert).toBe(3);
      expect(event.log.address).toBe(recording.contracts.token.address.toLowerCase());
    },
  });
  expect([...names]).toEqual(["Token:Transfer"]);
  expect(events).toBeGreaterThan(2_000);

  const { client, contracts } = indexer.context;
  const held = new Map(indexer.rows(account).map((row) => [row.address, row.balance]));
  let compared = 0;
  for (const address of held.keys()) {
    const call = { ...contracts.Token, functionName: "balanceOf", args: [address] };
    const recorded = await client
      .readContract({ ...call, blockNumber: BigInt(recording.head) })
      .catch(() => undefined);
    if (recorded === undefined) continue;
    expect([address, held.get(address)]).toEqual([address, recorded]);
    compared++;
  }
  expect(compared).toBeGreaterThan(20);

  indexer.restore(early);
  expect(indexer.rows(transfer).length).toBeLessThan(events);
});

test.each(["month", "quirks"])(
  "%s is delivered whole, in order, decoded as viem does",
  async (name) => {
    const recording = loadRecording(name);
    const { contracts: sources } = await loadSources({
      NETWORK: "recording",
      RECORDING: name,
      RPC_URL: "http://127.0.0.1:1",
    });
    const delivered: any[] = [];
    for (const source of sources)
      for (const { name: event } of source.events.values())
        ponder.on(`${source.name}:${event}`, ({ event: given }) => void delivered.push(given));
    const indexer = await createIndexer(tiny);
    await indexer.replay(recording);
    expect(delivered.map(({ id }) => id)).toEqual(delivered.map(({ id }) => id).sort());

    const abi = sources.flatMap((source) => source.abi);
    const addresses = new Set(sources.map(({ address }) => address));
    const vaults = new Set(
      delivered.flatMap(({ args, log }) =>
        log.topics.length === 3 && args.salt ? [args.vault] : [],
      ),
    );
    expect(vaults.size).toBeGreaterThan(10);
    const expected: any[] = [];
    for (let number = 0; number <= recording.head; number++)
      for (const { log } of recording.logs(number))
        if (addresses.has(log.address) || vaults.has(log.address)) expected.push(log);
    const decoded = parseEventLogs({ abi, logs: expected, strict: true }) as any[];
    const lower = (value: any): any => {
      if (typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value))
        return value.toLowerCase();
      if (Array.isArray(value)) return value.map(lower);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lower(item)]));
    };
    expect(delivered.length).toBe(decoded.length);
    expect(delivered.map(({ args }) => args)).toEqual(decoded.map(({ args }) => lower(args)));
  },
);

test("the rows of a replay come back from a database as they were", async () => {
  ponder.on("Token:Transfer", onTransfer);
  const indexer = await createIndexer(tiny);
  await indexer.replay(loadRecording("month"));
  await indexer.db.insert(thing).values({
    ...key,
    wei: -(10n ** 78n) + 1n,
    size: 2n ** 63n - 1n,
    note: "tab\t, line\n, \\N, 'quote' and \u{1f600}",
    color: "GREEN",
    more: { list: ["\\", null, 1.5], text: "a\tb" },
    tags: ["a,b", '"c"'],
  });
  const { db, close } = await createDatabase({ schema });
  await indexer.fill(db);
  for (const table of [account, transfer, thing])
    expect(await db.select().from(table)).toEqual(indexer.rows(table));
  await close();
});
