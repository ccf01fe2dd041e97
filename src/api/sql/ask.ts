/** SQL of clients, asked as a role that may only read. */
import pg from "pg";
import { createPlaces, createPlacesPerClient } from "../protection/places.ts";
import { tryAgain } from "../protection/pools.ts";
import { UserSqlError } from "./error.ts";

/** How many are answered at a time. */
const CONNECTIONS = 2;
const WORK_MEM = "4MB";
const MAX_ROWS = 10_000;
/** Rows fetched at a time: as many are in memory before their size is known. */
const BATCH = 500;

export type SqlQuestion = Readonly<{ text: string; values: readonly unknown[] }>;

/** Rows as Ponder gives them: by name, or by place where a name comes twice. */
export type SqlAnswer = Readonly<{ rows: readonly unknown[]; rowCount: number }>;

type Options = Readonly<{
  connectionString: string;
  timeoutMs: number;
  waitMs: number;
  maxBytes: number;
  onError(message: string, error: unknown): void;
}>;

/** Whether the role could change anything, or read more than was granted. */
const MAY_WRITE = `
  select (rolsuper or rolcreaterole or rolreplication or rolbypassrls) or exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
      and has_table_privilege(c.oid, 'insert, update, delete, truncate')) as yes
  from pg_roles where rolname = current_user`;

/** Opens connections of their own for what clients ask in SQL. */
export function openSql({ connectionString, timeoutMs, waitMs, maxBytes, onError }: Options) {
  const pool = new pg.Pool({
    connectionString,
    application_name: "provernet_sql",
    max: CONNECTIONS,
    connectionTimeoutMillis: waitMs,
    query_timeout: timeoutMs + 500,
    onConnect: prepare,
  } as pg.PoolConfig);
  pool.on("error", (error) => onError("A connection for SQL broke", error));
  const own = createPlacesPerClient(1);
  const places = createPlaces(CONNECTIONS, { waitMs, tooLong: tryAgain });

  return {
    /**
     * Answers a question that may be asked.
     * @throws UserSqlError when PostgreSQL does not understand it, or the answer is too large
     */
    async ask(client: string, question: SqlQuestion): Promise<SqlAnswer> {
      const leaveOwn = await own(client, AbortSignal.timeout(waitMs)).catch(() => {
        throw tryAgain();
      });
      try {
        const leave = await places.enter();
        try {
          return await answer(pool, question, { end: performance.now() + timeoutMs, maxBytes });
        } finally {
          leave();
        }
      } finally {
        leaveOwn();
      }
    },
    close: () => pool.end(),
  };
}

/** @throws Error when the role is none for strangers */
async function prepare(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(MAY_WRITE);
  if (rows[0].yes)
    throw new Error(
      "The role of API_SQL_DATABASE_URL may do more than read, so no SQL is served. `npm run grant-reader` makes one that may not.",
    );
  await client.query(`set work_mem = '${WORK_MEM}'`);
}

type Limits = { end: number; maxBytes: number };

async function answer(
  pool: pg.Pool,
  { text, values }: SqlQuestion,
  limits: Limits,
): Promise<SqlAnswer> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("begin isolation level repeatable read read only");
    await limitTime(client, limits);
    // A line of its own: the text may end with a comment.
    const cursor = `declare answer no scroll cursor for ${withoutEnd(text)}\n`;
    await client.query({ text: cursor, values: [...values] });
    return await fetchRows(client, limits);
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    isBroken = code === "";
    if (/^(42|22|0A)/.test(code)) throw new UserSqlError(message);
    throw error;
  } finally {
    await client.query("rollback").catch(() => {
      isBroken = true;
    });
    client.release(isBroken);
  }
}

const withoutEnd = (text: string): string => text.replace(/[;\s]+$/, "");

/** What time is left counts for the next statement: it is the question's, not each statement's. */
async function limitTime(client: pg.ClientBase, { end }: Limits): Promise<void> {
  const left = Math.max(1, Math.floor(end - performance.now()));
  await client.query(`set local statement_timeout = ${left}`);
}

async function fetchRows(client: pg.ClientBase, limits: Limits): Promise<SqlAnswer> {
  const rows: unknown[][] = [];
  let bytes = 0;
  for (;;) {
    await limitTime(client, limits);
    const found = await client.query<unknown[]>({
      text: `fetch ${BATCH} from answer`,
      rowMode: "array",
    });
    rows.push(...found.rows);
    bytes += JSON.stringify(found.rows).length;
    if (rows.length > MAX_ROWS)
      throw new UserSqlError(`The answer has more than ${MAX_ROWS} rows. Add a LIMIT.`);
    if (bytes > limits.maxBytes)
      throw new UserSqlError(`The answer has more than ${limits.maxBytes} bytes. Ask for less.`);
    if (found.rows.length < BATCH)
      return { rows: named(found.fields, rows), rowCount: rows.length };
  }
}

function named(fields: readonly { name: string }[], rows: unknown[][]): unknown[] {
  const names = fields.map(({ name }) => name);
  if (new Set(names).size < names.length) return rows;
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
}
