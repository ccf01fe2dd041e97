import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { type Limits, parseWithin, refusal } from "./protection/limits.ts";

/** Clients send the same few documents again and again: how many are kept, and of how many characters in total. */
const KEPT = { max: 1000, maxSize: 4_000_000 } as const;

type Read = Readonly<{ document: DocumentNode; mistakes: readonly GraphQLError[] }>;

export type Documents = Readonly<{
  /** @throws GraphQLError when it cannot be parsed */
  read(text: string): Read;
  isKnown(text: string): boolean;
}>;

/** Reads documents, each once while it is asked again: parsed within limits, and validated. */
export function createDocuments(schema: GraphQLSchema, limits: Limits): Documents {
  const cache = new LRUCache<string, Read>({
    ...KEPT,
    sizeCalculation: (_, text) => text.length,
  });
  return {
    isKnown: (text) => cache.has(text),
    read(text) {
      const found = cache.get(text);
      if (found !== undefined) return found;
      const document = parseWithin(text, limits);
      const read = { document, mistakes: validate(schema, document) };
      cache.set(text, read);
      return read;
    },
  };
}

/** Whether a document asks for the schema's own description, all of which is found out at once. */
export const describesSchema = (text: string): boolean => /\b__(schema|type)\b/.test(text);

/** Why a document's operation is refused whatever is in it: there is none, or it may not come by GET. In Yoga's words. */
export function objectionTo(
  document: DocumentNode,
  { method, operationName }: { method: string; operationName: string | null },
): GraphQLError | null {
  const operation = getOperationAST(document, operationName)?.operation;
  if (operation === undefined)
    return refusal(
      "OPERATION_RESOLUTION_FAILURE",
      "Could not determine what operation to execute.",
      { http: { status: 400 } },
    );
  if (operation !== "mutation" || method !== "GET") return null;
  const http = { status: 405, headers: { Allow: "POST" } };
  return refusal("BAD_REQUEST", "Can only perform a mutation operation from a POST request.", {
    http,
  });
}
