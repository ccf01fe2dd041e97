/** Fields of answers: what each means, of what type it is, and who answers it. */
import {
  type GraphQLError,
  type GraphQLField,
  type GraphQLFieldConfig,
  GraphQLNonNull,
} from "graphql";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { refuseSubmitter } from "../reads/submitters.ts";
import { type Arguments, buildArguments, type Parameters, readArguments } from "./arguments.ts";
import { type Asked, askedOf } from "./selection.ts";
import { Big, Bool, Bytes, Int, listOf, orNull, type Registry, Text, type Type } from "./types.ts";

/** What a field costs beyond what is counted for every field; see `cost.ts`. */
export type FieldCost = Readonly<{
  /** Points for the field itself, whatever is selected below it. One point is about one row read by key. */
  base?: number;
  /** Rows the answer has at most when no `limit` says so: what is selected below costs as often. */
  rows?: number;
}>;

/** A field's own cost, as it was declared. */
export const costOfField = ({ extensions }: GraphQLField<unknown, unknown>): FieldCost =>
  (extensions.cost as FieldCost | undefined) ?? {};

type Config = GraphQLFieldConfig<unknown, Context>;

/** A field. `Value`: what the answer of its object holds under its name; never, when it is a question of its own. */
export type Field<Value = unknown> = Type<Value> &
  Readonly<{
    text: string;
    cost?: FieldCost;
    /** Arguments and resolver of a field that is a question of its own. */
    config?(registry: Registry): Pick<Config, "args" | "resolve" | "subscribe">;
  }>;

// biome-ignore lint/suspicious/noExplicitAny: a field of any value; `unknown` would not take fields that are no value's.
export type AnyField = Field<any>;

export const one = <Value>({ build, isNullable }: Type<Value>, text: string): Field<Value> => ({
  ...{ text, build, isNullable },
});

export const list = <Value>(
  type: Type<Value>,
  text: string,
  cost?: FieldCost,
): Field<readonly Value[]> => ({ ...one(listOf(type), text), ...(cost && { cost }) });

export const int = (text: string): Field<number> => one(Int, text);
export const bool = (text: string): Field<boolean> => one(Bool, text);
export const text = (meaning: string): Field<string> => one(Text, meaning);
export const bytes = (text: string): Field<Hex> => one(Bytes, text);
export const big = (text: string): Field<bigint> => one(Big, text);

/** Fields that may be null: their text says when. */
export const intOrNull = (text: string) => one(orNull(Int), text);
export const boolOrNull = (text: string) => one(orNull(Bool), text);
export const textOrNull = (meaning: string) => one(orNull(Text), meaning);
export const bytesOrNull = (text: string) => one(orNull(Bytes), text);
export const bigOrNull = (text: string) => one(orNull(Big), text);

/** A field that is found out only when somebody asks for it. */
export const later = <Value>(field: Field<Value>): Field<() => Value | Promise<Value>> =>
  field as Field<never>;

/** What a question means, and who answers it. */
export type Question<Value, Args extends Arguments, Parent> = Readonly<{
  text: string;
  args?: Args;
  cost?: FieldCost;
  ask(
    params: Parameters<Args>,
    context: Context,
    asked: Asked<Parent>,
  ): NoInfer<Value> | Promise<NoInfer<Value>>;
}>;

/** A field with arguments that a function answers: a question of the API, or one about the object it is a field of. */
export function question<
  Value,
  const Args extends Arguments = Record<never, never>,
  Parent = unknown,
>(
  type: Type<Value>,
  { text, args = {} as Args, cost, ask }: Question<Value, Args, Parent>,
): Field<never> {
  return {
    ...one(type as Type<never>, text),
    ...(cost && { cost }),
    config: (registry) => ({
      args: buildArguments(args, registry),
      resolve: async (parent, given, context, info) => {
        const params = await readArguments(args, given, context);
        const answer = await ask(params, context, askedOf(parent as Parent, info));
        if (isNothing(answer)) await refuseSubmitter(context.db, given.prover);
        return answer;
      },
    }),
  };
}

/** The last value of a subscription: why there are no more. */
export type Cut = Readonly<{ cut: GraphQLError }>;

/** A field of `Subscription`: `listen` gives its values as they come, and last of all why it ends. */
export function subscription<Value, const Args extends Arguments = Record<never, never>>(
  type: Type<Value>,
  given: {
    text: string;
    args?: Args;
    listen(
      params: Parameters<Args>,
      context: Context,
    ): Promise<AsyncIterableIterator<NoInfer<Value> | Cut>>;
  },
): Field<never> {
  const { text, args = {} as Args, listen } = given;
  return {
    ...one(type as Type<never>, text),
    config: (registry) => ({
      args: buildArguments(args, registry),
      subscribe: async (_root, given, context) =>
        listen(await readArguments(args, given, context), context),
      resolve: (value) => value,
    }),
  };
}

/** Whether an answer is empty: then it is worth a look whether the question was meant. */
const isNothing = (answer: unknown): boolean =>
  answer === null ||
  (typeof answer === "object" && "items" in answer && (answer.items as unknown[]).length === 0);

/** What GraphQL makes of a field. */
export function buildField(field: AnyField, registry: Registry): Config {
  const type = field.build(registry);
  return {
    description: field.text,
    type: field.isNullable ? type : new GraphQLNonNull(type),
    extensions: field.cost === undefined ? {} : { cost: field.cost },
    ...field.config?.(registry),
  };
}
