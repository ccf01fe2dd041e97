/** The data of a PostgreSQL of our own: made the first time, and refused when they are of another version. */
import { spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Refusal } from "../settings/environment.ts";
import { type Binaries, NEEDS_URL } from "./binaries.ts";
import { dataOf, NAME, password } from "./files.ts";
import { commandAs, type RunAs } from "./user.ts";

/** Text sorts by code points and folds case as Unicode does, whatever the machine's language. */
const LOCALE = [
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
];

/**
 * Makes the data unless they are there.
 * @throws Refusal when data of another version are there, or none can be made
 */
export function ensureData(directory: string, binaries: Binaries, runAs: RunAs): void {
  const data = dataOf(directory);
  if (existsSync(data)) {
    requireVersion(data, binaries, directory);
    return;
  }
  // Whoever was killed here left a part of them.
  for (const name of readdirSync(directory))
    if (name.startsWith("data.")) rmSync(join(directory, name), { recursive: true, force: true });
  const made = join(directory, `data.${process.pid}`);
  makeData(made, { binaries, runAs, directory });
  renameSync(made, data);
}

function requireVersion(data: string, { major }: Binaries, directory: string): void {
  const found = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (found === String(major)) return;
  throw new Refusal(
    `The data in ${data} are of PostgreSQL ${found}, and this indexer brings ${major}, which cannot read them.\n` +
      `Everything in them follows from the chain: remove the folder, and the next start rebuilds it:\n  rm -r ${directory}\n` +
      `Or run a PostgreSQL ${found} on them yourself, and name it in DATABASE_URL.`,
  );
}

function makeData(
  path: string,
  { binaries, runAs, directory }: { binaries: Binaries; runAs: RunAs; directory: string },
): void {
  const secret = `${path}.password`;
  mkdirSync(path, { mode: 0o700 });
  writeFileSync(secret, password(directory), { mode: 0o600 });
  if (runAs !== null) for (const each of [path, secret]) chownSync(each, runAs.uid, runAs.gid);
  const { file, args, options } = commandAs(runAs, binaries.initdb, [
    ...["-D", path, `--username=${NAME}`, "--auth=scram-sha-256", `--pwfile=${secret}`],
    ...["--no-sync", ...LOCALE],
  ]);
  const { status, error, stderr } = spawnSync(file, args, {
    ...options,
    encoding: "utf8",
    env: programEnv,
    cwd: "/",
  });
  rmSync(secret);
  if (status === 0) return;
  throw new Refusal(
    `PostgreSQL's data could not be made in ${directory}:\n${error?.message ?? stderr.trim()}\nOr: ${NEEDS_URL}`,
  );
}

/**
 * What PostgreSQL's programs get to see of the environment: settings of the user's own PostgreSQL (PG…) are none of theirs.
 */
export const programEnv = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
