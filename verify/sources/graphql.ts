import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import * as schema from "../../ponder.schema.ts";
import { type Row, readRows, type Table } from "../rows.ts";
import type { Index } from "./snapshot.ts";

/** Rows of one page: the most the API gives at once. */
const PAGE = 1000;
const TRIES = 5;

/** Asks one GraphQL query; throws when it is refused. */
export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;
type Answer = Record<string, never>;

/** Asks over HTTP. */
export const askOver =
  (url: string): Ask =>
  async (query, variables = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: Answer; errors?: { message: string }[] };
    if (body.errors) throw new Error(`${url}: ${body.errors[0]?.message}`);
    return body.data ?? {};
  };

/**
 * Reads the index over its own API, page by page. The pages are of one block only if it stood still meanwhile:
 * else it is read again, and after some tries given up.
 */
export async function readFromGraphql(ask: Ask): Promise<Index> {
  for (let left = TRIES; left > 0; left--) {
    const before = await readHead(ask);
    const rows = await readRows(<Name extends Table>(table: Name) => readTable(ask, table));
    const after = await readHead(ask);
    if (before.block === after.block) return { rows, ...before };
  }
  throw new Error(
    "The index goes on faster than its API can be read. Set DATABASE_URL: a database is read as of one block.",
  );
}

async function readHead(ask: Ask): Promise<{ block: number; timestamp: number }> {
  const { meta } = (await ask("{ meta { block timestamp } }")) as unknown as {
    meta: { block: number | null; timestamp: number | null };
  };
  if (meta.block === null || meta.timestamp === null) throw new Error("Nothing is indexed yet.");
  return { block: meta.block, timestamp: meta.timestamp };
}

/** All rows of one table, page by page. */
export async function readTable<Name extends Table>(ask: Ask, table: Name): Promise<Row<Name>[]> {
  const columns = getTableColumns(schema[table] as PgTable);
  const query = `query ($after: String) { page: ${table}s(limit: ${PAGE}, after: $after) {
    items { ${Object.keys(columns).join(" ")} } pageInfo { hasNextPage endCursor } } }`;
  const rows: Row<Name>[] = [];
  for (let after: string | null = null; ; ) {
    const { page } = (await ask(query, { after })) as unknown as { page: Page };
    for (const item of page.items) rows.push(decode(item, columns) as Row<Name>);
    if (!page.pageInfo.hasNextPage) return rows;
    after = page.pageInfo.endCursor;
  }
}

type Page = {
  items: Record<string, unknown>[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
};

/** Integers of any size come as strings. */
const decode = (item: Record<string, unknown>, columns: ReturnType<typeof getTableColumns>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      columns[name]?.dataType === "bigint" && typeof value === "string" ? BigInt(value) : value,
    ]),
  );
