/** The schema of the API: what is generated from the tables, and the topics. */
import { GraphQLEnumType, GraphQLObjectType, GraphQLSchema } from "graphql";
import type { Context } from "./context.ts";
import { type AnyField, buildField } from "./declare/fields.ts";
import type { EnumType, ObjectType, Registry } from "./declare/types.ts";
import { enumTypes } from "./entities/columns.ts";
import type { Entity } from "./entities/entity.ts";
import type { TableName } from "./entities/tables.ts";
import { createEntityTypes } from "./entities/types.ts";
import { remember } from "./once.ts";
import type { Topic } from "./topic.ts";

/** @throws Error when two topics declare the same field, or two types have the same name */
export function buildSchema(topics: readonly Topic[]): GraphQLSchema {
  const rowFields = ({ name, columns, relations }: Entity) => {
    const added = buildFields(
      topics.map(({ fields }) => fields?.[name as TableName]),
      name,
    );
    refuseTwice(name, added, [
      ...Object.keys(columns),
      ...relations.map((relation) => relation.name),
    ]);
    return added;
  };
  const buildFields = (
    parts: readonly (Readonly<Record<string, AnyField>> | undefined)[],
    type: string,
  ) => {
    const all = parts.flatMap((part) => Object.entries(part ?? {}));
    const names = new Set<string>();
    for (const [name] of all) {
      if (names.has(name)) throw new Error(`${type}.${name} is declared twice.`);
      names.add(name);
    }
    return Object.fromEntries(all.map(([name, field]) => [name, buildField(field, registry)]));
  };

  const { rows, queries } = createEntityTypes(rowFields);
  const registry = createRegistry(rows);
  const own = buildFields(
    topics.map((topic) => topic.queries),
    "Query",
  );
  refuseTwice("Query", own, Object.keys(queries));
  const live = buildFields(
    topics.map((topic) => topic.subscriptions),
    "Subscription",
  );
  return new GraphQLSchema({
    query: new GraphQLObjectType<unknown, Context>({
      name: "Query",
      description: "Everything that can be asked.",
      fields: { ...queries, ...own } as never,
    }),
    ...(Object.keys(live).length > 0 && {
      subscription: new GraphQLObjectType<unknown, Context>({
        name: "Subscription",
        description: "What can be listened to, as server-sent events.",
        fields: live as never,
      }),
    }),
  });
}

function refuseTwice(type: string, added: object, present: readonly string[]): void {
  const twice = present.find((name) => Object.hasOwn(added, name));
  if (twice !== undefined) throw new Error(`${type}.${twice} is declared twice.`);
}

function createRegistry(rows: ReadonlyMap<string, GraphQLObjectType>): Registry {
  const objects = new Map<ObjectType, GraphQLObjectType>();
  const enums = new Map<EnumType, GraphQLEnumType>();
  const registry: Registry = {
    stored: (name) => rows.get(name) ?? enumTypes.get(name)!,
    object: (type) =>
      remember(objects, type, () => {
        const { name, text, fields } = type;
        return new GraphQLObjectType({
          name,
          description: text,
          fields: () =>
            Object.fromEntries(
              Object.entries(fields).map(([field, of]) => [field, buildField(of, registry)]),
            ) as never,
        });
      }),
    enum: (type) =>
      remember(enums, type, () => {
        const values = Object.entries(type.values).map(([value, description]) => [
          value,
          { description },
        ]);
        return new GraphQLEnumType({
          name: type.name,
          description: type.text,
          values: Object.fromEntries(values),
        });
      }),
  };
  return registry;
}
