import pg from "pg";
import type { Settings } from "../../settings.ts";
import type { Finding } from "./finding.ts";

const what = "Database";
const OLDEST_POSTGRES = 14;
const PATIENCE_MS = 10_000;

type Facts = {
  version: number;
  encoding: string;
  database: string;
  may_create: boolean;
  is_replica: boolean;
};

/** Whether the database can be reached, is new enough, keeps every character, and may be written to. */
export async function checkDatabase({ database }: Pick<Settings, "database">): Promise<Finding[]> {
  if (database.kind !== "postgres")
    return [{ level: "fine", what, found: `none set: the rows are kept in ${database.directory}` }];
  const client = new pg.Client({
    connectionString: database.connectionString,
    connectionTimeoutMillis: PATIENCE_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(
      `select current_setting('server_version_num')::int / 10000 as version,
              current_setting('server_encoding') as encoding,
              current_database() as database,
              has_database_privilege(current_database(), 'CREATE') as may_create,
              pg_is_in_recovery() as is_replica`,
    );
    return judge(rows[0]!);
  } catch (error) {
    const found = `cannot be reached (${error instanceof Error ? error.message : error})`;
    return [
      {
        level: "wrong",
        what,
        found,
        fix: "check that PostgreSQL runs, and host, name, user and password in DATABASE_URL",
      },
    ];
  } finally {
    await client.end().catch(() => {});
  }
}

/** What these facts mean. */
export function judge({ version, encoding, database, may_create, is_replica }: Facts): Finding[] {
  const findings: Finding[] = [];
  const wrong = (found: string, fix: string) => findings.push({ level: "wrong", what, found, fix });
  if (version < OLDEST_POSTGRES)
    wrong(`PostgreSQL ${version}`, `PostgreSQL ${OLDEST_POSTGRES} or later is needed`);
  if (encoding !== "UTF8")
    wrong(
      `the encoding is ${encoding}`,
      `names in other scripts would be refused: create database ${database}_utf8 encoding 'UTF8' template template0`,
    );
  if (is_replica)
    wrong("it is a replica, which cannot be written to", "name the primary in DATABASE_URL");
  if (!may_create)
    wrong(
      "the user may not create schemas in it",
      `grant create on database ${database} to the user`,
    );
  return findings.length > 0
    ? findings
    : [{ level: "fine", what, found: `PostgreSQL ${version}, UTF8, may be written to` }];
}
