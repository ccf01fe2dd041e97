import { GraphQLError } from "graphql";
import type { Db } from "./db.ts";
import type { Live } from "./live/live.ts";
import { once } from "./once.ts";
import { NOT_INDEXED_YET } from "./protection/mask.ts";

/** The last block of the chain that the rows know of. */
export type Head = Readonly<{
  block: number;
  /** [unix s] */
  timestamp: number;
}>;

/** How far the indexing is. */
export type Progress = Readonly<{
  /** Ponder's name of the chain. */
  chain: string;
  chainId: number;
  /** Null before the first block is indexed. */
  head: Head | null;
  /** The last block that no reorganisation takes back any more; null before it is known. */
  finalized: Head | null;
  /** Whether all history up to the present is indexed; false: rows are missing at the end. */
  ready: boolean;
}>;

/** What every question is given beside its arguments. One per request. */
export type Context = Readonly<{
  db: Db;
  /** The indexed head; asked once per request. It throws a user error while nothing is indexed. */
  head(): Promise<Head>;
  /** How far the indexing is; asked once per request. */
  progress(): Promise<Progress>;
  /** The last block that is to be indexed as the chain is now; null when nobody can tell. */
  targetBlock(): Promise<number | null>;
  /** What is new, as it comes; undefined where the server has no subscriptions. */
  live?: Live | undefined;
  /** The operation that is answered, where there is one: whether it reads anything but what it is about to. */
  operation?: { readsOnce: boolean; readonly held: unknown };
  /** Says that the answer changes without a new block, so that it is not kept. */
  doNotCache(): void;
}>;

/** The context of one request: how far the indexing is gets asked at most once, and only if somebody wants to know. */
export function createContext(
  db: Db,
  readProgress: () => Promise<Progress>,
  outcome: { isVolatile: boolean },
  targetBlock: () => Promise<number | null> = async () => null,
  live?: Live,
): Context {
  const progress = once(readProgress);
  return {
    db,
    progress,
    targetBlock,
    live,
    doNotCache() {
      outcome.isVolatile = true;
    },
    async head() {
      const { head } = await progress();
      if (head !== null) return head;
      const { message, code } = NOT_INDEXED_YET;
      throw new GraphQLError(message, { extensions: { code } });
    },
  };
}
