import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutations } from "../../scripts/mutate/mutations.ts";
import { projectRoot } from "../../settings/networks.ts";

test("what `npm run mutate` breaks is there, once", () => {
  const occurrences = mutations.map(({ rule, file, find }) => [
    rule,
    readFileSync(join(projectRoot, file), "utf8").split(find).length - 1,
  ]);
  expect(occurrences.filter(([, count]) => count !== 1)).toEqual([]);
});
