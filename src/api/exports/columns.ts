/** The columns of an exported list: the values of its rows, and of the objects within them. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { entities } from "../entities/tables.ts";
import { UserError } from "../errors.ts";
import { quote } from "../inputs.ts";
import { type ExportList, pageItems } from "./lists.ts";

/** How a value is written. `brev`: an amount of wei again, in BREV; `list`: several values in one, as JSON. */
export type Kind = "text" | "int" | "big" | "wei" | "brev" | "bool" | "list";

export type Column = Readonly<{
  name: string;
  kind: Kind;
  /** The fields that lead to it from a row. */
  path: readonly string[];
}>;

type Field = GraphQLField<unknown, unknown>;

/** Between the names of the fields that lead to a column: no field's name has one. */
const STEP = "_";

/**
 * The columns of a list: those that are named, separated by commas, or else all that need no arguments and no other row.
 * @throws UserError for a name that leads to no value
 */
export function columnsOf(list: ExportList, named: string | null): readonly Column[] {
  if (named === null) return ownColumns(list.row, []);
  const names = [...new Set(named.split(",").map((name) => name.trim()))];
  return names.flatMap((name) => {
    const path = name.split(STEP);
    const field = fieldAt(list.row, path);
    if (field === null) throw unknownColumn(list, name);
    return columnsAt(field, path);
  });
}

function unknownColumn(list: ExportList, name: string): UserError {
  const own = ownColumns(list.row, []).map((column) => column.name);
  return new UserError({
    argument: "columns",
    problem: `names ${quote(name)}, which is no column of ${list.name}. Columns: ${own.join(", ")}. A value of an object within a row is the names on the way, joined by _.`,
    example: `columns=${own.slice(0, 2).join(",")}`,
  });
}

/** Of a table's row its columns; of an answer all its values, and those of the objects in it. */
function ownColumns(type: GraphQLObjectType, path: readonly string[]): readonly Column[] {
  const table = entities.get(type.name);
  return Object.values(type.getFields()).flatMap((field) => {
    if (needsArguments(field)) return [];
    const here = [...path, field.name];
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) {
      const isOwn = table === undefined || Object.hasOwn(table.columns, field.name);
      return isOwn ? columnsAt(field, here) : [];
    }
    return table === undefined && isObjectType(inner) && isWithin(field, here)
      ? ownColumns(inner, here)
      : [];
  });
}

/** How deep objects within rows are looked into. */
const MAX_DEPTH = 4;

const needsArguments = ({ args }: Field): boolean =>
  args.some(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);

/** Whether a field holds one object, which belongs to its row: no list, no page. */
function isWithin({ type }: Field, path: readonly string[]): boolean {
  const inner = getNullableType(type);
  return isObjectType(inner) && pageItems(inner) === null && path.length < MAX_DEPTH;
}

/** The field of a value by the way to it; null when the way leads nowhere, through a list, or needs arguments. */
function fieldAt(type: GraphQLObjectType, path: readonly string[]): Field | null {
  const [name, ...rest] = path;
  const field = type.getFields()[name!];
  if (field === undefined || needsArguments(field)) return null;
  const inner = getNamedType(field.type);
  if (rest.length === 0) return isLeafType(inner) ? field : null;
  return isObjectType(inner) && isWithin(field, path.slice(1)) ? fieldAt(inner, rest) : null;
}

function columnsAt(field: Field, path: readonly string[]): readonly Column[] {
  const name = path.join(STEP);
  const kind = kindOf(field);
  const own: Column = { name, kind, path };
  return kind === "wei" ? [own, { name: `${name}Brev`, kind: "brev", path }] : [own];
}

/** A description begins with its unit. */
const WEI = /^\[wei\]/;

function kindOf({ type, description }: Field): Kind {
  if (isListType(getNullableType(type))) return "list";
  const { name } = getNamedType(type);
  if (name === "BigInt") return WEI.test(description ?? "") ? "wei" : "big";
  if (name === "Int") return "int";
  return name === "Boolean" ? "bool" : "text";
}
