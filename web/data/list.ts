import { type InfiniteData, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ask, type Operation } from "./ask.ts";

type PageInfo = Readonly<{ hasNextPage: boolean; endCursor: string | null }>;

/** Part of a list, with the cursor of the next part. */
export type Part<Row> = Readonly<{
  items: readonly Row[];
  pageInfo: PageInfo;
  totalCount?: number;
}>;

/** The most rows one table holds; what is beyond is said. */
export const MAX_ROWS = 10_000;

/** A list that grows by a page at its end, and stays as it is until it is asked for anew. */
export function useList<Result, Variables extends { after?: string | null | undefined }, Row>(
  operation: Operation<Result, Variables>,
  variables: Omit<Variables, "after">,
  partOf: (result: Result) => Part<Row>,
  enabled = true,
) {
  const list = useInfiniteQuery<
    Result,
    Error,
    InfiniteData<Result>,
    readonly unknown[],
    string | null
  >({
    queryKey: ["list", operation, variables],
    queryFn: ({ pageParam, signal }) =>
      ask(operation, { ...variables, after: pageParam } as Variables, signal),
    initialPageParam: null,
    getNextPageParam: (last, pages) => {
      const { pageInfo } = partOf(last);
      const rows = pages.reduce((total, page) => total + partOf(page).items.length, 0);
      return pageInfo.hasNextPage && rows < MAX_ROWS ? pageInfo.endCursor : undefined;
    },
    placeholderData: keepPreviousData,
    enabled,
  });
  const parts = list.data?.pages.map(partOf);
  return {
    ...list,
    rows: parts?.flatMap(({ items }) => items),
    totalCount: parts?.[0]?.totalCount ?? null,
  };
}
