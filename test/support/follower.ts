import type { askOver } from "../../verify/sources/graphql.ts";

type Ask = ReturnType<typeof askOver>;
export type Followed = { id: string; block: number; transaction: string };
type Page = {
  items: Followed[];
  pageInfo: { endCursor: string | null };
  reorganised: { from: number } | null;
};

/** Follows the feed as the documents say, and keeps what it was given and not taken back. */
export function createFollower(
  ask: Ask,
  {
    filter = "",
    limit = () => 50,
    keep = (cursor) => cursor,
  }: {
    /** Further arguments, e.g. `kinds: [BID]`. */
    filter?: string;
    limit?: () => number;
    /** What it keeps of a cursor. */
    keep?: (cursor: string | null) => string | null;
  } = {},
) {
  const query = `query ($after: String, $limit: Int) {
    feed(orderDirection: "asc", after: $after, limit: $limit ${filter}) {
      items { id block transaction } pageInfo { endCursor } reorganised { from } } }`;
  let applied: Followed[] = [];
  let cursor: string | null = null;
  const seen = { reorganised: 0, longest: 0 };
  const read = async () => {
    const answer = (await ask(query, { after: cursor, limit: limit() })) as unknown as {
      feed: Page;
    };
    const { items, pageInfo, reorganised } = answer.feed;
    if (reorganised !== null) {
      seen.reorganised++;
      applied = applied.filter(({ block }) => block < reorganised.from);
    }
    applied.push(...items);
    cursor = keep(pageInfo.endCursor);
    seen.longest = Math.max(seen.longest, cursor?.length ?? 0);
    return items.length > 0 || reorganised !== null;
  };
  return {
    /** Asks once; whether there was anything. */
    read,
    /** Asks until there is nothing more. */
    async catchUp() {
      while (await read());
    },
    applied: (): readonly Followed[] => applied,
    seen,
  };
}
