import {
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useQuery,
} from "@tanstack/react-query";
import { ApiError, ask, type Operation } from "./ask.ts";

const PASSING = ["UNREACHABLE", "QUERY_TIMEOUT", "TRY_AGAIN"];
const MAX_RETRIES = 3;

/** Whether to ask once more: only where that can help. */
function retries(count: number, error: Error): boolean {
  return count < MAX_RETRIES && error instanceof ApiError && PASSING.includes(error.code);
}

/** Answers hold until the pulse says that something is new. */
export const createClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: retries,
        retryDelay: (count) => 500 * 2 ** count,
      },
    },
  });

/** An answer that is on its way, here, or refused; asked for again when there is something new. */
export type Page<Result> = UseQueryResult<Result, Error>;

/** Asks what a page shows. Another choice on the same page keeps the last answer until the next is there. */
export function usePage<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  options: Readonly<{ enabled?: boolean; keep?: boolean }> = {},
): Page<Result> {
  return useQuery<Result, Error>({
    queryKey: ["page", operation, variables],
    queryFn: ({ signal }) => ask(operation, variables, signal),
    ...(options.keep !== false && { placeholderData: keepPreviousData }),
    enabled: options.enabled ?? true,
  });
}
