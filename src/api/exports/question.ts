/** Reads the address of an export: the operation it stands for, and its variables. */
import {
  type DocumentNode,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
} from "graphql";
import { UserError } from "../errors.ts";
import { quote } from "../inputs.ts";
import { parseJson } from "../params.ts";
import { type Column, columnsOf } from "./columns.ts";
import { argumentsOf, type ExportList } from "./lists.ts";

/** What is asked for. */
export type Question = Readonly<{
  list: ExportList;
  columns: readonly Column[];
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
  /** Rows at most; null: all of them. */
  limit: number | null;
  /** The cursor of the row before the first. */
  after: string | null;
  /** Whether each row ends with its cursor. */
  withCursor: boolean;
}>;

/** Arguments of an export itself. */
const OF_COLUMNS = ["columns"];
const OF_PAGED = ["columns", "limit", "after", "cursor"];

/**
 * Reads the arguments of an export. What they may be is left to the readers of the API.
 * @throws UserError that names the wrong argument
 */
export function readQuestion(list: ExportList, search: URLSearchParams): Question {
  const args = argumentsOf(list);
  const own = list.pageRows === null ? OF_COLUMNS : OF_PAGED;
  const known = [...own, ...args.map(({ name }) => name)];
  for (const name of search.keys())
    if (!known.includes(name)) throw unknownArgument(list, name, known);
  const variables = Object.fromEntries(
    args
      .filter(({ name }) => search.has(name))
      .map(({ name, type }) => [name, variableOf(type, name, search.getAll(name))]),
  );
  const one = (name: string) => (own.includes(name) ? onlyOne(name, search.getAll(name)) : null);
  const columns = columnsOf(list, one("columns"));
  return {
    list,
    columns,
    document: parse(textOf(list, columns, Object.keys(variables))),
    variables,
    limit: rowsOf(one("limit")),
    after: one("after"),
    withCursor: flagOf("cursor", one("cursor")),
  };
}

function unknownArgument({ name: list }: ExportList, name: string, known: readonly string[]) {
  return new UserError({
    argument: name.slice(0, 40),
    problem: `is no argument of ${list}. Arguments: ${known.join(", ")}.`,
    example: "columns=…",
  });
}

/** The operation, with the variables that are given and those that must be. */
function textOf(list: ExportList, columns: readonly Column[], given: readonly string[]): string {
  const isAsked = ({ name, type, defaultValue }: ReturnType<typeof argumentsOf>[number]) =>
    given.includes(name) || (isNonNullType(type) && defaultValue === undefined);
  const declared = argumentsOf(list)
    .filter(isAsked)
    .map(({ name, type }) => `$${name}: ${type}`);
  const pages = list.pageRows === null ? [] : ["$limit: Int", "$after: String"];
  const variables = [...declared, ...pages];
  const head = variables.length === 0 ? "query" : `query (${variables.join(", ")})`;
  const [field, within] = list.fields.map(({ name, args }) => {
    const passed = args.filter((arg) => variables.some((text) => text.startsWith(`$${arg.name}:`)));
    const text = passed.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
    return text === "" ? name : `${name}(${text})`;
  });
  const rows = selectionOf(columns.map(({ path }) => path));
  const body =
    list.pageRows === null ? rows : `{ items ${rows} pageInfo { hasNextPage endCursor } }`;
  return `${head} { ${field} ${within === undefined ? body : `{ ${within} ${body} }`} }`;
}

function selectionOf(paths: readonly (readonly string[])[]): string {
  const byName = Map.groupBy(paths, ([name]) => name!);
  const fields = [...byName].map(([name, of]) => {
    const inner = of.map(([, ...rest]) => rest).filter((rest) => rest.length > 0);
    return inner.length === 0 ? name : `${name} ${selectionOf(inner)}`;
  });
  return `{ ${fields.join(" ")} }`;
}

/** A value as GraphQL takes it in a variable. What is of the wrong form is handed on: GraphQL says what is wrong. */
function variableOf(type: GraphQLInputType, name: string, given: readonly string[]): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return given.map((text) => variableOf(bare.ofType, name, [text]));
  const text = onlyOne(name, given)!;
  if (isInputObjectType(bare)) return parseJson(text, name);
  const { name: typeName } = getNamedType(bare);
  if (typeName === "Int" && /^-?\d+$/.test(text)) return Number(text);
  if (typeName === "Boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

function onlyOne(name: string, given: readonly string[]): string | null {
  if (given.length <= 1) return given[0] ?? null;
  throw new UserError({
    argument: name,
    problem: `is given ${given.length} times; it is one value.`,
    example: `${name}=${given[0]!.slice(0, 80)}`,
  });
}

function rowsOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new UserError({
    argument: "limit",
    problem: `is ${quote(text)}; it is a number of rows, from 1 on. Left out, all rows are exported.`,
    example: "limit=100000",
  });
}

function flagOf(argument: string, text: string | null): boolean {
  if (text === null || text === "true" || text === "false") return text === "true";
  throw new UserError({
    argument,
    problem: `is ${quote(text)}; it is true or false.`,
    example: `${argument}=true`,
  });
}
