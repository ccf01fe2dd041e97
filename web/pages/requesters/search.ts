/** Columns an index leads through: the API sorts by no other. */
const sorts = ["fees", "lastRequestAt"] as const;

export type RequestersSearch = Readonly<{ sort?: (typeof sorts)[number] | undefined }>;

export function parseRequesters(search: Record<string, unknown>): RequestersSearch {
  const sort = sorts.find((known) => known === search.sort);
  return sort === undefined ? {} : { sort };
}
