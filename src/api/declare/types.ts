/** Types of answers: declared once, for GraphQL and for TypeScript. */
import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  GraphQLString,
} from "graphql";
import type { Hex } from "viem";
import type { tables } from "../entities/tables.ts";
import type { AnyField, Field } from "./fields.ts";
import { GraphQLBigInt, GraphQLWholeNumber } from "./scalars.ts";

/** The GraphQL types of one schema: each is made once. */
export type Registry = {
  object(type: ObjectType): GraphQLObjectType;
  enum(type: EnumType): GraphQLEnumType;
  /** The type of a table's rows, or of an enum's values, by the name of its export in `ponder.schema.ts`. */
  stored(name: string): GraphQLObjectType | GraphQLEnumType;
};

type BuiltType =
  | GraphQLScalarType
  | GraphQLEnumType
  | GraphQLObjectType
  | GraphQLList<GraphQLOutputType>;

/** A type by its values in TypeScript; `build` gives GraphQL's. */
export type Type<Value = unknown> = Readonly<{
  build(registry: Registry): BuiltType;
  isNullable?: boolean | undefined;
  /** Never there: what TypeScript infers values from. */
  value?: Value;
}>;

const scalar = <Value>(type: GraphQLScalarType): Type<Value> => ({ build: () => type });

export const Int = scalar<number>(GraphQLWholeNumber);
export const Bool = scalar<boolean>(GraphQLBoolean);
export const Text = scalar<string>(GraphQLString);
/** Bytes: an address, an id, a hash. */
export const Bytes = scalar<Hex>(GraphQLString);
/** A whole number of any size: wei, ids. */
export const Big = scalar<bigint>(GraphQLBigInt);

/** The same, or null. Of a question it stays a question: nothing of its object's answer. */
export function orNull(field: Field<never>): Field<never>;
export function orNull<Value>(type: Type<Value>): Type<Value | null>;
export function orNull(type: Type): Type {
  return { ...type, isNullable: true };
}

export const listOf = <Value>(type: Type<Value>): Type<readonly Value[]> => ({
  build: (registry) => new GraphQLList(new GraphQLNonNull(type.build(registry))),
});

export type Fields = Readonly<Record<string, AnyField>>;

/** An object with its fields. */
export type ObjectType<Of extends Fields = Fields> = Type<Answer<Of>> &
  Readonly<{ name: string; text: string; fields: Of }>;

/** What a question answers where an object is declared: every field that has no question of its own. */
export type Answer<Of extends Fields> = {
  [Name in keyof Of as Of[Name] extends Field<infer Value>
    ? [Value] extends [never]
      ? never
      : Name
    : never]: Of[Name] extends Field<infer Value> ? Value : never;
};

/** The value of a type in TypeScript. */
export type ValueOf<Of> = Of extends { value?: infer Value } ? Exclude<Value, undefined> : never;

export function object<const Of extends Fields>(
  name: string,
  text: string,
  fields: Of,
): ObjectType<Of> {
  const type: ObjectType<Of> = { name, text, fields, build: (registry) => registry.object(type) };
  return type;
}

export type EnumType<Name extends string = string> = Type<Name> &
  Readonly<{ name: string; text: string; values: Readonly<Record<Name, string>> }>;

/** An enum: the meaning of each of its values. */
export function enumeration<Name extends string>(
  name: string,
  text: string,
  values: Readonly<Record<Name, string>>,
): EnumType<Name> {
  const type: EnumType<Name> = { name, text, values, build: (registry) => registry.enum(type) };
  return type;
}

type Tables = typeof tables;
type Stored<Of> = Of extends { $inferSelect: infer Row }
  ? Row
  : Of extends { enumValues: readonly (infer Value)[] }
    ? Value
    : never;

/** A row of a table, or a value of an enum, of `ponder.schema.ts`. */
export const stored = <Name extends keyof Tables & string>(
  name: Name,
): Type<Stored<Tables[Name]>> => ({ build: (registry) => registry.stored(name) });
