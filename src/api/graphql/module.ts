import type { GraphQLResolveInfo } from "graphql";
import type { Db } from "../db.ts";

/** The last block of the chain that the rows know of. */
export type Head = Readonly<{
  block: number;
  /** [unix s] */
  timestamp: number;
}>;

/** How far the indexing is. */
export type Progress = Readonly<{
  /** Ponder's name of the chain. */
  chain: string;
  chainId: number;
  /** Null before the first block is indexed. */
  head: Head | null;
  /** Whether all history up to the present is indexed; false: rows are missing at the end. */
  ready: boolean;
}>;

/** What every resolver is given beside its arguments. One per request. */
export type Context = Readonly<{
  db: Db;
  /** The indexed head; asked once per request. It throws a user error while nothing is indexed. */
  head(): Promise<Head>;
  /** How far the indexing is; asked once per request. */
  progress(): Promise<Progress>;
  /** Says that the answer changes without a new block, so that it is not kept. */
  passes(): void;
}>;

/** Answers one field. `Args` is what the field's arguments are after GraphQL checked their types. */
export type Resolver<Parent = unknown, Args = Record<string, unknown>> = (
  parent: Parent,
  args: Args,
  context: Context,
  info: GraphQLResolveInfo,
) => unknown;

/** What a field costs beyond what is counted for every field; see `cost.ts`. */
export type FieldCost = Readonly<{
  /** Points for the field itself, whatever is selected below it. One point is about one row read by key. */
  base?: number;
  /** Rows the answer has at most when no `first` or `limit` says so: what is selected below costs as often. */
  rows?: number;
}>;

/**
 * A part of the schema: types and queries of one topic, and who answers them.
 *
 * A topic is two files. `src/api/questions/<topic>.ts` has pure question functions `(db: Db, params) => Promise<answer>`;
 * they import the tables by relative path (`../../../ponder.schema.ts`) and nothing of GraphQL or Ponder, so that a
 * test asks them without a server. `src/api/graphql/<topic>.ts` exports one `Module`, thin: a resolver checks its
 * input with the helpers of `inputs.ts` and asks one question.
 *
 * - `typeDefs` extends the roof: `extend type Query { … }`, own types, `extend type prover { … }` for a field of a
 *   generated type. Every type, field, argument, enum value and input field has a description, units included.
 * - Types of the roof to use: `BigInt` (wei and ids; a string), `PageInfo`, every generated type (`request`,
 *   `requestPage`, `requestStatus`, …; `schema.graphql` lists them).
 * - An answer that depends on the time takes `at: Int` and reads it with `atOf`: default is the indexed head's time,
 *   never the server's clock.
 * - A list takes `first: Int` (checked with `firstOf`) and `after: String`, and answers with a generated page type
 *   through `keysetPage`, or is short by nature.
 * - Modules are listed in `modules.ts`.
 */
export type Module = Readonly<{
  typeDefs: string;
  /** Resolvers by type and field; a field without one is read from its parent. */
  resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Costs by `Type.field`, for what is dearer than a look-up. */
  costs?: Readonly<Record<string, FieldCost>>;
}>;
