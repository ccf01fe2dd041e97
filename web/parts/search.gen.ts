// Written by `npm run generate` from schema.graphql and the operations of the pages.
import type { Operation } from "../data/ask.ts";
import type { SearchQuery, SearchQueryVariables } from "../data/generated/types.ts";

export const Search = `query Search($text: String!) {
  search(text: $text, limit: 10) {
    kind
    id
    label
  }
}` as Operation<SearchQuery, SearchQueryVariables>;
