/** The database that all APIs answer from: filled by the indexer itself, and then made larger by copies of its past. */
import pg from "pg";
import { SCHEMA, settingsOf, startPonder, startPrefetch } from "../contestants/ponder.ts";
import { defaultMarket, type MarketOptions } from "../market.ts";
import { finish } from "../run/processes.ts";
import type { Copy } from "../run/project.ts";
import type { Workload } from "../run/workload.ts";

/** How the wanted number of requests is reached. */
export type Plan = {
  market: MarketOptions;
  /** How often the market's past is put before itself, shifted in time; the first time is the market itself. */
  copies: number;
  /** Length of the market in time, in days and in blocks: copies are shifted by it. */
  days: number;
  blocks: number;
};

const YEAR_DAYS = 365;
const EVENTS_OF_REQUEST = 20;
const BLOCKS_OF_DAY = 43_200;

/**
 * A market of about a year with so many requests, of which the indexer itself indexes no more than `mostEvents`; the rest
 * are copies.
 */
export function planData(requests: number, mostEvents: number): Plan {
  const copies = Math.ceil((requests * EVENTS_OF_REQUEST) / mostEvents);
  const days = Math.ceil(YEAR_DAYS / copies);
  const events = Math.ceil((requests * EVENTS_OF_REQUEST) / copies);
  const blocks = days * BLOCKS_OF_DAY;
  const steps = events / defaultMarket.eventsPerBlock;
  const market = { ...defaultMarket, events, stride: Math.max(1, Math.floor(blocks / steps)) };
  return { market, copies, days, blocks };
}

/** Fills the database with the real handlers: prefetch, then `ponder start` until all is indexed. */
export async function loadMarket(
  workload: Workload,
  { databaseUrl, copy }: { databaseUrl: string; copy: Copy },
): Promise<void> {
  // The chain is spread over months of blocks, nearly all of them empty: that none lacks a log needs no proof here.
  const env = { ...workload.env, LOG_CHECKS: "off" };
  const round = { workload: { ...workload, env }, databaseUrl };
  await finish(startPrefetch(copy.root, round));
  const ponder = await startPonder(copy.root, { env: settingsOf(round) });
  try {
    await ponder.ready();
  } finally {
    await ponder.stop();
  }
}

/** Tables that grow with time. The others (accounts, provers, programs …) stay as they are. */
const GROWING = [
  "request",
  "bid",
  "assignment",
  "proof",
  "activity",
  "reward",
  "vault_change",
  "vault_checkpoint",
  "market_hour",
  "miss_hour",
  "event_block",
  "prover_day",
  "program_day",
  "requester_day",
] as const;

/** Columns of a day that tell what there was at its end. */
const LEVELS: readonly string[] =
  "provers active_provers open_requests escrow assets unstaking assigned_stake".split(" ");

type Column = { name: string; type: string };
/** How often the rows of a schema are put before themselves, and by how much they are shifted. */
type Repetition = Pick<Plan, "copies" | "days" | "blocks"> & { schema: string };

/** What becomes of a column in the copy number `k`. */
function shifted(
  { name, type }: Column,
  { table, days, blocks }: Pick<Repetition, "days" | "blocks"> & { table: string },
): string {
  const column = `"${name}"`;
  const seconds = days * 86_400;
  const isHash = name === "request_id" || /(^|_)transaction$/.test(name);
  // Another hash, and the same one wherever the same is meant.
  if (isHash || (table === "request" && name === "id") || table + name === "event_blockhash")
    return `'0x' || lpad(to_hex(k), 4, '0') || substr(${column}, 7)`;
  if (type === "bigint" && /(^|_)id$/.test(name))
    return `${column} - k * ${blocks}::int8 * 1000000`;
  const isBlock = table === "event_block" && name === "number";
  if (isBlock || /^(block|created_block)$/.test(name)) return `${column} - k * ${blocks}`;
  if (name === "hour") return `${column} - k * ${days * 24}`;
  if (name === "day") return `${column} - k * ${days}`;
  const isTime = /_at$|^timestamp$|^start$|^deadline$/.test(name) && type !== "boolean";
  return isTime ? `${column} - k * ${seconds}` : column;
}

/** Asks a database. */
export type Client = {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
};

/** Puts copies of the past before it. Rows that count over all time (a prover's totals) stay as they are. */
export async function multiply(databaseUrl: string, plan: Plan): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // No triggers: those of Ponder would note every row for a reorganisation.
    await client.query("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'");
    await multiplyTables(client as unknown as Client, { schema: SCHEMA, ...plan });
  } finally {
    await client.end();
  }
}

/** Puts copies of the past before it, in the tables that grow with time. */
export async function multiplyTables(client: Client, plan: Repetition): Promise<void> {
  if (plan.copies > 1) {
    for (const table of GROWING) await multiplyTable(client, table, plan);
    await addUpDays(client, plan.schema);
  }
  await client.query("ANALYZE");
}

async function columnsOf(client: Client, schema: string, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
    [schema, table],
  );
  return rows;
}

/** Days of the network, from their hours: at the seams they are of two copies. */
async function addUpDays(client: Client, schema: string): Promise<void> {
  const columns = await columnsOf(client, schema, "market_day");
  const values = columns.map(({ name, type }) => {
    if (name === "day") return "hour / 24";
    if (name === "start") return "hour / 24 * 86400";
    const value = LEVELS.includes(name)
      ? `(array_agg(${name} ORDER BY hour DESC))[1]`
      : `sum(${name})`;
    return `${value}::${type}`;
  });
  await client.query(`DELETE FROM "${schema}".market_day`);
  await client.query(
    `INSERT INTO "${schema}".market_day (${columns.map(({ name }) => name)})
     SELECT ${values} FROM "${schema}".market_hour
     WHERE hour / 24 < (SELECT current_day FROM "${schema}".network) GROUP BY hour / 24`,
  );
}

async function multiplyTable(client: Client, table: string, plan: Repetition): Promise<void> {
  const { schema, copies } = plan;
  const columns = await columnsOf(client, schema, table);
  const { rows: indexes } = await client.query<{ name: string; text: string }>(
    `SELECT indexname AS name, indexdef AS text FROM pg_indexes
     WHERE schemaname = $1 AND tablename = $2 AND indexname NOT LIKE '%pkey' AND indexname NOT LIKE '%_pk'`,
    [schema, table],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX "${schema}"."${name}"`);
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const values = columns.map((column) => shifted(column, { table, ...plan })).join(", ");
  // Buckets at the seam may be there already.
  await client.query(
    `INSERT INTO "${schema}"."${table}" (${names})
     SELECT ${values} FROM "${schema}"."${table}", generate_series(1, ${copies - 1}) AS k
     ON CONFLICT DO NOTHING`,
  );
  for (const { text } of indexes) await client.query(text);
}
