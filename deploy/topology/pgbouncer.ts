/** PgBouncer before a PostgreSQL, twice: connections for as long as a client stays, and for a transaction each. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, type Programs } from "./programs.ts";

/** [connections] To PostgreSQL, for each role and way of pooling. */
const MOST = 60;

/** Starts it; gives the address for the API, which needs its sessions, and the one for SQL of people, which does not. */
export async function startPgbouncer(
  folder: string,
  programs: Programs,
  { url, roles }: { url: string; roles: readonly string[] },
): Promise<{ session: string; transaction: string }> {
  const { hostname, port, pathname } = new URL(url);
  const own = await freePort();
  const at = (mode: string) =>
    `host=${hostname} port=${port} dbname=${pathname.slice(1)} pool_mode=${mode}`;
  const [config, users] = [join(folder, "pgbouncer.ini"), join(folder, "pgbouncer-users.txt")];
  writeFileSync(users, roles.map((role) => `"${role}" "none"\n`).join(""));
  writeFileSync(
    config,
    `[databases]
sessions = ${at("session")}
transactions = ${at("transaction")}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
default_pool_size = ${MOST}
max_client_conn = 500
`,
  );
  for (const file of [config, users]) chmodSync(file, 0o644);
  const asUser = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  await programs.start("pgbouncer", "pgbouncer", [...asUser, config]).says("process up");
  const address = (database: string) => {
    const pooled = new URL(url);
    [pooled.port, pooled.pathname] = [String(own), database];
    return pooled.href;
  };
  return { session: address("sessions"), transaction: address("transactions") };
}
