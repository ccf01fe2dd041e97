/** The only file of the project that reaches into Ponder's build, for what 0.17.7 does not export. */
import { existsSync, readFileSync } from "node:fs";
import type http from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { type SQL, sql } from "drizzle-orm";
import type { Hono } from "hono";
import type { PoolConfig } from "pg";
import type { Head, Progress } from "./context.ts";
import type { Db } from "./db.ts";
import type { Source } from "./protection/pools.ts";
import { statement } from "./statements.ts";

/** The version of Ponder whose inside this file knows. */
export const PONDER_VERSION = "0.17.7";

const ponderDirectory = findPonder(dirname(fileURLToPath(import.meta.url)));
assertVersion(
  JSON.parse(readFileSync(join(ponderDirectory, "package.json"), "utf8")).version as string,
);

/** @throws Error that says what to do, unless Ponder is the version this file was written for */
export function assertVersion(installed: string): void {
  if (installed === PONDER_VERSION) return;
  throw new Error(
    `Ponder ${installed} is installed, and src/api/ponder-internal.ts was written for ${PONDER_VERSION}. ` +
      `Install ponder@${PONDER_VERSION}, or check what that file uses, change PONDER_VERSION in it, and run the tests of test/api.`,
  );
}

const progress = statement(
  "progress",
  (db: Db) =>
    db
      .select({
        chain: sql<string>`chain_name`,
        chainId: sql<string | number>`chain_id`,
        checkpoint: sql<string | null>`latest_checkpoint`,
        finalized: sql<string | null>`finalized_checkpoint`,
        isReady: sql<string | null>`(select max(value ->> 'is_ready') from _ponder_meta)`,
      })
      .from(sql`_ponder_checkpoint`)
      .orderBy(sql`chain_id`)
      .limit(1),
  () => true,
);

/** How far the indexing is, from Ponder's own tables. They change in one transaction with the rows. */
export async function readProgress(db: Db): Promise<Progress> {
  const [row] = await progress(db, null).execute();
  return {
    chain: row?.chain ?? "",
    chainId: Number(row?.chainId ?? 0),
    head: blockOf(row?.checkpoint),
    finalized: blockOf(row?.finalized),
    ready: row?.isReady === "1",
  };
}

/** The block of a checkpoint. Its digits: time 10, chain 16, block 16, … */
function blockOf(checkpoint: string | null | undefined): Head | null {
  const timestamp = Number(checkpoint?.slice(0, 10) ?? 0);
  return timestamp === 0 ? null : { block: Number(checkpoint!.slice(26, 42)), timestamp };
}

/** PostgreSQL's code of a column that is not there. */
const UNDEFINED_COLUMN = "42703";

/**
 * The version of the rows: another one after every block. A block's transaction writes Ponder's checkpoint too, and its
 * number is that row's `xmin`, which tells two blocks of the same height and time apart; what a reorganisation took back
 * counts with the block after it. Behind `--views-schema` the checkpoint is a view without `xmin`: then the version is
 * what is visible of the whole database, and changes with any write to it.
 */
export async function readVersion(db: Db): Promise<string> {
  const select = async (version: SQL) => {
    const { rows } = await db.execute(sql`select ${version} as version`);
    return String((rows as { version: unknown }[])[0]!.version);
  };
  try {
    return await select(
      sql`(select string_agg(xmin::text, ',' order by chain_id) from _ponder_checkpoint)`,
    );
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } };
    if ((code ?? cause?.code) !== UNDEFINED_COLUMN) throw error;
    return select(sql`pg_current_snapshot()`);
  }
}

type PonderGlobals = {
  PONDER_COMMON?: {
    logger: { error(entry: { msg: string; error: unknown }): void };
    metrics: { getMetrics(): Promise<string> };
    apiShutdown: { add(callback: () => unknown): void };
  };
  PONDER_NAMESPACE_BUILD?: { schema: string };
};
const ponder = globalThis as PonderGlobals;

/** Where Ponder's API reads: how it connects, or to another address when one is given, and the tables' schema. Null outside Ponder. */
export function readSource(db: Db, url: string | null): Source | null {
  const { $client: pool } = db as { $client?: { options?: PoolConfig } };
  const schema = ponder.PONDER_NAMESPACE_BUILD?.schema;
  if (pool?.options === undefined || schema === undefined) return null;
  const { connectionString, ssl } = pool.options;
  const { host, port, user, password, database } = pool.options;
  const given = { connectionString, ssl, host, port, user, password, database };
  const connection = Object.fromEntries(
    Object.entries(url === null ? given : { connectionString: url }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { connection, schema };
}

/** [ms] How long a request may take to arrive, its headers and all of it. */
const ARRIVAL = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/**
 * Lets `app` answer paths that Ponder keeps for itself, and where it calls itself ready too early. To be
 * called while the API is loaded: the server that Ponder creates next asks `app` first.
 */
export function answerFirst(paths: readonly string[], app: Hono): void {
  // Not imported: Vite gives a copy of a module's exports.
  const node = process.getBuiltinModule("node:http");
  const { createServer } = node;
  const answer = getRequestListener(app.fetch);
  const create = (options?: http.ServerOptions, listener?: http.RequestListener) => {
    // Ponder makes others before, to find out which ports are free.
    if (listener === undefined) return createServer(options ?? {});
    node.createServer = createServer;
    return createServer({ ...options, ...ARRIVAL }, (request, response) => {
      const [path = ""] = (request.url ?? "").split("?");
      return paths.includes(path) ? answer(request, response) : listener(request, response);
    });
  };
  node.createServer = create as typeof createServer;
}

/** Ponder's own metrics, in Prometheus' form. */
export const readIndexerMetrics = async (): Promise<string> =>
  (await ponder.PONDER_COMMON?.metrics.getMetrics()) ?? "";

/** Has something done when Ponder's API ends. */
export function onShutdown(callback: () => Promise<void>): void {
  ponder.PONDER_COMMON?.apiShutdown.add(callback);
}

/** Writes an error to Ponder's log; without Ponder, to standard error. */
export function logError(message: string, error: unknown): void {
  const common = ponder.PONDER_COMMON;
  if (common !== undefined) common.logger.error({ msg: message, error });
  else process.stderr.write(`${message}\n${error instanceof Error ? error.stack : error}\n`);
}

function findPonder(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, "node_modules", "ponder");
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (directory === dirname(directory))
      throw new Error(`Ponder is not installed (looked from ${from} upwards). Run npm install.`);
  }
}
