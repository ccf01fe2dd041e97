/** What can be exported: every list of the API, found in its schema, so that a new one needs no extra line. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from "graphql";
import { MAX_ROWS } from "../inputs.ts";

type Field = GraphQLField<unknown, unknown>;

/** A list of rows that can be exported. */
export type ExportList = Readonly<{
  /** `requests`; `missSummary.byProver` for a list within the answer of a question. */
  name: string;
  /** The fields that lead to it from `Query`: a question, and a list within its answer. */
  fields: readonly [Field] | readonly [Field, Field];
  row: GraphQLObjectType;
  /** The most rows a page may have; null where the list comes whole. */
  pageRows: number | null;
}>;

/** Arguments that say which page: an export is asked for rows, not for pages. */
const PAGE_ARGUMENTS: readonly string[] = ["limit", "after", "before"];

/** The arguments of a list, those about its pages left out. */
export const argumentsOf = ({ fields, pageRows }: ExportList): readonly GraphQLArgument[] =>
  fields
    .flatMap(({ args }) => args)
    .filter(({ name }) => pageRows === null || !PAGE_ARGUMENTS.includes(name));

/** All lists, by name: those of rows, the questions that are lists, and lists within the answers of questions. */
export function readLists(schema: GraphQLSchema): ReadonlyMap<string, ExportList> {
  const questions = Object.values(schema.getQueryType()!.getFields());
  const lists = questions.flatMap((field) => listsOf(field as Field));
  return new Map(lists.map((list) => [list.name, list]));
}

/** A list by its name; by that of its question alone where the answer has no other. */
export function findList(
  lists: ReadonlyMap<string, ExportList>,
  name: string,
): ExportList | undefined {
  const [within, ...others] = [...lists.values()].filter(({ fields }) => fields[0].name === name);
  return lists.get(name) ?? (others.length === 0 ? within : undefined);
}

function listsOf(field: Field): readonly ExportList[] {
  const { name, type } = field;
  const whole = rowsOf(type);
  if (whole !== null) return [{ name, fields: [field], row: whole, pageRows: null }];
  const answer = getNullableType(type);
  if (!isObjectType(answer)) return [];
  const items = pageItems(answer);
  if (items !== null) return [{ name, fields: [field], row: items, pageRows: mostRows(field) }];
  const inner = Object.values(answer.getFields()).flatMap((within) => {
    const row = rowsOf(within.type);
    return row === null ? [] : [{ within: within as Field, row }];
  });
  return inner.map(({ within, row }) => ({
    name: `${name}.${within.name}`,
    fields: [field, within],
    row,
    pageRows: null,
  }));
}

/** What a list's rows are; null for what is no list of objects. */
function rowsOf(type: GraphQLOutputType): GraphQLObjectType | null {
  const row = getNamedType(type);
  return isListType(getNullableType(type)) && isObjectType(row) ? row : null;
}

/** What the rows of a page are; null for what is no page. */
export function pageItems(type: GraphQLObjectType): GraphQLObjectType | null {
  const { items, pageInfo } = type.getFields();
  return items === undefined || pageInfo === undefined ? null : rowsOf(items.type);
}

const mostRows = ({ args }: Field): number =>
  (args.find(({ name }) => name === "limit")?.extensions.most as number | undefined) ?? MAX_ROWS;
