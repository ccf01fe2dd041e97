import { createCommon } from "../../prefetch/ponder.ts";

/** The only file of the tests that reaches into Ponder's build: what it needs is not exported. */
const load = (path: string): Promise<any> =>
  import(
    /* @vite-ignore */ new URL(`../../node_modules/ponder/dist/esm/${path}`, import.meta.url).href
  );

const [columns, drizzle, kit, cache, store, checkpoint, events, decode] = await Promise.all([
  load("indexing-store/utils.js"),
  load("drizzle/index.js"),
  load("drizzle/kit/index.js"),
  load("indexing-store/cache.js"),
  load("indexing-store/index.js"),
  load("utils/checkpoint.js"),
  load("runtime/events.js"),
  load("utils/decodeEventLog.js"),
]);

/** A value as Ponder keeps it: defaults for undefined, hex lower-cased and padded, JSON copied. */
export const normalizeColumn: (column: any, value: unknown, isUpdate: boolean) => unknown =
  columns.normalizeColumn;
/** The names of a table's key columns: `sql` in the database, `js` in rows. */
export const getPrimaryKeyColumns: (table: any) => { sql: string; js: string }[] =
  drizzle.getPrimaryKeyColumns;
/** The statements that create a schema's enums, tables (with Ponder's `_reorg__` twins), views, indexes. */
export const getSql: (
  schema: object,
) => Record<"enums" | "tables" | "views" | "indexes", { sql: string[] }> = kit.getSql;
/** Rows in the text format of `COPY`. */
export const getCopyText: (table: any, rows: any[]) => string = cache.getCopyText;
/** Runs `COPY … FROM` on a `pg` client. */
export const getCopyHelper: (database: {
  $dialect: "postgres";
  $client: any;
}) => (table: any, text: string) => Promise<void> = cache.getCopyHelper;
/** `event.id`: 75 digits that sort like the chain. */
export const encodeCheckpoint: (parts: Record<string, number | bigint>) => string =
  checkpoint.encodeCheckpoint;
/** Ponder's decoder of logs: lower-case addresses; throws when topics or data don't fit. */
export const decodeEventLog: (log: { abiItem: any; topics: string[]; data: string }) => any =
  decode.decodeEventLog;
/** JSON-RPC shapes into the shapes that handlers see. */
export const toBlock = (block: any): any => events.syncBlockToInternal({ block });
export const toLog = (log: any): any => events.syncLogToInternal({ log });
export const toTransaction = (transaction: any): any =>
  events.syncTransactionToInternal({ transaction });

/** Ponder's own store over its cache alone, as during a backfill: to compare ours with. */
export const createPonderStore = (schema: object): { db: any } => {
  const common = { metrics: new Proxy({}, { get: () => () => undefined }) };
  const qb = { $dialect: "pglite", wrap: async () => [] };
  const settings = { common, schemaBuild: { schema }, eventCount: {} };
  const indexingCache = cache.createIndexingCache(settings);
  const ponderStore = store.createIndexingStore({ ...settings, indexingCache });
  indexingCache.qb = qb;
  ponderStore.qb = qb;
  return ponderStore;
};

/**
 * Ponder's cache in an empty database. `write` writes within one transaction as Ponder does, and returns the statements;
 * whoever opens it closes it.
 */
export const openPonderCache = async (connectionString: string) => {
  const [{ createDatabase }, { createSyncStore }, tables, { encodeBlock }] = await Promise.all([
    load("database/index.js"),
    load("sync-store/index.js"),
    load("sync-store/schema.js?another"),
    load("sync-store/encode.js"),
  ]);
  const common = await createCommon();
  const database = createDatabase({
    common,
    namespace: { schema: "ponder_sync", viewsSchema: undefined },
    preBuild: { databaseConfig: { kind: "postgres", poolConfig: { connectionString, max: 30 } } },
    schemaBuild: { schema: {} },
  });
  await database.migrateSync();
  type Store = Record<
    "insertBlocks" | "insertTransactions" | "insertLogs" | "insertAnotherBlock",
    Insert
  >;
  type Insert = (rows: object) => Promise<void>;
  return {
    database,
    async write(run: (store: Store) => Promise<unknown>): Promise<string[]> {
      const statements: string[] = [];
      await database.syncQB.transaction(async (tx: any) => {
        const query = tx.$client.query.bind(tx.$client);
        tx.$client.query = (asked: any, ...more: unknown[]) => {
          statements.push(asked.text ?? asked);
          return query(asked, ...more);
        };
        await run({
          ...createSyncStore({ common, qb: tx }),
          /** Into a table of another copy of Ponder's modules than those that the project loads. */
          insertAnotherBlock: (given: any) =>
            tx
              .insert(tables.blocks)
              .values([encodeBlock(given)])
              .onConflictDoNothing(),
        });
        delete tx.$client.query;
      });
      return statements;
    },
    close: () => common.shutdown.kill(),
  };
};
