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
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";
import { costOfField } from "../declare/fields.ts";
import { DEFAULT_ROWS } from "../inputs.ts";
import { costOfIntrospection } from "./introspection.ts";
import { costOfReach, type RowsOf, reachOf } from "./scans.ts";

/** The least that counting all rows of a list costs: it reads them. */
const COUNT_COST = 10;
/** A field that costs this many points reads much of the history, however little of it is selected. */
const MUCH = 100;
/** Points for the schema's description after which counting stops. */
const MOST_DESCRIBED = 100_000;
/** The assumed length of a list that has neither an argument nor a note about it. */
const PLAIN_LIST_ROWS = 10;

export type Operation = Readonly<{
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** How many rows a table has, about. */
  rowsOf?: RowsOf | undefined;
}>;

export type Cost = Readonly<{
  /** What an operation costs at most. */
  points: number;
  /** How many of them are for the schema's own description. */
  described: number;
  /** Whether it reads much of the history, whatever it gives of that. */
  readsMuch: boolean;
}>;

/**
 * What an operation costs at most, in points of about one row: an object costs 1, a list its rows (`limit`, else the
 * default) times what is asked of each, a scalar nothing. What has to be read besides, to find, to sort or to count, costs
 * by the size of the table; the schema's own description by its size.
 * The document is valid; of several operations the named one counts.
 */
export function costOf({
  schema,
  document,
  operationName,
  variables,
  rowsOf = () => undefined,
}: Operation): Cost {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (operation == null || root == null) return { points: 0, described: 0, readsMuch: false };
  let readsMuch = false;
  let described = 0;
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );
  const costs = new Map<string, number>();
  const values: Record<string, unknown> = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    values[name] = variables?.[name] ?? (defaultValue && valueFromASTUntyped(defaultValue));
  }

  const ofSelections = (set: SelectionSetNode, type: GraphQLOutputType, page: Page): number =>
    set.selections
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, type, page);
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const on = selection.typeCondition?.name.value;
          const narrowed = on === undefined ? type : (schema.getType(on) as GraphQLObjectType);
          return ofSelections(selection.selectionSet, narrowed, page);
        }
        const name = `${selection.name.value}×${page.rows}×${page.count}`;
        const cost = costs.get(name);
        if (cost !== undefined) return cost;
        const { typeCondition, selectionSet } = fragments.get(selection.name.value)!;
        const on = schema.getType(typeCondition.name.value) as GraphQLObjectType;
        costs.set(name, ofSelections(selectionSet, on, page));
        return costs.get(name)!;
      })
      .reduce((sum, cost) => sum + cost, 0);

  const ofField = (node: FieldNode, type: GraphQLOutputType, page: Page): number => {
    if (node.name.value === "__schema" || node.name.value === "__type") {
      // Too much already, and counting takes time too.
      if (described > MOST_DESCRIBED) return 0;
      const points = costOfIntrospection(node, { schema, fragments, variables: values });
      described += points;
      return points;
    }
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    // `__typename`
    if (field === undefined) return 0;
    const { base = 0, rows: noted } = costOfField(field);
    readsMuch ||= base >= MUCH;
    if (isPage(type)) {
      if (field.name === "totalCount") {
        readsMuch ||= page.count >= MUCH;
        return page.count;
      }
      if (field.name === "items")
        return page.rows * (1 + ofSelections(node.selectionSet!, getNamedType(field.type), ONE));
    }
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return base;
    const asked = rowsAsked(node, field);
    if (isPage(named)) {
      const { reach, count } = ofPage(node, field, type);
      readsMuch ||= reach >= MUCH;
      const rows = asked ?? noted ?? DEFAULT_ROWS;
      return 1 + base + reach + ofSelections(node.selectionSet!, named, { rows, count });
    }
    const inner = ofSelections(node.selectionSet!, named, ONE);
    if (!isList(field.type)) return 1 + base + inner;
    return 1 + base + (asked ?? noted ?? PLAIN_LIST_ROWS) * (1 + inner);
  };

  /** What a page of a table reads besides its rows, and what counting all of them takes. */
  const ofPage = (
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLOutputType,
  ): { reach: number; count: number } => {
    const entity = getNamedType(field.type).name.replace(/Page$/, "");
    const isGenerated = field.args.some(({ name }) => name === "where");
    const { reach, counted, times } = isGenerated
      ? reachOf(entity, {
          where: argumentOf(node, "where"),
          orderBy: argumentOf(node, "orderBy"),
          ofParent: parent !== root,
        })
      : ownReach(node);
    return {
      reach: times * costOfReach(entity, reach, rowsOf),
      count: COUNT_COST + times * costOfReach(entity, counted, rowsOf),
    };
  };

  const argumentOf = (node: FieldNode, argument: string): unknown => {
    const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
    return value && valueFromASTUntyped(value, values);
  };

  /** What `limit` says; undefined when the field has none. */
  const rowsAsked = (
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
  ): number | undefined => {
    const argument = field.args.find(({ name }) => name === "limit");
    if (argument === undefined) return undefined;
    const given = argumentOf(node, argument.name);
    if (typeof given === "number") return Math.max(0, given);
    return typeof argument.defaultValue === "number" ? argument.defaultValue : undefined;
  };

  return { points: ofSelections(operation.selectionSet, root, ONE), described, readsMuch };
}

/** What a page's own fields cost: how often its `items` are there, and what its `totalCount` takes. */
type Page = Readonly<{ rows: number; count: number }>;

const ONE: Page = { rows: 1, count: COUNT_COST };

/** What a list of our own reads: its filters and its order are those that an index has. */
function ownReach({ arguments: given = [] }: FieldNode): ReturnType<typeof reachOf> {
  const isFiltered = given.some(({ name }) => !FILTERLESS.includes(name.value));
  return { reach: "nothing", counted: isFiltered ? "narrowed" : "table", times: 1 };
}

/** Arguments of a list that leave all its rows to be counted. */
const FILTERLESS: readonly string[] = ["limit", "after", "before", "orderBy", "orderDirection"];

function isPage(type: GraphQLOutputType): boolean {
  if (!isObjectType(type)) return false;
  const fields = type.getFields();
  return fields.items !== undefined && fields.pageInfo !== undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
