import type { useList } from "../data/list.ts";
import { LongTable } from "./long-table.tsx";
import { Failure, Skeleton } from "./states.tsx";
import type { TableProps } from "./table.tsx";

type List = Pick<
  ReturnType<typeof useList>,
  | "isError"
  | "error"
  | "refetch"
  | "isPending"
  | "isFetching"
  | "hasNextPage"
  | "fetchNextPage"
  | "totalCount"
>;

/** A list as a long table, a grey stand-in while it is on its way, or what went wrong. */
export function Listed<Row>({
  list,
  rows,
  ...table
}: Omit<TableProps<Row>, "rows"> & {
  list: List;
  rows: readonly Row[] | undefined;
  /** Where the whole list is as a file. */
  file?: string;
}) {
  return (
    <>
      {list.isError && <Failure error={list.error!} retry={() => void list.refetch()} />}
      {rows === undefined ? (
        list.isPending && <Skeleton rows={12} />
      ) : (
        <LongTable
          {...table}
          rows={rows}
          total={list.totalCount}
          isMore={list.hasNextPage}
          more={() => {
            if (!list.isFetching) void list.fetchNextPage();
          }}
        />
      )}
    </>
  );
}
