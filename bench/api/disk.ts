/** What the index takes on disk, and which of PostgreSQL's indexes the questions have used. */
import { SCHEMA } from "../contestants/ponder.ts";
import { query } from "../run/database.ts";
import { show, table } from "../run/figures.ts";

type TableSize = { name: string; rows: string; heap: string; indexes: string };
type IndexSize = { name: string; of: string; bytes: string; scans: string };

const SMALLEST_BYTES = 100_000;

/** Counts anew how often each index is used. */
export const forgetUse = (url: string) => query(url, "SELECT pg_stat_reset()");

/**
 * The larger tables and indexes, in bytes for one request; and the indexes nobody has used since `forgetUse`. In Markdown.
 */
export async function measureDisk(url: string, requests: number): Promise<string> {
  const tables = await query<TableSize>(
    url,
    `SELECT c.relname AS name, c.reltuples::bigint AS rows, pg_table_size(c.oid) AS heap, pg_indexes_size(c.oid) AS indexes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname = $1 AND pg_total_relation_size(c.oid) >= $2
     ORDER BY pg_total_relation_size(c.oid) DESC`,
    [SCHEMA, SMALLEST_BYTES],
  );
  const indexes = await query<IndexSize>(
    url,
    `SELECT indexrelname AS name, relname AS of, pg_relation_size(indexrelid) AS bytes, idx_scan AS scans
     FROM pg_stat_user_indexes WHERE schemaname = $1 AND pg_relation_size(indexrelid) >= $2
     ORDER BY pg_relation_size(indexrelid) DESC`,
    [SCHEMA, SMALLEST_BYTES],
  );
  const megabytes = (bytes: number) => show(bytes / 1e6);
  const each = (bytes: number) => show(Math.round(bytes / requests));
  const total = tables.reduce((sum, { heap, indexes }) => sum + Number(heap) + Number(indexes), 0);
  const unused = indexes.filter(({ scans }) => Number(scans) === 0);
  return [
    `${megabytes(total)} MB in all, ${each(total)} bytes for one request and all that comes with it.`,
    table(
      ["table", "rows", "rows, MB", "indexes, MB", "bytes for one request"],
      tables.map(({ name, rows, heap, indexes }) => [
        name,
        show(Number(rows)),
        megabytes(Number(heap)),
        megabytes(Number(indexes)),
        each(Number(heap) + Number(indexes)),
      ]),
    ),
    table(
      ["index", "of", "MB", "bytes for one request", "scans by the questions above"],
      indexes.map(({ name, of, bytes, scans }) => [
        name,
        of,
        megabytes(Number(bytes)),
        each(Number(bytes)),
        show(Number(scans)),
      ]),
    ),
    unused.length === 0
      ? "Every index of that size is used by a question above."
      : `Not used by a question above: ${unused.map(({ name }) => name).join(", ")}.`,
  ].join("\n\n");
}
