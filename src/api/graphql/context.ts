import { GraphQLError } from "graphql";
import type { Db } from "../db.ts";
import type { Context, Progress } from "./module.ts";
import { once } from "./once.ts";

/** The context of one request: how far the indexing is gets asked at most once, and only if somebody wants to know. */
export function createContext(
  db: Db,
  readProgress: () => Promise<Progress>,
  outcome: { passes: boolean },
): Context {
  const progress = once(readProgress);
  return {
    db,
    progress,
    passes() {
      outcome.passes = true;
    },
    async head() {
      const { head } = await progress();
      if (head !== null) return head;
      throw new GraphQLError("Nothing is indexed yet. Ask again in a moment.", {
        extensions: { code: "NOT_INDEXED_YET" },
      });
    },
  };
}
