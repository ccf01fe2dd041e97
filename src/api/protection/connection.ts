/** One connection of the API: how its session begins, and how an operation reads one state of the index by it. */
import type { Socket } from "node:net";
import pg from "pg";
import type { Held, Operation } from "./operation.ts";

export type Session = { timeoutMs: number; workMem: number };

/**
 * What holds for all statements of a connection. Nothing can be written through it, whatever its role may do. A statement
 * has no helpers: so many run at a time as have places, not three times as many.
 */
export async function startSession(client: pg.Client, schemaName: string, session: Session) {
  const [results] = await Promise.all([
    client.query(`
    set search_path = ${client.escapeIdentifier(schemaName)};
    set default_transaction_read_only = on;
    set statement_timeout = ${session.timeoutMs};
    set lock_timeout = 500;
    set idle_in_transaction_session_timeout = ${session.timeoutMs};
    set work_mem = '${session.workMem}MB';
    set max_parallel_workers_per_gather = 0;
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
export async function holdConnection({
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
