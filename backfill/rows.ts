/** Rows into the database: one connection, one transaction, everything in the order in which it is asked for. */
import { and, eq, getTableColumns, getTableName, type Table } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { FAST_COMPRESSION } from "../postgres/durable.ts";
import { modules } from "../prefetch/ponderModules.ts";
import { type Build, Surprise } from "./build.ts";
import type { Form } from "./form.ts";
import type { Row } from "./internals.ts";
import type { Rows } from "./keeping.ts";

const APPLICATION = "provernet backfill";
/** Of the advisory lock that keeps a second backfill out. */
const LOCK = 8_453_018;

/** A transaction that nobody sees anything of before it is committed. */
export type Transaction = Rows & {
  /** Waits until what was asked for is done. @throws Error when some of it failed */
  written: () => Promise<void>;
  insert: (table: Table, row: Row) => Promise<void>;
  /** Makes indexes of the rows that are there, and tells PostgreSQL how many there are; more may come. */
  index: (statements: readonly string[]) => void;
  commit: () => Promise<void>;
  /** Ends it; what was not committed is as if it had never been. */
  close: () => Promise<void>;
};

/**
 * Begins a transaction on the tables of a schema.
 * @throws Surprise when another backfill is at work
 */
export async function openTransaction(
  connectionString: string,
  build: Build,
): Promise<Transaction> {
  const { cache, kit } = await modules();
  const client = new pg.Client({ connectionString, application_name: APPLICATION });
  await client.connect();
  // A lost connection ends the statement that was running; nothing else is to be done about it.
  client.on("error", () => {});
  const db = drizzle(client, { casing: "snake_case" });
  const copy = cache.getCopyHelper({ $dialect: "postgres", $client: client });
  const sqlName = (column: unknown) => `"${kit.getColumnCasing(column, "snake_case")}"`;
  const { schema } = build.namespace;

  let failure: Error | null = null;
  let last: Promise<unknown> = Promise.resolve();
  /** One thing after another. A failure that nobody waits for is thrown to the next one who waits. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const done = last.then(run);
    last = done.catch((error: Error) => {
      failure ??= error;
    });
    return done;
  };
  const ask = (run: () => Promise<unknown>) => void inTurn(run).catch(() => {});
  /**
   * Until PostgreSQL knows how many rows there are, it plans questions as if there were none. Tables of which it knows some
   * already are left alone: what came since changes no plan, and PostgreSQL analyzes them again on its own.
   */
  const analyze = async () => {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', $1::text, relname) as name from pg_class
       where relnamespace = to_regnamespace(quote_ident($1)) and relkind = 'r' and reltuples < 1`,
      [schema],
    );
    if (rows.length > 0) await client.query(`analyze ${rows.map(({ name }) => name).join(", ")}`);
  };
  const where = ({ table, keys }: Form, key: Row) =>
    and(...keys.map((name) => eq(getTableColumns(table)[name]!, key[name])));

  try {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as free", [LOCK]);
    if (!rows[0].free) throw new Surprise("another backfill is writing to this database");
    await client.query(FAST_COMPRESSION);
    await client.query("begin");
    await client.query("set local idle_in_transaction_session_timeout = 0");
    await client.query("set local statement_timeout = 0");
  } catch (error) {
    await client.end();
    throw error;
  }

  return {
    add(form, rows) {
      const text = form.copyText(rows);
      ask(() => copy(form.table, text, true));
    },
    replace(form, rows) {
      const name = getTableName(form.table);
      const same = form.keys
        .map((key) => sqlName(getTableColumns(form.table)[key]))
        .map((column) => `old.${column} = new.${column}`)
        .join(" and ");
      const target = `"${schema}"."${name}"`;
      const text = form.copyText(rows);
      ask(async () => {
        await client.query(
          `create temporary table if not exists "${name}" on commit drop as select * from ${target} with no data`,
        );
        await copy(form.table, text, false);
        await client.query(
          `delete from ${target} old using pg_temp."${name}" new where ${same};
           insert into ${target} select * from pg_temp."${name}";
           truncate pg_temp."${name}"`,
        );
      });
    },
    find: (form, key) =>
      inTurn(async () => {
        const found = await db
          .select()
          .from(form.table as PgTable)
          .where(where(form, key));
        return (found[0] as Row | undefined) ?? null;
      }),
    remove: (form, key) =>
      inTurn(async () => {
        const { rowCount } = await db.delete(form.table as PgTable).where(where(form, key));
        return (rowCount ?? 0) > 0;
      }),
    async written() {
      await last;
      if (failure !== null) throw failure;
    },
    insert: async (table, row) => {
      await db.insert(table as PgTable).values(row);
    },
    index: (statements) =>
      ask(async () => {
        await client.query(statements.join("\n"));
        await analyze();
      }),
    commit: async () => {
      await client.query("commit");
      await analyze();
    },
    close: () => client.end(),
  };
}
