import { getTableColumns } from "drizzle-orm";
import { shortly } from "../chain.ts";
import { type Row, readRows, type Table, tableOf } from "../rows.ts";
import { type Head, type Index, NOTHING_INDEXED, type Source, Unreadable } from "./snapshot.ts";

/** Rows of one page: the most the API gives at once. */
const PAGE = 1000;
const TRIES = 5;

/** Asks one GraphQL query; throws when it is refused. */
export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;
type Answer = Record<string, never>;

/** Asks over HTTP; throws `Unreadable`. */
export const askOver =
  (url: string): Ask =>
  async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body })
      .then(
        (response) => response.json() as Promise<{ data?: Answer; errors?: { message: string }[] }>,
      )
      .catch((cause: Error) => {
        throw new Unreadable(
          `The index does not answer at ${url} (${shortly(cause.cause ?? cause)}). Start it, name it with --url, or set DATABASE_URL.`,
          { cause },
        );
      });
    if (answer.errors) throw new Unreadable(`${url} refuses: ${answer.errors[0]?.message}`);
    return answer.data ?? {};
  };

/** An index behind its API. */
export const sourceOfGraphql = (ask: Ask): Source => ({
  head: () => readHead(ask),
  read: () => readFromGraphql(ask),
});

/**
 * Reads the index over its own API, page by page. The pages are of one block only if it stood still meanwhile:
 * else it is read again, and after some tries given up.
 */
export async function readFromGraphql(ask: Ask): Promise<Index> {
  for (let left = TRIES; left > 0; left--) {
    const before = await readHead(ask);
    const rows = await readRows(<Name extends Table>(table: Name) => readTable(ask, table));
    const after = await readHead(ask);
    const { block, timestamp } = before;
    if (block === after.block) return { rows, block, timestamp };
  }
  throw new Unreadable(
    "The index advances faster than its API can be read. Set DATABASE_URL: a database is read as of one block.",
  );
}

async function readHead(ask: Ask): Promise<Head> {
  const { meta } = (await ask("{ meta { block { number timestamp } ready } }")) as unknown as {
    meta: { block: { number: number; timestamp: number } | null; ready: boolean };
  };
  const { block, ready } = meta;
  if (block === null) throw new Unreadable(NOTHING_INDEXED);
  return { block: block.number, timestamp: block.timestamp, ready };
}

/** All rows of one table, page by page; the network's only row is a field of its own. */
async function readTable<Name extends Table>(ask: Ask, table: Name): Promise<Row<Name>[]> {
  const columns = getTableColumns(tableOf(table));
  const names = Object.keys(columns).join(" ");
  if (table === "network") {
    const { network } = await ask(`{ network { ${names} } }`);
    return [decode(network!, columns) as Row<Name>];
  }
  const query = `query ($after: String) { page: ${table}s(limit: ${PAGE}, after: $after) {
    items { ${names} } pageInfo { hasNextPage endCursor } } }`;
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
