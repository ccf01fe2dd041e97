import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  parse,
} from "graphql";
import { projectRoot } from "../../settings/networks.ts";
import { costOfField } from "../../src/api/declare/fields.ts";
import { isTable } from "../../src/api/entities/tables.ts";
import type { Topic } from "../../src/api/topic.ts";

type Query = GraphQLField<unknown, unknown>;

/** The questions of the API, for readers: what each means, takes and answers, and the file of `queries/` that asks it. */
export function renderQuestions(topics: readonly Topic[], schema: GraphQLSchema): string {
  const fields = schema.getQueryType()!.getFields();
  const names = topics.flatMap(({ queries = {} }) => Object.keys(queries)).sort();
  const questions = names.map((name) => fields[name]!);
  const live = schema.getSubscriptionType()?.getFields() ?? {};
  const subscriptions = Object.keys(live).sort();
  const files = filesByQuestion();
  const linksTo = (of: readonly string[]) =>
    of.map((name) => `[${name}](#${name.toLowerCase()})`).join(", ");
  return [
    "# Questions\n\nWritten by `npm run generate` from `src/api/topics`. A type is described once, with the first question that answers with it.\n",
    `${linksTo(names)}\n`,
    `Subscriptions: ${linksTo(subscriptions)}\n`,
    ...renderEach([...questions, ...subscriptions.map((name) => live[name]!)], files),
  ].join("\n");
}

function renderEach(
  questions: readonly Query[],
  files: ReadonlyMap<string, readonly string[]>,
): string[] {
  const told = new Set<string>();
  return questions.map((question) => {
    const { name, description, args, type } = question;
    const asked = (files.get(name) ?? []).map((file) => `[\`${file}\`](../queries/${file})`);
    const base = costOfField(question).base ?? 0;
    return [
      `## ${name}\n\n${description}\n`,
      `Answers with \`${type}\`; costs ${base} points and what is selected.${asked.length > 0 ? ` Asked in ${asked.join(", ")}.` : ""}\n`,
      ...(args.length === 0 ? [] : [table("argument", args)]),
      ...untold(getNamedType(type), told).map(
        (of) =>
          `### ${of.name}\n\n${of.description}\n\n${table("field", Object.values(of.getFields()))}`,
      ),
    ].join("\n");
  });
}

/** The types an answer is made of that were not told yet, tables apart. */
function untold(type: unknown, told: Set<string>): GraphQLObjectType[] {
  if (!isObjectType(type) || isTable(type.name) || told.has(type.name)) return [];
  told.add(type.name);
  const below = Object.values(type.getFields()).map((field) => getNamedType(field.type));
  return [type, ...below.flatMap((of) => untold(of, told))];
}

type Described = { name: string; type: unknown; description?: string | null | undefined };

const table = (what: string, rows: readonly Described[]): string =>
  `| ${what} | type | meaning |\n| --- | --- | --- |\n${rows
    .map(
      ({ name, type, description }) =>
        `| ${name} | \`${type}\` | ${(description ?? "").replaceAll("|", "\\|")} |`,
    )
    .join("\n")}\n`;

/** The files of `queries/` by the questions that they ask. */
function filesByQuestion(): ReadonlyMap<string, readonly string[]> {
  const folder = join(projectRoot, "queries");
  const pairs = readdirSync(folder)
    .sort()
    .flatMap((file) =>
      rootFields(readFileSync(join(folder, file), "utf8")).map((name) => ({ name, file })),
    );
  return new Map(
    [...Map.groupBy(pairs, ({ name }) => name)].map(([name, of]) => [
      name,
      [...new Set(of.map(({ file }) => file))],
    ]),
  );
}

const rootFields = (text: string): string[] =>
  parse(text).definitions.flatMap((definition) =>
    definition.kind === "OperationDefinition"
      ? definition.selectionSet.selections.flatMap((selection) =>
          selection.kind === "Field" ? [selection.name.value] : [],
        )
      : [],
  );
