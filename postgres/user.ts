/** As whom PostgreSQL runs: it refuses to run as root. */
import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { Refusal } from "../settings/environment.ts";
import { NEEDS_URL } from "./binaries.ts";

/** Another user; null: as we are. */
export type RunAs = Readonly<{ uid: number; gid: number; maySearch: boolean }> | null;

/** A command as `spawn` takes it. */
type Command = Readonly<{
  file: string;
  args: readonly string[];
  options: { uid?: number; gid?: number };
}>;

/** Users a machine may have, the best first. */
const NAMES = ["postgres", "nobody"];

/**
 * The user to run as: ourselves, or, as root, the owner of the folder, else a user without rights. Where that one cannot
 * reach what it must, for root's own folders are closed to others, it is given the right to look everywhere.
 * @throws Refusal when there is no such user
 */
export function whoRuns(directory: string, program: string): RunAs {
  if (process.getuid?.() !== 0) return null;
  const user = findUser(directory);
  for (const maySearch of [false, true])
    if ([`${directory}/.`, program].every((path) => reaches({ ...user, maySearch }, path)))
      return { ...user, maySearch };
  throw new Refusal(
    `PostgreSQL does not run as root, and user ${user.uid}, as whom it would run, cannot reach ${directory}.\nStart the indexer as an ordinary user, or move the project where others may look, such as /opt. Or: ${NEEDS_URL}`,
  );
}

/** A program run as a user. */
export function commandAs(runAs: RunAs, file: string, args: readonly string[]): Command {
  if (runAs === null) return { file, args, options: {} };
  const { uid, gid, maySearch } = runAs;
  if (!maySearch) return { file, args, options: { uid, gid } };
  const right = "+dac_read_search";
  const change = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  return {
    file: "setpriv",
    args: [...change, `--inh-caps=${right}`, `--ambient-caps=${right}`, file, ...args],
    options: {},
  };
}

function reaches(runAs: RunAs, path: string): boolean {
  // Tests of rights ask for the user alone, without what it was given.
  const { file, args, options } = commandAs(runAs, "test", ["-e", path]);
  return spawnSync(file, args, { ...options, cwd: "/" }).status === 0;
}

function findUser(directory: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(directory);
  if (uid !== 0 && numberOf("-u", String(uid)) === uid) return { uid, gid };
  for (const name of NAMES) {
    const [found, group] = [numberOf("-u", name), numberOf("-g", name)];
    if (found !== null && group !== null) return { uid: found, gid: group };
  }
  throw new Refusal(
    `PostgreSQL does not run as root, and there is no user ${NAMES.join(" or ")} to run it as. Start the indexer as an ordinary user. Or: ${NEEDS_URL}`,
  );
}

function numberOf(kind: "-u" | "-g", user: string): number | null {
  try {
    return Number(execFileSync("id", [kind, user], { encoding: "utf8", stdio: "pipe" }));
  } catch {
    return null;
  }
}
