/** PostgreSQL as Debian has it: a primary, and a replica that follows it by streaming. */
import { appendFileSync, chmodSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort, type Programs, say } from "./programs.ts";

/** Starts both, with an empty database `provernet`; gives their addresses. */
export async function startPostgres(
  folder: string,
  programs: Programs,
): Promise<{ primary: string; replica: string }> {
  const bin = globSync("/usr/lib/postgresql/*/bin").sort().at(-1);
  if (bin === undefined) throw new Error("PostgreSQL is missing: apt-get install postgresql");
  const isRoot = process.getuid?.() === 0;
  const ask = (program: string, ...args: string[]) =>
    isRoot
      ? programs.run("runuser", ["-u", "postgres", "--", join(bin, program), ...args])
      : programs.run(join(bin, program), args);

  chmodSync(folder, 0o755);
  const home = join(folder, "postgres");
  mkdirSync(home);
  if (isRoot) await programs.run("chown", ["postgres", home]);
  const [one, two] = [await freePort(), await freePort()];
  const start = async (data: string, port: number) => {
    await ask("pg_ctl", "-D", data, "-w", "-l", `${data}.log`, "-o", `-p ${port}`, "start");
    programs.finally(() => ask("pg_ctl", "-D", data, "-m", "fast", "-w", "stop"));
  };

  const primary = join(home, "primary");
  await ask("initdb", "-D", primary, "-U", "provernet", "-A", "trust", "--no-sync");
  appendFileSync(
    join(primary, "postgresql.conf"),
    `listen_addresses = '127.0.0.1'\nunix_socket_directories = '${home}'\nmax_connections = 200\n`,
  );
  await start(primary, one);
  await ask("createdb", "-h", "127.0.0.1", "-p", String(one), "-U", "provernet", "provernet");

  const replica = join(home, "replica");
  await ask(
    "pg_basebackup",
    ...[
      "-h",
      "127.0.0.1",
      "-p",
      String(one),
      "-U",
      "provernet",
      "-D",
      replica,
      "-R",
      "-X",
      "stream",
    ],
  );
  // A query is not cancelled because the primary moves on: the rows it reads are kept there.
  appendFileSync(
    join(replica, "postgresql.conf"),
    "hot_standby_feedback = on\nmax_standby_streaming_delay = 30s\n",
  );
  await start(replica, two);
  say("0. PostgreSQL with a replica");
  const url = (port: number) => `postgresql://provernet:none@127.0.0.1:${port}/provernet`;
  return { primary: url(one), replica: url(two) };
}
