import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "../../../ponder.schema.ts";
import type { Db } from "../db.ts";
import type { ApiSettings } from "../settings.ts";
import { holdConnection, type Session, startSession } from "./connection.ts";
import { refusal } from "./limits.ts";
import { currentOperation, type Held, type Operation } from "./operation.ts";
import { createPlaces, createPlacesPerClient, enterAll, type Places } from "./places.ts";

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
  | "heavyCost"
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

  const quickPlaces = createPlaces(limits.connections, {
    ...{ waitMs, tooLong: tryAgain },
    // Eight lists of a thousand rows at once kept all others waiting for the API's own processor.
    mostPoints: limits.heavyCost,
  });
  // A heavy operation has been let in already: its statements wait for each other only.
  const heavyPlaces = createPlaces(limits.heavyConnections);
  const ownPlaces = createPlacesPerClient(limits.clientStatements);
  const cancel = async (pid: number) => {
    await control.query("select pg_cancel_backend($1)", [pid]).catch(() => {});
  };

  const hold = async (operation: Operation): Promise<Held> => {
    const { client, signal, isHeavy, points } = operation;
    const leave = await enterAll(
      () => ownPlaces(client, signal),
      () => (isHeavy ? heavyPlaces : quickPlaces).enter(signal, points),
    );
    try {
      const held = await holdConnection({ pool: isHeavy ? heavy : quick, cancel, operation });
      return { ...held, giveBack: () => held.giveBack().finally(leave) };
    } catch (error) {
      leave();
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
