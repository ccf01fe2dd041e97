import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { FieldCost } from "../declare/fields.ts";
import { DEFAULT_ROWS } from "../inputs.ts";

/** What counting all rows of a list costs: it reads them, and how many they are is not known before. */
const COUNT_COST = 10;
/** How long a list is taken to be that has neither argument nor note about it. */
const PLAIN_LIST_ROWS = 10;

export type Operation = Readonly<{
  schema: GraphQLSchema;
  costs: Readonly<Record<string, FieldCost>>;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}>;

/**
 * What an operation costs at most, in points of about one row: an object costs 1, a list its rows (`limit` or `first`,
 * else the default) times what is asked of each, `totalCount` 10, a scalar nothing.
 * The document is valid; of several operations the named one counts.
 */
export function costOf({ schema, costs, document, operationName, variables }: Operation): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (operation == null || root == null) return 0;
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );
  const known = new Map<string, number>();
  const defaults = new Map(
    (operation.variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined,
    ]),
  );

  /** `rows` is how often the `items` of a page type are there. */
  const ofSelections = (set: SelectionSetNode, type: GraphQLOutputType, rows: number): number =>
    set.selections
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, type, rows);
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const on = selection.typeCondition?.name.value;
          const narrowed = on === undefined ? type : (schema.getType(on) as GraphQLObjectType);
          return ofSelections(selection.selectionSet, narrowed, rows);
        }
        const name = `${selection.name.value}×${rows}`;
        const cost = known.get(name);
        if (cost !== undefined) return cost;
        const { typeCondition, selectionSet } = fragments.get(selection.name.value)!;
        const on = schema.getType(typeCondition.name.value) as GraphQLObjectType;
        known.set(name, ofSelections(selectionSet, on, rows));
        return known.get(name)!;
      })
      .reduce((sum, cost) => sum + cost, 0);

  const ofField = (node: FieldNode, type: GraphQLOutputType, rows: number): number => {
    const field =
      isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    // `__typename`, and the schema's own description.
    if (field === undefined || (isUnionType(type) && node.name.value.startsWith("__"))) return 0;
    const { base = 0, rows: noted } = costs[`${String(type)}.${field.name}`] ?? {};
    if (isPage(type)) {
      if (field.name === "totalCount") return COUNT_COST;
      if (field.name === "items")
        return rows * (1 + ofSelections(node.selectionSet!, getNamedType(field.type), 1));
    }
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return base;
    const asked = rowsAsked(node, field);
    const inner = (count: number) => ofSelections(node.selectionSet!, named, count);
    if (isPage(named)) return 1 + base + inner(asked ?? noted ?? DEFAULT_ROWS);
    if (!isList(field.type)) return 1 + base + inner(1);
    return 1 + base + (asked ?? noted ?? PLAIN_LIST_ROWS) * (1 + inner(1));
  };

  /** What `limit` or `first` says; undefined when the field has neither. */
  const rowsAsked = (
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
  ): number | undefined => {
    const argument = field.args.find(({ name }) => name === "limit" || name === "first");
    if (argument === undefined) return undefined;
    const value = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    const given =
      value?.kind === Kind.VARIABLE
        ? (variables?.[value.name.value] ?? defaults.get(value.name.value))
        : value?.kind === Kind.INT
          ? Number(value.value)
          : undefined;
    if (typeof given === "number") return Math.max(0, given);
    return typeof argument.defaultValue === "number" ? argument.defaultValue : undefined;
  };

  return ofSelections(operation.selectionSet, root, 1);
}

function isPage(type: GraphQLOutputType): boolean {
  if (!isObjectType(type)) return false;
  const fields = type.getFields();
  return fields.items !== undefined && fields.pageInfo !== undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
