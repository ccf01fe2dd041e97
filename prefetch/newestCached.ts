/** Of Ponder's cache what is asked before each start: it must not take Drizzle to be loaded. */
import pg from "pg";

/**
 * The newest block of a chain that anything is cached up to; null when nothing is, or there is no cache yet.
 * @throws Error of PostgreSQL when the database cannot be reached
 */
export async function newestCachedBlock(
  connectionString: string,
  chainId: number,
): Promise<number | null> {
  const client = new pg.Client({ connectionString, application_name: "provernet prefetch" });
  await client.connect();
  try {
    const { rows: tables } = await client.query("select to_regclass('ponder_sync.intervals') as t");
    if (tables[0].t === null) return null;
    const { rows } = await client.query(
      "select max(upper(blocks)) as last from ponder_sync.intervals where chain_id = $1",
      [chainId],
    );
    return rows[0].last === null ? null : Number(rows[0].last) - 1;
  } finally {
    await client.end();
  }
}
