import type { Column } from "drizzle-orm";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Optional } from "./inputs.ts";

/** What a list is ordered by: names in its rows, with a column of the same kind of value. */
export type ListKey = readonly { name: string; column: Column }[];

/** A page of a list, as page types with `items` and `pageInfo` want it. */
export type ListPage<Row> = {
  items: readonly Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

/**
 * The values of the place to go on from; null for the beginning.
 * @throws UserError when `after` is no cursor of this list
 */
export const placeOf = <Place extends readonly unknown[]>(
  key: ListKey,
  after: Optional<string>,
): Place | null => (after == null ? null : (decodeCursor(key, after, "after") as Place));

/** The page that rows make, read from a place on, one more than asked for. `keyOf` gives the values of the key. */
export function listOf<Row>(
  rows: readonly Row[],
  {
    key,
    keyOf,
    first,
    after,
  }: {
    key: ListKey;
    keyOf: (row: Row) => Record<string, unknown>;
    first: number;
    after: Optional<string>;
  },
): ListPage<Row> {
  const items = rows.slice(0, first);
  const cursorOf = (row: Row | undefined) =>
    row === undefined ? null : encodeCursor(key, keyOf(row));
  return {
    items,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after != null,
      startCursor: cursorOf(items[0]),
      endCursor: cursorOf(items.at(-1)),
    },
  };
}
