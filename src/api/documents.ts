import { type DocumentNode, type GraphQLError, type GraphQLSchema, validate } from "graphql";
import { LRUCache } from "lru-cache";
import { type Limits, parseWithin } from "./protection/limits.ts";

/** Clients ask the same few documents again and again. */
const MOST_DOCUMENTS = 1000;

/** A document as it was read: whole, or what is wrong with it. */
export type Read = Readonly<
  { document: DocumentNode; mistakes: null } | { document: null; mistakes: readonly GraphQLError[] }
>;

/** Reads documents, each once while it is asked again: parsed within limits, and validated. */
export function createDocuments(schema: GraphQLSchema, limits: Limits): (text: string) => Read {
  const known = new LRUCache<string, Read>({ max: MOST_DOCUMENTS });
  const read = (text: string): Read => {
    try {
      const document = parseWithin(text, limits);
      const mistakes = validate(schema, document);
      return mistakes.length > 0 ? { document: null, mistakes } : { document, mistakes: null };
    } catch (error) {
      return { document: null, mistakes: [error as GraphQLError] };
    }
  };
  return (text) => {
    const found = known.get(text) ?? read(text);
    known.set(text, found);
    return found;
  };
}
