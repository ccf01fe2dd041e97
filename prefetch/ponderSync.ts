/**
 * What is missing in Ponder's cache, the schema `ponder_sync`, and how it gets there: its rows, and the keys under which it is
 * noted which blocks are cached for which source. What can be is left to Ponder's own functions.
 */
import { pipeline } from "node:stream/promises";
import { getTableColumns, getTableName, type Table } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { Refusal, WrongChain } from "../settings/environment.ts";
import type { Children, Interval, Rows } from "./chain.ts";
import { copyValue } from "./copyText.ts";
import { createCommon, loadPonder } from "./ponder.ts";
import { type CachedIntervals, modules } from "./ponderModules.ts";
import { type Factory, type Filter, factoryOf } from "./sources.ts";

/** What is missing in a range: sources and factories with the blocks missing for each. */
export type Need = {
  interval: Interval;
  filters: { filter: Filter; interval: Interval }[];
  factories: { factory: Factory; interval: Interval }[];
};

/** What is to be fetched. */
export type Plan = {
  /** Ranges of which something is missing, ascending. */
  missing: (within: Interval) => Interval[];
  need: (interval: Interval) => Need;
};

/** Ponder's cache in a PostgreSQL database, for one writer. */
type Cache = {
  plan: Plan;
  /** The children known from earlier runs. */
  children: Children;
  /** Writes a range's rows together with the note that nothing of `need` is missing any more: all of it or nothing. */
  write: (need: Need, rows: Rows) => Promise<void>;
  /** Ends the connection; what was written gets fresh planner statistics. */
  close: () => Promise<void>;
};

const APPLICATION = "provernet prefetch";
/** Of the advisory lock that keeps a second prefetch out. */
const LOCK = 8_453_017;

const UNIQUE_VIOLATION = "23505";

/** A kind of data that is cached: its name there, the names that serve as well, and the blocks wanted of it. */
export type Fragment = { id: string; servedBy: string[]; fromBlock: number; toBlock: number };

/** The kinds of data the sources are made of. */
export async function fragmentsOf(filters: readonly Filter[]): Promise<Fragment[]> {
  const { fragments } = await modules();
  return filters.flatMap((filter) => {
    const bounds = (given: { fromBlock?: number | undefined; toBlock?: number | undefined }) => ({
      fromBlock: given.fromBlock ?? 0,
      toBlock: given.toBlock ?? Number.POSITIVE_INFINITY,
    });
    const own = fragments.getFragments(filter).map(({ fragment, adjacentIds }) => ({
      id: fragments.encodeFragment(fragment),
      servedBy: adjacentIds,
      ...bounds(filter),
    }));
    const factory = factoryOf(filter);
    if (factory === null) return own;
    const announced = fragments.getFactoryFragments(factory).map((fragment) => {
      const id = fragments.encodeFragment(fragment);
      return { id, servedBy: [id], ...bounds(factory) };
    });
    return [...own, ...announced];
  });
}

/** A plan to fetch everything, nothing being cached. */
export async function planOfAll(filters: readonly Filter[]): Promise<Plan> {
  const { fragments } = await modules();
  const cached: CachedIntervals = new Map();
  for (const filter of filters) {
    cached.set(
      filter,
      fragments.getFragments(filter).map(({ fragment }) => ({ fragment, intervals: [] })),
    );
    const factory = factoryOf(filter);
    if (factory !== null)
      cached.set(
        factory,
        fragments.getFactoryFragments(factory).map((fragment) => ({ fragment, intervals: [] })),
      );
  }
  return createPlan(filters, cached);
}

async function createPlan(
  filters: readonly Filter[],
  cachedIntervals: CachedIntervals,
): Promise<Plan> {
  const { runtime } = await modules();
  return {
    missing: (interval) => runtime.getRequiredIntervals({ filters, interval, cachedIntervals }),
    need(interval) {
      const { intervals, factoryIntervals } = runtime.getRequiredIntervalsWithFilters({
        filters,
        interval,
        cachedIntervals,
      });
      return { interval, filters: intervals, factories: eachOnce(factoryIntervals) };
    },
  };
}

/** Every event of a factory's children names the factory: each is needed once, for all of them. */
function eachOnce(factories: Need["factories"]): Need["factories"] {
  return [...Map.groupBy(factories, ({ factory }) => factory.id).values()].map((same) => ({
    factory: same[0]!.factory,
    interval: [
      Math.min(...same.map(({ interval }) => interval[0])),
      Math.max(...same.map(({ interval }) => interval[1])),
    ],
  }));
}

/**
 * Opens the cache and creates its tables if there are none, as Ponder would.
 * @throws Refusal when the database cannot be reached, or another prefetch writes to it
 */
export async function openCache(given: {
  connectionString: string;
  chainId: number;
  filters: readonly Filter[];
}): Promise<Cache> {
  const { connectionString, chainId, filters } = given;
  const { store, tables, encode, actions, kit } = await modules();
  const client = new pg.Client({ connectionString, application_name: APPLICATION });
  await client.connect().catch((error: Error) => {
    throw new Refusal(`The database in DATABASE_URL cannot be used: ${error.message}`);
  });
  // A lost connection ends the query that was running; nothing else is to be done about it.
  client.on("error", () => {});

  const db = drizzle(client, { casing: "snake_case" });
  // Ponder's own would try a failed statement again, which cannot succeed within a transaction.
  const qb = {
    $dialect: "postgres",
    $client: client,
    raw: db,
    wrap: <T>(_label: object, query: (raw: typeof db) => T) => query(db),
  };
  const syncStore = store.createSyncStore({
    common: { options: { databaseMaxQueryParameters: 16_000 } },
    qb,
  });
  /** Column by column: those of Ponder's tables stand in another order there than in its code. */
  const copy = async (table: Table, rows: object[], into: "ponder_sync" | "pg_temp") => {
    if (rows.length === 0) return;
    const target = `${into}.${getTableName(table)} (${columnsOf(table)})`;
    const stream = client.query(copyFrom(`copy ${target} from stdin`));
    await pipeline([copyText(table, rows)], stream);
  };
  const columnsOf = (table: Table) =>
    Object.values(getTableColumns(table))
      .map((column) => `"${kit.getColumnCasing(column, "snake_case")}"`)
      .join(", ");
  const staged = [tables.blocks, tables.transactions, tables.logs];

  /** COPY knows no conflicts, and a range may be cached for some sources already: rows go through a table on the side. */
  const insert = async (table: Table, rows: object[]) => {
    if (rows.length === 0) return;
    const name = getTableName(table);
    const columns = columnsOf(table);
    await copy(table, rows, "pg_temp");
    await client.query(
      `insert into ponder_sync.${name} (${columns}) select ${columns} from pg_temp.${name} on conflict do nothing`,
    );
  };

  /** Where nothing of a range is cached, its rows need no table on the side. False when something was, after all. */
  const addAtOnce = async (rows: [Table, object[]][], interval: Interval): Promise<boolean> => {
    const { rows: found } = await client.query(
      `select exists (select from ponder_sync.blocks where chain_id = $1 and number between $2 and $3)
           or exists (select from ponder_sync.transactions where chain_id = $1 and block_number between $2 and $3)
           or exists (select from ponder_sync.logs where chain_id = $1 and block_number between $2 and $3) as some`,
      [chainId, ...interval],
    );
    if (found[0].some) return false;
    await client.query("savepoint at_once");
    try {
      for (const [table, given] of rows) await copy(table, given, "ponder_sync");
      return true;
    } catch (error) {
      // An indexer that shares the cache was faster.
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      await client.query("rollback to savepoint at_once");
      return false;
    }
  };

  const write: Cache["write"] = async (need, { blocks, transactions, logs, children }) => {
    const asked = { method: "eth_getBlockByNumber", params: ["", true] };
    actions.standardizeLogs(logs, { method: "eth_getLogs", params: [] });
    // Ponder takes those it is given for those of one block.
    for (const each of transactions) actions.standardizeTransactions([each], asked);
    const complete = blocks.map((block) =>
      actions.standardizeBlock({ ...block, transactions: [] }, asked),
    );
    const rows: [Table, object[]][] = [
      [tables.blocks, complete.map((block) => encode.encodeBlock({ block, chainId }))],
      [
        tables.transactions,
        transactions.map((transaction) => encode.encodeTransaction({ transaction, chainId })),
      ],
      [tables.logs, logs.map((log) => encode.encodeLog({ log, chainId }))],
    ];
    await client.query("begin");
    try {
      if (!(await addAtOnce(rows, need.interval)))
        for (const [table, given] of rows) {
          await insert(table, given);
          if (table === tables.blocks) await refuseOtherChain(client);
        }
      for (const { factory } of need.factories) {
        const childAddresses = children.get(factory.id) ?? new Map();
        await syncStore.insertChildAddresses({ factory, childAddresses, chainId });
      }
      await syncStore.insertIntervals({
        intervals: need.filters,
        factoryIntervals: need.factories,
        chainId,
      });
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    }
  };

  try {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as free", [LOCK]);
    if (!rows[0].free) throw new Refusal("Another prefetch is writing to this database.");
    await migrate(connectionString);
    for (const table of staged)
      await client.query(
        `create temporary table ${getTableName(table)} on commit delete rows as select ${columnsOf(table)} from ponder_sync.${getTableName(table)} with no data`,
      );
    const plan = await createPlan(filters, await syncStore.getIntervals({ filters }));
    const children: Children = new Map();
    for (const factory of filters.map(factoryOf))
      if (factory !== null && !children.has(factory.id))
        children.set(factory.id, await syncStore.getChildAddresses({ factory }));
    return {
      plan,
      children,
      write,
      async close() {
        for (const table of staged)
          await client.query(`analyze ponder_sync.${getTableName(table)}`).catch(() => {});
        await client.end();
      },
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Rows in the text of `COPY`: as Ponder encodes them, everything is a number or text. */
export function copyText(table: Table, rows: readonly object[]): string {
  const names = Object.keys(getTableColumns(table));
  return rows
    .map((row) => names.map((name) => copyValue((row as Record<string, unknown>)[name])).join("\t"))
    .join("\n");
}

/** Rows that are there already win: rows of a chain with the same id would silently replace ours. */
async function refuseOtherChain(client: pg.Client): Promise<void> {
  // Materialized: for the sake of `limit` PostgreSQL would compare each of our rows with each of the cache's.
  const { rows } = await client.query(
    `with other as materialized (
       select b.number, b.hash from pg_temp.blocks n join ponder_sync.blocks b using (chain_id, number) where b.hash <> n.hash
     ) select number, hash from other order by 1 limit 1`,
  );
  if (rows.length === 0) return;
  throw new WrongChain(
    `The database holds another chain with the same chain id: its block ${rows[0].number} is ${rows[0].hash}. Give each chain a database of its own, or drop the other's: DROP SCHEMA ponder_sync CASCADE.`,
  );
}

/** Runs Ponder's migrations of its cache. */
async function migrate(connectionString: string): Promise<void> {
  const { createDatabase } = await loadPonder<{
    createDatabase: (given: object) => { migrateSync: () => Promise<void> };
  }>("database/index.js");
  const common = await createCommon();
  const database = createDatabase({
    common,
    namespace: { schema: "ponder_sync", viewsSchema: undefined },
    preBuild: { databaseConfig: { kind: "postgres", poolConfig: { connectionString, max: 5 } } },
    schemaBuild: { schema: {} },
  });
  try {
    await database.migrateSync();
  } finally {
    await common.shutdown.kill();
  }
}
