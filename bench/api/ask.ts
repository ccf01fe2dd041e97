/** What a question is, in the words of each API, and how its answers are read. */
import type { Keys } from "./keys.ts";
import type { Statement } from "./statements.ts";

export type Api = "ours" | "stock" | "postgraphile" | "floor";

/** One HTTP request. */
export type Ask = { path: string; body: unknown };

/** An answer's row, as JSON came. */
export type Row = Record<string, unknown>;

export type Question = {
  name: string;
  /** What is asked, for the table. */
  what: string;
  /** The key to ask for, from any number. */
  key: (keys: Keys, index: number) => string;
  /** The requests that answer it, one after the other; an API that cannot answer it is left out. */
  asks: Partial<Record<Api, (key: string, context: AskContext) => Ask[]>>;
  /** What must be the same in every API's answer; null where only some of it is. */
  same: (api: Api, answers: readonly unknown[]) => unknown;
};

/** What some questions need besides. */
export type AskContext = { keys: Keys; cursors: Partial<Record<Api, string>> };

/** A GraphQL question. */
export const graphql = (query: string, variables: object): Ask => ({
  path: "/graphql",
  body: { query, variables },
});
/** A question to the floor. */
export const statement = (name: Statement, ...values: unknown[]): Ask => ({
  path: `/${name}`,
  body: values,
});
/** One of a list, by any number. */
export const pick = <T>(of: readonly T[], index: number): T => of[index % of.length]!;

/** What is at a place of an answer. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return dig((value as Record<string, unknown> | null)?.[name], ...rest);
}
/** The rows at a place of an answer; none when there is nothing. */
export const rowsAt = (answer: unknown, ...path: readonly string[]): Row[] =>
  (dig(answer, ...path) as Row[] | null | undefined) ?? [];
/** One column of rows, as text. */
export const column = (rows: readonly Row[], name: string) => rows.map((row) => String(row[name]));
/** The sum of one column of rows. */
export const sum = (rows: readonly Row[], name: string) =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

/** Compares one column of a list. `field` is what the list is called. */
export const idsOf = (field: { ours: string; stock: string; postgraphile: string }, of = "id") =>
  ((api, [answer]) => {
    if (api === "floor") return column(rowsAt(answer, "rows"), of);
    const list = api === "postgraphile" ? "nodes" : "items";
    return column(rowsAt(answer, "data", field[api], list), of);
  }) satisfies Question["same"];

/** The same words for the generated queries, which our API keeps. */
export function both(ask: (key: string) => Ask[]): Pick<Question["asks"], "ours" | "stock"> {
  return { ours: ask, stock: ask };
}
