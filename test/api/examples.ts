import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../queries/", import.meta.url);

/** The files of `queries/`, with the variables that their first lines give. */
export const exampleQueries = readdirSync(folder)
  .filter((name) => name.endsWith(".graphql"))
  .sort()
  .map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const [, variables = "{}"] = /^# variables: (.*)$/m.exec(text) ?? [];
    return { name, text, variables: JSON.parse(variables) as Record<string, unknown> };
  });

/** Those whose names begin so: the examples of a few questions. */
export const examplesOf = (...beginnings: readonly string[]) =>
  exampleQueries.filter(({ name }) => beginnings.some((beginning) => name.startsWith(beginning)));
