/** Whether the PostgreSQL that is meant can be used: told before anything else starts, with what to do about it. */
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { Refusal } from "../settings/environment.ts";

const CONNECT_MS = 5_000;
/** A server that has just been started beside us is given so long to listen… */
const LISTEN_MS = 5_000;
/** …and so long to put its data right, as it does after a crash. */
const RECOVERY_MS = 60_000;
const PAUSE_MS = 500;
const EXAMPLE = "DATABASE_URL=postgres://provernet:secret@127.0.0.1:5432/provernet";

type PostgresError = Error & { code?: string };

/**
 * Makes sure that a database is there, lets us in, and lets us create a schema.
 * @throws Refusal with the variable's name, the cause and what to do
 */
export async function requireDatabase(connectionString: string): Promise<void> {
  const began = performance.now();
  for (;;) {
    const error = await tryDatabase(connectionString);
    if (error === null) return;
    const waited = performance.now() - began;
    if (waited > patienceWith(error)) throw new Refusal(explain(error, connectionString));
    await wait(PAUSE_MS);
  }
}

async function tryDatabase(connectionString: string): Promise<PostgresError | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      "select has_database_privilege(current_database(), 'CREATE') as creates, current_user as name, current_database() as database, pg_is_in_recovery() as standby",
    );
    const { creates, name, database, standby } = rows[0];
    if (standby) return new Error("it is a standby, which can only be read");
    return creates
      ? null
      : new Error(
          `user ${name} may not create a schema in it. Let it: GRANT CREATE ON DATABASE "${database}" TO "${name}"`,
        );
  } catch (error) {
    return error as PostgresError;
  } finally {
    await client.end().catch(() => {});
  }
}

/** [ms] How long an error may take to go away on its own. */
function patienceWith({ code }: PostgresError): number {
  // cannot_connect_now: it is starting up, or shutting down.
  if (code === "57P03") return RECOVERY_MS;
  return code === "ECONNREFUSED" ? LISTEN_MS : 0;
}

function explain(error: PostgresError, connectionString: string): string {
  const [place, database] = placeOf(connectionString);
  const cause = causeOf(error, { place, database });
  return `The database in DATABASE_URL cannot be used: ${cause}.\n  Example: ${EXAMPLE}\nWithout DATABASE_URL, the indexer brings up a PostgreSQL of its own.`;
}

function causeOf(
  { code, message }: PostgresError,
  { place, database }: { place: string; database: string },
): string {
  switch (code) {
    case "3D000":
      return `${place} has no database "${database}". Create it: createdb ${database}`;
    case "28P01":
    case "28000":
      return `${place} does not let this user in (${message})`;
    case "ECONNREFUSED":
      return `nothing listens at ${place}. Start PostgreSQL there`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `there is no host of that name (${place})`;
    case "53300":
      return `${place} has no connection left. Raise its max_connections`;
    default:
      return `${place}: ${message}`;
  }
}

/** Host and database of a connection string, without the password. */
function placeOf(connectionString: string): [place: string, database: string] {
  const { hostname, port, pathname, searchParams } = new URL(connectionString);
  const host = searchParams.get("host") ?? (hostname || "localhost");
  return [`${host}:${port || 5432}`, decodeURIComponent(pathname.slice(1)) || "(unnamed)"];
}
