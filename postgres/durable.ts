/**
 * What Ponder's connections to PostgreSQL need besides: Ponder takes commits for lasting that are not yet on disk, and
 * after a crash of the database continues from memory, without the rows that were lost.
 */
import pg from "pg";

/** The pools Ponder has, by the ending of their application name; the beginning is the schema. */
const POOL = /^(.+)_(user|internal)$/;
const COMMIT = /^commit;?$/i;

/** Long values are compressed by the faster method, where the server has it. */
export const FAST_COMPRESSION = `select set_config(name, 'lz4', false)
  from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)`;

/** The server's own choice, or at least that a commit waits for its own disk. Ponder has switched it off just before. */
const DURABLE = `select set_config('synchronous_commit', case reset_val when 'off' then 'on' else reset_val end, false)
  from pg_settings where name = 'synchronous_commit'`;

type Client = pg.ClientBase & {
  connectionParameters?: { application_name?: string };
};

/** Ends the process: Ponder's own handler logs the error, unlocks the schema, and ends with 75, "try again". */
type End = (reason: string) => void;

/**
 * Prepares each new connection of Ponder's pools: it waits while history is indexed by others (`scripts/indexer.ts`);
 * commits last; indexes stay; and the process ends when the outcome of a commit is unknown, or the checkpoint that is
 * stored is not the one last written: what Ponder has in memory is not what the database has then, and a new start goes
 * on from the latter.
 */
export function createOnConnect(end: End = endProcess): (client: pg.ClientBase) => Promise<void> {
  /** The checkpoint as it was last read, after a commit; undefined before the first. */
  let written: string | undefined;
  let commits = 0;
  let isOver = false;
  const underWay = new Set<Promise<unknown>>();

  const giveUp = (reason: string) => {
    if (!isOver) end(reason);
    isOver = true;
  };

  /** Compares; while commits are under way on other connections, what is stored and what is known may differ. */
  const check = async (client: Client, schema: string) => {
    for (;;) {
      await Promise.allSettled(underWay);
      const before = commits;
      const stored = await readCheckpoint(client, schema);
      if (written === undefined || stored === written) return;
      if (underWay.size === 0 && commits === before)
        return giveUp(
          `The database lost what was committed: it stands at ${place(stored)}, and ${place(written)} was written.`,
        );
    }
  };

  const watchCommits = (client: Client, schema: string, decidesRows: boolean) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const commit = async (args: unknown[]) => {
      commits++;
      const result = await query(...args).catch((error: Error) => {
        // Whether it took place is unknown, and Ponder would index the same events again upon its memory of them.
        if (decidesRows) giveUp(`The database did not answer a commit (${error.message}).`);
        throw error;
      });
      written = await readCheckpoint(client, schema).catch(() => written);
      return result;
    };
    client.query = ((...args: unknown[]) => {
      if (!COMMIT.test(textOf(args[0]))) return query(...args);
      const running = commit(args);
      underWay.add(running);
      const done = () => void underWay.delete(running);
      running.then(done, done);
      return running;
    }) as typeof client.query;
  };

  return async (client: Client) => {
    await client.query(DURABLE);
    await client.query(FAST_COMPRESSION);
    const [, schema, pool] = POOL.exec(client.connectionParameters?.application_name ?? "") ?? [];
    if (schema === undefined) return;
    await (globalThis as { PROVERNET_HISTORY?: Promise<unknown> }).PROVERNET_HISTORY;
    if (pool === "internal") keepIndexes(client, schema);
    else {
      await check(client, schema);
      if (isOver) throw new Error("The process is ending.");
    }
    watchCommits(client, schema, pool === "user");
  };
}

/**
 * Ponder drops all indexes when it starts on existing tables, and rebuilds them once it has caught up: until
 * then every question reads whole tables. They need not go: a version with other indexes has another schema.
 */
function keepIndexes(client: Client, schema: string): void {
  const drop = `DROP INDEX IF EXISTS "${schema}".`;
  const query = client.query.bind(client) as Queried;
  client.query = ((...args: unknown[]) =>
    textOf(args[0]).startsWith(drop)
      ? Promise.resolve({ rows: [] })
      : query(...args)) as typeof client.query;
}

type Queried = (...args: unknown[]) => unknown;

/**
 * Ponder asks on a new connection without looking whether it was made, and `pg` keeps for ever what is asked of one that
 * has ended: the indexer would stand still without a word. Here that fails, and Ponder tries again.
 */
function refuseOnEnded(client: object): void {
  const prototype = client as { query: Queried };
  const { query } = prototype;
  prototype.query = function (this: { _ended?: boolean }, ...args) {
    if (!this._ended) return query.apply(this, args);
    const error = new Error("The connection to PostgreSQL has ended.");
    const callback = args.at(-1);
    if (typeof callback !== "function") return Promise.reject(error);
    process.nextTick(callback as (error: Error) => void, error);
  };
}

refuseOnEnded(pg.Client.prototype);

const textOf = (query: unknown): string =>
  typeof query === "string" ? query : ((query as { text?: string } | undefined)?.text ?? "");

/** What is stored of how far the indexing is; empty before the tables are there. */
async function readCheckpoint(client: Client, schema: string): Promise<string> {
  // Each commits on its own: they run outside of transactions.
  const table = `"${schema}"._ponder_checkpoint`;
  const { rows } = await client.query("select to_regclass($1) as found", [table]);
  if (rows[0].found === null) return "";
  const { rows: found } = await client.query(
    `select string_agg(latest_checkpoint, ' ' order by chain_id) as at from ${table}`,
  );
  return found[0].at ?? "";
}

/** A checkpoint for people. Its digits: time 10, chain 16, block 16, … */
const place = (checkpoint: string) =>
  checkpoint === "" ? "the beginning" : `block ${Number(checkpoint.slice(26, 42))}`;

function endProcess(reason: string): void {
  const error = new Error(
    `${reason} The process ends, for what it has in memory is not what the database has. Nothing is wrong with the rows that are stored: start it again, and it continues from them.`,
  );
  error.name = "DatabaseLost";
  // The reason is all there is to know.
  delete error.stack;
  setImmediate(() => {
    throw error;
  });
}
