/** Blocks that were final when rows were built upon them, kept in the database: by them a deep fork is noticed. */
import type pg from "pg";
import type { Hex } from "viem";
import type { Block } from "../../prefetch/chain.ts";

/** A block of the chain that an index follows. */
export type Mark = { number: number; hash: Hex };

/** Whose marks: each index has its own, as one may be put right before another. */
export type Index = { schema: string; chainId: number };

type Database = Pick<pg.Pool, "query">;

/** Marks kept of an index: far more than any fork is deep. */
const MOST_MARKS = 5_000;
/** The heartbeat of a running Ponder is at most so old. */
const ALIVE_MS = 25_000;

const SCHEMA = "provernet_chain";

/** Creates the table if there is none. */
export async function createMarks(database: Database): Promise<void> {
  await database.query(`create schema if not exists ${SCHEMA}`);
  await database.query(
    `create table if not exists ${SCHEMA}.final_block (
       schema text not null, chain_id bigint not null, number bigint not null, hash text not null,
       primary key (schema, chain_id, number))`,
  );
}

/** Creates the table of the newest blocks if there is none. */
export async function createBlockNotes(database: Database): Promise<void> {
  await database.query(`create schema if not exists ${SCHEMA}`);
  await database.query(
    `create table if not exists ${SCHEMA}.block (
       chain_id bigint not null, number bigint not null, hash text not null, parent_hash text not null,
       timestamp bigint not null, noted_at timestamptz not null, primary key (chain_id, number, hash))`,
  );
}

/** Notes a block; of several of one number the newest is the one noted last. */
export async function noteBlock(
  database: Database,
  chainId: number,
  block: Pick<Block, "number" | "hash" | "parentHash" | "timestamp">,
): Promise<void> {
  const { number, hash, parentHash, timestamp } = block;
  await database.query(
    `insert into ${SCHEMA}.block values ($1, $2, $3, $4, $5, clock_timestamp())
     on conflict (chain_id, number, hash) do update set noted_at = excluded.noted_at`,
    [chainId, Number(number), hash, parentHash, Number(timestamp)],
  );
}

export async function forgetBlocksBefore(database: Database, chainId: number, number: number) {
  await database.query(`delete from ${SCHEMA}.block where chain_id = $1 and number < $2`, [
    chainId,
    number,
  ]);
}

/** Adds a mark, and forgets those long past. */
export async function addMark(database: Database, index: Index, mark: Mark): Promise<void> {
  const { schema, chainId } = index;
  await database.query(
    `insert into ${SCHEMA}.final_block values ($1, $2, $3, $4)
     on conflict (schema, chain_id, number) do update set hash = excluded.hash`,
    [schema, chainId, mark.number, mark.hash],
  );
  await database.query(
    `delete from ${SCHEMA}.final_block where schema = $1 and chain_id = $2 and number <= (
       select number from ${SCHEMA}.final_block where schema = $1 and chain_id = $2
       order by number desc offset $3 limit 1)`,
    [schema, chainId, MOST_MARKS],
  );
}

/** A mark of an index, counted from the newest; null when there are fewer. */
export const markOf = async (database: Database, index: Index, place: number) =>
  one(
    database,
    `select number, hash from ${SCHEMA}.final_block where schema = $1 and chain_id = $2
     order by number desc offset $3 limit 1`,
    [index.schema, index.chainId, place],
  );

/** A block of Ponder's cache, counted from the newest; null when there are fewer. */
export async function cachedBlock(database: Database, chainId: number, place: number) {
  if (!(await exists(database, "ponder_sync.blocks"))) return null;
  return one(
    database,
    "select number, hash from ponder_sync.blocks where chain_id = $1 order by number desc offset $2 limit 1",
    [chainId, place],
  );
}

async function one(database: Database, text: string, values: unknown[]): Promise<Mark | null> {
  const { rows } = await database.query(text, values);
  return rows.length === 0 ? null : { number: Number(rows[0].number), hash: rows[0].hash };
}

/** The newest block that Ponder calls final in an index; null while there is none. */
export async function finalBlockOf(database: Database, index: Index): Promise<number | null> {
  const table = `${quote(index.schema)}._ponder_checkpoint`;
  if (!(await exists(database, table))) return null;
  const { rows } = await database.query(
    `select finalized_checkpoint from ${table} where chain_id = $1`,
    [index.chainId],
  );
  // Time, chain, then the block's number, with these numbers of digits.
  return rows.length === 0 ? null : Number(rows[0].finalized_checkpoint.slice(26, 42));
}

/** Whether a Ponder works on an index: it holds the lock, and its heart beats. */
export async function isInUse(database: Database, { schema }: Index): Promise<boolean> {
  const table = `${quote(schema)}._ponder_meta`;
  if (!(await exists(database, table))) return false;
  const { rows } = await database.query(`select value from ${table} where key = 'app'`);
  const { is_locked, heartbeat_at } = rows[0]?.value ?? {};
  return is_locked === 1 && Number(heartbeat_at) > Date.now() - ALIVE_MS;
}

/** Removes an index, and everything above a block from Ponder's cache: all of it or nothing. */
export async function forgetAbove(client: pg.ClientBase, index: Index, last: number) {
  const { schema, chainId } = index;
  await client.query("begin");
  try {
    await client.query(`drop schema if exists ${quote(schema)} cascade`);
    await client.query(
      `delete from ${SCHEMA}.final_block where schema = $1 and chain_id = $2 and number > $3`,
      [schema, chainId, last],
    );
    if (await exists(client, "ponder_sync.blocks")) await forgetCached(client, chainId, last);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function forgetCached(client: pg.ClientBase, chainId: number, last: number): Promise<void> {
  const byNumber = { blocks: "number" };
  for (const table of [
    "blocks",
    "transactions",
    "transaction_receipts",
    "logs",
    "traces",
    "factory_addresses",
    "rpc_request_results",
  ]) {
    const number = byNumber[table as keyof typeof byNumber] ?? "block_number";
    // Answers that hold at every block name none.
    await client.query(`delete from ponder_sync.${table} where chain_id = $1 and ${number} > $2`, [
      chainId,
      last,
    ]);
  }
  await client.query(
    `update ponder_sync.intervals set blocks = blocks * nummultirange(numrange(0, $2::numeric, '[]'))
     where chain_id = $1`,
    [chainId, last],
  );
  await client.query("delete from ponder_sync.intervals where chain_id = $1 and isempty(blocks)", [
    chainId,
  ]);
}

async function exists(database: Database, table: string): Promise<boolean> {
  const { rows } = await database.query("select to_regclass($1) as t", [table]);
  return rows[0].t !== null;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
