/** What is selected below a field. */
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";
import type { Entity } from "../entities/entity.ts";
import { entities, type TableName } from "../entities/tables.ts";

/** What a question knows of how it was asked. */
export type Asked<Parent> = Readonly<{
  /** The object that the question is a field of. */
  parent: Parent;
  /** Names of the fields selected at a place below. `path` leads from the field to them. */
  names(...path: string[]): readonly string[];
  /** Columns of a table that the rows at a place below need. */
  columns(table: TableName, ...path: string[]): readonly string[];
}>;

export const askedOf = <Parent>(parent: Parent, info: GraphQLResolveInfo): Asked<Parent> => ({
  parent,
  names: (...path) => selectedNames(info, path),
  columns: (table, ...path) => selectedColumns(info, entities.get(table)!, path),
});

/** What is selected below a field, by the field's syntax node: a document is parsed once and asked often. */
const cache = new WeakMap<FieldNode, Map<string, unknown>>();

/**
 * The columns of an entity that an answer needs: those selected, and those its selected relations look for.
 * All of them where a field is selected that is neither: its resolver may read any.
 * `path` leads from the field to the rows: nothing where the field is the row, `items` where it is a page.
 */
export function selectedColumns(
  info: GraphQLResolveInfo,
  { columns, key, relations }: Entity,
  path: readonly string[],
): readonly string[] {
  return remembered(info, `columns at ${path.join(".")}`, () => {
    const needed = new Set(key.map(({ name }) => name));
    for (const name of selectedNames(info, path)) {
      if (name === "__typename") continue;
      if (Object.hasOwn(columns, name)) {
        needed.add(name);
        continue;
      }
      const relation = relations.find((candidate) => candidate.name === name);
      if (relation === undefined) return Object.keys(columns);
      for (const from of relation.from) needed.add(from);
    }
    // In the table's order: the same columns are the same statement, however they were asked for.
    return Object.keys(columns).filter((name) => needed.has(name));
  });
}

/**
 * Whether an operation asks for nothing but columns of the rows of this field, so that one statement answers it.
 * `rows`: the name of the field below that has them; null: it is a row itself.
 */
export function isOneStatement(
  info: GraphQLResolveInfo,
  { columns }: Entity,
  rows: "items" | null,
): boolean {
  const { selections } = info.operation.selectionSet;
  if (selections.length > 1 || selections[0] !== info.fieldNodes[0]) return false;
  return remembered(info, "is one statement", () => {
    const around = rows === null ? [] : selectedNames(info, []);
    const below = selectedNames(info, rows === null ? [] : [rows]);
    return (
      around.every((name) => [rows, "pageInfo", "__typename"].includes(name)) &&
      below.every((name) => name === "__typename" || Object.hasOwn(columns, name))
    );
  });
}

function remembered<Value>(
  { fieldNodes }: GraphQLResolveInfo,
  what: string,
  find: () => Value,
): Value {
  const [node, ...others] = fieldNodes;
  // A field written in several places is not remembered: the places may differ.
  if (node === undefined || others.length > 0) return find();
  const found = cache.get(node) ?? new Map<string, unknown>();
  cache.set(node, found);
  if (!found.has(what)) found.set(what, find());
  return found.get(what) as Value;
}

/** Names of the fields selected at a place below a field, whatever their aliases, types and conditions. */
function selectedNames(
  { fieldNodes, fragments }: GraphQLResolveInfo,
  path: readonly string[],
): readonly string[] {
  const fieldsOf = (set: SelectionSetNode | undefined): readonly FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      return fieldsOf(
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments[selection.name.value]?.selectionSet,
      );
    });
  let fields = fieldNodes.flatMap(({ selectionSet }) => fieldsOf(selectionSet));
  for (const step of path)
    fields = fields
      .filter(({ name }) => name.value === step)
      .flatMap(({ selectionSet }) => fieldsOf(selectionSet));
  return fields.map(({ name }) => name.value);
}
