import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { mutations } from "../../scripts/mutate/mutations.ts";
import { webhookMutations } from "../../scripts/mutate/webhooks.ts";
import { projectRoot } from "../../settings/networks.ts";

/** What `npm run mutate` breaks. */
const broken = [...mutations, ...webhookMutations].map((mutation) => ({
  ...mutation,
  code: readFileSync(join(projectRoot, mutation.file), "utf8"),
}));

test("each rule to be broken is there, once", () => {
  const counts = broken.map(({ rule, code, find }) => [rule, code.split(find).length - 1]);
  expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
});

// One that does not even parse is noticed by any test.
test("what is broken is still code", () => {
  const wrong = broken.filter(({ code, find, replace }) => {
    const changed = code.replace(find, () => replace);
    const { diagnostics = [] } = ts.transpileModule(changed, { reportDiagnostics: true });
    return diagnostics.length > 0;
  });
  expect(wrong.map(({ rule }) => rule)).toEqual([]);
});
