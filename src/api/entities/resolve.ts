/** Resolvers of the generated queries: rows and pages, those of one request gathered into few statements. */
import type { GraphQLFieldResolver } from "graphql";
import type { Context } from "../context.ts";
import { isOneStatement, selectedColumns } from "../declare/selection.ts";
import { remember } from "../once.ts";
import type { Entity, Relation, Row } from "./entity.ts";
import { createPageLoader, createRowLoader, loadPage } from "./load.ts";
import type { Page, PageArgs } from "./page.ts";
import { checkedValue } from "./values.ts";

type Resolve<Parent, Args> = GraphQLFieldResolver<Parent, Context, Args>;
type LoadRow = (key: readonly unknown[]) => Promise<Row | null>;
type LoadPage = (key: readonly unknown[]) => Promise<Page>;
/** What one request gathers: a loader for each way of asking. */
type Loaders = { rows: Map<string, LoadRow>; pages: Map<string, LoadPage> };

const perRequest = new WeakMap<Context, Loaders>();

const loadersOf = (context: Context): Loaders =>
  remember(perRequest, context, () => ({ rows: new Map(), pages: new Map() }));

const rowLoader = (
  context: Context,
  target: Entity,
  { names, columns }: { names: readonly string[]; columns: readonly string[] },
): LoadRow =>
  remember(loadersOf(context).rows, `${target.name}(${names}): ${columns}`, () =>
    createRowLoader(context.db, { entity: target, columns }, names),
  );

/** One row by its key. */
export function resolveRow(entity: Entity): Resolve<unknown, Row> {
  const names = entity.key.map(({ name }) => name);
  return (_parent, args, context, info) => {
    const key = names.map((name) =>
      checkedValue(entity, name, { value: args[name], argument: name }),
    );
    const columns = selectedColumns(info, entity, []);
    if (isOneStatement(info, entity, null)) readOnce(context);
    return rowLoader(context, entity, { names, columns })(key);
  };
}

/** The only row of a table. */
export function resolveOnly(entity: Entity): Resolve<unknown, unknown> {
  return async (_parent, _args, context, info) => {
    // Throws while nothing is indexed.
    await context.head();
    const page = await loadPage(
      context.db,
      { entity, columns: selectedColumns(info, entity, []) },
      { limit: 1 },
    );
    return page.items[0];
  };
}

/** A page of a table. */
export function resolvePage(entity: Entity): Resolve<unknown, PageArgs> {
  return (_parent, args, context, info) => {
    const columns = selectedColumns(info, entity, ["items"]);
    const beforeRows = () => {
      if (isOneStatement(info, entity, "items")) readOnce(context);
    };
    return loadPage(context.db, { entity, columns, beforeRows }, args);
  };
}

/** Says that the next statement is the only one, if none was before. */
function readOnce({ operation }: Context): void {
  if (operation?.held === null) operation.readsOnce = true;
}

/** The row that belongs to a row. */
export function resolveOne(relation: Relation, target: Entity): Resolve<Row, unknown> {
  return (parent, _args, context, info) => {
    const key = keyOf(parent, relation);
    if (key === null) return null;
    const columns = selectedColumns(info, target, []);
    return rowLoader(context, target, { names: relation.to, columns })(key);
  };
}

/** A page of the rows that belong to a row. */
export function resolveMany(
  entity: Entity,
  relation: Relation,
  target: Entity,
): Resolve<Row, PageArgs> {
  return (parent, args, context, info) => {
    const key = keyOf(parent, relation);
    if (key === null) return null;
    const columns = selectedColumns(info, target, ["items"]);
    const loader = remember(
      loadersOf(context).pages,
      `${entity.name}.${relation.name}(${textOf(args)}): ${columns}`,
      () => createPageLoader(context.db, { entity: target, columns, relation, args }),
    );
    return loader(key);
  };
}

/** The values a relation looks for; null when one is null: then there is nothing to find. */
function keyOf(row: Row, relation: Relation): readonly unknown[] | null {
  const key = relation.from.map((name) => row[name]);
  return key.some((value) => value === null || value === undefined) ? null : key;
}

function textOf(args: PageArgs): string {
  return JSON.stringify(args, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
