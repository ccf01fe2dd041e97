import type pg from "pg";

/** An index as Ponder leaves it when it is ready, at block 7, with one table of one row. */
export async function createIndexIn(
  client: pg.Client,
  schema: string,
  columns = "id int8, status S.kind, fee numeric(78,0)",
): Promise<void> {
  await client.query(
    `create schema ${schema};
     create type S.kind as enum ('OPEN', 'DONE');
     create table S._ponder_meta (key text primary key, value jsonb);
     insert into S._ponder_meta values ('app', '{"is_ready": 1, "is_locked": 0, "heartbeat_at": 0}');
     create table S._ponder_checkpoint (chain_id int8, latest_checkpoint text);
     insert into S._ponder_checkpoint values (1, '${checkpointAt(7)}');
     create table S.transaction_memory (id int4);
     create table S.bid (${columns});
     insert into S.bid (id) values (1)`.replaceAll("S.", `${schema}.`),
  );
}

/** Ponder's checkpoint of a block. */
export const checkpointAt = (block: number): string =>
  `${"0".repeat(26)}${String(block).padStart(16, "0")}${"0".repeat(33)}`;
