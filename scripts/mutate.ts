import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../settings/networks.ts";
import { type Mutation, mutations } from "./mutate/mutations.ts";

/**
 * Breaks our rules one by one in a copy of the project and asks the tests to notice: those of rules and rows first,
 * then the comparison with every recorded view, then that of the backfill's store with Ponder's. `npm run mutate [-- WORD]`: only rules that contain the word.
 * Ends with 1 if a broken rule survives.
 */
const COPIED = [
  "abis",
  "backfill",
  "prefetch",
  "replay",
  "scripts",
  "settings",
  "src",
  "test",
  "verify",
];
const FILES = [
  "ponder.config.ts",
  "ponder.schema.ts",
  "settings.ts",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];
const LINKED = ["node_modules", "recordings"];
/** What is asked to notice, the quick ones first. */
const WITNESSES = [
  ["test/domain", "test/handlers"],
  ["test/verify/recordings.test.ts"],
  ["test/backfill"],
];

const [word = ""] = process.argv.slice(2);
const chosen = mutations.filter(({ rule, file }) => `${rule} ${file}`.includes(word));
const copy = copyProject();
try {
  const unbroken = WITNESSES.find((tests) => !pass(tests));
  if (unbroken)
    throw new Error(`${unbroken.join(" ")} fails with nothing broken: mend that first.`);
  const survivors = chosen.filter((mutation) => !isNoticed(mutation));
  console.log(
    `\n${chosen.length - survivors.length} of ${chosen.length} broken rules were noticed.`,
  );
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function copyProject(): string {
  const directory = mkdtempSync(join(tmpdir(), "provernet-mutate-"));
  for (const name of [...COPIED, ...FILES]) {
    cpSync(join(projectRoot, name), join(directory, name), { recursive: true });
  }
  for (const name of LINKED) symlinkSync(join(projectRoot, name), join(directory, name));
  return directory;
}

function isNoticed({ rule, file, find, replace }: Mutation): boolean {
  const path = join(copy, file);
  const code = readFileSync(path, "utf8");
  if (code.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
  writeFileSync(
    path,
    code.replace(find, () => replace),
  );
  const witness = WITNESSES.find((tests) => !pass(tests));
  writeFileSync(path, code);
  console.log(`${witness ? "noticed " : "SURVIVED"}  ${rule}  (${witness?.join(" ") ?? file})`);
  return witness !== undefined;
}

/** Whether the tests pass in the copy. */
function pass(tests: readonly string[]): boolean {
  const { status } = spawnSync(
    join(projectRoot, "node_modules/.bin/vitest"),
    ["run", "--project", "unit", "--bail", "1", ...tests],
    { cwd: copy, stdio: "ignore" },
  );
  return status === 0;
}
