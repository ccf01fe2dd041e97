import type { GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from "graphql";
import type { Context } from "../module.ts";
import type { Entity, Relation, Row } from "./entity.ts";
import { createPageLoader, createRowLoader, loadPage } from "./load.ts";
import type { Page, PageArgs } from "./page.ts";
import { selectedColumns } from "./selection.ts";
import { checkedValue } from "./values.ts";

type LoadRow = (key: readonly unknown[]) => Promise<Row | null>;
type LoadPage = (key: readonly unknown[]) => Promise<Page>;
/** What one request gathers: a loader for each way of asking. */
type Loaders = { rows: Map<string, LoadRow>; pages: Map<string, LoadPage> };

/**
 * Gives the generated queries resolvers of our own, for what Ponder's do badly: parts of an OR with several conditions,
 * one statement for each parent of a list, cursors that read all rows before them, errors without the argument's name.
 */
export function resolveEntities(
  schema: GraphQLSchema,
  entities: ReadonlyMap<string, Entity>,
): GraphQLSchema {
  const perRequest = new WeakMap<Context, Loaders>();
  const loadersOf = (context: Context): Loaders => {
    const known = perRequest.get(context);
    if (known !== undefined) return known;
    const loaders = { rows: new Map(), pages: new Map() };
    perRequest.set(context, loaders);
    return loaders;
  };
  const rowOf = (
    context: Context,
    target: Entity,
    { names, info }: { names: readonly string[]; info: GraphQLResolveInfo },
  ): LoadRow => {
    const columns = selectedColumns(info, target, []);
    return remember(loadersOf(context).rows, `${target.name}(${names}): ${columns}`, () =>
      createRowLoader(context.db, { entity: target, columns }, names),
    );
  };

  const query = schema.getQueryType()!.getFields();
  for (const entity of entities.values()) {
    const keyNames = entity.key.map(({ name }) => name);
    query[entity.name]!.resolve = (_parent, args: Row, context: Context, info) => {
      const key = entity.key.map(({ name, column }) => checkedValue(column, args[name], name));
      return rowOf(context, entity, { names: keyNames, info })(key);
    };
    query[`${entity.name}s`]!.resolve = (_parent, args: PageArgs, context: Context, info) =>
      loadPage(context.db, { entity, columns: selectedColumns(info, entity, ["items"]) }, args);

    const fields = (schema.getType(entity.name) as GraphQLObjectType).getFields();
    for (const relation of entity.relations) {
      const target = entities.get(relation.target)!;
      fields[relation.name]!.resolve =
        relation.kind === "one"
          ? (parent: Row, _args, context: Context, info) => {
              const key = keyOf(parent, relation);
              return key === null
                ? null
                : rowOf(context, target, { names: relation.to, info })(key);
            }
          : (parent: Row, args: PageArgs, context: Context, info) => {
              const key = keyOf(parent, relation);
              if (key === null) return null;
              const columns = selectedColumns(info, target, ["items"]);
              const way = `${entity.name}.${relation.name}(${textOf(args)}): ${columns}`;
              return remember(loadersOf(context).pages, way, () =>
                createPageLoader(context.db, { entity: target, columns, relation, args }),
              )(key);
            };
    }
  }

  query._meta!.resolve = async (_parent, _args, context: Context) => {
    const { chain, chainId, head } = await context.progress();
    const block = { number: head?.block ?? 0, timestamp: head?.timestamp ?? 0 };
    return { status: { [chain]: { id: chainId, block } } };
  };
  return schema;
}

/** The values a relation looks for; null when one is null: then there is nothing to find. */
function keyOf(row: Row, relation: Relation): readonly unknown[] | null {
  const key = relation.from.map((name) => row[name]);
  return key.some((value) => value === null || value === undefined) ? null : key;
}

function remember<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function textOf(args: PageArgs): string {
  return JSON.stringify(args, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
