/** Reads a YAML file by rules, and notes every mistake with its place and an example. */

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { Refusal } from "../settings/environment.ts";

/** One or several mistakes in a file; the message names each with its place, says what is wrong and gives an example. */
export class FileError extends Refusal {
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      [`${file} is wrong (${count}):`, ...problems.map((problem) => `\n- ${problem}`)].join("\n"),
    );
    this.name = "FileError";
    this.problems = problems;
  }
}

/** A place in the file. */
export type Place = Readonly<{
  node: Node;
  /** Notes that it is wrong: `what` continues the sentence that starts with the place's name. */
  refuse(what: string): undefined;
  /** A place within it. */
  within(node: Node, name: string, example: string): Place;
}>;

/** How a place is read: its value, or undefined when it was refused. */
export type Rule<T> = Readonly<{
  /** The place as one writes it. */
  example: string;
  read(place: Place): T | undefined;
}>;

/**
 * The value of a file.
 * @throws FileError that lists every mistake at once
 */
export function readYaml<T>(file: string, text: string, rule: Rule<T>): T {
  const lines = new LineCounter();
  // Every scalar is a text: else an address without quotes would be read as a number.
  const document = parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    prettyErrors: false,
  });
  const problems: string[] = [];
  const positionOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const placeOf = (node: Node, name: string, example: string): Place => ({
    node,
    refuse(what) {
      problems.push(`${positionOf(node.range?.[0] ?? 0)} ${name} ${what}\n  Example: ${example}`);
      return undefined;
    },
    within: (inner, key, innerExample) =>
      placeOf(
        isAlias(inner) ? (inner.resolve(document) ?? inner) : inner,
        key.startsWith("[") ? `${name}${key}` : `${name === "the file" ? "" : `${name}.`}${key}`,
        innerExample,
      ),
  });
  for (const { pos, message } of document.errors)
    problems.push(`${positionOf(pos[0])} is no YAML: ${message}\n  Example: ${rule.example}`);
  if (problems.length > 0) throw new FileError(file, problems);
  const { contents } = document;
  const value =
    contents === null
      ? problems.push(`${file}:1:1 the file is empty.\n  Example: ${rule.example}`) && undefined
      : rule.read(placeOf(contents, "the file", rule.example));
  if (problems.length > 0) throw new FileError(file, problems);
  return value as T;
}

const isEmpty = (value: unknown): boolean =>
  value === null || (isScalar(value) && String(value.value ?? "") === "");

/** A text, which `read` checks. */
export const scalar = <T>(
  example: string,
  read: (text: string, place: Place) => T | undefined,
): Rule<T> => ({
  example,
  read(place) {
    const { node } = place;
    if (isEmpty(node)) return place.refuse("is empty.");
    return isScalar(node)
      ? read(String(node.value), place)
      : place.refuse("is not a single value.");
  },
});

/** One of these words. */
export const word = <const Word extends string>(
  example: string,
  words: readonly Word[],
): Rule<Word> =>
  scalar(
    example,
    (text, place) =>
      words.find((known) => known === text) ??
      place.refuse(`is "${text}", which is none of ${words.join(", ")}.`),
  );

/** A list of at least one. */
export const list = <T>(example: string, item: Rule<T>): Rule<T[]> => ({
  example,
  read(place) {
    const { node } = place;
    if (!isSeq(node)) return place.refuse("is not a list: its entries begin with `- `.");
    if (node.items.length === 0) return place.refuse("is an empty list.");
    return node.items.flatMap((inner, index) => {
      const value = item.read(place.within(inner as Node, `[${index}]`, item.example));
      return value === undefined ? [] : [value];
    });
  },
});

/** One, or a list of several. */
export const oneOrMore = <T>(one: Rule<T>, several: Rule<T[]>): Rule<T[]> => ({
  example: one.example,
  read(place) {
    if (isSeq(place.node)) return several.read(place);
    const value = one.read(place);
    return value === undefined ? undefined : [value];
  },
});

type Values<Rules> = { [Key in keyof Rules]: Rules[Key] extends Rule<infer T> ? T | null : never };

/** Entries by name; what is left out is null, unless it is among `required`. */
export const record = <
  Rules extends Record<string, Rule<unknown>>,
  const Required extends keyof Rules & string = never,
>(
  example: string,
  rules: Rules,
  required: readonly Required[] = [],
): Rule<
  Omit<Values<Rules>, Required> & { [Key in Required]: NonNullable<Values<Rules>[Key]> }
> => ({
  example,
  read(place) {
    const { node } = place;
    if (!isMap(node)) return place.refuse("is not a set of entries, `name: value`.");
    const values: Record<string, unknown> = Object.fromEntries(
      Object.keys(rules).map((name) => [name, null]),
    );
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      const rule = rules[name];
      const inner = place.within((value ?? key) as Node, name, rule?.example ?? example);
      if (rule === undefined)
        place
          .within(key as Node, name, example)
          .refuse(`is not known here. Known are ${Object.keys(rules).join(", ")}.`);
      else values[name] = isEmpty(value) ? inner.refuse("is empty.") : rule.read(inner);
    }
    for (const name of required)
      if (!node.has(name)) place.within(node, name, rules[name]!.example).refuse("is missing.");
    return values as never;
  },
});
