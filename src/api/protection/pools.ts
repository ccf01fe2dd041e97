import type { Socket } from "node:net";
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

  const hold = async (operation: Operation): Promise<Held> => {
    const { client, signal, isHeavy } = operation;
    const leaveOwn = await ownPlaces(client, signal);
    try {
      const leave = await (isHeavy ? heavyPlaces : quickPlaces).enter(signal);
      try {
        const held = await holdConnection({ pool: isHeavy ? heavy : quick, cancel, operation });
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

/** What holds for all statements of a connection. Nothing can be written through it, whatever its role may do. */
async function startSession(client: pg.Client, schemaName: string, session: Session) {
  const [results] = await Promise.all([
    client.query(`
    set search_path = ${client.escapeIdentifier(schemaName)};
    set default_transaction_read_only = on;
    set statement_timeout = ${session.timeoutMs};
    set lock_timeout = 500;
    set idle_in_transaction_session_timeout = ${session.timeoutMs};
    set work_mem = '${session.workMem}MB';
    select pg_backend_pid() as pid`),
    client.query(BEGIN),
    client.query("rollback"),
  ]);
  // Behind a pooler, the one that was told with the connection is the pooler's.
  const [told] = (results as unknown as pg.QueryResult<{ pid: number }>[]).at(-1)!.rows;
  pids.set(client, told!.pid);
}

/** The processes of sessions, by which their statements are cancelled. */
const pids = new WeakMap<object, number>();

/** What `pg` says when it gave a statement up: the connection may still get its answer, and is of no use. */
const READ_TIMEOUT = "Query read timeout";

/** Begins to see one state of the index. Each session has it prepared, so that it travels with the statement after it. */
const BEGIN = { name: "provernet_begin", text: "begin isolation level repeatable read" };

/**
 * Takes a connection for an operation. Its statements see one state of the index: the first begins a transaction, unless
 * it is the only one. The statement under way is cancelled in the database as well when the signal says that nobody waits
 * for it any more.
 */
async function holdConnection({
  pool,
  cancel,
  operation,
}: {
  pool: pg.Pool;
  cancel: (pid: number) => Promise<void>;
  operation: Operation;
}): Promise<Held> {
  const { signal } = operation;
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

  let state: "fresh" | "begun" | "over" = "fresh";
  let failure: unknown;
  return {
    async query(statement, values) {
      try {
        signal.throwIfAborted();
        if (state === "over") throw new Error("An operation read again that was to read once.");
        const isFirst = state === "fresh";
        if (isFirst) state = operation.readsOnce ? "over" : "begun";
        const isLater = !isFirst || operation.readsOnce;
        const query = isLater ? new pg.Query(statement, values) : afterBegin(statement, values);
        return await send(connection, query);
      } catch (error) {
        isBroken ||= (error as Error).message === READ_TIMEOUT;
        // What the client is told is why it was stopped, not how. And PostgreSQL refuses what comes after a failure.
        failure ??= signal.aborted ? signal.reason : error;
        throw failure;
      }
    },
    async giveBack() {
      signal.removeEventListener("abort", abort);
      // The next statement of this connection must not be the one that is cancelled.
      await cancelling;
      if (!isBroken && state === "begun") {
        // Whoever is next comes after it, on the same connection.
        const ended = send(connection, new pg.Query("rollback")).catch(broke);
        if (cancelling !== undefined) await ended;
      }
      connection.removeListener("error", broke);
      connection.release(isBroken);
    },
  };
}

/** What `pg` has in its queries besides what their types say. */
type Query = Omit<pg.Query, "submit"> & {
  callback: (error: Error | null, result: pg.QueryResult) => void;
  prepare(wire: { bind(of: { statement: string }): void; execute(of: object): void }): void;
  handleCommandComplete(...message: unknown[]): void;
};

/**
 * Sends a statement. Those of one turn go out together, with the end of the operation before them: one message costs more
 * time than most statements take to be made.
 */
function send(connection: pg.PoolClient, query: pg.Query): Promise<pg.QueryResult> {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  if (stream.writableCorked === 0) {
    stream.cork();
    setImmediate(() => stream.uncork());
  }
  return new Promise((resolve, reject) => {
    (query as unknown as Query).callback = (error, result) =>
      error ? reject(error) : resolve(result);
    connection.query(query);
  });
}

/** A statement that begins a transaction before it: one message for both, and one answer. */
function afterBegin(statement: pg.QueryConfig, values: unknown[]): pg.Query {
  const made = new pg.Query({ ...statement, queryMode: "extended" } as pg.QueryConfig, values);
  const query = made as unknown as Query;
  const { prepare, handleCommandComplete } = query;
  query.prepare = (wire) => {
    wire.bind({ statement: BEGIN.name });
    wire.execute({});
    prepare.call(query, wire);
  };
  // The first completion is that of BEGIN.
  query.handleCommandComplete = () => {
    query.handleCommandComplete = handleCommandComplete;
  };
  return made;
}
