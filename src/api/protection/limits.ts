import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from "graphql";
import type { ApiSettings } from "../settings.ts";

export type Limits = Pick<
  ApiSettings,
  "maxDepth" | "maxTokens" | "maxFields" | "maxAliases" | "introspection"
>;

/** How deep lists of the schema's own description may be nested: types → fields → args. */
const MAX_INTROSPECTION_LISTS = 3;
const INTROSPECTION_LISTS = ["fields", "inputFields", "interfaces", "possibleTypes"];

/** A refusal of an operation as a whole. */
export function refusal(
  code: string,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}

/** A subscription where nothing can be streamed. */
export const noStream = () =>
  refusal(
    "NO_STREAM",
    "Subscriptions come as server-sent events: ask with the header `accept: text/event-stream` and no other. A server with API_SUBSCRIPTIONS=0 has none.",
  );

/**
 * Parses a document unless it is too large, deep or full of fields or aliases: what is refused here is never validated,
 * which would take time of its own. Fragments count as often as they are used.
 * @throws GraphQLError with code DOCUMENT_TOO_LONG, TOO_DEEP, TOO_MANY_FIELDS, TOO_MANY_ALIASES, INTROSPECTION_TOO_DEEP or
 * INTROSPECTION_DISABLED
 */
export function parseWithin(text: string, limits: Limits): DocumentNode {
  const source = new Source(text);
  skim(source, limits.maxTokens);
  const document = parse(source);
  const { depth, fields, aliases, introspection } = measure(document);
  if (depth > limits.maxDepth)
    throw refusal(
      "TOO_DEEP",
      `The operation has ${depth} levels of fields; ${limits.maxDepth} are allowed.`,
      { depth, limit: limits.maxDepth },
    );
  if (fields > limits.maxFields)
    throw refusal(
      "TOO_MANY_FIELDS",
      `The operation has ${fields} fields; ${limits.maxFields} are allowed.`,
      { fields, limit: limits.maxFields },
    );
  if (!isQuickToValidate(document, limits.maxFields))
    throw refusal(
      "TOO_MANY_FIELDS",
      "The operation asks for the same fields too often. Write each of them once.",
    );
  if (aliases > limits.maxAliases)
    throw refusal(
      "TOO_MANY_ALIASES",
      `The operation has ${aliases} aliases; ${limits.maxAliases} are allowed.`,
      { aliases, limit: limits.maxAliases },
    );
  if (introspection >= 0 && !limits.introspection)
    throw refusal("INTROSPECTION_DISABLED", "This server does not describe its schema.");
  if (introspection > MAX_INTROSPECTION_LISTS)
    throw refusal(
      "INTROSPECTION_TOO_DEEP",
      `The question about the schema nests ${introspection} lists; ${MAX_INTROSPECTION_LISTS} are allowed.`,
    );
  return document;
}

/** How deep brackets may lie within each other: the parser's stack is not endless. */
const MAX_BRACKETS = 100;

/** Reads a document word by word, to find out whether it is too long or too deep to be parsed. */
function skim(source: Source, maxTokens: number): void {
  const lexer = new Lexer(source);
  let depth = 0;
  for (let count = 1; lexer.advance().kind !== TokenKind.EOF; count++) {
    if (count > maxTokens)
      throw refusal("DOCUMENT_TOO_LONG", `The document has more than ${maxTokens} tokens.`, {
        limit: maxTokens,
      });
    depth += CHANGES[lexer.token.kind] ?? 0;
    if (depth > MAX_BRACKETS)
      throw refusal(
        "TOO_DEEP",
        `The document has more than ${MAX_BRACKETS} brackets within each other.`,
        { limit: MAX_BRACKETS },
      );
  }
}

const CHANGES: Readonly<Partial<Record<TokenKind, number>>> = {
  ...{ [TokenKind.BRACE_L]: 1, [TokenKind.BRACKET_L]: 1, [TokenKind.PAREN_L]: 1 },
  ...{ [TokenKind.BRACE_R]: -1, [TokenKind.BRACKET_R]: -1, [TokenKind.PAREN_R]: -1 },
};

/** Levels, fields, aliases, and lists of the schema's description within each other (-1: none is asked). */
type Size = { depth: number; fields: number; aliases: number; introspection: number };

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, introspection: -1 };

/** The size of the largest part of a document: an operation, or a fragment, since validation looks at those too. */
export function measure(document: DocumentNode): Size {
  const fragments = fragmentsOf(document);
  // A fragment is measured once; one that uses itself is left to the validation, which refuses it.
  const ofFragments = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode | undefined): Size =>
    (set?.selections ?? [])
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return sizeOfField(selection);
        if (selection.kind === Kind.INLINE_FRAGMENT) return sizeOf(selection.selectionSet);
        return sizeOfFragment(selection.name.value);
      })
      .reduce(beside, NOTHING);
  const sizeOfFragment = (name: string): Size => {
    const size = ofFragments.get(name);
    if (size !== undefined) return size;
    ofFragments.set(name, NOTHING);
    ofFragments.set(name, sizeOf(fragments.get(name)));
    return ofFragments.get(name)!;
  };
  const sizeOfField = ({ name, alias, selectionSet }: FieldNode): Size => {
    const inner = sizeOf(selectionSet);
    const fields = inner.fields + 1;
    const aliases = inner.aliases + (alias === undefined ? 0 : 1);
    if (name.value === "__schema" || name.value === "__type")
      // Its depth is bounded by its own rule; it reads no rows.
      return { depth: 1, fields, aliases, introspection: Math.max(0, inner.introspection) };
    const isList = INTROSPECTION_LISTS.includes(name.value);
    return {
      depth: inner.depth + 1,
      fields,
      aliases,
      introspection: isList ? Math.max(0, inner.introspection) + 1 : inner.introspection,
    };
  };

  const sizes = document.definitions.map((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION) return sizeOf(definition.selectionSet);
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return NOTHING;
    // Its depth counts where it is used.
    return { ...NOTHING, fields: sizeOf(definition.selectionSet).fields };
  });
  return sizes.reduce(larger, NOTHING);
}

function beside(one: Size, other: Size): Size {
  return {
    ...larger(one, other),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
  };
}

function larger(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: Math.max(one.fields, other.fields),
    aliases: Math.max(one.aliases, other.aliases),
    introspection: Math.max(one.introspection, other.introspection),
  };
}

/** How many pairs of fields with one name at one place a part of a document may have: validation compares each pair. */
const MAX_PAIRS = 5_000;

/** Whether the fields of each part of a document are few, and few of them have the same name at the same place. */
function isQuickToValidate(document: DocumentNode, maxFields: number): boolean {
  const fragments = fragmentsOf(document);
  return document.definitions.every((definition) => {
    if (!("selectionSet" in definition)) return true;
    const met = new Map<string, number>();
    let pairs = 0;
    // Fragments that only name each other have no fields, however often they are met.
    let stepsLeft = maxFields * 10;
    const within = new Set<string>();
    const walk = (set: SelectionSetNode | undefined, place: string): boolean =>
      (set?.selections ?? []).every((selection) => {
        stepsLeft -= 1;
        if (stepsLeft < 0) return false;
        if (selection.kind === Kind.INLINE_FRAGMENT) return walk(selection.selectionSet, place);
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const { value: fragment } = selection.name;
          // One that uses itself is left to the validation.
          if (within.has(fragment)) return true;
          within.add(fragment);
          const isQuick = walk(fragments.get(fragment), place);
          within.delete(fragment);
          return isQuick;
        }
        const name = `${place}.${(selection.alias ?? selection.name).value}`;
        const times = met.get(name) ?? 0;
        met.set(name, times + 1);
        pairs += times;
        return pairs <= MAX_PAIRS && walk(selection.selectionSet, name);
      });
    return walk(definition.selectionSet, "");
  });
}

const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, SelectionSetNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
