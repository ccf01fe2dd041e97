import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../settings/networks.ts";
import { pathOf } from "../support/scripts.ts";

const ponder = join(projectRoot, "node_modules", "ponder", "dist", "esm", "database", "index.js");

test("a schema of another version is not to be dropped, as Ponder says, but left alone", () => {
  const said = readFileSync(ponder, "utf8").match(/Schema "[^`]+was previously used by [^`]+/g)!;
  expect(said).toHaveLength(2);
  for (const message of said) {
    const text = message.replace(/\$\{.*?\}/, "market");
    expect(text).toContain("Drop the schema first");
    const code = `process.on("uncaughtException", ({ message }) => console.log(message));
      Promise.reject(new Error(${JSON.stringify(text)}));`;
    const { stdout } = spawnSync(
      process.execPath,
      ["--import", pathOf("plain-errors.ts"), "--eval", code],
      { encoding: "utf8" },
    );
    expect(stdout).toContain('Schema "market" was indexed by another version');
    expect(stdout).toContain("DATABASE_SCHEMA=market_2");
    expect(stdout).not.toContain("Drop");
  }
});
