import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  parse,
  type SelectionSetNode,
  type Source,
} from "graphql";
import type { ApiSettings } from "../settings.ts";

type Limits = Pick<ApiSettings, "maxDepth" | "maxTokens" | "maxAliases" | "introspection">;

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

/**
 * Parses a document unless it is too large, deep or full of aliases: what is refused here is never validated, which
 * would take time of its own. Fragments count as often as they are used.
 * @throws GraphQLError with code DOCUMENT_TOO_LONG, TOO_DEEP, TOO_MANY_ALIASES, INTROSPECTION_TOO_DEEP or INTROSPECTION_DISABLED
 */
export function parseWithin(source: string | Source, limits: Limits): DocumentNode {
  const document = parseTokens(source, limits.maxTokens);
  const { depth, aliases, introspection } = measure(document);
  if (depth > limits.maxDepth)
    throw refusal(
      "TOO_DEEP",
      `The operation has ${depth} levels of fields; ${limits.maxDepth} are allowed.`,
      { depth, limit: limits.maxDepth },
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

function parseTokens(source: string | Source, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes(`more that ${maxTokens} tokens`))
      throw refusal("DOCUMENT_TOO_LONG", `The document has more than ${maxTokens} tokens.`, {
        limit: maxTokens,
      });
    throw error;
  }
}

/** Levels, aliases, and lists of the schema's description within each other (-1: none is asked). */
type Size = { depth: number; aliases: number; introspection: number };

const NOTHING: Size = { depth: 0, aliases: 0, introspection: -1 };

/** The size of the largest operation of a document. */
export function measure(document: DocumentNode): Size {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
  // A fragment is measured once; one that uses itself is left to the validation, which refuses it.
  const known = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode | undefined): Size =>
    (set?.selections ?? [])
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return sizeOfField(selection);
        if (selection.kind === Kind.INLINE_FRAGMENT) return sizeOf(selection.selectionSet);
        return sizeOfFragment(selection.name.value);
      })
      .reduce(beside, NOTHING);
  const sizeOfFragment = (name: string): Size => {
    const size = known.get(name);
    if (size !== undefined) return size;
    known.set(name, NOTHING);
    known.set(name, sizeOf(fragments.get(name)));
    return known.get(name)!;
  };
  const sizeOfField = ({ name, alias, selectionSet }: FieldNode): Size => {
    const inner = sizeOf(selectionSet);
    const aliases = inner.aliases + (alias === undefined ? 0 : 1);
    if (name.value === "__schema" || name.value === "__type")
      // Its depth is bounded by its own rule; it reads no rows.
      return { depth: 1, aliases, introspection: Math.max(0, inner.introspection) };
    const isList = INTROSPECTION_LISTS.includes(name.value);
    return {
      depth: inner.depth + 1,
      aliases,
      introspection: isList ? Math.max(0, inner.introspection) + 1 : inner.introspection,
    };
  };

  const sizes = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [],
  );
  return sizes.map(sizeOf).reduce(larger, NOTHING);
}

function beside(one: Size, other: Size): Size {
  return { ...larger(one, other), aliases: one.aliases + other.aliases };
}

function larger(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: Math.max(one.aliases, other.aliases),
    introspection: Math.max(one.introspection, other.introspection),
  };
}
