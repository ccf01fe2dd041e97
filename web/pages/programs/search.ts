const sorts = ["requests", "fulfilled", "missed", "fees", "lastRequestAt"] as const;

export type ProgramsSearch = Readonly<{ sort?: (typeof sorts)[number] | undefined }>;

export function parsePrograms(search: Record<string, unknown>): ProgramsSearch {
  const sort = sorts.find((known) => known === search.sort);
  return sort === undefined ? {} : { sort };
}
