/** All questions, and how each API is asked for a place in a list. */
import { type Ask, graphql } from "./ask.ts";
import type { Keys } from "./keys.ts";
import { marketQuestions } from "./questions/market.ts";
import { proverQuestions } from "./questions/provers.ts";
import { requestQuestions } from "./questions/requests.ts";

/** The questions, in the order of the table. */
export const questions = [...requestQuestions, ...proverQuestions, ...marketQuestions];

/** How each API is asked for the cursor of the place in the middle. */
export const cursorAsks: Record<
  "ours" | "stock" | "postgraphile",
  { ask: (keys: Keys) => Ask; path: readonly string[] }
> = {
  ours: {
    ask: ({ middle }) =>
      graphql(
        'query ($to: Int) { requests(where: { createdAt_lt: $to }, orderDirection: "desc", limit: 1) { pageInfo { endCursor } } }',
        {
          to: middle.time + 1,
        },
      ),
    path: ["data", "requests", "pageInfo", "endCursor"],
  },
  stock: {
    ask: ({ middle }) =>
      graphql(
        `query ($id: BigInt) { requests(where: { createdId_lte: $id }, orderBy: "createdId", orderDirection: "desc", limit: 1) { pageInfo { endCursor } } }`,
        { id: middle.id },
      ),
    path: ["data", "requests", "pageInfo", "endCursor"],
  },
  postgraphile: {
    ask: ({ middle }) =>
      graphql(
        "query ($offset: Int) { allRequests(orderBy: CREATED_ID_DESC, offset: $offset, first: 1) { pageInfo { endCursor } } }",
        { offset: middle.newer },
      ),
    path: ["data", "allRequests", "pageInfo", "endCursor"],
  },
};
