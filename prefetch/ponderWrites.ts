/**
 * What becomes final while Ponder runs goes into its cache at once, thousands of logs. Ponder has statements built with a
 * parameter for each value, which takes its process seconds, and the block that comes meanwhile waits for it. Here the rows go
 * as one parameter, and after that block's own.
 */
import { getTableColumns, getTableName, type Table } from "drizzle-orm";
import type pg from "pg";
import { isKnownPonder } from "./ponder.ts";
import { modules } from "./ponderModules.ts";

/** Of Drizzle's transaction, as Ponder extends it. */
type Transaction = {
  $client: Pick<pg.ClientBase, "query">;
  insert: (table: Table) => object;
};
/** A way to the database: `syncQB` to the cache, `userQB` to the project's tables. */
type QueryBuilder = {
  transaction: (
    run: (transaction: Transaction) => Promise<unknown>,
    ...more: unknown[]
  ) => Promise<unknown>;
};
type Database = Record<"syncQB" | "userQB", QueryBuilder>;

/** By name: Vite loads Ponder's modules once more for the project, with tables of their own. */
const LARGE = new Set(["blocks", "transactions", "logs"]);

const quickened = new WeakSet<Database>();

/**
 * Called before Ponder is loaded: has what fills its cache write many rows quickly, from when it tells its process of its
 * database. Of a version whose inside is not known nothing is changed.
 */
export function quickenCache(): void {
  if (!isKnownPonder()) return;
  let database: Database | undefined;
  Object.defineProperty(globalThis, "PONDER_DATABASE", {
    configurable: true,
    get: () => database,
    set(given: typeof database) {
      database = given;
      if (given !== undefined) quickenAll(given);
    },
  });
}

/** Once: `ponder dev` tells of it at every change of the code. */
function quickenAll(database: Database): void {
  if (quickened.has(database)) return;
  quickened.add(database);
  const { syncQB, userQB } = database;
  const { transaction } = syncQB;
  const indexing = lastOf(userQB);
  let open = 0;
  // One transaction at a time waits for the indexing: if all did, its handlers could find no connection to read the cache.
  const turn = async () => {
    if (open === 1) await indexing();
  };
  syncQB.transaction = async (run, ...more) => {
    open++;
    try {
      return await transaction(
        (tx) => {
          quicken(tx, turn);
          return run(tx);
        },
        ...more,
      );
    } finally {
      open--;
    }
  };
}

/** Waits for the transaction that began last, if it has not ended. */
function lastOf(builder: QueryBuilder): () => Promise<unknown> {
  const { transaction } = builder;
  let last: Promise<unknown> = Promise.resolve();
  builder.transaction = (...given) => {
    const running = transaction(...given);
    last = running.catch(() => {});
    return running;
  };
  return () => last;
}

function quicken(tx: Transaction, turn: () => Promise<void>): void {
  const insert = tx.insert.bind(tx);
  tx.insert = (table) =>
    LARGE.has(getTableName(table))
      ? {
          values: (rows: readonly Row[]) => ({
            onConflictDoNothing: async () => {
              await turn();
              await insertMissing(tx.$client, table, rows);
            },
          }),
        }
      : insert(table);
}

/** As Ponder encodes it: numbers and text. */
type Row = Readonly<Record<string, string | number | bigint | null>>;

/** Inserts rows; those that are there stay. */
async function insertMissing(
  client: Transaction["$client"],
  table: Table,
  rows: readonly Row[],
): Promise<void> {
  const { kit } = await modules();
  const name = `ponder_sync.${getTableName(table)}`;
  const columns = Object.entries(getTableColumns(table)).map(([key, column]) => ({
    key,
    name: kit.getColumnCasing(column, "snake_case"),
  }));
  const list = columns.map((column) => `"${column.name}"`).join(", ");
  const named = rows.map((row) => {
    const values: Record<string, Row[string]> = {};
    for (const column of columns) {
      const value = row[column.key] ?? null;
      values[column.name] = typeof value === "bigint" ? String(value) : value;
    }
    return values;
  });
  await client.query(
    `insert into ${name} (${list}) select ${list} from json_populate_recordset(null::${name}, $1) on conflict do nothing`,
    [JSON.stringify(named)],
  );
}
