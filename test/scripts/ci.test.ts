import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const script = fileURLToPath(new URL("../../.ci/run", import.meta.url));

/** Runs a copy of .ci/run beside an `npm` that does as told: what `npm test` prints, and which commands fail. */
function runCi(summary: string, failing: readonly string[] = []) {
  const commands = failing.map((command) => `"${command}") exit 1 ;;`).join("\n");
  const npm = `#!/usr/bin/env bash
echo "npm $*"
[[ $* == test ]] && cat <<'END'
${summary}
END
case "$*" in
${commands}
*) exit 0 ;;
esac
`;
  writeFileSync(join(directory, "bin", "npm"), npm, { mode: 0o755 });
  const { status, stdout } = spawnSync("bash", [join(directory, ".ci", "run")], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(directory, "bin")}${delimiter}${process.env.PATH}` },
  });
  const lines = stdout.trimEnd().split("\n");
  return { status, last: lines.at(-1), lines };
}

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ci-"));
  mkdirSync(join(directory, "bin"));
  cpSync(script, join(directory, ".ci", "run"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("the check of a clean clone", () => {
  test("runs the README's command, then the other checks, and ends with vitest's figures", () => {
    const { status, last, lines } = runCi(" Test Files  2 passed (2)\n      Tests  71 passed (71)");
    expect({ status, last }).toEqual({ status: 0, last: "71 passed, 0 failed" });
    expect(lines.filter((line) => line.startsWith("npm "))).toEqual([
      "npm ci",
      "npm test",
      "npm run lint",
      "npm run typecheck",
      "npm run drift",
    ]);
  });

  test("fails with a failed test and counts it", () => {
    const summary = " Test Files  1 failed (1)\n      Tests  3 failed | 68 passed | 2 skipped (73)";
    const { status, last } = runCi(summary, ["test"]);
    expect({ status, last }).toEqual({ status: 1, last: "68 passed, 3 failed" });
  });

  test("counts a file that could not be loaded as a failure", () => {
    const summary = " Test Files  2 failed | 1 passed (3)\n      Tests  71 passed (71)";
    const { status, last } = runCi(summary, ["test"]);
    expect({ status, last }).toEqual({ status: 1, last: "71 passed, 2 failed" });
  });

  test("fails when the tests do not begin", () => {
    const { status, last } = runCi("", ["ci"]);
    expect({ status, last }).toEqual({ status: 1, last: "0 passed, 1 failed" });
  });

  test("fails when no test was run", () => {
    expect(runCi("No test files found").status).toBe(1);
  });

  test.each(["run lint", "run typecheck", "run drift"])("fails when npm %s fails", (command) => {
    const { status, last, lines } = runCi("      Tests  71 passed (71)", [command]);
    expect({ status, last }).toEqual({ status: 1, last: "71 passed, 0 failed" });
    expect(lines).toContain(`FAILED: npm ${command}`);
  });
});
