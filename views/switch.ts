/** The views that people and their programs read come to show another index: all of them at once, under their readers. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { Refusal } from "../settings/environment.ts";
import {
  type Database,
  grantsOn,
  quote,
  type Relations,
  tablesOf,
  usesOf,
  viewsOf,
} from "./catalogue.ts";
import { type Gone, type Obstacle, planViews, type Step } from "./plan.ts";

/**
 * [ms] How long to wait for readers in total. One who waits for a view that we have, while we wait for another that
 * it has read, is a deadlock: PostgreSQL looks for those after a second, and might end the reader. By then we wait no
 * more: what is not free at once is tried again later, from the beginning.
 */
const PATIENCE_MS = 300;
const PAUSE_MS = 250;
/** After this many attempts, who is in the way is reported. */
const TELL_AFTER = 20;

type Switch = Readonly<{
  viewsSchema: string;
  /** The schema of the index to show. */
  schema: string;
  gone?: Gone;
  say: (message: string) => void;
  signal?: AbortSignal;
}>;

/** The schema the views were last made to show; null before the first. */
export const shownSchema = async (database: Database, viewsSchema: string) =>
  (await switchesOf(database, viewsSchema))[0]?.schema ?? null;

/** Which schemas the views have shown, the last one first. */
export async function switchesOf(
  database: Database,
  viewsSchema: string,
): Promise<{ schema: string; at: Date }[]> {
  const table = `${quote(viewsSchema)}._switch`;
  const { rows: found } = await database.query("select to_regclass($1) as t", [table]);
  if (found[0].t === null) return [];
  const { rows } = await database.query(
    `select schema, switched_at as at from ${table} order by switched_at desc`,
  );
  return rows;
}

/**
 * Makes the views show another schema, in one transaction that waits until none of them is being read. What is built
 * upon them stays, and so does what was granted.
 * @throws Refusal when something is built upon what the schema lacks; nothing is changed then
 */
export async function switchViews(client: pg.ClientBase, wanted: Switch): Promise<void> {
  const { viewsSchema, schema } = wanted;
  const tables = await tablesOf(client, schema);
  if (!tables.has("_ponder_checkpoint"))
    throw new Refusal(`The schema ${schema} holds no index: there is nothing to show.`);
  await client.query(
    `create schema if not exists ${quote(viewsSchema)};
     create table if not exists ${quote(viewsSchema)}._switch (
       switched_at timestamptz primary key default clock_timestamp(), schema text not null);
     comment on table ${quote(viewsSchema)}._switch is 'Which index the views have shown, and since when.'`,
  );
  await change(client, { ...wanted, tables }, [
    `insert into ${quote(viewsSchema)}._switch (schema) values (${literal(schema)})`,
  ]);
}

/** Detaches the views from an index that is about to be removed: they stay, without rows, until it is back. */
export async function emptyViews(
  client: pg.ClientBase,
  given: Omit<Switch, "gone">,
): Promise<void> {
  if ((await shownSchema(client, given.viewsSchema)) !== given.schema) return;
  await change(client, { ...given, gone: "null", tables: new Map() }, []);
}

async function change(
  client: pg.ClientBase,
  wanted: Switch & { tables: Relations },
  also: readonly string[],
): Promise<void> {
  const { viewsSchema, tables, gone = "refused", say, signal } = wanted;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const views = await viewsOf(client, { viewsSchema, tables });
    const { obstacles, steps } = planViews({
      tables,
      views,
      uses: await usesOf(client, viewsSchema),
      gone,
    });
    if (obstacles.length > 0) throw new Refusal(explain(wanted, obstacles));
    const statements: string[] = [];
    for (const step of steps) statements.push(...(await statementsOf(client, wanted, step)));
    if (await tryOnce(client, [...statements, ...also])) return;
    if (attempt === TELL_AFTER) say(await tellReaders(client, viewsSchema));
    await sleep(PAUSE_MS);
  }
}

async function statementsOf(
  database: Database,
  { viewsSchema, schema }: Switch,
  { view, how, columns, hasTable }: Step,
): Promise<string[]> {
  const name = `${quote(viewsSchema)}.${quote(view)}`;
  if (how === "drop") return [`drop view ${name}`];
  const shown = columns.map(({ name: column, type, isNull }) =>
    isNull ? `null::${type} as ${quote(column)}` : `${quote(column)}::${type}`,
  );
  const from = hasTable ? `from ${quote(schema)}.${quote(view)}` : "where false";
  const put = `create or replace view ${name} as select ${shown.join(", ")} ${from}`;
  if (how === "put") return [put];
  const names = new Set(columns.map((column) => column.name));
  const grants = (await grantsOn(database, viewsSchema, view)).filter(
    ({ column }) => column === null || names.has(column),
  );
  return [`drop view ${name}`, put, ...grants.map(({ statement }) => statement)];
}

/**
 * Runs statements in one transaction; false when readers are in the way. All of it in the server: what comes and goes
 * between us takes time in which readers would wait.
 */
async function tryOnce(client: pg.ClientBase, statements: readonly string[]): Promise<boolean> {
  try {
    await client.query(
      `do ${literal(`
      declare
        began constant timestamptz := clock_timestamp();
        each_one text;
      begin
        foreach each_one in array array[${statements.map(literal).join(", ")}] loop
          perform set_config('lock_timeout', greatest(1, ${PATIENCE_MS} - floor(1000 * extract(epoch from clock_timestamp() - began)))::text, true);
          execute each_one;
        end loop;
      end`)}`,
    );
    return true;
  } catch (error) {
    if (BUSY.includes((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}

/** PostgreSQL's codes for a lock that was not given in time, and for a deadlock. */
const BUSY = ["55P03", "40P01"];

async function tellReaders(database: Database, viewsSchema: string): Promise<string> {
  const { rows } = await database.query(
    `select distinct a.pid, a.usename as name, extract(epoch from now() - a.xact_start)::int as seconds
     from pg_locks l join pg_class c on c.oid = l.relation join pg_stat_activity a using (pid)
     where c.relnamespace = to_regnamespace(quote_ident($1)) and a.pid <> pg_backend_pid()`,
    [viewsSchema],
  );
  const readers = rows.map(
    ({ pid, name, seconds }) => `process ${pid} of ${name}, for ${seconds} s`,
  );
  return `The views in ${viewsSchema} are being read all the time (${readers.join("; ") || "by others"}): they are switched when a moment is free. To end a reader: SELECT pg_terminate_backend(PROCESS)`;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function explain({ viewsSchema, schema }: Switch, obstacles: readonly Obstacle[]): string {
  const what = obstacles.map(
    ({ what, uses }) => `- ${what}; used by ${[...new Set(uses.map(({ by }) => by))].join(", ")}`,
  );
  const users = [
    ...new Map(obstacles.flatMap(({ uses }) => uses).map((use) => [use.by, use])).values(),
  ];
  return [
    `The views in ${viewsSchema} stay as they are: others are built upon what ${schema} lacks.`,
    ...what,
    "To go on, drop those, switch, and make them again without it:",
    ...users.map(({ by, kind }) => `  DROP ${kind.toUpperCase()} ${by};`),
    `  npm run views -- switch ${schema}`,
    ...users.map(({ by, kind, definition }) =>
      definition === null
        ? `  (make ${by} again)`
        : `  CREATE ${kind.toUpperCase()} ${by} AS\n${definition}`,
    ),
    "Columns that are gone can also stay, always null, so that nothing need be dropped:",
    `  npm run views -- switch ${schema} --keep-gone`,
  ].join("\n");
}
