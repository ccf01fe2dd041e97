/** The feed, followed: every event once, and what a reorganisation takes back. */
import type { Client } from "./client.ts";
import { ApiError, isPassing, waitOf } from "./errors.ts";
import { type FeedQuery, type FeedQueryVariables, feed } from "./queries.gen.ts";
import { wait } from "./wait.ts";

export type FeedEvent = FeedQuery["feed"]["items"][number];

/** What is new of the feed. */
export type Update = Readonly<{
  /**
   * Take back what you made of events of block `from` and later, before you look at `events`; null: nothing is taken back.
   */
  reorganised: { from: number } | null;
  events: readonly FeedEvent[];
  /** Where to go on: keep it together with what you made of the events, in one transaction if you can. */
  cursor: string | null;
}>;

export type FollowOptions = Readonly<{
  /** What of the feed; all of it by default. `finality: "FINAL"`: nothing is ever taken back. */
  filter?: Omit<FeedQueryVariables, "limit" | "after" | "orderDirection">;
  /** The cursor of the last update you took; "now": only what comes; left out: from the first event on. */
  after?: string | null;
  /** [ms] How long to wait at the feed's end; 2,000 by default. */
  pollMs?: number;
  /** Ends it. */
  signal?: AbortSignal;
  /** Is given failures while it keeps trying. */
  onRetry?(error: ApiError): void;
}>;

/** Events of one update at most. */
const PAGE = 1000;

/**
 * Follows the feed until the signal ends it, through failures, restarts of the server and reorganisations: who starts again
 * with the last cursor misses nothing and is given nothing twice.
 * @throws ApiError when the server refuses the question
 */
export async function* follow(
  client: Client,
  { filter = {}, pollMs = 2_000, signal, ...options }: FollowOptions = {},
): AsyncGenerator<Update, void, undefined> {
  const ask = async (variables: FeedQueryVariables) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return (await feed(client, { ...filter, ...variables }, signal ? { signal } : {})).feed;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof ApiError) || !isPassing(error)) throw error;
        options.onRetry?.(error);
        await wait(waitOf(error, attempt), signal);
      }
    }
  };
  try {
    let cursor = options.after ?? null;
    if (cursor === "now")
      cursor = (await ask({ orderDirection: "desc", limit: 1 })).pageInfo.startCursor;
    for (;;) {
      const { items, reorganised, pageInfo } = await ask({
        orderDirection: "asc",
        limit: PAGE,
        after: cursor,
      });
      cursor = pageInfo.endCursor;
      if (items.length > 0 || reorganised !== null)
        yield { reorganised: reorganised ?? null, events: items, cursor };
      if (!pageInfo.hasNextPage) await wait(pollMs, signal);
    }
  } catch (error) {
    // To be stopped is how it ends.
    if (!signal?.aborted) throw error;
  }
}
