/** What lies in the folder of a PostgreSQL of our own: its data, its password, who looks after it, what it said. */
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { commandOf } from "../scripts/processes.ts";
import type { DatabaseSettings } from "../settings.ts";

/** The name of the user and of the database. */
export const NAME = "provernet";

export const dataOf = (directory: string) => join(directory, "data");
export const logOf = (directory: string) => join(directory, "postgres.log");
const passwordOf = (directory: string) => join(directory, "password");
const keeperOf = (directory: string) => join(directory, "supervisor.json");

/** The supervisor of a folder, which alone may start PostgreSQL on it. */
type Keeper = Readonly<{
  pid: number;
  /** Who started it. */
  parent: number;
  isStopping: boolean;
}>;

/** The password of the folder, made up when there is none; for the owner's eyes only. */
export function password(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const file = passwordOf(directory);
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

export const urlOf = (directory: string, port: number, database = NAME) =>
  `postgresql://${NAME}:${password(directory)}@127.0.0.1:${port}/${database}`;

/** The address of the PostgreSQL that runs in a folder; null when none does. */
export function runningUrl(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const directory = realpathSync(folder);
  const postmaster = readPostmaster(directory);
  if (postmaster === null || !isPostmaster(postmaster.pid, directory)) return null;
  return urlOf(directory, postmaster.port);
}

/** The address of the database that the settings mean; null when it is one of our own that does not run. */
export const databaseUrl = (database: DatabaseSettings): string | null =>
  database.kind === "postgres" ? database.connectionString : runningUrl(database.directory);

/** What PostgreSQL's own lock file says, of a server that runs or once did. */
export function readPostmaster(directory: string): { pid: number; port: number } | null {
  const file = join(dataOf(directory), "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/**
 * A process number no process has: PostgreSQL then takes the lock file for a dead one's, and looks itself whether any of
 * that one's processes is left.
 */
const NOBODY = 2_147_483_646;

/** Puts right a lock file whose process number has since been given to a process that is no PostgreSQL. */
export function disownPostmaster(directory: string): void {
  const file = join(dataOf(directory), "postmaster.pid");
  const [, ...rest] = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, [NOBODY, ...rest].join("\n"));
}

export const isPostmaster = (pid: number, directory: string) =>
  commandOf(pid).includes(`-D ${dataOf(directory)} `);

/** Who looks after a folder; null when nobody does. A process id alone proves nothing: it may have been reused. */
export function readKeeper(directory: string): Keeper | null {
  try {
    const keeper = JSON.parse(readFileSync(keeperOf(directory), "utf8")) as Keeper;
    return commandOf(keeper.pid).includes(`supervisor.ts ${directory} `) ? keeper : null;
  } catch {
    return null;
  }
}

/** Notes who looks after a folder. */
export function writeKeeper(directory: string, keeper: Keeper): void {
  mkdirSync(directory, { recursive: true });
  // All of it at once, for those who read meanwhile.
  const next = `${keeperOf(directory)}.${keeper.pid}`;
  writeFileSync(next, JSON.stringify(keeper));
  renameSync(next, keeperOf(directory));
}
