/** How far each webhook has been served, and what of that may still be taken back; kept in the queue's schema. */
import type pg from "pg";
import type { Head } from "../src/api/context.ts";
import type { Item } from "./items.ts";

/** Where a webhook continues. Nothing in it depends on how the index keeps its rows. */
export type Position = Readonly<{
  /** Everything up to this block and second was sent. */
  told: Head;
  /** The last blocks with events up to there, by number and hash. */
  seen: string;
  /** The last block that was final then: what was sent up to it is never taken back. */
  final: Head;
}>;

/** Something that was sent and is not final yet. */
export type Sent = Item & Readonly<{ messageId: string }>;

export type Store = Readonly<{
  position(client: pg.ClientBase, webhook: string): Promise<Position | null>;
  setPosition(client: pg.ClientBase, webhook: string, position: Position): Promise<void>;
  /** What was sent after a place, in the order in which it was sent. */
  sentAfter(client: pg.ClientBase, webhook: string, after: Head): Promise<Sent[]>;
  addSent(client: pg.ClientBase, webhook: string, item: Item, messageId: string): Promise<void>;
  removeSent(client: pg.ClientBase, webhook: string, keys: readonly string[]): Promise<void>;
  /** Forgets what is final. */
  forgetSent(client: pg.ClientBase, webhook: string, final: Head): Promise<void>;
}>;

/** Creates the tables if there are none. */
export async function createTables(database: pg.Pool, schema: string): Promise<void> {
  await database.query(`
    create table if not exists "${schema}".position (
      chain_id bigint not null, webhook text not null,
      block bigint not null, timestamp bigint not null, seen text not null,
      final_block bigint not null, final_timestamp bigint not null,
      primary key (chain_id, webhook));
    create table if not exists "${schema}".sent (
      chain_id bigint not null, webhook text not null, key text not null,
      place bigint generated always as identity,
      type text not null, subject text not null, block bigint, at bigint not null,
      data jsonb not null, message_id text not null,
      primary key (chain_id, webhook, key))`);
}

/** What is after a place: events by their block, what time brings by its second. */
const AFTER = "(case when block is null then at > $4 else block > $3 end)";

/** The positions of a chain's webhooks. */
export function openStore(schema: string, chainId: number): Store {
  const table = (name: string) => `"${schema}".${name}`;
  const own = "chain_id = $1 and webhook = $2";
  return {
    async position(client, webhook) {
      const { rows } = await client.query(`select * from ${table("position")} where ${own}`, [
        chainId,
        webhook,
      ]);
      const [row] = rows;
      if (row === undefined) return null;
      const head = (block: string, timestamp: string): Head => ({
        block: Number(block),
        timestamp: Number(timestamp),
      });
      return {
        told: head(row.block, row.timestamp),
        seen: row.seen,
        final: head(row.final_block, row.final_timestamp),
      };
    },
    async setPosition(client, webhook, { told, seen, final }) {
      await client.query(
        `insert into ${table("position")} values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (chain_id, webhook) do update set block = excluded.block, timestamp = excluded.timestamp,
           seen = excluded.seen, final_block = excluded.final_block, final_timestamp = excluded.final_timestamp`,
        [chainId, webhook, told.block, told.timestamp, seen, final.block, final.timestamp],
      );
    },
    async sentAfter(client, webhook, { block, timestamp }) {
      const { rows } = await client.query(
        `select key, type, subject, block, at, data, message_id from ${table("sent")} where ${own} and ${AFTER} order by place`,
        [chainId, webhook, block, timestamp],
      );
      return rows.map(({ message_id, block, at, ...row }) => ({
        ...row,
        block: block === null ? null : Number(block),
        at: Number(at),
        messageId: message_id,
      }));
    },
    async addSent(client, webhook, { key, type, subject, block, at, data }, messageId) {
      await client.query(
        `insert into ${table("sent")} (chain_id, webhook, key, type, subject, block, at, data, message_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [chainId, webhook, key, type, subject, block, at, JSON.stringify(data), messageId],
      );
    },
    async removeSent(client, webhook, keys) {
      await client.query(`delete from ${table("sent")} where ${own} and key = any($3)`, [
        chainId,
        webhook,
        keys,
      ]);
    },
    async forgetSent(client, webhook, { block, timestamp }) {
      await client.query(`delete from ${table("sent")} where ${own} and not ${AFTER}`, [
        chainId,
        webhook,
        block,
        timestamp,
      ]);
    },
  };
}
