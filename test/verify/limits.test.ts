import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limits } from "../../verify/limits.ts";

test("docs/limits.md names every view that is not answered", () => {
  const text = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
  const missing = Object.keys(limits).filter((view) => !text.includes(`\`${view}\``));
  expect(missing).toEqual([]);
});
