/** Reads the rows of an export: the API's own answers, page after page, each as an array of values. */
import {
  defaultFieldResolver,
  type ExecutionResult,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import type { Context } from "../context.ts";
import type { Column } from "./columns.ts";
import type { Question } from "./question.ts";

/** The values of a row, in the order of the columns, as JSON has them: wei and ids are strings. */
export type Values = readonly unknown[];

type Row = Readonly<Record<string, unknown>>;
type PageOfRows = Readonly<{
  items: readonly Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}>;
/** What a resolver answers for a page: it knows where each of its rows is. */
type ResolvedPage = Readonly<{ items: readonly object[]; cursorOf(row: object): string }>;

export type Reading = Readonly<{
  schema: GraphQLSchema;
  /** A context for each page: what one gathers is not kept for the next. */
  context(): Context;
  /** Rows of a page at most. */
  pageRows: number;
  /** Is called before each page; it may wait, or throw. */
  beforePage(): Promise<void>;
}>;

/** The rows, as many at a time as come in one answer. */
export async function* readRows(
  question: Question,
  reading: Reading,
): AsyncGenerator<readonly Values[], void, undefined> {
  const { list, columns, limit } = question;
  if (list.pageRows === null) {
    await reading.beforePage();
    const data = await ask(question, reading, {});
    const [field, within] = list.fields;
    const answer = data[field.name];
    const rows = within === undefined ? answer : (answer as Row | null)?.[within.name];
    yield ((rows ?? []) as readonly Row[]).map((row) => valuesOf(columns, row));
    return;
  }
  let { after } = question;
  let left = limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    await reading.beforePage();
    const rows = Math.min(reading.pageRows, left);
    const cursors: string[] = [];
    const data = await ask(question, reading, { limit: rows, after }, cursors);
    const page = data[list.fields[0].name] as PageOfRows | null;
    if (page === null) return;
    yield page.items.map((row, index) => {
      const values = valuesOf(columns, row);
      return question.withCursor ? [...values, cursors[index]] : values;
    });
    left -= page.items.length;
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor;
  }
}

/** Asks for an answer; `cursors` takes those of a page's rows. @throws the first error of the answer */
async function ask(
  { document, variables, withCursor }: Question,
  { schema, context }: Reading,
  page: { limit?: number; after?: string | null },
  cursors: string[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const { data, errors } = (await execute({
    schema,
    document,
    contextValue: context(),
    variableValues: { ...variables, ...page },
    ...(withCursor && { fieldResolver: notingCursors(cursors) }),
  })) as ExecutionResult;
  if (errors !== undefined) throw errors[0]!;
  return data!;
}

const notingCursors =
  (cursors: string[]): GraphQLFieldResolver<unknown, unknown> =>
  (source, args, context, info) => {
    if (info.fieldName === "items" && info.path.prev?.prev === undefined) {
      const { items, cursorOf } = source as ResolvedPage;
      cursors.push(...items.map(cursorOf));
    }
    return defaultFieldResolver(source, args, context, info);
  };

const valuesOf = (columns: readonly Column[], row: Row): Values =>
  columns.map(({ path }) => {
    let value: unknown = row;
    for (const name of path) value = (value as Row | null)?.[name] ?? null;
    return value;
  });
