/** What the explorer's pages cost: others have the same budget, and ask beside them. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Kind, type OperationDefinitionNode, parse, separateOperations } from "graphql";
import { expect, test } from "vitest";
import { costOf } from "../../../src/api/protection/cost.ts";
import { readApiSettings } from "../../../src/api/settings.ts";
import { schema } from "../server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Rows of a table: of requests, more than a year of a large market; who has a role is a short list. */
const rowsOf = (table: string) => (table === "role_member" ? 100 : 200_000);
/** What a list asks for where the page says how much: `useList` of the pages. */
const LIMIT = 50;

// Together: they share fragments.
const texts = globSync("web/{data,pages,parts}/**/*.graphql", { cwd: root }).map((file) =>
  readFileSync(`${root}${file}`, "utf8"),
);
const operations = Object.entries(separateOperations(parse(texts.join("\n"))));

test("there are operations of all pages", () => {
  const pages = globSync("web/pages/*/page.tsx", { cwd: root });
  expect(operations.length).toBeGreaterThanOrEqual(pages.length);
});

test.each(operations)("%s costs less than half of what an operation may", (_name, document) => {
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const { variableDefinitions = [] } = operation as OperationDefinitionNode;
  const names = variableDefinitions.map(({ variable }) => variable.name.value);
  const variables = {
    ...(names.includes("limit") && { limit: LIMIT }),
    // What is only asked then is asked.
    ...(names.includes("isChosen") && { isChosen: true }),
  };
  const { points } = costOf({ schema, document, variables, rowsOf });
  expect(points).toBeLessThan(readApiSettings({}).maxCost / 2);
});
