/** Questions as functions: typed, with whole numbers of any size as `bigint`, and lists row by row. */
import type { AskOptions, Client } from "./client.ts";

/** Where an answer holds whole numbers of any size (wei, ids): `true`, or what is within. */
export type Bigs = { readonly [field: string]: true | Bigs };

/** A question: a function that asks it. */
export type Query<Result, Variables> = (
  client: Client,
  variables: Variables,
  options?: AskOptions,
) => Promise<Result>;

type Page = {
  readonly items: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

/** The rows of the pages of an answer. */
export type RowOf<Result, List extends keyof Result> =
  NonNullable<Result[List]> extends { items: readonly (infer Row)[] } ? Row : never;

/** A question that is a list: `rows` gives all of them, page after page, from the cursor `after` on. */
export type PagedQuery<Result, Variables, List extends keyof Result> = Query<Result, Variables> & {
  rows(
    client: Client,
    variables: Variables,
    options?: AskOptions,
  ): AsyncGenerator<RowOf<Result, List>, void, undefined>;
};

export const query =
  <Result, Variables extends object>(text: string, bigs: Bigs): Query<Result, Variables> =>
  async (client, variables, options) =>
    decoded(await client.ask(text, variables, options), bigs) as Result;

export function pagedQuery<Result, Variables extends object, List extends keyof Result>(
  list: List,
  text: string,
  bigs: Bigs,
): PagedQuery<Result, Variables, List> {
  const ask = query<Result, Variables>(text, bigs);
  async function* rows(client: Client, variables: Variables, options?: AskOptions) {
    for (let given = variables; ; ) {
      const page = (await ask(client, given, options))[list] as Page | null;
      if (page == null) return;
      yield* page.items as RowOf<Result, List>[];
      if (!page.pageInfo.hasNextPage) return;
      given = { ...given, after: page.pageInfo.endCursor };
    }
  }
  return Object.assign(ask, { rows });
}

/** An answer with its numbers read. */
export function decoded(value: unknown, bigs: Bigs | true | undefined): unknown {
  if (bigs === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => decoded(item, bigs));
  if (bigs === true) return BigInt(value as string);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, decoded(inner, bigs[name])]),
  );
}
