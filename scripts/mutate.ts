import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { createVitest } from "vitest/node";
import { misused, requireCommandLine } from "../settings/commandLine.ts";
import { fail } from "../settings/environment.ts";
import { projectRoot } from "../settings/networks.ts";
import { type Mutation, mutations } from "./mutate/mutations.ts";
import { webhookMutations } from "./mutate/webhooks.ts";

const USAGE = `Breaks our rules one by one in a copy of the project and expects a test to fail: the rule's own first, then those of its
room, then those of rows, then the comparison with every recorded view. After that it changes and deletes rows of the
recorded chains' indexes, in every table and column, and expects an invariant or a recorded view to notice.

  npm run mutate              everything
  npm run mutate -- WORD      only the rules whose name or file has the word in it
  npm run mutate -- rows      only the rows

Exits with 1 if a broken rule survives, or a changed row that is not listed as an exception.`;

/** Not needed, or large and only read: those are linked. */
const LEFT = [".git", ".ponder", "docs", "web/dist"];
const LINKED = ["node_modules", "recordings"];
/** Who is asked to notice, and of which files; the quick ones first. */
const WITNESSES = [
  { tests: "test/domain", of: /^src\/domain/ },
  { tests: "test/handlers", of: /^src/ },
  { tests: "test/verify/recordings.test.ts", of: /^src/ },
  { tests: "test/backfill", of: /^backfill/ },
];

const [word = "", ...others] = requireCommandLine(USAGE, { allowPositionals: true }).positionals;
const chosen = [...mutations, ...webhookMutations].filter(({ rule, file }) =>
  `${rule} ${file}`.includes(word),
);
if (others.length > 0) fail(misused(USAGE, "One word is wanted, or none"));
if (chosen.length === 0 && word !== "rows")
  fail(misused(USAGE, `No rule has "${word}" in its name or file`));
const copy = copyProject();
process.chdir(copy);
// One for all: what starts with it, the database too, starts once.
const vitest = await createVitest("test", {
  ...{ root: copy, project: ["unit"], watch: false, bail: 1, reporters: [{}] },
});
try {
  for (const tests of new Set(chosen.flatMap(witnessesOf)))
    if (!(await pass(tests)))
      throw new Error(`${tests} fails with nothing broken: mend that first.`);
  const survivors: Mutation[] = [];
  for (const mutation of chosen) if (!(await isNoticed(mutation))) survivors.push(mutation);
  console.log(
    `\n${chosen.length - survivors.length} of ${chosen.length} broken rules were noticed, in ${secondsSince(0)} s.`,
  );
  const areRowsHeld = ["", "rows"].includes(word) ? changeRows() : true;
  process.exitCode = survivors.length === 0 && areRowsHeld ? 0 : 1;
} finally {
  await vitest.close();
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

/** Tests, as Vitest is asked for them. */
function witnessesOf({ file, witness }: Mutation): string[] {
  if (witness !== undefined) return [witness];
  const own = file.replace(/^src/, "test").replace(/\.ts$/, ".test.ts");
  const others = WITNESSES.filter(({ of }) => of.test(file)).map(({ tests }) => tests);
  return existsSync(join(copy, own)) ? [own, ...others] : others;
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1000);
}

async function isNoticed(mutation: Mutation): Promise<boolean> {
  const { rule, file, find, replace } = mutation;
  const began = performance.now();
  const path = join(copy, file);
  const write = (text: string) => {
    writeFileSync(path, text);
    vitest.invalidateFile(path);
  };
  const code = readFileSync(path, "utf8");
  if (code.split(find).length !== 2) throw new Error(`${file} does not hold once: ${find}`);
  write(code.replace(find, () => replace));
  let witness: string | undefined;
  for (const tests of witnessesOf(mutation))
    if (witness === undefined && !(await pass(tests))) witness = tests;
  write(code);
  console.log(
    `${witness ? "noticed " : "SURVIVED"}  ${rule}  (${witness ?? file}, ${secondsSince(began)} s)`,
  );
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
async function pass(tests: string): Promise<boolean> {
  const asked = await vitest.globTestSpecifications([tests]);
  const { unhandledErrors } = await vitest.runTestSpecifications(asked);
  return asked.every(({ testModule }) => testModule?.ok()) && unhandledErrors.length === 0;
}
