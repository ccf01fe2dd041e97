/** Arguments of questions: what each means, and how what a client gave is checked and read. */
import { type GraphQLArgumentConfig, GraphQLList, GraphQLNonNull } from "graphql";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { UserError } from "../errors.ts";
import {
  addressOf,
  atOf,
  bytes32Of,
  DEFAULT_ROWS,
  isDescending,
  MAX_ROWS,
  notNegative,
  type Optional,
  timeRangeOf,
  withinBounds,
} from "../inputs.ts";
import { DAY } from "../rules/buckets.ts";
import { Big, Bool, Bytes, Int, type Registry, Text, type Type } from "./types.ts";

/** One argument. `read` is given what GraphQL has checked the type of; it throws a `UserError` that names the argument. */
export type Argument<Value = unknown> = Readonly<{
  text: string;
  build(registry: Registry): GraphQLArgumentConfig["type"];
  default?: unknown;
  /** Of a number of rows: how many there may be. */
  most?: number;
  read(given: never, name: string): Value;
}>;

/** Arguments that are read together, or with the indexed head. */
export type ArgumentGroup<Value = unknown> = Readonly<{
  args: Readonly<Record<string, Argument>>;
  readGroup(given: never, context: Context): Value | Promise<Value>;
}>;

export type Arguments = Readonly<Record<string, Argument | ArgumentGroup>>;

/** What a question is given for its arguments. */
export type Parameters<Of extends Arguments> = {
  [Name in keyof Of]: Of[Name] extends Argument<infer Value>
    ? Value
    : Of[Name] extends ArgumentGroup<infer Value>
      ? Value
      : never;
};

const argument = <Given, Value = Given>(
  type: Type<Given>,
  text: string,
  read: (given: Given, name: string) => Value = (given) => given as unknown as Value,
): Argument<Value | null> => ({
  text,
  build: (registry) => type.build(registry) as GraphQLArgumentConfig["type"],
  read: (given: Optional<Given>, name: string) => (given == null ? null : read(given, name)),
});

/** An address, in lower case; null when left out. */
export const addressArg = (text: string): Argument<Address | null> =>
  argument(Bytes, text, addressOf);
/** 32 bytes, in lower case: a request id, a verifying key; null when left out. */
export const bytes32Arg = (text: string): Argument<Hex | null> => argument(Bytes, text, bytes32Of);
export const intArg = (text: string): Argument<number | null> => argument(Int, text);
export const textArg = (text: string): Argument<string | null> => argument(Text, text);
export const boolArg = (text: string): Argument<boolean | null> => argument(Bool, text);
/** An amount [wei] or a length of time [s]: not negative. */
export const amountArg = (text: string): Argument<bigint | null> =>
  argument(Big, text, notNegative);
/** A block, by its number. */
export const blockArg = (text: string): Argument<number | null> => argument(Int, text, notNegative);
export const secondsArg = (text: string): Argument<number | null> =>
  argument(Int, text, notNegative);

/** A value of an enum. */
export const enumArg = <Value>(type: Type<Value>, text: string): Argument<Value | null> =>
  argument(type, text);

/** How many values a list may hold; `example` is one that is right. */
type Sizes = { min?: number; max?: number; example: string };

/** Several values; null when left out. */
export const listArg = <Value>(
  of: Argument<Value | null>,
  sizes?: Sizes,
): Argument<readonly Value[] | null> => ({
  text: of.text,
  build: (registry) => new GraphQLList(new GraphQLNonNull(of.build(registry) as never)),
  read: (given: Optional<readonly never[]>, name: string) => {
    if (given == null) return null;
    if (sizes !== undefined) checkSize(given.length, name, sizes);
    return given.map((value) => of.read(value, name) as Value);
  },
});

function checkSize(size: number, argument: string, { min = 0, max, example }: Sizes): void {
  if (size >= min && size <= (max ?? size)) return;
  const wanted = max === undefined ? `at least ${min}` : `${min} to ${max}`;
  throw new UserError({
    argument,
    problem: `holds ${size} values; it must hold ${wanted}, or be left out.`,
    example: `${argument}: ${example}`,
  });
}

/** The same argument, which must be given. */
export const required = <Value>(of: Argument<Value>): Argument<Exclude<Value, null>> => ({
  ...(of as Argument<Exclude<Value, null>>),
  build: (registry) => new GraphQLNonNull(of.build(registry) as never),
});

/** The same argument, with the value it has when it is left out; GraphQL shows it. */
export const byDefault = <Value>(of: Argument<Value | null>, value: Value): Argument<Value> => ({
  ...(of as Argument<Value>),
  default: value,
  read: (given: Optional<never>, name: string) => of.read((given ?? value) as never, name) as Value,
});

/** Which end of a list comes first. */
const directionArg = (text: string): Argument<boolean> => ({
  ...byDefault(textArg(text), "desc"),
  read: (given: Optional<string>, name: string) => isDescending(given ?? "desc", name),
});

/** Whether the newest comes first, which is the default. */
export const newestFirstArg = directionArg(
  '"desc" (default): the latest first; "asc": the earliest.',
);

/** Whether the greatest comes first, which is the default. */
export const greatestFirstArg = directionArg(
  '"desc" (default): the greatest first; "asc": the least. Those without the figure come last.',
);

/** A whole number from 1 to `max`, and what it is when it is left out. */
export const boundedArg = <Otherwise extends number | null>(
  text: string,
  { max, otherwise }: { max: number; otherwise: Otherwise },
): Argument<number | Otherwise> => ({
  ...(intArg(text) as Argument<number | Otherwise>),
  read: (given: Optional<number>, name: string) =>
    given == null ? otherwise : withinBounds(given, name, { max, example: otherwise ?? 1 }),
});

/** How many rows: 1 to `max`. */
export const rowsArg = (text: string, max = MAX_ROWS): Argument<number> => ({
  ...boundedArg<number>(text, { max, otherwise: Math.min(DEFAULT_ROWS, max) }),
  most: max,
});

/** [unix s] The time asked about: by default the indexed head's. */
export const timeArg = (
  text = "[unix s] The time asked about. Default: the indexed head's.",
): ArgumentGroup<number> => ({
  args: { at: intArg(text) },
  readGroup: ({ at }: { at: number | null }, context) => atOf(at, context),
});

/** [unix s] `to` is exclusive; null: open. */
export type Range = { from: number | null; to: number | null };

/** A span of time that is open where no end is given. */
export const rangeArgs = (
  texts: { from: string; to: string } = {
    from: "[unix s] Only from this time on.",
    to: "[unix s] Only before this time.",
  },
): ArgumentGroup<Range> => ({
  args: { from: intArg(texts.from), to: intArg(texts.to) },
  readGroup: (given: Range) => timeRangeOf(given),
});

/** [unix s] `to` is exclusive; `at` is the indexed head's time: what is known is known up to then. */
export type Span = { from: number; to: number; at: number };

/** What the two ends of a span mean; their unit and defaults are added. */
type Ends = { from: string; to: string };

/** A span of time: by default the last days, never beyond the indexed head. */
export const spanArgs = (
  { from, to }: Ends,
  { days = 30 }: { days?: number } = {},
): ArgumentGroup<Span> => ({
  args: {
    from: intArg(
      `[unix s] ${from}. Default: ${days === Number.POSITIVE_INFINITY ? "the first" : `${days} days before \`to\``}.`,
    ),
    to: intArg(`[unix s] ${to}. Default and latest: the second after the indexed head.`),
  },
  readGroup: async (given: Range, { head }) => {
    const { from, to } = timeRangeOf(given);
    const { timestamp: at } = await head();
    const end = Math.min(to ?? at + 1, at + 1);
    return { from: from ?? Math.max(0, end - days * DAY), to: end, at };
  },
});

const MAX_DAYS = 3650;

/** The start of a window, which its length in days may tell instead. */
export const daysArg = (meaning: string): Argument<number | null> =>
  boundedArg(`${meaning}, 1 to ${MAX_DAYS}. Default 30. Not together with \`from\`.`, {
    max: MAX_DAYS,
    otherwise: null,
  });

/** @throws UserError when both say where a window starts */
export function refuseTwoStarts({ days, from }: { days: number | null; from: number | null }) {
  if (days === null || from === null) return;
  throw new UserError({
    argument: "days",
    problem: "is given together with from; one of them says where the window starts.",
    example: "days: 30",
  });
}

/**
 * A span of time as `spanArgs` reads it, or the last days of one; at most `most` days long. One that begins after the
 * indexed head is empty.
 */
export const windowArgs = (ends: Ends, { most }: { most?: number } = {}): ArgumentGroup<Span> => ({
  args: windowEnds(ends, most),
  readGroup: async ({ days, ...given }: Range & { days: number | null }, context) => {
    refuseTwoStarts({ days, from: given.from });
    const span = spanArgs(ends, { days: days ?? 30 });
    const { from, to, at } = await span.readGroup(given as never, context);
    if (most === undefined || to - from <= most * DAY) return { from, to: Math.max(from, to), at };
    throw new UserError({
      argument: "from",
      problem: `is ${from}, more than ${most} days before to (${to}).`,
      example: `from: ${to - 30 * DAY}, to: ${to}`,
    });
  },
});

function windowEnds(ends: Ends, most: number | undefined) {
  const { from, to } = spanArgs(ends).args;
  const limit = most === undefined ? "" : ` At most ${most} days.`;
  const days = daysArg("Length of the window in days");
  return { days, from: from!, to: { ...to!, text: to!.text + limit } };
}

const isGroup = (part: Argument | ArgumentGroup): part is ArgumentGroup => "readGroup" in part;

export function buildArguments(
  args: Arguments,
  registry: Registry,
): Record<string, GraphQLArgumentConfig> {
  const single = Object.entries(args).flatMap(([name, part]) =>
    isGroup(part) ? Object.entries(part.args) : [[name, part] as const],
  );
  return Object.fromEntries(
    single.map(([name, { text, build, default: defaultValue, most }]) => [
      name,
      {
        description: text,
        type: build(registry),
        defaultValue,
        ...(most !== undefined && { extensions: { most } }),
      },
    ]),
  );
}

/** @throws UserError that names the wrong argument */
export async function readArguments<Of extends Arguments>(
  args: Of,
  given: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<Parameters<Of>> {
  const read: Record<string, unknown> = {};
  const groups: [string, ArgumentGroup][] = [];
  for (const [name, part] of Object.entries(args))
    if (isGroup(part)) groups.push([name, part]);
    else read[name] = part.read(given[name] as never, name);
  for (const [name, { args: parts, readGroup }] of groups) {
    const values = Object.entries(parts).map(([part, { read: readPart }]) => [
      part,
      readPart(given[part] as never, part),
    ]);
    read[name] = await readGroup(Object.fromEntries(values) as never, context);
  }
  return read as Parameters<Of>;
}
