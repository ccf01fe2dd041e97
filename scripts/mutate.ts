import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { projectRoot } from "../settings/networks.ts";
import { type Mutation, mutations } from "./mutate/mutations.ts";
import { webhookMutations } from "./mutate/webhooks.ts";

/**
 * Breaks our rules one by one in a copy of the project and expects a test to fail: the tests of rules and rows first, then
 * the comparison with every recorded view, then the comparison of the backfill's store with Ponder's. After that it changes
 * and deletes rows of the recorded chains' indexes, in every table and column, and expects an invariant or a recorded view
 * to notice.
 *
 *   npm run mutate              everything
 *   npm run mutate -- WORD      only the rules that contain the word
 *   npm run mutate -- rows      only the rows
 *
 * Exits with 1 if a broken rule survives, or a changed row that is not listed as an exception.
 */

/** Not needed, or large and only read: those are linked. */
const LEFT = [".git", ".ponder", "docs", "web/dist"];
const LINKED = ["node_modules", "recordings"];
/** What is asked to notice, the quick ones first. */
const WITNESSES = [
  ["test/domain"],
  ["test/handlers"],
  ["test/verify/recordings.test.ts"],
  ["test/backfill"],
];

const [word = ""] = process.argv.slice(2);
const chosen = [...mutations, ...webhookMutations].filter(({ rule, file }) =>
  `${rule} ${file}`.includes(word),
);
const copy = copyProject();
try {
  const asked = new Map(chosen.flatMap(witnessesOf).map((tests) => [tests.join(), tests]));
  const unbroken = [...asked.values()].find((tests) => !pass(tests));
  if (unbroken)
    throw new Error(`${unbroken.join(" ")} fails with nothing broken: mend that first.`);
  const survivors = chosen.filter((mutation) => !isNoticed(mutation));
  console.log(
    `\n${chosen.length - survivors.length} of ${chosen.length} broken rules were noticed.`,
  );
  const areRowsHeld = ["", "rows"].includes(word) ? changeRows() : true;
  process.exitCode = survivors.length === 0 && areRowsHeld ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function copyProject(): string {
  const directory = mkdtempSync(join(tmpdir(), "provernet-mutate-"));
  const left = [...LEFT, ...LINKED];
  const filter = (path: string) =>
    !left.includes(relative(projectRoot, path)) && basename(path) !== "node_modules";
  cpSync(projectRoot, directory, { recursive: true, filter });
  for (const name of LINKED) symlinkSync(join(projectRoot, name), join(directory, name));
  return directory;
}

function witnessesOf({ witness }: Mutation): readonly (readonly string[])[] {
  return witness === undefined ? WITNESSES : [[witness]];
}

function isNoticed(mutation: Mutation): boolean {
  const { rule, file, find, replace } = mutation;
  const path = join(copy, file);
  const code = readFileSync(path, "utf8");
  if (code.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
  writeFileSync(
    path,
    code.replace(find, () => replace),
  );
  const witness = witnessesOf(mutation).find((tests) => !pass(tests));
  writeFileSync(path, code);
  console.log(`${witness ? "noticed " : "SURVIVED"}  ${rule}  (${witness?.join(" ") ?? file})`);
  return witness !== undefined;
}

/** Whether all changed rows are noticed, or listed; the test tells how many were. */
function changeRows(): boolean {
  const { status } = spawnSync(
    join(projectRoot, "node_modules/.bin/vitest"),
    ["run", "--project", "unit", "test/mutations/rows.test.ts"],
    { cwd: projectRoot, stdio: "inherit", env: { ...process.env, ROW_MUTATIONS: "all" } },
  );
  return status === 0;
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
