/** Columns an index leads through: the API sorts by no other. */
const sorts = ["fees", "lastRequestAt"] as const;

export type ProgramsSearch = Readonly<{ sort?: (typeof sorts)[number] | undefined }>;

export function parsePrograms(search: Record<string, unknown>): ProgramsSearch {
  const sort = sorts.find((known) => known === search.sort);
  return sort === undefined ? {} : { sort };
}
