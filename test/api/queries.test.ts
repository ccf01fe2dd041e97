import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleQueries } from "./examples.ts";
import { type Recorded, recordedDatabase, serve } from "./server.ts";

const root = new URL("../../", import.meta.url);
let recorded: Recorded;
let ask: ReturnType<typeof serve>["ask"];
beforeAll(async () => {
  recorded = await recordedDatabase("month");
  ask = serve(recorded).ask;
});
afterAll(() => recorded.close());

describe("every file of queries/", () => {
  test.each(exampleQueries)(
    "$name has an answer on the recorded month",
    async ({ text, variables }) => {
      const { data, errors } = await ask(text, variables);
      expect(errors).toBeUndefined();
      // No comparison with a node was made of this index.
      const { lastVerification: _, ...answers } = data!;
      expect(Object.values(answers).filter((answer) => answer === null)).toEqual([]);
    },
  );
});

test("the README shows the questions 00… and their true answers; UPDATE=1 writes them", async () => {
  const shown = await Promise.all(
    exampleQueries
      .filter(({ name }) => name.startsWith("00"))
      .map(async ({ name, text, variables }) => {
        const { data } = await ask(text, variables);
        const query = text.replace(/^# variables: \{\}\n/m, "").trim();
        return `\`queries/${name}\`\n\n\`\`\`graphql\n${query}\n\`\`\`\n\n\`\`\`json\n${JSON.stringify(
          data,
          null,
          1,
        )
          .replace(/\n {3,}/g, " ")
          .replace(/\n +([\]}])/g, " $1")}\n\`\`\``;
      }),
  );
  const path = new URL("README.md", root);
  const readme = readFileSync(path, "utf8");
  const between = /(<!-- queries -->)[\s\S]*?(<!-- end of queries -->)/;
  const expected = readme.replace(
    between,
    (_, start, end) => `${start}\n${shown.join("\n\n")}\n${end}`,
  );
  if (process.env.UPDATE) writeFileSync(path, expected);
  else expect(readme).toBe(expected);
});
