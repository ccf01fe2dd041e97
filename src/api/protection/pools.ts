import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import type { ApiSettings } from "../settings.ts";
import { refusal } from "./limits.ts";
import { currentOperation, type Held, type Operation } from "./operation.ts";
import { createPlaces, createPlacesPerClient, type Places } from "./places.ts";

/** [ms] How long the server's own small statements may take: who asks whether it is ready wants to know at once. */
const CONTROL_MS = 1_000;
const CONTROL_CONNECTIONS = 2;
/** [ms] How much later than the database itself should have we give a statement up. */
const GIVEN_UP_AFTER = 500;
/** [MiB] Memory for one sort or hash of a quick statement. */
const QUICK_WORK_MEM = 16;

/** Where the rows are: what `pg` needs to connect, and the PostgreSQL schema of the tables. */
export type Source = Readonly<{ connection: pg.PoolConfig; schema: string }>;

/** How the connections of a pool are used at the moment. */
export type PoolUse = Readonly<{ pool: string; busy: number; idle: number; waiting: number }>;

export type Pools = Readonly<{
  /** What questions are asked of: each statement runs in the pool of its operation's kind, within its limits. */
  db: Db;
  /** For the server's own look-ups: never behind a question. */
  control: Db;
  use(): readonly PoolUse[];
  close(): Promise<void>;
}>;

type Limits = Pick<
  ApiSettings,
  | "connections"
  | "heavyConnections"
  | "heavyWorkMemMb"
  | "clientStatements"
  | "timeoutMs"
  | "waitMs"
>;

/**
 * Opens the API's own connections, all of them read-only: some for what is quick, few for what is heavy, two for the
 * server itself. `onError` hears of connections that break while nobody uses them.
 */
export function openPools({
  source,
  limits,
  onError,
}: {
  source: Source;
  limits: Limits;
  onError(message: string, error: unknown): void;
}): Pools {
  const { timeoutMs, waitMs } = limits;
  const open = (name: string, max: number, session: Session) => {
    const pool = new pg.Pool({
      ...source.connection,
      application_name: `${source.schema}_api_${name}`,
      max,
      // Statements go out without waiting for the answers to those before them.
      pipeline: true,
      connectionTimeoutMillis: Math.min(waitMs, session.timeoutMs),
      // A database that hangs does not even give up: then we do.
      query_timeout: session.timeoutMs + GIVEN_UP_AFTER,
      idleTimeoutMillis: 60_000,
      onConnect: (client) => startSession(client as pg.Client, source.schema, session),
    } as pg.PoolConfig);
    pool.on("error", (error) => onError("A connection of the API to the database broke", error));
    return pool;
  };
  const quick = open("quick", limits.connections, { timeoutMs, workMem: QUICK_WORK_MEM });
  const heavy = open("heavy", limits.heavyConnections, {
    timeoutMs,
    workMem: limits.heavyWorkMemMb,
  });
  const control = open("control", CONTROL_CONNECTIONS, {
    timeoutMs: CONTROL_MS,
    workMem: QUICK_WORK_MEM,
  });

  const quickPlaces = createPlaces(limits.connections, { waitMs, tooLong: tryAgain });
  // A heavy operation has been let in already: its statements wait for each other only.
  const heavyPlaces = createPlaces(limits.heavyConnections);
  const ownPlaces = createPlacesPerClient(limits.clientStatements);
  const cancel = async (pid: number) => {
    await control.query("select pg_cancel_backend($1)", [pid]).catch(() => {});
  };

  const hold = async ({ client, signal, isHeavy, points }: Operation): Promise<Held> => {
    const leaveOwn = await ownPlaces(client, signal);
    try {
      const leave = await (isHeavy ? heavyPlaces : quickPlaces).enter(signal, points);
      try {
        const held = await holdConnection({ pool: isHeavy ? heavy : quick, cancel, signal });
        const giveBack = () =>
          held.giveBack().finally(() => {
            leave();
            leaveOwn();
          });
        return { ...held, giveBack };
      } catch (error) {
        leave();
        throw error;
      }
    } catch (error) {
      leaveOwn();
      throw error;
    }
  };
  /** All statements of an operation read the same state of the index. */
  const query = async (statement: pg.QueryConfig, values: unknown[]) => {
    const operation = currentOperation();
    if (operation === undefined) return quick.query(statement, values);
    operation.held ??= hold(operation);
    return (await operation.held).query(statement, values);
  };
  const useOf = (pool: string, { totalCount, idleCount }: pg.Pool, places?: Places): PoolUse => ({
    pool,
    busy: totalCount - idleCount,
    idle: idleCount,
    waiting: places?.waiting() ?? 0,
  });
  return {
    db: drizzleOver({ query }),
    control: drizzleOver(control),
    use: () => [
      useOf("quick", quick, quickPlaces),
      useOf("heavy", heavy, heavyPlaces),
      useOf("control", control),
    ],
    async close() {
      await Promise.all([quick, heavy, control].map((pool) => pool.end()));
    },
  };
}

/** Drizzle asks no more of its client than to run statements. */
const drizzleOver = (client: object): Db =>
  drizzle(client as pg.Pool, { schema, casing: "snake_case" }) as unknown as Db;

export const tryAgain = () =>
  refusal("TRY_AGAIN", "The server is busy: no place was free for this in time. Try again.");

type Session = { timeoutMs: number; workMem: number };

/**
 * What holds for all statements of a connection. Nothing can be written through it, whatever its role may do. A statement
 * has no helpers: so many run at a time as have places, not three times as many.
 */
async function startSession(client: pg.Client, schemaName: string, session: Session) {
  const results = (await client.query(`
    set search_path = ${client.escapeIdentifier(schemaName)};
    set default_transaction_read_only = on;
    set statement_timeout = ${session.timeoutMs};
    set lock_timeout = 500;
    set idle_in_transaction_session_timeout = ${session.timeoutMs};
    set work_mem = '${session.workMem}MB';
    set max_parallel_workers_per_gather = 0;
    select pg_backend_pid() as pid`)) as unknown as pg.QueryResult<{ pid: number }>[];
  // Behind a pooler, the one that was told with the connection is the pooler's.
  pids.set(client, results.at(-1)!.rows[0]!.pid);
}

/** The processes of sessions, by which their statements are cancelled. */
const pids = new WeakMap<object, number>();

/** What `pg` says when it gave a statement up: the connection may still get its answer, and is of no use. */
const READ_TIMEOUT = "Query read timeout";

/**
 * Takes a connection for an operation, and begins a transaction that sees one state of the index. The statement under way
 * is cancelled in the database as well when the signal says that nobody waits for it any more.
 */
async function holdConnection({
  pool,
  cancel,
  signal,
}: {
  pool: pg.Pool;
  cancel: (pid: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<Held> {
  const connection = await pool.connect();
  let cancelling: Promise<void> | undefined;
  const abort = () => {
    cancelling = cancel(pids.get(connection)!);
  };
  let isBroken = false;
  const broke = () => {
    isBroken = true;
  };
  connection.once("error", broke);
  signal.addEventListener("abort", abort);

  let failure: unknown;
  const send = async (statement: pg.QueryConfig | string, values?: unknown[]) => {
    try {
      signal.throwIfAborted();
      return await connection.query(statement as pg.QueryConfig, values);
    } catch (error) {
      isBroken ||= (error as Error).message === READ_TIMEOUT;
      // What the client is told is why it was stopped, not how. And PostgreSQL refuses what comes after a failure.
      failure ??= signal.aborted ? signal.reason : error;
      throw failure;
    }
  };
  send("begin isolation level repeatable read").catch(() => {});
  return {
    query: send,
    async giveBack() {
      signal.removeEventListener("abort", abort);
      // The next statement of this connection must not be the one that is cancelled.
      await cancelling;
      if (!isBroken) await connection.query("rollback").catch(broke);
      connection.removeListener("error", broke);
      connection.release(isBroken);
    },
  };
}
