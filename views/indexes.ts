/** The indexes in a database: each version of the code fills a schema of its own. */
import { Refusal } from "../settings/environment.ts";
import { type Database, quote, usesOf } from "./catalogue.ts";

export type Index = Readonly<{
  schema: string;
  /** Whether history is indexed. */
  isReady: boolean;
  /** Whether an indexer works on it now. */
  isInUse: boolean;
  block: number;
}>;

/** The heartbeat of a running Ponder is at most so old. */
const ALIVE_MS = 25_000;

/** The block a checkpoint of Ponder stands at; its digits: time 10, chain 16, block 16, … */
const BLOCK = "substr(latest_checkpoint, 27, 16)::bigint::int";

/** All indexes in a database, by the name of their schema. */
export async function indexesIn(database: Database): Promise<Index[]> {
  const { rows } = await database.query(
    `select n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname = '_ponder_meta' and c.relkind = 'r' order by 1`,
  );
  const indexes: Index[] = [];
  for (const { schema } of rows) {
    const index = await indexIn(database, schema);
    if (index !== null) indexes.push(index);
  }
  return indexes;
}

/** The index in a schema; null when there is none. */
export async function indexIn(database: Database, schema: string): Promise<Index | null> {
  const { rows: found } = await database.query(
    "select to_regclass($1) is not null and to_regclass($2) is not null as found",
    [`${quote(schema)}._ponder_meta`, `${quote(schema)}._ponder_checkpoint`],
  );
  if (!found[0].found) return null;
  const { rows } = await database.query(
    `select value->>'is_ready' = '1' as ready,
            value->>'is_locked' = '1' and (value->>'heartbeat_at')::numeric > $1 as used,
            coalesce((select min(${BLOCK}) from ${quote(schema)}._ponder_checkpoint), 0) as block
     from ${quote(schema)}._ponder_meta where key = 'app'`,
    [Date.now() - ALIVE_MS],
  );
  if (rows.length === 0) return null;
  const { ready, used, block } = rows[0];
  return { schema, isReady: ready ?? false, isInUse: used ?? false, block };
}

/**
 * Removes an index.
 * @throws Refusal when the views show it, an indexer works on it, or something is built upon its tables
 */
export async function removeIndex(
  database: Database,
  { schema, shown }: { schema: string; shown: string | null },
): Promise<void> {
  const index = await indexIn(database, schema);
  if (index === null) throw new Refusal(`The schema ${schema} holds no index.`);
  if (schema === shown)
    throw new Refusal(`The views show ${schema}. First: npm run views -- switch ANOTHER`);
  if (index.isInUse) throw new Refusal(`An indexer works on ${schema}. Stop it first.`);
  const { rows } = await database.query("select quote_ident($1) || '.' as own", [schema]);
  const users = (await usesOf(database, schema)).filter(({ by }) => !by.startsWith(rows[0].own));
  if (users.length > 0)
    throw new Refusal(
      `Others are built upon tables of ${schema}, and would be removed with them: ${[...new Set(users.map(({ by }) => by))].join(", ")}. Build them upon the views (VIEWS_SCHEMA), or drop them.`,
    );
  await database.query(`drop schema ${quote(schema)} cascade`);
  // By these the indexer of that schema noticed forks (rpc/finality).
  const { rows: marks } = await database.query(
    "select to_regclass('provernet_chain.final_block') is not null as kept",
  );
  if (marks[0].kept)
    await database.query("delete from provernet_chain.final_block where schema = $1", [schema]);
}
