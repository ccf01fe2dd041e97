/** A role that reads the views, and nothing else. */
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { Refusal } from "../settings/environment.ts";
import { quote } from "./catalogue.ts";

/** [s] A transaction left open keeps the views from being switched. */
const IDLE_SECONDS = 60;

/**
 * Lets a role read the views of a schema, those of later versions included, within limits; makes the role when there
 * is none.
 * @param given.password is set for the role; null: a new role gets one that is made up, another keeps its own
 * @returns the password that was made up; null when none was
 * @throws Refusal when the role may do more than read: it is somebody else's
 */
export async function grantReader(
  client: pg.ClientBase,
  given: {
    role: string;
    viewsSchema: string;
    timeoutSeconds: number;
    connections: number;
    password?: string | null;
  },
): Promise<string | null> {
  const { role, viewsSchema, timeoutSeconds, connections } = given;
  const [name, schema] = [quote(role), quote(viewsSchema)];
  const { rows } = await client.query(
    `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolname = current_user as strong,
            current_database() as database from pg_roles where rolname = $1`,
    [role],
  );
  if (rows[0]?.strong)
    throw new Refusal(`The role ${role} is there, and may do more than read. Choose another name.`);
  const isThere = rows.length > 0;
  const madeUp = isThere || given.password ? null : randomBytes(24).toString("base64url");
  const password = given.password ?? madeUp;
  const { rows: database } = await client.query("select quote_ident(current_database()) as name");
  await client.query(`begin;
    ${isThere ? "" : `create role ${name} login;`}
    ${password === null ? "" : `alter role ${name} password ${client.escapeLiteral(password)};`}
    alter role ${name} connection limit ${connections};
    alter role ${name} set statement_timeout = '${timeoutSeconds}s';
    alter role ${name} set idle_in_transaction_session_timeout = '${IDLE_SECONDS}s';
    alter role ${name} set default_transaction_read_only = on;
    alter role ${name} set search_path = ${schema};
    create schema if not exists ${schema};
    grant connect on database ${database[0].name} to ${name};
    grant usage on schema ${schema} to ${name};
    grant select on all tables in schema ${schema} to ${name};
    alter default privileges in schema ${schema} grant select on tables to ${name};
    commit`);
  return madeUp;
}
