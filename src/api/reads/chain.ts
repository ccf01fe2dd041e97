/** What is known of the chain's blocks beside the rows: their hashes, and whether some were taken back. */
import { eq, getTableName, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { eventBlock } from "../../../ponder.schema.ts";
import { firstIdOf } from "../../domain/ids.ts";
import type { Head } from "../context.ts";
import type { Db } from "../db.ts";
import { rowsOf } from "./history.ts";

/** A block's hashes; null where they are not known. */
export type Hashes = Readonly<{ hash: Hex | null; parentHash: Hex | null }>;

export type ChainBlock = Hashes & Readonly<{ number: number; timestamp: number }>;

/** What comes before the first event of a block has a smaller id than this. */
export const blockStart = (block: number): bigint => firstIdOf(BigInt(block));
export const blockOfId = (id: bigint): number => Number(id / firstIdOf(1n));

/** Whether the newest blocks are noted in this database, where we may read them. */
async function areNoted(db: Db): Promise<boolean> {
  const [notes] = await rowsOf<{ exist: boolean }>(
    db,
    sql`select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'provernet_chain' and c.relname = 'block'
        and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')) as exist`,
  );
  return notes?.exist ?? false;
}

/** The noted blocks of a range, of whatever branch, by hash. */
export async function notedBlocks(
  db: Db,
  chainId: number,
  { from, to }: { from: number; to: number },
): Promise<ReadonlyMap<Hex, ChainBlock>> {
  if (!(await areNoted(db))) return new Map();
  const rows = await rowsOf<{ number: string; hash: Hex; parent: Hex; timestamp: string }>(
    db,
    sql`select number, hash, parent_hash as parent, timestamp from provernet_chain.block
      where chain_id = ${chainId} and number between ${from} and ${to}`,
  );
  return new Map(
    rows.map(({ number, hash, parent, timestamp }) => [
      hash,
      { number: Number(number), hash, parentHash: parent, timestamp: Number(timestamp) },
    ]),
  );
}

/**
 * The hashes of an indexed block: its own from the rows, if it has events, else as the nodes told it to the indexer, which
 * notes the newest blocks (`rpc/finality/notes.ts`). A database where nobody notes them, or we may not read it, has none.
 */
export async function hashesOf(db: Db, chainId: number, head: Head): Promise<Hashes> {
  const [known] = await db
    .select({ hash: eventBlock.hash })
    .from(eventBlock)
    .where(eq(eventBlock.number, head.block));
  const hash = known?.hash ?? null;
  if (!(await areNoted(db))) return { hash, parentHash: null };
  const [noted] = await rowsOf<{ hash: Hex; parent_hash: Hex }>(
    db,
    sql`select hash, parent_hash from provernet_chain.block
      where chain_id = ${chainId} and number = ${head.block} and timestamp = ${head.timestamp}
        and (${hash}::text is null or hash = ${hash}) order by noted_at desc limit 1`,
  );
  return { hash: hash ?? noted?.hash ?? null, parentHash: noted?.parent_hash ?? null };
}

/**
 * Another value after every reorganisation and re-index: Ponder makes its triggers on the tables anew in the transaction
 * that takes rows back, and when it starts, and a re-index makes the tables anew. Behind views the tables are those they
 * read.
 */
export async function epochOf(db: Db): Promise<string> {
  const [found] = await rowsOf<{ epoch: string }>(
    db,
    sql`with named as (select ${getTableName(eventBlock)}::regclass::oid as oid),
      tables as (
        select oid from named
        union select d.refobjid from named n join pg_rewrite w on w.ev_class = n.oid
          join pg_depend d on d.objid = w.oid and d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass)
      select string_agg(oid::text, '-' order by oid) as epoch from (
        select oid from tables
        union select t.oid from pg_trigger t join tables on t.tgrelid = tables.oid) made`,
  );
  return found!.epoch;
}
